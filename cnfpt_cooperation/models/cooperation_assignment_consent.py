from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.wording import format_period

_LETTERS = {
    "expert": "cnfpt_cooperation.letter_assignment_expert",
    "employer": "cnfpt_cooperation.letter_assignment_employer",
}
# The states of the assignment in which its expert, or their employer, still decides.
OPEN_FOR = {
    "expert": ("invited",),
    "employer": ("proposed", "invited", "accepted", "confirmed"),
}
_DAYS_TO_ANSWER = 14
_LONGEST_REASON = 1000
_COORDINATORS = (
    "cnfpt_cooperation.cnfpt_cooperation_group_coordinator,"
    "cnfpt_cooperation.cnfpt_cooperation_group_administrator"
)


class CooperationAssignmentConsent(models.Model):
    """One question on an assignment, and its answer: will you go, may they go?

    Asked by e-mail with a personal link that needs no account, or by telephone and
    noted by hand. A question takes one answer, until its deadline, on the dates that
    it was asked about. Only the assignment and the public page write here.
    """

    _name = "cooperation.assignment.consent"
    _description = "Consent to a Mission"
    _inherit = ["cooperation.personal.link.mixin"]
    _link_path = "cooperation/answer"
    _reminder_days = 5
    _forgotten_fields = ("email", "reason")
    _order = "id desc"
    _rec_names_search = ["assignment_id.expert_id.name", "partner_id.name"]

    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("expert", "Expert"), ("employer", "Employer")],
        string="Who",
        required=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("agreed", "Yes"),
            ("refused", "No"),
            ("expired", "No Answer"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Answer",
        required=True,
        default="waiting",
        index=True,
    )
    channel = fields.Selection(
        [("link", "Personal link"), ("hand", "Noted by hand")],
        string="Answer Received By",
    )
    partner_id = fields.Many2one(
        "res.partner", string="To", required=True, ondelete="restrict"
    )
    employer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="For whom the expert worked when the question was asked.",
    )
    email = fields.Char(help="Where it was sent; empty when it was asked otherwise.")
    user_id = fields.Many2one("res.users", string="Asked By", required=True)
    reason = fields.Text(groups=_COORDINATORS, help="For coordinators only.")
    date_start = fields.Date(string="From", help="What the question was about.")
    date_end = fields.Date(string="Until", help="What the question was about.")
    undelivered = fields.Char(
        string="Not Delivered", compute="_compute_undelivered", exportable=False
    )

    _waiting_uniq = models.UniqueIndex(
        "(assignment_id, kind) WHERE state = 'waiting'",
        "One question at a time waits for its answer.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("assignment_id.mission_id.display_name")
    def _compute_display_name(self):
        for consent in self:
            consent.display_name = consent.assignment_id.mission_id.display_name

    def _compute_undelivered(self):
        """Say what the mail server said; a mail that was sent is not kept."""
        failed = self.env["mail.mail"].sudo()
        failed = failed.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "exception"),
            ]
        )
        reasons = {mail.res_id: mail.failure_reason or mail.email_to for mail in failed}
        for consent in self:
            consent.undelivered = reasons.get(consent.id, False)

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _get_deadline(self, date_start):
        """Two weeks, less when the mission begins before; a day at the least."""
        today = fields.Date.context_today(self)
        usual = today + timedelta(days=_DAYS_TO_ANSWER)
        before = date_start - timedelta(days=1) if date_start else usual
        return max(today + timedelta(days=1), min(usual, before))

    def _get_letter(self):
        return _LETTERS[self.kind]

    def _remind(self):
        """Send the same link again; whoever answered or is too late gets nothing."""
        self.reminded_on = fields.Date.context_today(self)
        self._send()

    def _get_link_reader(self):
        return self.partner_id

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def _get_status(self):
        """Return “open” when the link still takes an answer, or why it does not.

        :rtype: one of open, agreed, refused, expired, moved, withdrawn
        """
        self.ensure_one()
        assignment = self.assignment_id
        if self.state != "waiting":
            return self.state
        if self.deadline < fields.Date.context_today(self):
            return "expired"
        if assignment.state not in OPEN_FOR[self.kind] or self._is_of_former_employer():
            return "withdrawn"
        return "open" if self._is_about(assignment) else "moved"

    def _is_about(self, assignment):
        """The dates that were asked about are those of the assignment."""
        self.ensure_one()
        return (self.date_start, self.date_end) == (
            assignment.date_start,
            assignment.date_end,
        )

    def _is_of_former_employer(self):
        """One employer does not answer for the next one [R15]."""
        self.ensure_one()
        return (
            self.kind == "employer"
            and bool(self.employer_id)
            and self.employer_id != self.assignment_id._get_employer()
        )

    def _take_answer(self, answer, reason=""):
        """Write down the one answer of a personal link, and what follows from it.

        :param answer: “agreed” or “refused”
        :return: whether it was taken
        """
        self.ensure_one()
        if self._get_status() != "open":
            return False
        self._keep_answer(
            answer, channel="link", reason=reason.strip()[:_LONGEST_REASON] or False
        )
        self.assignment_id._take_consent(self)
        self._tell_coordinator()
        return True

    def _tell_coordinator(self):
        """Write the answer in the discussion, in the name of who gave it.

        Their words are for coordinators: they stand with the answers, not there.
        """
        self.ensure_one()
        user = self.user_id
        consent = self.with_context(lang=user.lang)
        consent.assignment_id.message_post(
            body=consent._get_answer_sentence(),
            author_id=self.partner_id.id,
            partner_ids=user.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _get_answer_sentence(self):
        self.ensure_one()
        env = self.env
        values = {
            "name": self.partner_id.name,
            "expert": self.assignment_id.expert_id.name,
            "mission": self.assignment_id.mission_id.display_name,
            "period": format_period(env, self.date_start, self.date_end),
        }
        if self.kind == "expert":
            if self.state == "agreed":
                return env._("%(name)s accepts “%(mission)s” (%(period)s).", **values)
            return env._("%(name)s declines “%(mission)s” (%(period)s).", **values)
        if self.state == "agreed":
            return env._(
                "%(name)s agrees that %(expert)s goes on “%(mission)s” (%(period)s).",
                **values,
            )
        return env._(
            "%(name)s does not agree that %(expert)s goes on “%(mission)s” "
            "(%(period)s).",
            **values,
        )

    # ------------------------------------------------------------
    # Following up
    # ------------------------------------------------------------

    def _expire(self):
        """Ask whoever wrote, or whoever has the mission now, to call instead."""
        self.ensure_one()
        assignment, user = self.assignment_id, self.user_id
        if assignment.state not in OPEN_FOR[self.kind]:
            return
        if not user.active:
            user = assignment.mission_id.user_id
        env = self.with_context(lang=user.lang).env
        assignment.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=user.id,
            summary=env._("No answer from %(name)s", name=self.partner_id.name),
            note=Markup("<p>%s</p>")
            % env._(
                "Asked on %(asked)s, the link worked until %(deadline)s.",
                asked=format_date(env, self.asked_on),
                deadline=format_date(env, self.deadline),
            ),
        )
