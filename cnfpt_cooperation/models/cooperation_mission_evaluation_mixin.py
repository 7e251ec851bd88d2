from odoo import fields, models


class CooperationMissionEvaluationMixin(models.AbstractModel):
    """What the beneficiary thought of a mission, once its experts are back."""

    _name = "cooperation.mission.evaluation.mixin"
    _description = "Evaluation by the Beneficiary"
    _inherit = ["cooperation.evaluation.mixin"]
    _evaluation_survey = "cnfpt_cooperation.survey_mission_evaluation"
    _evaluation_letter = "cnfpt_cooperation.mail_template_mission_evaluation"
    _evaluation_states = ("reported", "closed")

    evaluation_ids = fields.One2many(
        "survey.user_input",
        "cooperation_mission_id",
        string="Evaluations",
        groups="survey.group_survey_user",
    )

    def _get_nobody_to_ask_sentence(self):
        return self.env._(
            "Nobody can be asked about “%(mission)s”: give its “Contact Person”, its "
            "beneficiary or the other beneficiaries an e-mail address.",
            mission=self.display_name,
        )

    def _get_evaluators(self):
        """The contact person, or else the beneficiary itself; then the others."""
        return (self.contact_id or self.partner_id) | self.beneficiary_ids

    def _get_evaluation_lang(self, person):
        """That of the papers of the mission.

        The language that Odoo gives a contact is that of whoever wrote it down.
        """
        return self.env["res.lang"]._lang_get(self._get_lang())
