from odoo import fields, models

from ..tools.letters import LETTER_LAYOUT

_USER = "cnfpt_cooperation.cnfpt_cooperation_group_user"
_INVITATION = "calendar.calendar_template_meeting_invitation"
_CHANGE = "calendar.calendar_template_meeting_changedate"


class CalendarAttendee(models.Model):
    """Somebody in the programme of a visit hears of it once the officer says so.

    Who was invited hears of changes; who was not hears nothing, wherever a session
    is moved.
    """

    _inherit = "calendar.attendee"

    cooperation_invitation = fields.Char(
        groups=_USER,
        copy=False,
        export_string_translation=False,
        help="When, where and what the last mail said; empty as long as none went.",
    )

    def _compute_mail_tz(self):
        """Who has told no time zone reads the clocks of the place."""
        result = super()._compute_mail_tz()
        for attendee in self:
            place = attendee.event_id.sudo().cooperation_session_ids.visit_id[:1].tz
            attendee.mail_tz = attendee.mail_tz or place
        return result

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        if self.env.context.get("no_mail_to_attendees"):
            return False
        told = self.filtered(lambda attendee: attendee._hears_of(mail_template))
        if self and not told:
            return False
        result = super(CalendarAttendee, told)._notify_attendees(
            mail_template, notify_author=notify_author, force_send=force_send
        )
        if result is not False:
            told._note_told()
        return result

    def _hears_of(self, mail_template):
        """Return whether a mail about the event goes to this attendee.

        Guests who are added in Odoo's calendar once the others were invited are
        invited at once.
        """
        self.ensure_one()
        event = self.sudo().event_id
        if not event.cooperation_session_ids:
            return True
        if mail_template == self.env.ref(_INVITATION, raise_if_not_found=False):
            return any(event.attendee_ids.mapped("cooperation_invitation"))
        return bool(self.sudo().cooperation_invitation)

    def _note_told(self):
        for attendee in self.sudo():
            if session := attendee.event_id.cooperation_session_ids[:1]:
                attendee.cooperation_invitation = session._get_invitation_text()

    def _send_programme_invitations(self):
        """Invite who was not, and tell the others what has changed since.

        A new hour asks for a new answer.
        """
        new = self.filtered(lambda attendee: not attendee.cooperation_invitation)
        moved = (self - new).filtered(
            lambda attendee: not attendee.cooperation_invitation.startswith(
                attendee.event_id.cooperation_session_ids[:1]._get_invitation_hours()
            )
        )
        moved.write({"state": "needsAction"})
        new._note_told()
        (self - moved)._notify_attendees(self.env.ref(_INVITATION), force_send=True)
        moved._notify_attendees(self.env.ref(_CHANGE), force_send=True)

    def _tell_cancelled(self):
        """Tell those who were invited that they are not expected any more."""
        told = self.filtered(
            lambda attendee: attendee.cooperation_invitation
            and attendee.email
            and attendee.event_id.stop > fields.Datetime.now()
        )
        if not told:
            return
        template = self.env.ref("calendar.calendar_template_delete_event")
        for (event, lang), attendees in told.grouped(
            lambda attendee: (attendee.event_id, attendee.partner_id.lang)
        ).items():
            letter = template.with_context(lang=lang or self.env.lang)
            body, subject = (
                letter._render_field(name, event.ids)[event.id]
                for name in ("body_html", "subject")
            )
            # Not in the thread of the event: it would go with an event that is deleted,
            # before it leaves once the transaction is over.
            self.env["mail.thread"].sudo().message_notify(
                author_id=event.user_id.partner_id.id or self.env.user.partner_id.id,
                body=body,
                subject=subject,
                partner_ids=attendees.partner_id.ids,
                email_layout_xmlid=LETTER_LAYOUT,
            )
        told.write({"cooperation_invitation": False, "state": "needsAction"})
