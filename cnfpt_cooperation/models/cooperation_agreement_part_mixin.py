from odoo import api, fields, models
from odoo.exceptions import UserError


class CooperationAgreementPartMixin(models.AbstractModel):
    """A line of what an agreement says, which changes only while its text does.

    What the direction has validated is what is signed: from the validation on, the
    lines can be neither added, nor changed, nor deleted, whichever way one comes in.
    """

    _name = "cooperation.agreement.part.mixin"
    _description = "Part of an Agreement"

    # Fields that belong to the text; the others follow the life of the agreement.
    _text_fields = frozenset({"agreement_id"})

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_text_open()
        parts.agreement_id._note_author(self.env.user)
        return parts

    def write(self, vals):
        if self._text_fields & vals.keys():
            self._check_text_open()
            self.agreement_id._note_author(self.env.user)
        if vals.get("agreement_id"):
            target = self.env["cooperation.agreement"].browse(vals["agreement_id"])
            self._check_text_open(target)
            target._note_author(self.env.user)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_text_frozen(self):
        self._check_text_open()
        self.agreement_id._note_author(self.env.user)

    def _check_text_open(self, agreements=None):
        """Refuse to change the text of an agreement that is validated or signed.

        :param agreements: those to check, by default those of the parts
        """
        for agreement in self.agreement_id if agreements is None else agreements:
            if agreement._is_text_frozen():
                raise UserError(
                    self.env._(
                        "“%(agreement)s” is in the state “%(state)s”: its %(parts)s "
                        "cannot be changed. Return it to negotiation before it is "
                        "signed, draft an amendment afterwards.",
                        agreement=agreement.display_name,
                        state=agreement._get_state_label(agreement.state),
                        parts=self._get_parts_label(),
                    )
                )
