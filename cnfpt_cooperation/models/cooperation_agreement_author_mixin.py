from odoo import SUPERUSER_ID, Command, fields, models


class CooperationAgreementAuthorMixin(models.AbstractModel):
    """Who wrote a text: they neither validate it nor sign it for CNFPT.

    Whoever changes a word of it before its validation is one of its authors, and so is
    whoever was in charge of it: stepping back does not make one an outsider.
    """

    _name = "cooperation.agreement.author.mixin"
    _description = "Authors of an Agreement"
    _guarded_fields = frozenset({"author_ids"})

    author_ids = fields.Many2many(
        "res.users",
        "cooperation_agreement_author_rel",
        string="Written By",
        readonly=True,
        copy=False,
    )

    def write(self, vals):
        if "user_id" in vals:
            for agreement in self:
                agreement._note_author(agreement.user_id)
        if not self._text_fields.isdisjoint(vals):
            self._note_author(self.env.user)
        return super().write(vals)

    def _note_author(self, user):
        """Keep who writes the text, as long as it can be written."""
        if not user or user.id == SUPERUSER_ID:
            return
        for agreement in self.sudo():
            is_open = agreement.state in agreement._unsigned_states
            if is_open and user not in agreement.create_uid | agreement.author_ids:
                agreement._guarded_write({"author_ids": [Command.link(user.id)]})

    def _is_author(self, user):
        """Whoever wrote, submitted or is in charge of a text does not decide on it."""
        self.ensure_one()
        writers = self.create_uid | self.sudo().author_ids
        return user in writers | self.user_id | self.submitted_by_id
