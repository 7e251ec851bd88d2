from odoo import fields, models


class CooperationMissionKind(models.Model):
    """A kind of support that the Mission gives [R6]."""

    _name = "cooperation.mission.kind"
    _description = "Kind of Mission"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This kind already exists.")
