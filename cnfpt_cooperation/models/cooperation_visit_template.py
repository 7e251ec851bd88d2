from odoo import api, fields, models


class CooperationVisitTemplate(models.Model):
    """A model programme: what a visit of its kind usually is, day by day."""

    _name = "cooperation.visit.template"
    _description = "Model Programme"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        lambda self: self.env["cooperation.visit"]._fields["kind"].selection,
        string="Kind of Visit",
        help="Empty for every kind.",
    )
    theme_id = fields.Many2one("cooperation.theme", index="btree_not_null")
    note = fields.Char(string="When to Use It", translate=True)
    session_ids = fields.One2many(
        "cooperation.visit.template.session",
        "template_id",
        string="Sessions",
        copy=True,
    )
    day_count = fields.Integer(string="Days", compute="_compute_day_count")

    @api.depends("session_ids.day")
    def _compute_day_count(self):
        for template in self:
            template.day_count = max(template.session_ids.mapped("day"), default=0)

    def _get_items(self, first_day):
        """Return the sessions as items of a visit that starts on `first_day`."""
        self.ensure_one()
        return [session._as_item(first_day) for session in self.session_ids]
