from odoo import api, fields, models
from odoo.fields import Domain

# Days after the departure at which a protocol sheet is destroyed.
RETENTION_DAYS = 30


class CooperationVisitProtocol(models.Model):
    """What protocol must know of a delegate, kept until its purge date only."""

    _name = "cooperation.visit.protocol"
    _description = "Protocol Sheet"
    _rec_name = "delegate_id"

    delegate_id = fields.Many2one(
        "cooperation.visit.delegate", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(related="delegate_id.visit_id", store=True, index=True)
    form_of_address = fields.Char(help="Excellency, Minister, Professor…")
    rank = fields.Integer(help="Order of precedence, 1 first.")
    passport_number = fields.Char()
    passport_expiry = fields.Date()
    needs_visa_letter = fields.Boolean(string="Visa Letter")
    diet = fields.Char()
    arrival = fields.Char(help="Flight or train, day and time.")
    gift = fields.Char()
    purge_date = fields.Date(
        compute="_compute_purge_date",
        store=True,
        readonly=False,
        index=True,
        help="The sheet is destroyed on this day.",
    )

    _delegate_uniq = models.Constraint(
        "UNIQUE(delegate_id)", "This delegate has a protocol sheet already."
    )

    @api.depends("visit_id.date_end")
    def _compute_purge_date(self):
        for sheet in self:
            departure = sheet.visit_id.date_end
            sheet.purge_date = departure and fields.Date.add(
                departure, days=RETENTION_DAYS
            )

    @api.model
    def _cron_purge(self):
        """Destroy the sheets whose day has come, and say so on each visit."""
        due = self.search(Domain("purge_date", "<=", fields.Date.context_today(self)))
        for visit, sheets in due.grouped("visit_id").items():
            visit.message_post(
                body=self.env._("%(count)s protocol sheets destroyed.", count=len(sheets))
            )
        due.unlink()
