from odoo import fields, models
from odoo.exceptions import UserError


class CooperationAgreementSignLine(models.TransientModel):
    """One party, and what stands on the paper that it has signed."""

    _name = "cooperation.agreement.sign.line"
    _description = "Signature of a Party on Paper"

    sign_id = fields.Many2one(
        "cooperation.agreement.sign", required=True, ondelete="cascade"
    )
    party_id = fields.Many2one(
        "cooperation.agreement.party", required=True, ondelete="cascade"
    )
    is_signed = fields.Boolean(string="Has Signed", default=True)
    signed_on = fields.Date()
    signatory_name = fields.Char(string="Signed By")
    signatory_function = fields.Char(string="Function")

    def _prepare_signature(self):
        """Return what the party said, of its own agreement only.

        :raise UserError: the day or the name is missing
        """
        self.ensure_one()
        party = self.party_id
        values = {"body": party.partner_id.display_name}
        if party not in self.sign_id.agreement_id.party_ids:
            raise UserError(
                self.env._("%(body)s is not party to this agreement.", **values)
            )
        if not self.signed_on:
            raise UserError(
                self.env._("Give the day on which %(body)s has signed.", **values)
            )
        if not (self.signatory_name or "").strip():
            raise UserError(
                self.env._("Give the name of who has signed for %(body)s.", **values)
            )
        return {
            "signed_on": self.signed_on,
            "signatory_name": self.signatory_name.strip(),
            "signatory_function": (self.signatory_function or "").strip() or False,
        }
