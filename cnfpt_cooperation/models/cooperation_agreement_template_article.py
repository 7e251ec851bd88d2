from odoo import api, fields, models
from odoo.tools.translate import html_translate


class CooperationAgreementTemplateArticle(models.Model):
    """An article of a template, with words in braces."""

    _name = "cooperation.agreement.template.article"
    _description = "Article of an Agreement Template"
    _inherit = ["cooperation.words.mixin"]
    _order = "template_id, sequence, id"
    _words_model = "cooperation.agreement"
    _words_fields = ("name", "body")

    template_id = fields.Many2one(
        "cooperation.agreement.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title", required=True, translate=True)
    body = fields.Html(string="Text", translate=html_translate)

    @api.constrains("name", "body")
    def _check_article_words(self):
        self._check_words()
