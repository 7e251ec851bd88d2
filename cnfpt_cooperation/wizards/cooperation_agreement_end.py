from odoo import api, fields, models
from odoo.exceptions import UserError


class CooperationAgreementEnd(models.TransientModel):
    """The dialog that ends an agreement: on which day, why, and what leans on it.

    It terminates the agreement before its time, or notes that one of the parties
    refuses its tacit renewal.
    """

    _name = "cooperation.agreement.end"
    _description = "End of an Agreement"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("terminate", "Termination"), ("denounce", "Refusal of the renewal")],
        required=True,
        readonly=True,
    )
    date_end = fields.Date(related="agreement_id.date_end")
    date_review = fields.Date(related="agreement_id.date_review")
    body_ids = fields.Many2many("res.partner", compute="_compute_body_ids")
    date = fields.Date(
        string="Last Day",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    body_id = fields.Many2one(
        "res.partner", string="Refused By", domain="[('id', 'in', body_ids)]"
    )
    reason = fields.Text()
    letter_file = fields.Binary(string="Letter")
    letter_filename = fields.Char()
    leaning_html = fields.Html(
        string="What Leans on It", compute="_compute_leaning_html", sanitize=False
    )

    @api.depends("agreement_id")
    def _compute_body_ids(self):
        for dialog in self:
            dialog.body_ids = dialog.agreement_id._get_party_bodies()

    @api.depends("agreement_id", "kind")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for dialog in self:
            ends = dialog.agreement_id and dialog.kind == "terminate"
            dialog.date = ends and dialog.agreement_id._get_usual_end() or today

    @api.depends("agreement_id", "date", "kind")
    @api.depends_context("lang")
    def _compute_leaning_html(self):
        """Count what leans on the agreement, and what would lose its cover."""
        for dialog in self:
            day = dialog.date if dialog.kind == "terminate" else dialog.date_end
            counts = dialog.agreement_id._count_leaning(day)
            dialog.leaning_html = bool(counts) and self.env["ir.qweb"]._render(
                "cnfpt_cooperation.agreement_leaning_summary", {"counts": counts}
            )

    def action_open_leaning(self):
        """Open what leans on the agreement, before it ends."""
        return self.agreement_id.action_open_leaning()

    def action_confirm(self):
        """End the agreement, or note the refusal of its renewal.

        :raise UserError: what is missing; nothing was written
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Say in “Reason” why “%(agreement)s” ends.",
                    agreement=self.agreement_id.display_name,
                )
            )
        if self.kind == "terminate":
            self.agreement_id._terminate(self.date, self.reason)
        else:
            self.agreement_id._denounce(
                self.date,
                self.body_id,
                self.reason.strip(),
                denunciation_file=self.letter_file,
                denunciation_filename=self.letter_filename,
            )
        return {"type": "ir.actions.act_window_close"}
