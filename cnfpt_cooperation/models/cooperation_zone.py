from odoo import api, fields, models


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
    country_count = fields.Integer(string="Countries", compute="_compute_country_count")

    _code_uniq = models.Constraint("UNIQUE(code)", "This zone code already exists.")

    @api.depends("country_ids")
    def _compute_country_count(self):
        counts = dict(
            self.env["res.country"]._read_group(
                [("cooperation_zone_id", "in", self.ids)],
                ["cooperation_zone_id"],
                ["__count"],
            )
        )
        for zone in self:
            zone.country_count = counts.get(zone._origin, 0)
