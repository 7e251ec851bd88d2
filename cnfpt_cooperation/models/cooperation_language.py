from odoo import fields, models


class CooperationLanguage(models.Model):
    """A working language; Odoo's own are the languages of the interface."""

    _name = "cooperation.language"
    _description = "Working Language"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="ISO 639-1 code.")
    sequence = fields.Integer(default=10)
    lang_id = fields.Many2one(
        "res.lang",
        string="Papers In",
        help="The language of Odoo in which letters and papers are written.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This language already exists.")
