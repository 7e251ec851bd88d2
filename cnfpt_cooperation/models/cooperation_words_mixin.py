from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.placeholders import find_words


class CooperationWordsMixin(models.AbstractModel):
    """A template whose texts hold words in braces that a file fills in.

    The model that inherits names the model of the files, which has
    `_get_template_values`, and the fields in which such words stand.
    """

    _name = "cooperation.words.mixin"
    _description = "With Words in Braces"

    _words_model = ""
    _words_fields: tuple[str, ...] = ()

    word_list = fields.Char(string="Words in Braces", compute="_compute_word_list")

    @api.model
    def _get_words(self):
        return sorted(self.env[self._words_model]._get_template_values())

    @api.model
    def _get_word_list(self):
        return ", ".join(f"{{{word}}}" for word in self._get_words())

    def _compute_word_list(self):
        words = self._get_word_list()
        for template in self:
            template.word_list = words

    def _check_words(self):
        """A misspelt word would stand in braces in what is made from the template.

        :raise ValidationError: names the words that nothing fills in
        """
        known = self._get_words()
        for template in self:
            unknown = [
                word
                for name in self._words_fields
                for word in find_words(template[name])
                if word not in known
            ]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“%(template)s” has a word that nothing fills in: "
                        "%(unknown)s. Those that it may have: %(words)s.",
                        template=template.display_name,
                        unknown=", ".join(f"{{{word}}}" for word in unknown),
                        words=template.word_list,
                    )
                )
