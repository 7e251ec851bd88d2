from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools.actions import notify


class CooperationVisitInvitationMixin(models.AbstractModel):
    """The invitations of a whole programme, sent when the officer says so."""

    _name = "cooperation.visit.invitation.mixin"
    _description = "Invitations of a Programme"

    invitation_count = fields.Integer(
        string="Invitations to Send", compute="_compute_invitation_count"
    )

    @api.depends("session_ids.invitation_state", "session_ids.active")
    def _compute_invitation_count(self):
        for visit in self:
            visit.invitation_count = sum(
                len(session._get_guests_to_tell())
                for session in visit._get_sessions_to_come()
            )

    def _get_sessions_to_come(self):
        now = fields.Datetime.now()
        return self.session_ids.filtered(
            lambda session: session.active and session.stop and session.stop > now
        )

    def action_send_invitations(self):
        """Invite the speakers and hosts who were not, and tell changes to the others.

        :raise UserError: nobody is left to tell, or nobody of them has an address
        """
        self.ensure_one()
        self.check_access("write")
        self._check_not_frozen({"session_ids"})
        guests = self.env["calendar.attendee"].union(
            *(session._get_guests_to_tell() for session in self._get_sessions_to_come())
        )
        if not guests:
            raise UserError(
                self.env._(
                    "Everybody in the programme of “%(visit)s” knows when and where.",
                    visit=self.display_name,
                )
            )
        reached = guests.filtered("email")
        names = sorted(set((guests - reached).mapped("common_name")))
        lost = names and self.env._(
            "No e-mail address, not invited: %(names)s.",
            names=format_list(self.env, names),
        )
        if not reached:
            raise UserError(lost)
        reached._send_programme_invitations()
        self.message_post(
            body=self.env._("Invitations sent: %(count)s.", count=len(reached))
        )
        message = self.env._("Invitations sent: %(count)s.", count=len(reached))
        return notify(f"{message} {lost or ''}".strip(), is_warning=bool(lost))
