from odoo import api, fields, models

from odoo.addons.cnfpt_cooperation.models.cooperation_booking_mixin import OPEN_STATES


class CooperationAssignment(models.Model):
    _inherit = "cooperation.assignment"

    is_conflicting = fields.Boolean(
        string="In Conflict",
        compute="_compute_is_conflicting",
        help="Another mission calls for the expert at these dates.",
    )

    @api.depends("conflict_ids", "state")
    def _compute_is_conflicting(self):
        for assignment in self:
            is_open = assignment.state in OPEN_STATES
            assignment.is_conflicting = is_open and bool(assignment.conflict_ids)

    def action_move_dates(self, date_start, date_end):
        """Move the assignment on the board, as its form would.

        Planned days come along, as many days later or earlier as its first day; what
        is done or settled, firm dates, the mission and other missions of the expert
        refuse as they do anywhere.

        :raise UserError: the sentence of what refuses
        """
        self.ensure_one()
        date_start, date_end = map(fields.Date.to_date, (date_start, date_end))
        days = self.day_ids.filtered(lambda d: d.state == "planned")
        shift = self.date_start and date_start - self.date_start
        values = [
            {
                "assignment_id": self.id,
                "date": day.date + shift,
                "kind": day.kind,
                "fraction": day.fraction,
                "half": day.half,
                "note": day.note,
                "funding_line_id": day.funding_line_id.id,
            }
            for day in days
            if shift
        ]
        # Out of the way first: each date is free for the day that comes to it.
        if values:
            days.unlink()
        self.write({"date_start": date_start, "date_end": date_end})
        self.env["cooperation.expert.day"].create(values)
        return True
