from collections import defaultdict

from odoo import api, fields, models


class CooperationExpertDayFundingMixin(models.AbstractModel):
    """Which of the funding lines of its mission pays a day.

    A mission that several funders pay takes the days of its first line, then those of
    the next one, day after day; whoever keeps the ledger may say otherwise.
    """

    _name = "cooperation.expert.day.funding.mixin"
    _description = "Day Paid by a Funding Line"

    funding_line_id = fields.Many2one(
        "cooperation.funding.line",
        compute="_compute_funding_line_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("assignment_id")
    def _compute_funding_line_id(self):
        """The line of the assignment, or the first one of the mission with days left.

        A mission that has a single line takes all its days there.
        """
        several = self.mission_id.filtered(lambda m: len(m.allocation_ids) > 1)
        days_left = self._get_days_left(several) if several else {}
        for day in self.sorted(lambda d: (d.date or fields.Date.today(), d._origin.id)):
            mission = day.mission_id
            line = day.funding_line_id or day.assignment_id.funding_line_id
            left = days_left.get(mission._origin.id, {})
            if not line and left:
                line = next((each for each in left if left[each] > 0), False)
            elif not line:
                line = mission.funding_line_ids
            if line in left:
                left[line] -= day.fraction
            day.funding_line_id = line

    def _get_days_left(self, missions):
        """Return what each line still gives each mission, in the order of its lines.

        :return: {number of the mission: {line: days}}, without the days of `self`
        """
        days_left = defaultdict(dict)
        for allocation in missions.allocation_ids.sorted("id"):
            lines = days_left[allocation.mission_id._origin.id]
            lines[allocation.funding_line_id._origin] = allocation.days
        taken = self._read_group(
            [
                ("mission_id", "in", missions._origin.ids),
                ("funding_line_id", "!=", False),
                ("id", "not in", self._origin.ids),
            ],
            ["mission_id", "funding_line_id"],
            ["fraction:sum"],
        )
        for mission, line, days in taken:
            if line in days_left[mission.id]:
                days_left[mission.id][line] -= days
        return days_left
