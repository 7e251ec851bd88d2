from odoo import api, fields, models

_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"


class CooperationAssignmentPaperMixin(models.AbstractModel):
    """The papers of a mobilisation: the order, the letter to the employer, the days.

    The direction signs orders: who gave this one if it was the direction, whoever the
    settings name otherwise. The name stays with the order.
    """

    _name = "cooperation.assignment.paper.mixin"
    _description = "Papers of an Assignment"
    _inherit = ["cooperation.printed.mixin"]
    _guarded_fields = frozenset({"signatory_id"})

    signatory_id = fields.Many2one(
        "res.users",
        string="Order Signed By",
        readonly=True,
        copy=False,
        help="Who signs the order for the direction.",
    )

    def _get_paper_reference(self):
        return self.mission_id.reference

    def _get_paper_name(self, title):
        name = super()._get_paper_name(title)
        return f"{name} {self.expert_id.name}".replace("/", "-")

    def _get_order_status(self):
        """Return what an order printed now is worth.

        :return: `valid`, `draft` before it is given, `suspended` while the safety of
            the mission is reviewed, or `cancelled`
        """
        self.ensure_one()
        if self.state in self._closed_states or self.mission_state == "cancelled":
            return "cancelled"
        if self.mission_id.is_safety_reopened:
            return "suspended"
        return "valid" if self.state in ("ordered", "done") else "draft"

    @api.model
    def _choose_order_signatory(self):
        """Return the user who signs the orders given now."""
        if self.env.user.has_group(_DIRECTION):
            return self.env.user
        return self._get_signatory_user()

    def _get_order_signatory(self):
        """Return the contact of who signs this order, or will."""
        self.ensure_one()
        user = self.signatory_id if self.order_date else self._choose_order_signatory()
        return user.sudo().partner_id

    def _get_paper_employer(self):
        """Return the employer, as the order has frozen it or as the roster knows it."""
        self.ensure_one()
        return self.employer_id or self._get_employer()

    def _get_paper_contact(self):
        """Return to whom one writes at the employer."""
        return self.employer_contact_id or self._get_paper_employer()
