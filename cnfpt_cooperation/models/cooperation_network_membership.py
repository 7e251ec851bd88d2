from odoo import api, fields, models


class CooperationNetworkMembership(models.Model):
    """A body in a network, from a date to a date."""

    _name = "cooperation.network.membership"
    _description = "Network Membership"
    _order = "date_start desc, id desc"
    _rec_name = "partner_id"

    network_id = fields.Many2one(
        "cooperation.network", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Member", required=True, index=True, ondelete="restrict"
    )
    role = fields.Char()
    date_start = fields.Date(string="Member Since")
    date_end = fields.Date(string="Member Until")
    is_current = fields.Boolean(compute="_compute_is_current")

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A membership cannot end before it starts."
    )

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for membership in self:
            membership.is_current = membership._is_in_force(today)

    def _is_in_force(self, date):
        """Return whether the membership runs on `date`; no date means no limit."""
        self.ensure_one()
        return (not self.date_start or self.date_start <= date) and (
            not self.date_end or date <= self.date_end
        )
