from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CooperationAgreementTemplate(models.Model):
    """The articles that an instrument of its kind usually has.

    They are written in each language of the papers; their words in braces are filled
    in by the agreement that is drafted from them.
    """

    _name = "cooperation.agreement.template"
    _description = "Agreement Template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection="_selection_kind",
        required=True,
        help="The kind of instrument that is drafted from it.",
    )
    article_ids = fields.One2many(
        "cooperation.agreement.template.article",
        "template_id",
        string="Articles",
        copy=True,
    )
    article_count = fields.Integer(compute="_compute_article_count")
    word_list = fields.Char(string="Words in Braces", compute="_compute_word_list")

    @api.model
    def _selection_kind(self):
        field = self.env["cooperation.agreement"]._fields["kind"]
        return field._description_selection(self.env)

    @api.depends("article_ids")
    def _compute_article_count(self):
        counts = dict(
            self.env["cooperation.agreement.template.article"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.article_count = counts.get(template._origin, 0)

    def _compute_word_list(self):
        words = self.env["cooperation.agreement.template.article"]._get_word_list()
        for template in self:
            template.word_list = words

    def _check_has_articles(self):
        """Refuse to draft from a template that has nothing to say.

        :raise ValidationError: names the template
        """
        self.ensure_one()
        if not self.article_ids:
            raise ValidationError(
                self.env._(
                    "The template “%(template)s” has no article yet: write at least "
                    "one, or choose another.",
                    template=self.name,
                )
            )
