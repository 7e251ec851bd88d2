from odoo import fields, models


class CooperationVisitSession(models.Model):
    """One item of a visit's programme: it is one event of Odoo's calendar.

    The event carries title, times, place and attendees, so that moving either side
    moves the other; the session adds what the calendar does not know.
    """

    _name = "cooperation.visit.session"
    _description = "Visit Session"
    _inherits = {"calendar.event": "event_id"}
    _order = "visit_id, id"

    event_id = fields.Many2one(
        "calendar.event", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(
        "cooperation.visit", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("talk", "Talk"),
            ("workshop", "Workshop"),
            ("field_visit", "Field visit"),
            ("ceremony", "Ceremony"),
            ("meal", "Meal"),
            ("travel", "Travel"),
            ("break", "Break"),
        ],
        required=True,
        default="talk",
    )
    speaker_ids = fields.Many2many(
        "res.partner",
        "cooperation_visit_session_speaker_rel",
        "session_id",
        "partner_id",
        string="Speakers",
    )
    host_id = fields.Many2one("res.partner", string="Host")
    language_id = fields.Many2one("cooperation.language")
    theme_id = fields.Many2one("cooperation.theme")
