from odoo import api, fields, models


class CooperationVisitSessionInvitationMixin(models.AbstractModel):
    """Who was invited to a session, to what, and what they answered."""

    _name = "cooperation.visit.session.invitation.mixin"
    _description = "Invitations to a Session"

    invitation_state = fields.Selection(
        [
            ("to_send", "To Invite"),
            ("changed", "Changed Since"),
            ("sent", "Invited"),
            ("accepted", "Accepted"),
            ("declined", "Turned Down"),
        ],
        string="Invitations",
        compute="_compute_invitation",
    )
    invitation_note = fields.Char(string="Answers", compute="_compute_invitation")

    @api.depends(
        "attendee_ids.state",
        "attendee_ids.cooperation_invitation",
        "visit_id.user_id",
        "start",
        "stop",
        "name",
        "location",
        "allday",
    )
    @api.depends_context("lang")
    def _compute_invitation(self):
        labels = dict(
            self.env["calendar.attendee"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        labels["needsAction"] = self.env._("no answer")
        for session in self:
            guests = session._get_guests()
            to_send = session._get_guests_to_tell()
            states = set(guests.mapped("state"))
            if not guests:
                session.invitation_state = False
            elif to_send:
                is_new = not all(to_send.mapped("cooperation_invitation"))
                session.invitation_state = "to_send" if is_new else "changed"
            elif "declined" in states:
                session.invitation_state = "declined"
            else:
                is_settled = states == {"accepted"}
                session.invitation_state = "accepted" if is_settled else "sent"
            session.invitation_note = ", ".join(
                f"{guest.common_name}: {labels[guest.state]}"
                for guest in guests
                if guest.cooperation_invitation
            )

    def _get_guests(self):
        """Return who attends, without the officer who invites."""
        self.ensure_one()
        officer = self.visit_id.user_id.partner_id
        return self.attendee_ids.filtered(lambda guest: guest.partner_id != officer)

    def _get_guests_to_tell(self):
        """Return the guests who know nothing of the session, or something else."""
        self.ensure_one()
        told = self._get_invitation_text()
        return self._get_guests().filtered(
            lambda guest: guest.cooperation_invitation != told
        )

    def _get_invitation_hours(self):
        return f"{self.start}/{self.stop}/{self.allday}|"

    def _get_invitation_text(self):
        """Return what a mail says, to know later whether it still holds."""
        self.ensure_one()
        return f"{self._get_invitation_hours()}{self.name}|{self.location or ''}"
