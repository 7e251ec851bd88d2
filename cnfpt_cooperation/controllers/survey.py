from odoo.http import request, route

from odoo.addons.survey.controllers.main import Survey


class CooperationSurveyController(Survey):
    @route()
    def survey_display_page(self, survey_token, answer_token, **post):
        """Ask the questions in the language chosen on the first page.

        An evaluation is sent in a language; Odoo shows the first page in another one
        that is chosen there, and asks the questions in that of the sending.
        """
        if "language-changed" in post:
            access = self._get_access_data(
                survey_token, answer_token, ensure_token=True
            )
            answer, survey = access["answer_sudo"], access["survey_sudo"]
            if (
                access["validity_code"] is True
                and answer._get_cooperation_file()
                and answer.state == "new"
                and request.env.lang in survey._get_supported_lang_codes()
            ):
                answer.lang_id = request.env["res.lang"]._lang_get(request.env.lang)
        return super().survey_display_page(survey_token, answer_token, **post)
