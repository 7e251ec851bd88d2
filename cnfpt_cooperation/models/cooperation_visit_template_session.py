from datetime import timedelta

from odoo import fields, models

from ..tools import clock
from ..tools.programme import Item
from .cooperation_visit_session import SESSION_KINDS


class CooperationVisitTemplateSession(models.Model):
    """One session of a model programme, on its day and at its hour."""

    _name = "cooperation.visit.template.session"
    _description = "Session of a Model Programme"
    _order = "day, hour, id"

    template_id = fields.Many2one(
        "cooperation.visit.template", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Title", required=True, translate=True)
    day = fields.Integer(default=1, required=True, help="1 is the first day.")
    hour = fields.Float(string="From", default=9, required=True)
    duration = fields.Float(string="Hours", default=1, required=True)
    is_whole_day = fields.Boolean(string="All Day")
    kind = fields.Selection(SESSION_KINDS, required=True, default="talk")
    location = fields.Char(string="Room or Place")
    theme_id = fields.Many2one("cooperation.theme")

    _day_range = models.Constraint(
        "CHECK (day BETWEEN 1 AND 60)", "A day of a model programme is 1 to 60."
    )
    _hour_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)",
        "An hour of the day lies between 0:00 and 23:59.",
    )
    _duration_range = models.Constraint(
        "CHECK (duration > 0 AND duration <= 24)", "A session lasts up to 24 hours."
    )

    def _as_item(self, first_day):
        """Return the session as an item of a visit that starts on `first_day`."""
        self.ensure_one()
        day = first_day + timedelta(days=self.day - 1)
        start = clock.to_wall(day, 8 if self.is_whole_day else self.hour)
        hours = 10 if self.is_whole_day else self.duration
        return Item(
            name=self.name,
            start=start,
            stop=start + timedelta(minutes=round(hours * 60)),
            kind=self.kind,
            location=self.location or "",
            is_whole_day=self.is_whole_day,
            values={"theme_id": self.theme_id.id},
        )
