from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.limits import check_lengths


class CooperationAgreementReply(models.Model):
    """What a party answered to a version that was sent to it."""

    _name = "cooperation.agreement.reply"
    _description = "Answer to a Version of an Agreement"
    _inherit = ["cooperation.derived.mixin"]
    _order = "date desc, id desc"

    version_id = fields.Many2one(
        "cooperation.agreement.version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    agreement_id = fields.Many2one(
        related="version_id.agreement_id", store=True, index=True
    )
    date = fields.Date(
        string="Received On", required=True, default=fields.Date.context_today
    )
    partner_id = fields.Many2one(
        "res.partner", string="From", required=True, ondelete="restrict"
    )
    outcome = fields.Selection(
        [
            ("agreed", "Agrees"),
            ("changes", "Asks for changes"),
            ("refused", "Does not agree"),
        ],
        required=True,
        default="changes",
    )
    note = fields.Text(string="What They Ask", help="Article by article, in short.")
    file = fields.Binary(string="Their Document", attachment=True)
    filename = fields.Char()

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        for reply in self:
            reply.display_name = f"{reply.partner_id.display_name or ''} · {reply.date}"

    @api.constrains("outcome", "note", "file")
    def _check_note(self):
        for reply in self:
            if reply.outcome != "agreed" and not (reply.note or reply.file):
                raise ValidationError(
                    self.env._(
                        "Say what %(body)s asks for, or attach its document.",
                        body=reply.partner_id.display_name,
                    )
                )

    @api.constrains("date", "version_id")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for reply in self:
            sent = fields.Datetime.context_timestamp(self, reply.version_id.date).date()
            if not sent <= reply.date <= today:
                raise ValidationError(
                    self.env._(
                        "An answer to “%(version)s” comes between the day on which it "
                        "was sent and today: correct its date.",
                        version=reply.version_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_lengths(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_lengths(self, vals)
        return super().write(vals)
