from odoo import api, fields, models

# An officer invites the speakers when the programme is ready, not at each key stroke.
SILENT = {"no_mail_to_attendees": True, "skip_contact_description": True}

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
        if _TIME_FIELDS.isdisjoint(vals):
            return super().write(vals)
        sessions = self.sudo().cooperation_session_ids
        sessions._check_visit_open()
        result = super().write(vals)
        sessions._check_within_visit()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_visit(self):
        self.sudo().cooperation_session_ids._check_visit_open()

    @api.model
    def _get_activity_excluded_models(self):
        """A session of the programme is not a thing to do on the visit."""
        return [*super()._get_activity_excluded_models(), "cooperation.visit"]
