from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, format_date

from ..tools.batches import run_each
from ..tools.letters import LETTER_LAYOUT
from .cooperation_expert_check import DAYS_TO_ANSWER
from .cooperation_validity_mixin import RENEWAL_NOTICE

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_ACTIVITY = "mail.mail_activity_data_todo"
_CALL = "mail.mail_activity_data_call"
_LAPSED = "cnfpt_cooperation.letter_expert_lapsed"
_MONTHS_FRESH = 12


class CooperationExpertFreshnessMixin(models.AbstractModel):
    """A profile that its owner confirms every year, or that says it is old.

    Whoever has not confirmed for twelve months is asked by e-mail, reminded once, and
    goes inactive without an answer: suspended, never deleted, and back by one click on
    the same kind of link. Before the end of the years in which the accreditation is to
    be asked for again, the link takes the written request [R16].
    """

    _name = "cooperation.expert.freshness.mixin"
    _description = "Profile Kept Fresh"

    date_confirmed = fields.Date(
        string="Profile Confirmed On",
        copy=False,
        help="The day the expert last checked it.",
    )
    is_stale = fields.Boolean(
        string="To Refresh",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Not confirmed for twelve months.",
    )
    suspended_for = fields.Selection(
        [
            ("decision", "Decision of the Mission"),
            ("silence", "Did not answer"),
            ("lapse", "Accreditation over"),
            ("wish", "Wishes to leave"),
        ],
        string="Suspended Because",
        readonly=True,
        copy=False,
        tracking=True,
    )
    check_ids = fields.One2many(
        "cooperation.expert.check",
        "expert_id",
        string="Questions and Answers",
        groups=_COORDINATOR,
    )

    @api.depends("date_confirmed")
    def _compute_is_stale(self):
        limit = self._get_stale_limit()
        for expert in self:
            expert.is_stale = not expert.date_confirmed or expert.date_confirmed < limit

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_confirmed", "=", False) | Domain(
            "date_confirmed", "<", self._get_stale_limit()
        )

    @api.model
    def _get_stale_limit(self):
        return fields.Date.context_today(self) - relativedelta(months=_MONTHS_FRESH)

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def action_confirm_profile(self):
        """Note that the experts checked their profile today."""
        self.write({"date_confirmed": fields.Date.context_today(self)})
        return True

    def action_ask_profile(self):
        """Ask the experts by e-mail whether what is written of them is right.

        :raise AccessError: the user does not keep the roster
        :raise UserError: somebody has no address, has left, or was asked already
        """
        self.check_access("write")
        blockers = [blocker for e in self for blocker in e._get_ask_blockers()]
        if blockers:
            raise UserError("\n".join(blockers))
        today = fields.Date.context_today(self)
        for expert in self:
            expert._ask("profile", today + relativedelta(days=DAYS_TO_ANSWER))
        return True

    def _get_ask_blockers(self):
        self.ensure_one()
        name = self.display_name
        if not email_normalize(self.email):
            yield self.env._("Give the e-mail address of “%(expert)s”.", expert=name)
        if self.state == "left":
            yield self.env._("“%(expert)s” has left the roster.", expert=name)
        waiting = self._get_waiting_check("profile")
        if waiting:
            yield self.env._(
                "“%(expert)s” was asked on %(date)s, and has until %(deadline)s to "
                "answer.",
                expert=name,
                date=format_date(self.env, waiting.asked_on),
                deadline=format_date(self.env, waiting.deadline),
            )

    def _get_waiting_check(self, kind):
        return self.sudo().check_ids.filtered(
            lambda check: check.kind == kind and check._get_status() == "open"
        )

    def _ask(self, kind, deadline):
        """Send a personal link; what waited past its deadline is closed first."""
        self.ensure_one()
        checks = self.sudo().check_ids
        checks.filtered(
            lambda check: check.kind == kind and check.state == "waiting"
        ).state = "expired"
        check = checks.create(
            {
                "expert_id": self.id,
                "kind": kind,
                "email": self.email,
                "deadline": deadline,
            }
        )
        check._send()

    # ------------------------------------------------------------
    # What an answer changes
    # ------------------------------------------------------------

    def _take_answer_right(self, check):
        """The profile is right: fresh again, and back if only silence kept it away."""
        self.date_confirmed = check.answered_on
        self._come_back()

    def _take_answer_changes(self, check):
        """The expert has checked the profile, and somebody writes what has changed."""
        self._take_answer_right(check)
        self._hand_to_coordinator(
            _ACTIVITY, lambda env: env._("Write what has changed in the profile")
        )

    def _take_answer_stay(self, check):
        """The answer is the written request that the accreditation wants [R16]."""
        self.env["cooperation.expert.renewal"].create(
            {
                "expert_id": self.id,
                "date_asked": check.answered_on,
                "note": self.env._("By the personal link"),
            }
        )
        self.message_post(
            body=self.env._("Asked in writing to stay on the roster."),
            author_id=self.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _take_answer_leave(self, check):
        """Nobody is listed against their will; who leaves is not deleted."""
        self.is_consent_given = False
        if self.state == "active":
            self._take_transition("action_suspend", {"suspended_for": "wish"})
        self._hand_to_coordinator(
            _ACTIVITY, lambda env: env._("Wishes to leave the roster")
        )

    def _come_back(self):
        """Put back whom only their silence kept away, if nothing else is missing."""
        self.ensure_one()
        if self.suspended_for == "silence" and not self._get_blockers(
            "action_activate"
        ):
            self.action_activate()

    def _fall_silent(self):
        """Suspend who did not answer; whom a mission holds is called instead."""
        self.ensure_one()
        held = self.assignment_ids.filtered(
            lambda a: a.state in ("confirmed", "ordered")
        )
        if self.state == "active" and self.is_stale and not held:
            self._take_transition("action_suspend", {"suspended_for": "silence"})
        if self.is_stale:
            self._hand_to_coordinator(
                _CALL, lambda env: env._("Did not confirm the profile")
            )

    def _hand_to_coordinator(self, activity_type, get_summary):
        """Give whoever follows the expert something to do, once, in their language."""
        self.ensure_one()
        user = self.user_id
        if not user.active:
            return
        summary = get_summary(self.with_context(lang=user.lang).env)
        if not self.activity_ids.filtered(lambda a: a.summary == summary):
            self.activity_schedule(activity_type, user_id=user.id, summary=summary)

    # ------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------

    @api.model
    def _cron_keep_fresh(self, batch_size=100):
        """Ask the stale and those who must write to stay; suspend whom time ran out.

        Who has no address, or cannot be written to, is called instead.
        """
        done, left = 0, 0
        for domain, act in self._get_daily_work():
            experts = self.search(domain, limit=batch_size)
            for expert in run_each(experts, act):
                expert._hand_to_coordinator(
                    _CALL, lambda env: env._("Could not be written to")
                )
            done += len(experts)
            left += self.search_count(domain) if len(experts) == batch_size else 0
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _get_daily_work(self):
        """Return pairs of whom something is done to today, and what."""
        today = fields.Date.context_today(self)
        # Whom somebody has to call already is not written to as well.
        call = Domain("activity_type_id", "=", self.env.ref(_CALL).id)
        active = Domain("state", "=", "active")
        reached = active & Domain("activity_ids", "not any", call)
        soon = today + RENEWAL_NOTICE
        return [
            (
                active & Domain("validity_end", "<", today),
                lambda expert: expert._lapse(),
            ),
            (
                reached
                & Domain("is_stale", "=", True)
                & self._get_unasked_domain("profile", months=_MONTHS_FRESH),
                lambda expert: expert._ask_or_call(
                    "profile", today + relativedelta(days=DAYS_TO_ANSWER)
                ),
            ),
            (
                reached
                & Domain("renewal_due", ">=", today)
                & Domain("renewal_due", "<=", soon)
                & self._get_unasked_domain("renewal", months=_MONTHS_FRESH // 2),
                lambda expert: expert._ask_or_call("renewal", expert.renewal_due),
            ),
        ]

    @api.model
    def _get_unasked_domain(self, kind, months):
        """Return the experts who were not asked this in the last months."""
        since = fields.Date.context_today(self) - relativedelta(months=months)
        asked = (
            Domain("kind", "=", kind)
            & Domain("asked_on", ">", since)
            & Domain("state", "!=", "withdrawn")
        )
        return Domain("check_ids", "not any", asked)

    def _ask_or_call(self, kind, deadline):
        self.ensure_one()
        if email_normalize(self.email):
            self._ask(kind, deadline)
        else:
            self._hand_to_coordinator(
                _CALL, lambda env: env._("Has no e-mail address: ask by telephone")
            )

    def _get_letter_lang(self):
        """Return the language in which one writes to the expert."""
        self.ensure_one()
        links = self.env["cooperation.personal.link.mixin"]
        return links._get_agent_lang(self.partner_id)

    def _lapse(self):
        """Suspend who did not ask to stay in time, and tell them what they can do."""
        self.ensure_one()
        self._take_transition("action_suspend", {"suspended_for": "lapse"})
        if email_normalize(self.email):
            self.env.ref(_LAPSED).sudo().send_mail(
                self.id, email_layout_xmlid=LETTER_LAYOUT
            )
