from odoo import api, fields, models

# An officer invites the speakers when the programme is ready, not at each key stroke.
# The creation of each session would be one line of noise in the trace of its event.
SILENT = {
    "no_mail_to_attendees": True,
    "skip_contact_description": True,
    "mail_create_nolog": True,
}

_TIME_FIELDS = frozenset(
    {"start", "stop", "duration", "allday", "start_date", "stop_date"}
)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    cooperation_session_ids = fields.One2many(
        "cooperation.visit.session",
        "event_id",
        string="Visit Session",
        context={"active_test": False},
        groups="cnfpt_cooperation.cnfpt_cooperation_group_user",
    )

    def write(self, vals):
        """Whoever moves the event moves the session, within its visit.

        Not a constraint: the end of an event is computed when it is flushed, when the
        visit may have been closed since.
        """
        sessions = self.sudo().cooperation_session_ids
        self._check_programme_access(sessions, vals)
        sessions._check_not_recurrent(vals)
        if not sessions or _TIME_FIELDS.isdisjoint(vals):
            return super().write(vals)
        sessions._check_file_open()
        result = super().write(vals)
        sessions._check_within_visit()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_visit(self):
        sessions = self.sudo().cooperation_session_ids
        if not self.env.su:
            sessions.sudo(False).check_access("unlink")
        sessions._check_file_open()

    def _check_programme_access(self, sessions, vals):
        """Odoo lets any employee write any event; a programme belongs to its visit.

        Who attends may move it, as the calendar offers them; who keeps the programme
        may do all the rest.

        :param sessions: the sessions of these events, as superuser
        :raise AccessError: the user neither attends nor keeps programmes
        """
        if self.env.su or not sessions:
            return
        is_moved_only = vals.keys() <= _TIME_FIELDS
        if not (is_moved_only and all(self.mapped("user_can_edit"))):
            sessions.sudo(False).check_access("write")

    def _get_mail_tz(self):
        """Letters about a session speak of the clocks of the place."""
        place = self.sudo().cooperation_session_ids.visit_id[:1].tz
        return place or super()._get_mail_tz()

    @api.model
    def _get_activity_excluded_models(self):
        """A session of the programme is not a thing to do on the visit."""
        return [*super()._get_activity_excluded_models(), "cooperation.visit"]
