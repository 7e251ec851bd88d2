from odoo import fields, models
from odoo.tools import format_date


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
        yield from self._get_parent_blockers()
        yield from self._get_kind_blockers()

    def _get_parent_blockers(self):
        """Only an agreement in force can be amended."""
        self.ensure_one()
        parent = self.parent_id
        if self.kind == "amendment" and parent.state not in ("active", "to_renew"):
            yield self.env._(
                "“%(parent)s” is in the state “%(state)s”: only an agreement in force "
                "can be amended.",
                parent=parent.display_name,
                state=parent._get_state_label(parent.state),
            )

    def _get_validate_blockers(self):
        """Whoever drafted or submitted an agreement does not validate it."""
        self.ensure_one()
        if self.env.user in self.create_uid | self.user_id | self.submitted_by_id:
            yield self.env._(
                "%(user)s has drafted, submitted or is in charge of “%(agreement)s”: "
                "another member of the direction validates it.",
                user=self.env.user.name,
                agreement=self.display_name,
            )
        yield from self._get_kind_blockers()

    def _get_return_blockers(self):
        self.ensure_one()
        if not self.return_note:
            yield self.env._(
                "Say in “Note for the Drafter” what has to change in “%(agreement)s”.",
                agreement=self.display_name,
            )

    def _get_activate_blockers(self):
        """In force once everybody has signed and the signed text is kept."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        for party in self._get_signatories():
            if not party.signed_on:
                yield self.env._(
                    "%(body)s has not signed “%(agreement)s”: give the day on which "
                    "it did among the parties.",
                    body=party.partner_id.display_name,
                    agreement=self.display_name,
                )
            elif party.signed_on > today:
                yield self.env._(
                    "%(body)s signs “%(agreement)s” on %(date)s only.",
                    body=party.partner_id.display_name,
                    agreement=self.display_name,
                    date=format_date(self.env, party.signed_on),
                )
        if not self.signed_file:
            yield self.env._(
                "Attach the signed file of “%(agreement)s”.",
                agreement=self.display_name,
            )
        yield from self._get_changed_since_validation()
        yield from self._get_parent_blockers()
