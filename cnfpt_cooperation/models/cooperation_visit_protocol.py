from odoo import api, fields, models
from odoo.fields import Domain

# Days after the departure at which a protocol sheet is destroyed.
RETENTION_DAYS = 30


class CooperationVisitProtocol(models.Model):
    """What protocol must know of a delegate, kept until its purge date only."""

    _name = "cooperation.visit.protocol"
    _description = "Protocol Sheet"
    _inherit = ["cooperation.derived.mixin"]
    _rec_name = "delegate_id"
    _order = "visit_id desc, rank, id"

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
        index=True,
        help="The sheet is destroyed on this day: 30 days after the departure, or "
        "after today as long as the visit has no date.",
    )

    _delegate_uniq = models.Constraint(
        "UNIQUE(delegate_id)", "This delegate has a protocol sheet already."
    )

    @api.depends("delegate_id.visit_id.date_end")
    def _compute_purge_date(self):
        """Every sheet has its last day, or it would be kept for ever."""
        today = fields.Date.context_today(self)
        for sheet in self:
            departure = sheet.delegate_id.visit_id.date_end or today
            sheet.purge_date = fields.Date.add(departure, days=RETENTION_DAYS)

    @api.model
    def _cron_purge(self, batch_size=100):
        """Destroy the sheets whose day has come, by batches, and say so on the visit.

        What is left is the note in the chatter of the visit, without any name;
        delegates and headcounts stay as they were.
        """
        due = Domain("purge_date", "<=", fields.Date.context_today(self))
        sheets = self.search(due, limit=batch_size)
        for visit, purged in sheets.grouped("visit_id").items():
            visit.message_post(
                body=self.env._(
                    "Protocol sheets destroyed at the end of their retention: "
                    "%(count)s.",
                    count=len(purged),
                )
            )
        sheets.unlink()
        self.env["ir.cron"]._commit_progress(
            len(sheets), remaining=self.search_count(due)
        )
