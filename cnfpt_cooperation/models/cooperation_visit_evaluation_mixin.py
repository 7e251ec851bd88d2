from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.misc import formatLang

_SURVEY = "cnfpt_cooperation.survey_visit_evaluation"
# How long the link of an invitation answers.
_DAYS_OPEN = 30


class CooperationVisitEvaluationMixin(models.AbstractModel):
    """What the delegation thought of its visit, asked by an Odoo survey.

    Each person gets a link of their own, in their language, and needs no account.
    The Mission reads marks and remarks without the names of those who gave them;
    the answers themselves stay with the users of Odoo's surveys.
    """

    _name = "cooperation.visit.evaluation.mixin"
    _description = "Evaluation by the Delegation"

    evaluation_ids = fields.One2many(
        "survey.user_input",
        "cooperation_visit_id",
        string="Evaluations",
        groups="survey.group_survey_user",
    )
    evaluation_invited_count = fields.Integer(
        string="People Asked", compute="_compute_evaluation", store=True
    )
    evaluation_answer_count = fields.Integer(
        string="Answers", compute="_compute_evaluation", store=True
    )
    evaluation_score = fields.Float(
        string="Average Mark",
        compute="_compute_evaluation",
        store=True,
        digits=(3, 1),
        aggregator="avg",
        help="Out of 5, over all the marks that the delegation gave; 0 without answer.",
    )
    evaluation_html = fields.Html(
        string="Evaluation", compute="_compute_evaluation_html", sanitize=False
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends(
        "evaluation_ids.state",
        "evaluation_ids.test_entry",
        "evaluation_ids.user_input_line_ids.value_scale",
        "evaluation_ids.user_input_line_ids.skipped",
    )
    def _compute_evaluation(self):
        for visit in self.sudo():
            invited = visit.evaluation_ids.filtered(
                lambda answer: not answer.test_entry
            )
            answers = invited.filtered(lambda answer: answer.state == "done")
            marks = [
                line.value_scale
                for line in answers.user_input_line_ids
                if line.answer_type == "scale" and not line.skipped
            ]
            visit.evaluation_invited_count = len(invited)
            visit.evaluation_answer_count = len(answers)
            visit.evaluation_score = sum(marks) / len(marks) if marks else 0

    @api.depends("evaluation_answer_count")
    @api.depends_context("lang")
    def _compute_evaluation_html(self):
        for visit in self:
            visit.evaluation_html = visit.evaluation_answer_count and self.env[
                "ir.qweb"
            ]._render(
                "cnfpt_cooperation.visit_evaluation_summary",
                {"questions": visit.sudo()._get_evaluation_summary()},
            )

    def _get_evaluation_summary(self):
        """Return what was answered to each question, without who answered.

        :return: list of dicts with the title, the average mark, the number of answers
            to each choice and the remarks, sorted by their text
        """
        self.ensure_one()
        answers = self.evaluation_ids.filtered(
            lambda answer: answer.state == "done" and not answer.test_entry
        )
        lines = answers.user_input_line_ids.filtered(lambda line: not line.skipped)
        summary = []
        for question in lines.question_id.sorted(lambda q: (q.sequence, q.id)):
            given = lines.filtered(lambda line, q=question: line.question_id == q)
            marks = [line.value_scale for line in given if line.answer_type == "scale"]
            texts = (line.value_text_box or line.value_char_box for line in given)
            choices = given.grouped("suggested_answer_id")
            summary.append(
                {
                    "title": question.title,
                    "maximum": question.scale_max,
                    "average": sum(marks) / len(marks) if marks else 0,
                    "label": formatLang(
                        self.env, sum(marks) / (len(marks) or 1), digits=1
                    ),
                    "choices": [
                        (choice.value, len(choices[choice]))
                        for choice in given.suggested_answer_id.sorted("sequence")
                    ],
                    "remarks": sorted(filter(None, texts), key=str.casefold),
                }
            )
        return summary

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def action_send_evaluation(self):
        """Ask those who came what they thought of it, each in their own language.

        :raise AccessError: the user does not write the visit
        :raise UserError: it has not taken place, or nobody is left to ask
        """
        self.check_access("write")
        for visit in self:
            delegates = visit._get_people_to_ask()
            if not delegates:
                raise UserError("\n".join(visit._get_evaluation_blockers()))
            visit._ask(delegates)
        return True

    def _get_evaluation_blockers(self):
        """Say why nobody is asked."""
        self.ensure_one()
        if self.state not in ("done", "closed"):
            yield self.env._(
                "“%(visit)s” is evaluated once it has taken place.",
                visit=self.display_name,
            )
        elif not self._get_evaluation_survey():
            yield self.env._(
                "The survey “Evaluation of a Visit” is archived or gone: an "
                "administrator brings it back in the surveys."
            )
        elif self.evaluation_invited_count:
            yield self.env._(
                "Everybody of “%(visit)s” who has an e-mail address was asked already; "
                "those who have not answered are reminded once, after a week.",
                visit=self.display_name,
            )
        else:
            yield self.env._(
                "Nobody of “%(visit)s” can be asked: tick “Came” and write the e-mail "
                "addresses in “Delegates”.",
                visit=self.display_name,
            )

    @api.model
    def _get_evaluation_survey(self):
        survey = self.env.ref(_SURVEY, raise_if_not_found=False)
        return (survey or self.env["survey.survey"]).sudo().filtered("active")

    def _get_people_to_ask(self):
        """Return who came, or the head of delegation, and was not asked yet.

        Nobody once the addresses of those asked are forgotten: who answered would be
        asked again, and counted twice.
        """
        self.ensure_one()
        delegates = self.delegate_ids.browse()
        if self.state not in ("done", "closed") or not self._get_evaluation_survey():
            return delegates
        asked = set(self.sudo().evaluation_ids.mapped("email"))
        if False in asked:
            return delegates
        came = self.delegate_ids.filtered("is_present") or self.head_delegate_id
        for delegate in came:
            email = self._get_evaluation_email(delegate)
            if email and email not in asked:
                asked.add(email)
                delegates |= delegate
        return delegates

    @api.model
    def _get_evaluation_email(self, delegate):
        return email_normalize(delegate.email or delegate.partner_id.email or "")

    def _ask(self, delegates):
        self.ensure_one()
        survey = self._get_evaluation_survey()
        answers_sudo = self.env["survey.user_input"].sudo()
        own_lang = self.env["res.lang"]._lang_get(self._get_lang())
        deadline = fields.Datetime.now() + relativedelta(days=_DAYS_OPEN)
        answers_sudo = answers_sudo.create(
            [
                {
                    "survey_id": survey.id,
                    "cooperation_visit_id": self.id,
                    "email": self._get_evaluation_email(delegate),
                    "nickname": delegate.name,
                    "lang_id": (delegate.language_id.lang_id or own_lang).id,
                    "invite_token": answers_sudo._generate_invite_token(),
                    "deadline": deadline,
                }
                for delegate in delegates
            ]
        )
        answers_sudo._send_cooperation_invitation()
        self.message_post(
            body=self.env._(
                "Evaluation sent to %(names)s.",
                names=", ".join(delegates.mapped("name")),
            )
        )
