from odoo import fields, models


class CooperationZone(models.Model):
    """A geographic zone of the Mission; a country belongs to exactly one [R5]."""

    _name = "cooperation.zone"
    _description = "Geographic Zone"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    country_ids = fields.One2many("res.country", "cooperation_zone_id")

    _code_uniq = models.Constraint("UNIQUE(code)", "This zone code already exists.")
