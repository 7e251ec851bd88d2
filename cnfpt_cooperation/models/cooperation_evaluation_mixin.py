from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.misc import formatLang

# How long the link of an invitation answers.
_DAYS_OPEN = 30


class CooperationEvaluationMixin(models.AbstractModel):
    """What those whom a file was for thought of it, asked by an Odoo survey.

    Each person gets a link of their own, in their language, and needs no account.
    The Mission reads marks and remarks without the names of those who gave them;
    the answers themselves stay with the users of Odoo's surveys.

    The model that inherits has `evaluation_ids`, the answers that belong to a file,
    names its survey and its letter, and says whom it asks and why nobody is asked.
    """

    _name = "cooperation.evaluation.mixin"
    _inherit = ["cooperation.mean.mixin"]
    _description = "Evaluated by a Survey"
    _weights = {"evaluation_score": "evaluation_mark_count"}

    # External ids of the survey and of the letter that holds the link.
    _evaluation_survey = ""
    _evaluation_letter = ""
    # States in which it has taken place.
    _evaluation_states: tuple[str, ...] = ()

    evaluation_invited_count = fields.Integer(
        string="People Asked", compute="_compute_evaluation", store=True
    )
    evaluation_answer_count = fields.Integer(
        string="Answers", compute="_compute_evaluation", store=True
    )
    evaluation_mark_count = fields.Integer(
        string="Marks Given", compute="_compute_evaluation", store=True
    )
    evaluation_score = fields.Float(
        string="Average Mark",
        compute="_compute_evaluation",
        store=True,
        digits=(3, 1),
        aggregator="avg",
        help="Out of 5, over all the marks that were given; 0 without answer.",
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
        for file in self.sudo():
            invited = file.evaluation_ids.filtered(lambda answer: not answer.test_entry)
            answers = invited.filtered(lambda answer: answer.state == "done")
            marks = [
                line.value_scale
                for line in answers.user_input_line_ids
                if line.answer_type == "scale" and not line.skipped
            ]
            file.evaluation_invited_count = len(invited)
            file.evaluation_answer_count = len(answers)
            file.evaluation_mark_count = len(marks)
            file.evaluation_score = sum(marks) / len(marks) if marks else 0

    @api.depends("evaluation_answer_count")
    @api.depends_context("lang")
    def _compute_evaluation_html(self):
        for file in self:
            file.evaluation_html = file.evaluation_answer_count and self.env[
                "ir.qweb"
            ]._render(
                "cnfpt_cooperation.evaluation_summary",
                {"questions": file.sudo()._get_evaluation_summary()},
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
        """Ask what they thought of it, each in their own language.

        :raise AccessError: the user does not write the file
        :raise UserError: it has not taken place, or nobody is left to ask
        """
        self.check_access("write")
        for file in self:
            people = file._get_people_to_ask()
            if not people:
                raise UserError("\n".join(file._get_evaluation_blockers()))
            file._ask(people)
        return True

    def _get_evaluation_blockers(self):
        """Say why nobody is asked."""
        self.ensure_one()
        if self.state not in self._evaluation_states:
            yield self.env._(
                "“%(file)s” is evaluated once it has taken place.",
                file=self.display_name,
            )
        elif not self._get_evaluation_survey():
            yield self.env._(
                "The survey by which “%(file)s” is evaluated is archived or gone: an "
                "administrator brings it back in the surveys.",
                file=self.display_name,
            )
        elif self.evaluation_invited_count:
            yield self.env._(
                "Everybody of “%(file)s” who has an e-mail address was asked already; "
                "those who have not answered are reminded once, after a week.",
                file=self.display_name,
            )
        else:
            yield self._get_nobody_to_ask_sentence()

    def _get_nobody_to_ask_sentence(self):
        """Say what to write in the file so that there is somebody to ask."""
        raise NotImplementedError

    @api.model
    def _get_evaluation_survey(self):
        survey = self.env.ref(self._evaluation_survey, raise_if_not_found=False)
        return (survey or self.env["survey.survey"]).sudo().filtered("active")

    def _get_evaluators(self):
        """Return the records of those whose opinion counts, the first one first."""
        raise NotImplementedError

    def _get_people_to_ask(self):
        """Return those whose opinion counts and who were not asked yet.

        Nobody once the addresses of those asked are forgotten: who answered would be
        asked again, and counted twice.
        """
        self.ensure_one()
        evaluators = self._get_evaluators()
        people = evaluators.browse()
        if self.state not in self._evaluation_states:
            return people
        asked = set(self.sudo().evaluation_ids.mapped("email"))
        if False in asked or not self._get_evaluation_survey():
            return people
        for person in evaluators:
            email = self._get_evaluation_email(person)
            if email and email not in asked:
                asked.add(email)
                people |= person
        return people

    @api.model
    def _get_evaluation_email(self, person):
        return email_normalize(person.email or "")

    def _get_evaluation_lang(self, person):
        """Return the language in which one asks `person`, a res.lang record."""
        raise NotImplementedError

    def _ask(self, people):
        self.ensure_one()
        survey = self._get_evaluation_survey()
        answers_sudo = self.env["survey.user_input"].sudo()
        deadline = fields.Datetime.now() + relativedelta(days=_DAYS_OPEN)
        answers_sudo = answers_sudo.create(
            [
                {
                    "survey_id": survey.id,
                    self._fields["evaluation_ids"].inverse_name: self.id,
                    "email": self._get_evaluation_email(person),
                    "nickname": person.name,
                    "lang_id": self._get_evaluation_lang(person).id,
                    "invite_token": answers_sudo._generate_invite_token(),
                    "deadline": deadline,
                }
                for person in people
            ]
        )
        answers_sudo._send_cooperation_invitation()
        self.message_post(
            body=self.env._(
                "Evaluation sent to %(names)s.",
                names=", ".join(people.mapped("name")),
            )
        )
