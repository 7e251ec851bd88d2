from odoo import api, fields, models


class CooperationRoom(models.Model):
    """A room in which sessions take place, with the people that it holds."""

    _name = "cooperation.room"
    _description = "Room"
    _order = "partner_id, name, id"
    _rec_names_search = ["name", "partner_id.name"]

    name = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Structure",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    capacity = fields.Integer(help="People seated; 0 when it is not known.")
    note = fields.Char(help="Video link, booths of interpreters, access…")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(partner_id, name) WHERE active IS TRUE",
        "This structure has a room of this name already.",
    )
    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "A room cannot hold a negative number of people."
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for room in self:
            parts = (room.name, room.partner_id.name)
            room.display_name = ", ".join(filter(None, parts))

    def _get_place(self, host):
        """Return how a programme names the room, to people whom `host` receives."""
        return self.name if self.partner_id == host else self.display_name
