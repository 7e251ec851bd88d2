from odoo import api, fields, models

# An officer invites the speakers when the programme is ready, not at each key stroke.
SILENT = {"no_mail_to_attendees": True, "skip_contact_description": True}

_TIMES = ("start", "stop", "start_date", "stop_date", "allday")


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    cooperation_session_ids = fields.One2many(
        "cooperation.visit.session",
        "event_id",
        string="Visit Session",
        context={"active_test": False},
        groups="cnfpt_cooperation.cnfpt_cooperation_group_user",
    )

    @api.constrains(*_TIMES)
    def _check_cooperation_session(self):
        """Whoever moves the event moves the session, within its visit."""
        self.sudo().cooperation_session_ids._check_within_visit()

    def write(self, vals):
        # Asked of who moves it, not of the constraint above: that one also runs when
        # the times are only computed again, long after the visit was closed.
        if not vals.keys().isdisjoint(_TIMES):
            self.sudo().cooperation_session_ids._check_visit_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_visit(self):
        self.sudo().cooperation_session_ids._check_visit_open()

    @api.model
    def _get_activity_excluded_models(self):
        """A session of the programme is not a thing to do on the visit."""
        return [*super()._get_activity_excluded_models(), "cooperation.visit"]
