"""Html of which each language has its own text."""

from odoo import fields


class WholeHtml(fields.Html):
    """Html that is translated as a whole, and cleaned in every language.

    Odoo translates Html term by term: a paragraph added in one language then appears,
    untranslated, in all others. The two texts of an instrument are written apart.
    """

    def _get_attrs(self, model_class, name):
        return {**super()._get_attrs(model_class, name), "translate": True}
