import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CooperationAgreementSign(models.TransientModel):
    """Notes what was signed on paper: by whom, when, with the scanned file."""

    _name = "cooperation.agreement.sign"
    _description = "Signatures on Paper"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "cooperation.agreement.sign.line",
        "sign_id",
        string="Who Has Signed",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    signed_file = fields.Binary(
        string="Scanned Paper", help="With all the signatures that are on it so far."
    )
    signed_filename = fields.Char()

    @api.depends("agreement_id")
    def _compute_line_ids(self):
        """Propose those who have not signed."""
        today = fields.Date.context_today(self)
        for dialog in self:
            dialog.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "party_id": party.id,
                            "signed_on": today,
                            **party._get_expected_signatory(),
                        }
                    )
                    for party in dialog.agreement_id._get_unsigned()
                ),
            ]

    def action_note(self):
        """Note the signatures, and keep the file with its checksum.

        :raise UserError: nobody is ticked, a name or the file is missing, or somebody
            does not sign; nothing is written
        """
        self.ensure_one()
        lines = self.line_ids.filtered("is_signed")
        if not lines:
            raise UserError(self.env._("Tick who has signed the paper."))
        self.agreement_id._sign_on_paper(
            {line.party_id: line._prepare_signature() for line in lines},
            base64.b64decode(self.signed_file or b""),
            self.signed_filename or self.env._("signed.pdf"),
        )
        return {"type": "ir.actions.act_window_close"}
