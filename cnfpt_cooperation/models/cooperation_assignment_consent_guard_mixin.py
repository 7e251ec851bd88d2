from odoo import fields, models
from odoo.tools import email_normalize

from ..tools.wording import format_period
from .cooperation_assignment_consent import OPEN_FOR


class CooperationAssignmentConsentGuardMixin(models.AbstractModel):
    """What is missing before somebody is asked, and who has not agreed [R7] [R15]."""

    _name = "cooperation.assignment.consent.guard.mixin"
    _description = "Guards of the Consents to an Assignment"

    def _get_invite_blockers(self):
        self.ensure_one()
        yield from self._get_roster_blockers()
        yield from self._get_asked_dates_blockers()
        if not email_normalize(self.expert_id.email or ""):
            yield self.env._(
                "Give the e-mail address of “%(expert)s”, or ask otherwise and note "
                "the answer here.",
                expert=self.expert_id.display_name,
            )

    def _get_asked_dates_blockers(self):
        if not (self.date_start and self.date_end):
            yield self.env._(
                "Give the dates of “%(assignment)s”.", assignment=self.display_name
            )
        elif self.date_end < fields.Date.context_today(self):
            yield self.env._(
                "“%(assignment)s” is over since %(date)s: nobody is asked any more.",
                assignment=self.display_name,
                date=self._format_date(self.date_end),
            )

    def _get_employer_answer_blockers(self):
        self.ensure_one()
        if self.state not in OPEN_FOR["employer"]:
            yield self.env._(
                "“%(assignment)s” is in the state “%(state)s”: its employer decides "
                "nothing any more.",
                assignment=self.display_name,
                state=self._get_state_label(self.state),
            )
        elif not self.employer_contact_id:
            yield self.env._(
                "Give the employer of “%(expert)s”.",
                expert=self.expert_id.display_name,
            )

    def _get_ask_employer_blockers(self):
        self.ensure_one()
        contact, expert = self.employer_contact_id, self.expert_id
        blockers = list(self._get_employer_answer_blockers())
        yield from blockers
        yield from self._get_asked_dates_blockers()
        if blockers:
            return
        address = email_normalize(contact.email or "")
        if not address:
            yield self.env._(
                "“%(contact)s” has no e-mail address: give one, choose another contact "
                "at the employer, or note the answer by hand.",
                contact=contact.display_name,
            )
        elif contact == expert.partner_id or address == email_normalize(
            expert.email or ""
        ):
            yield self.env._(
                "“%(expert)s” does not answer for their own employer: choose another "
                "contact.",
                expert=expert.display_name,
            )
        if self.employer_consent_date and not list(
            self._get_moved_blockers("employer")
        ):
            yield self.env._(
                "The employer of “%(expert)s” agreed on %(date)s already.",
                expert=expert.display_name,
                date=self._format_date(self.employer_consent_date),
            )

    def _get_remind_blockers(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        waiting = self._get_waiting_consents()
        if not waiting:
            yield self.env._(
                "Nobody is asked about “%(assignment)s”.", assignment=self.display_name
            )
        for consent in waiting:
            status = consent._get_status()
            if status != "open":
                yield self.env._(
                    "The link of %(name)s does not answer any more: ask again.",
                    name=consent.partner_id.name,
                )
            elif today in (consent.asked_on, consent.reminded_on):
                yield self.env._(
                    "%(name)s was written to today already.",
                    name=consent.partner_id.name,
                )

    def _get_expert_blockers(self):
        """Nobody is held, or ordered, who has not agreed to these dates."""
        if not self.expert_consent_date:
            yield self.env._(
                "Give the date on which “%(expert)s” agreed to go.",
                expert=self.expert_id.display_name,
            )
        yield from self._get_moved_blockers("expert")

    def _get_moved_blockers(self, kind):
        """Name who agreed to dates that have changed since, and has not again."""
        self.ensure_one()
        agreed_on = self[f"{kind}_consent_date"]
        last = self._get_last_consent(kind, "agreed")
        if not (last and agreed_on and agreed_on <= last.answered_on):
            return
        if last._is_of_former_employer() and self.expert_id.origin != "cnfpt":
            yield self.env._(
                "%(name)s agreed for %(before)s, and “%(expert)s” now works for "
                "%(now)s: ask them, or note their answer.",
                name=last.partner_id.name,
                before=last.employer_id.name,
                expert=self.expert_id.display_name,
                now=self._get_employer().name,
            )
        elif not last._is_about(self):
            yield self.env._(
                "%(name)s agreed to %(before)s, and the dates are now %(now)s: ask "
                "again, or note the new answer.",
                name=last.partner_id.name,
                before=format_period(self.env, last.date_start, last.date_end),
                now=format_period(self.env, self.date_start, self.date_end),
            )

    def _get_refusal_blockers(self):
        """Name an employer who refused and has not agreed since."""
        self.ensure_one()
        last = self._get_last_consent("employer", "agreed", "refused")
        if last.state == "refused" and not self.employer_consent_date:
            yield self.env._(
                "%(name)s refused on %(date)s that “%(expert)s” goes: choose somebody "
                "else, or come to an agreement with the employer.",
                name=last.partner_id.name,
                date=self._format_date(last.answered_on),
                expert=self.expert_id.display_name,
            )

    def _get_last_consent(self, kind, *states):
        """Return the newest question to the expert or the employer in these states."""
        own = self.consent_ids.filtered(
            lambda consent: consent.kind == kind and consent.state in states
        )
        return own.sorted("id")[-1:]
