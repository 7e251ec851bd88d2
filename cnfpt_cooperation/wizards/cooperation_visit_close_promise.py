from odoo import fields, models


class CooperationVisitClosePromise(models.TransientModel):
    """A promise made during the visit that is being closed."""

    _name = "cooperation.visit.close.promise"
    _description = "Promise Made during a Visit"

    close_id = fields.Many2one(
        "cooperation.visit.close", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Promise", required=True)
    made_by = fields.Selection(
        [("us", "By the Mission"), ("them", "By the partner")],
        required=True,
        default="us",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_due = fields.Date(string="Due On", required=True)

    def _prepare_commitment(self):
        """Return the values of the commitment that the visit keeps."""
        return {
            "name": self.name,
            "made_by": self.made_by,
            "user_id": self.user_id.id,
            "date_due": self.date_due,
            "partner_id": self.close_id.visit_id.partner_id.id,
        }
