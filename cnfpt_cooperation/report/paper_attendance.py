from odoo import api, models

from . import wording


class PaperAttendance(models.AbstractModel):
    """The days that an expert worked on a mission, as the ledger has them."""

    _name = "report.cnfpt_cooperation.paper_attendance"
    _description = "Attendance Statement"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.assignment"

    @api.model
    def _prepare_paper(self, assignment):
        done = assignment.day_ids.filtered(lambda day: day.state == "done")
        days = done.sorted(lambda day: (day.date, day.half != "morning"))
        return {
            **super()._prepare_paper(assignment),
            "expert": self._describe_expert(assignment),
            "mission": self._describe_mission(assignment.mission_id),
            "planned": self._word_days(assignment.planned_days),
            "days": [
                {
                    "date": wording.format_day(day.date, wording.FRENCH),
                    "kind": self._label(day, "kind"),
                    "half": self._label(day, "half"),
                    "number": wording.format_number(day.fraction, wording.FRENCH),
                }
                for day in days
            ],
            "kinds": self._add_up(days),
            "total": self._word_days(sum(days.mapped("fraction"))),
        }

    @api.model
    def _add_up(self, days):
        """Return the number of days of each kind, when there are several kinds."""
        kinds = days.grouped("kind")
        if len(kinds) < 2:
            return []
        return [
            {
                "kind": self._label(own[0], "kind"),
                "number": wording.format_number(
                    sum(own.mapped("fraction")), wording.FRENCH
                ),
            }
            for own in kinds.values()
        ]
