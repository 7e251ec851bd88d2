from odoo import fields, models


class CooperationAgreementGuardMixin(models.AbstractModel):
    """What an agreement is missing before it is validated, signed and in force."""

    _name = "cooperation.agreement.guard.mixin"
    _description = "Guards of an Agreement"

    def _get_submit_blockers(self):
        self.ensure_one()
        values = {"agreement": self.display_name}
        if not self._get_counterparts():
            yield self.env._(
                "Add a signatory other than CNFPT to the parties of “%(agreement)s”.",
                **values,
            )
        signatories = self._get_signatories().partner_id
        if self._get_cnfpt() and not any(signatories.mapped("is_cnfpt_structure")):
            yield self.env._(
                "Add CNFPT or one of its structures to the signatories of "
                "“%(agreement)s”.",
                **values,
            )
        if not self.date_start or not self.date_end:
            yield self.env._(
                "Give the first and the last day of “%(agreement)s”.",
                **values,
            )
        if not self.area_ids:
            yield self.env._(
                "Name at least one area of cooperation of “%(agreement)s”.", **values
            )
        yield from self._get_text_blockers()
        yield from self._get_amendment_blockers()
        yield from self._get_lasting_blockers()

    def _get_lasting_blockers(self):
        """What may change between the submission and the validation."""
        self.ensure_one()
        yield from self._get_body_blockers()
        yield from self._get_parent_blockers()
        yield from self._get_kind_blockers()
        yield from self._get_share_blockers()

    def _get_body_blockers(self):
        """A body that was merged or dissolved signs nothing any more."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        for body in self._get_signatories().partner_id:
            if body._has_ceased(today):
                yield body._get_ceased_sentence(today, self)

    def _get_validate_blockers(self):
        """Whoever drafted or submitted an agreement does not validate it."""
        self.ensure_one()
        if self._is_author(self.env.user):
            yield self.env._(
                "%(user)s has drafted, submitted or is in charge of “%(agreement)s”: "
                "another member of the direction validates it.",
                user=self.env.user.name,
                agreement=self.display_name,
            )
        yield from self._get_lasting_blockers()

    def _get_return_blockers(self):
        self.ensure_one()
        if not self.return_note:
            yield self.env._(
                "Say in “Note for the Drafter” what has to change in “%(agreement)s”.",
                agreement=self.display_name,
            )
