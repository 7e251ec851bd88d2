from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

_LETTERS = {
    "profile": "cnfpt_cooperation.letter_expert_profile",
    "renewal": "cnfpt_cooperation.letter_expert_renewal",
}
# What each question takes for an answer.
ANSWERS = {
    "profile": ("right", "changes", "leave"),
    "renewal": ("stay", "leave"),
}
DAYS_TO_ANSWER = 60
# Before the link closes, those who have not answered are reminded once.
_DAYS_OF_REMINDER = 30
_LONGEST_REMARK = 2000


class CooperationExpertCheck(models.Model):
    """One question to an expert, and its answer: is your profile right, do you stay?

    Sent by e-mail with a personal link that takes one answer until its deadline. Only
    the roster and the public page write here.
    """

    _name = "cooperation.expert.check"
    _description = "Question to an Expert"
    _inherit = ["cooperation.personal.link.mixin"]
    _link_path = "cooperation/expert"
    _order = "asked_on desc, id desc"
    _rec_name = "expert_id"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("profile", "Is the profile right?"), ("renewal", "Do they wish to stay?")],
        string="Question",
        required=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("answered", "Answered"),
            ("expired", "No Answer"),
            ("withdrawn", "Not Needed Any More"),
        ],
        string="Status",
        required=True,
        default="waiting",
        index=True,
    )
    answer = fields.Selection(
        [
            ("right", "The profile is right"),
            ("changes", "Something has changed"),
            ("stay", "Stays on the roster"),
            ("leave", "Leaves the roster"),
        ]
    )
    email = fields.Char(required=True)
    deadline = fields.Date(string="Answer Before", required=True)
    remark = fields.Text(string="Their Words")

    _waiting_uniq = models.UniqueIndex(
        "(expert_id, kind) WHERE state = 'waiting'",
        "One question at a time waits for its answer.",
    )

    def _get_link_reader(self):
        return self.expert_id.partner_id

    def _get_letter(self):
        return _LETTERS[self.kind]

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def _get_status(self):
        """Return “open” when the link still takes an answer, or why it does not.

        :rtype: one of open, answered, expired, withdrawn
        """
        self.ensure_one()
        if self.state != "waiting":
            return self.state
        if self._is_moot():
            return "withdrawn"
        is_late = self.deadline < fields.Date.context_today(self)
        return "expired" if is_late else "open"

    def _is_moot(self):
        """What was asked has come in otherwise, or nobody needs it any more."""
        expert = self.expert_id
        if expert.state == "left":
            return True
        if self.kind == "renewal":
            return expert.renewal_due != self.deadline
        return bool(expert.date_confirmed and expert.date_confirmed > self.asked_on)

    def _take_answer(self, answer, remark=""):
        """Write down the one answer of a personal link, and what follows from it.

        :param answer: one of the answers to this kind of question
        :return: whether it was taken
        """
        self.ensure_one()
        remark = remark.strip()[:_LONGEST_REMARK]
        if self._get_status() != "open" or answer not in ANSWERS[self.kind]:
            return False
        if answer == "changes" and not remark:
            return False
        self._keep_answer("answered", answer=answer, remark=remark or False)
        getattr(self.expert_id, f"_take_answer_{answer}")(self)
        return True

    # ------------------------------------------------------------
    # Following up
    # ------------------------------------------------------------

    @api.model
    def _get_silent_domain(self):
        """A month before the link closes, not sooner."""
        soon = fields.Date.context_today(self) + relativedelta(days=_DAYS_OF_REMINDER)
        return super()._get_silent_domain() & Domain("deadline", "<=", soon)

    def _expire(self):
        if self.kind == "profile":
            self.expert_id._fall_silent()

    def _close_moot(self):
        """Withdraw what needs no answer any more, and return the others."""
        moot = self.filtered(lambda check: check._is_moot())
        moot.state = "withdrawn"
        return self - moot
