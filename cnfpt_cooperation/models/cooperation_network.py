from odoo import api, fields, models


class CooperationNetwork(models.Model):
    """A network to which the Mission or its partners belong [R8]."""

    _name = "cooperation.network"
    _description = "Cooperation Network"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    partner_id = fields.Many2one(
        "res.partner", string="Body", help="The body that runs the network."
    )
    user_id = fields.Many2one("res.users", string="In Charge")
    membership_ids = fields.One2many("cooperation.network.membership", "network_id")
    member_count = fields.Integer(compute="_compute_member_count")
    active = fields.Boolean(default=True)

    @api.depends("membership_ids.date_start", "membership_ids.date_end")
    def _compute_member_count(self):
        """Count the members of today."""
        today = fields.Date.context_today(self)
        for network in self:
            network.member_count = len(
                network.membership_ids.filtered(lambda m: m._is_in_force(today))
            )
