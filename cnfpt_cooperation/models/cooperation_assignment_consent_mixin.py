from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cooperation_assignment_consent import OPEN_FOR

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
# What a step says to the expert's question that still waits.
_NOTED_BY = {"action_accept": "agreed", "action_decline": "refused"}
_CONSENT_DATES = {"expert_consent_date", "employer_consent_date"}


class CooperationAssignmentConsentMixin(models.AbstractModel):
    """The expert is asked whether they go, their employer whether they may.

    Both by e-mail with a personal link, or otherwise and noted by hand. Whoever agreed
    to dates that have changed since is asked again before the next step [R7] [R15].
    """

    _name = "cooperation.assignment.consent.mixin"
    _description = "Consents to an Assignment"

    consent_ids = fields.One2many(
        "cooperation.assignment.consent", "assignment_id", string="Questions"
    )
    is_answer_awaited = fields.Boolean(
        string="Answer Awaited", compute="_compute_is_answer_awaited"
    )
    invited_on = fields.Date(copy=False, readonly=True)
    answered_on = fields.Date(
        copy=False, readonly=True, help="The day on which the expert said yes or no."
    )
    expert_consent_date = fields.Date(string="Expert Agreed On", copy=False)
    employer_contact_id = fields.Many2one(
        "res.partner",
        string="Contact at the Employer",
        compute="_compute_employer_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Who answers for the employer: the question is sent there.",
    )
    employer_asked_on = fields.Date(
        copy=False,
        readonly=True,
        help="How long employers take to answer counts when experts are ranked.",
    )
    employer_consent_date = fields.Date(string="Employer Agreed On", copy=False)

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("consent_ids.state", "date_start", "date_end", "state")
    def _compute_is_answer_awaited(self):
        """Whether a personal link still takes an answer today."""
        for assignment in self:
            assignment.is_answer_awaited = any(
                consent._get_status() == "open"
                for consent in assignment._get_waiting_consents()
            )

    @api.depends("expert_id.employer_id")
    def _compute_employer_contact_id(self):
        """Propose the employer, or somebody there who has an address."""
        for assignment in self:
            employer = assignment._get_employer()
            contact = assignment.employer_contact_id
            if contact.commercial_partner_id != employer.commercial_partner_id:
                reachable = employer | employer.child_ids
                contact = reachable.filtered("email")[:1] or employer
            assignment.employer_contact_id = contact

    def _get_employer(self):
        """Return who employs on the first day: the position says it, or the roster."""
        self.ensure_one()
        expert = self.expert_id.sudo()
        held = expert.position_ids.browse()
        if self.date_start:
            held = expert._get_positions_between(self.date_start, self.date_start)
        return held.employer_id or self.expert_id.employer_id

    def _get_waiting_consents(self, *kinds):
        return self.consent_ids.filtered(
            lambda consent: (
                consent.state == "waiting" and (not kinds or consent.kind in kinds)
            )
        )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def action_invite(self):
        """Ask the experts by e-mail, with a personal link that takes their answer.

        :raise UserError: not active, no address, no dates, or the mission is over
        """
        self._check_transition("action_invite")
        today = fields.Date.context_today(self)
        self._take_transition("action_invite", {"invited_on": today})
        self._ask("expert")
        return True

    def action_invite_again(self):
        """Ask anew those who did not answer, or who agreed to other dates.

        The links sent before answer no more.

        :raise UserError: as for :meth:`action_invite`
        """
        self._check_transition("action_invite_again")
        today = fields.Date.context_today(self)
        self.expert_consent_date = False
        self._take_transition(
            "action_invite_again", {"invited_on": today, "answered_on": False}
        )
        self._ask("expert")
        return True

    def action_ask_employer(self):
        """Ask the employers by e-mail whether their agents may go.

        :raise AccessError: the user is no coordinator
        :raise UserError: already agreed, nobody to write to, no dates, or too late
        """
        self._check_coordinator()
        self._raise_blockers("_get_ask_employer_blockers")
        self._guarded_write({"employer_asked_on": fields.Date.context_today(self)})
        self._ask("employer")
        return True

    def action_remind(self):
        """Send again the links that wait for an answer.

        :raise UserError: no link waits, or it was sent today already
        """
        self._check_coordinator()
        self._raise_blockers("_get_remind_blockers")
        self._get_waiting_consents().sudo()._remind()
        return True

    def _check_coordinator(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(_COORDINATOR):
            raise AccessError(
                self.env._("Only coordinators ask experts and their employers.")
            )

    def _raise_blockers(self, guard):
        blockers = [line for record in self for line in getattr(record, guard)()]
        if blockers:
            raise UserError("\n".join(blockers))

    def _ask(self, kind):
        """Write the questions and send them; a question before them is withdrawn."""
        before = self._get_waiting_consents(kind).sudo()
        before.state = "withdrawn"
        before.flush_recordset()
        today = fields.Date.context_today(self)
        consents = self.env["cooperation.assignment.consent"].sudo()
        consents = consents.create(
            [
                {
                    **assignment._prepare_consent(kind),
                    "email": assignment._get_asked_partner(kind).email,
                    "asked_on": today,
                    "deadline": consents._get_deadline(assignment.date_start),
                }
                for assignment in self
            ]
        )
        consents._send()
        for assignment, consent in zip(self, consents, strict=True):
            assignment._message_log(
                body=self.env._(
                    "%(name)s is asked by e-mail (%(email)s), until %(date)s.",
                    name=consent.partner_id.name,
                    email=consent.email,
                    date=self._format_date(consent.deadline),
                )
            )

    def _prepare_consent(self, kind):
        self.ensure_one()
        return {
            "assignment_id": self.id,
            "kind": kind,
            "partner_id": self._get_asked_partner(kind).id,
            "employer_id": self._get_employer().id,
            "user_id": self.env.user.id,
            "asked_on": fields.Date.context_today(self),
            "date_start": self.date_start,
            "date_end": self.date_end,
        }

    def _get_asked_partner(self, kind):
        if kind == "expert":
            return self.expert_id.partner_id
        return self.employer_contact_id

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def action_accept(self):
        """Note that the experts agreed, today if no date was given."""
        self._check_transition("action_accept")
        today = fields.Date.context_today(self)
        self.filtered(lambda a: not a.expert_consent_date).expert_consent_date = today
        return self._take_transition("action_accept", {"answered_on": today})

    def action_decline(self):
        """Note that the experts refused."""
        today = fields.Date.context_today(self)
        return self._take_transition("action_decline", {"answered_on": today})

    def action_employer_agree(self):
        """Note that the employers agreed today to the dates as they are now."""
        return self._note_employer("agreed")

    def action_employer_refuse(self):
        """Note that the employers refused today; the order waits for their consent."""
        return self._note_employer("refused")

    def _note_employer(self, answer):
        self._check_coordinator()
        self._raise_blockers("_get_employer_answer_blockers")
        self._settle("employer", answer)
        today = fields.Date.context_today(self)
        self.employer_consent_date = today if answer == "agreed" else False
        return True

    def _settle(self, kind, answer):
        """Write down an answer that came otherwise, whether a question waits or not."""
        consents = self.env["cooperation.assignment.consent"].sudo()
        for assignment in self:
            waiting = assignment._get_waiting_consents(kind).sudo()
            values = {
                "state": answer,
                "channel": "hand",
                "answered_on": fields.Date.context_today(self),
                "date_start": assignment.date_start,
                "date_end": assignment.date_end,
                "employer_id": assignment._get_employer().id,
            }
            if waiting:
                waiting.write(values)
            else:
                consents.create({**assignment._prepare_consent(kind), **values})

    def _take_consent(self, consent):
        """Do what follows from the answer of a personal link."""
        self.ensure_one()
        self._track_set_author(consent.partner_id)
        if consent.kind == "employer":
            # A refusal takes back what was agreed for other dates.
            is_agreed = consent.state == "agreed"
            self.employer_consent_date = is_agreed and consent.answered_on
        elif consent.state == "agreed":
            self.action_accept()
        else:
            self.action_decline()
            self._look_for_another(consent.user_id)

    def _look_for_another(self, user):
        """Leave the coordinator a task on the mission whose expert declined."""
        self.ensure_one()
        env = self.with_context(lang=user.lang).env
        self.mission_id.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=env._(
                "%(name)s declined: find somebody else", name=self.expert_id.name
            ),
        )

    def _take_transition(self, action, values=None):
        """A question that waits is answered by the step, or has no object any more."""
        result = super()._take_transition(action, values)
        if action in _NOTED_BY:
            invited = self.filtered(lambda a: a._get_waiting_consents("expert"))
            invited._settle("expert", _NOTED_BY[action])
        gone = self.consent_ids.filtered(
            lambda consent: (
                consent.state == "waiting"
                and consent.assignment_id.state not in OPEN_FOR[consent.kind]
            )
        )
        gone.sudo().state = "withdrawn"
        return result

    def write(self, vals):
        """A date of consent that is typed answers the question that waits.

        Coordinators type it: whoever signs the order does not agree for the others.
        """
        if not _CONSENT_DATES.isdisjoint(vals):
            self._check_coordinator()
        result = super().write(vals)
        if vals.get("employer_consent_date"):
            asked = self.filtered(lambda a: a._get_waiting_consents("employer"))
            asked._settle("employer", "agreed")
        return result
