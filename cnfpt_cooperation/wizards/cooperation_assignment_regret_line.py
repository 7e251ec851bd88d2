from odoo import fields, models


class CooperationAssignmentRegretLine(models.TransientModel):
    """One expert who was not chosen, and what they are told."""

    _name = "cooperation.assignment.regret.line"
    _description = "Expert Not Chosen"

    regret_id = fields.Many2one(
        "cooperation.assignment.regret", required=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, ondelete="cascade"
    )
    expert_id = fields.Many2one(related="assignment_id.expert_id")
    state = fields.Selection(related="assignment_id.state")
    email = fields.Char(related="expert_id.email")
    reason = fields.Text(help="In the language of the expert: it goes in the letter.")
    is_told = fields.Boolean(string="Tell", help="Write to the expert by e-mail.")
