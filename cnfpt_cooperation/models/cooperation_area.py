from odoo import fields, models


class CooperationArea(models.Model):
    """An area in which partners agree to work together [R13]."""

    _name = "cooperation.area"
    _description = "Area of Cooperation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This area code already exists.")
