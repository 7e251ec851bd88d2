from odoo import Command, fields, models


class CooperationVisitSessionSpeaker(models.TransientModel):
    """Somebody who could speak at a session, and why."""

    _name = "cooperation.visit.session.speaker"
    _description = "Proposed Speaker"
    _order = "sequence, id"

    session_id = fields.Many2one(
        "cooperation.visit.session", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Speaker", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    reason = fields.Char(string="Why")
    clash = fields.Char(string="Busy Then")

    def action_add(self):
        """Make them speakers of the session."""
        for proposal in self:
            proposal.session_id.write(
                {"speaker_ids": [Command.link(proposal.partner_id.id)]}
            )
        return {"type": "ir.actions.act_window_close"}
