from odoo import api, fields, models
from odoo.tools import email_normalize


class CooperationVisitEvaluationMixin(models.AbstractModel):
    """What a delegation thought of its visit: those who came are asked."""

    _name = "cooperation.visit.evaluation.mixin"
    _description = "Evaluation by the Delegation"
    _inherit = ["cooperation.evaluation.mixin"]
    _evaluation_survey = "cnfpt_cooperation.survey_visit_evaluation"
    _evaluation_letter = "cnfpt_cooperation.mail_template_visit_evaluation"
    _evaluation_states = ("done", "closed")

    evaluation_ids = fields.One2many(
        "survey.user_input",
        "cooperation_visit_id",
        string="Evaluations",
        groups="survey.group_survey_user",
    )

    def _get_nobody_to_ask_sentence(self):
        return self.env._(
            "Nobody of “%(visit)s” can be asked: tick “Came” and write the e-mail "
            "addresses in “Delegates”.",
            visit=self.display_name,
        )

    def _get_evaluators(self):
        """Those who came, or else the head of delegation."""
        return self.delegate_ids.filtered("is_present") or self.head_delegate_id

    @api.model
    def _get_evaluation_email(self, person):
        return email_normalize(person.email or person.partner_id.email or "")

    def _get_evaluation_lang(self, person):
        own_lang = self.env["res.lang"]._lang_get(self._get_lang())
        return person.language_id.lang_id or own_lang
