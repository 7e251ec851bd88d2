from datetime import timedelta

from odoo import api, fields, models

from ..tools.calendar import iterate_dates

# How far from an assignment its preparation and its report may lie.
_AROUND = timedelta(days=60)


class CooperationAssignmentDaysMixin(models.AbstractModel):
    """The days that the dates of an assignment give.

    Travel takes its first and last days whatever the weekday; in between, the field is
    worked on as the country works. Preparation and report are done at home, before and
    after, on the working days of France; so is all of a remote mission.
    """

    _name = "cooperation.assignment.days.mixin"
    _description = "Days of an Assignment"

    travel_days_out = fields.Integer(
        help="The first days of the assignment, week-ends included, are spent on "
        "travel."
    )
    travel_days_back = fields.Integer(
        help="The last days of the assignment, week-ends included, are spent on travel."
    )
    preparation_days = fields.Float(
        digits=(16, 1), help="Working days at home before the assignment."
    )
    report_days = fields.Float(
        digits=(16, 1), help="Working days at home after the assignment."
    )
    proposed_days = fields.Float(
        string="Days That the Dates Give",
        compute="_compute_proposed_days",
        digits=(16, 1),
        help="Travel, preparation and report, and the working days of the country in "
        "between.",
    )
    planned_days = fields.Float(
        compute="_compute_planned_days",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 1),
        help="Proposed: travel, preparation and report, and the working days of the "
        "country between the two dates.",
    )

    @api.depends(
        "date_start",
        "date_end",
        "travel_days_out",
        "travel_days_back",
        "preparation_days",
        "report_days",
        "mission_id.modality",
        "mission_id.country_id",
    )
    def _compute_proposed_days(self):
        working = self._get_working_dates()
        for assignment in self:
            travel = assignment._get_travel_dates()
            field = assignment._get_field_dates(working[assignment])
            assignment.proposed_days = (
                len(travel)
                + len(field)
                + assignment.preparation_days
                + assignment.report_days
            )

    @api.depends("proposed_days")
    def _compute_planned_days(self):
        for assignment in self:
            assignment.planned_days = (
                assignment.planned_days or assignment.proposed_days
            )

    def write(self, vals):
        """Days go with their assignment, past ones too: not in a closed year."""
        if not vals.keys().isdisjoint({"expert_id", "mission_id"}):
            self.day_ids._hold_years(self.day_ids.mapped("date"))
        return super().write(vals)

    def action_take_proposed_days(self):
        """Plan as many days as the dates give."""
        for assignment in self:
            assignment.planned_days = assignment.proposed_days
        return True

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state in ("ordered", "done"):
            frozen |= {"travel_days_out", "travel_days_back"}
            frozen |= {"preparation_days", "report_days"}
        return frozen

    # ------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------

    def _get_home_country(self):
        # `env.ref` asks the database each time whether the country still exists.
        res_id = self.env["ir.model.data"]._xmlid_to_res_id("base.fr")
        return self.env["res.country"].browse(res_id)

    def _get_work_country(self):
        """Return the country whose week is worked: home when one does not leave it."""
        self.ensure_one()
        country = self.mission_id.country_id
        home = self._get_home_country()
        is_away = self.mission_id.modality != "remote" and country
        return home if not is_away or country._is_french() else country

    def _get_working_dates(self):
        """Return the working dates of each assignment: one calendar is read once."""
        by_country = {}
        for assignment in self:
            country = assignment._get_work_country()
            by_country.setdefault(country, self.browse())
            by_country[country] |= assignment
        working = {}
        for country, assignments in by_country.items():
            starts = list(filter(None, assignments.mapped("date_start")))
            ends = list(filter(None, assignments.mapped("date_end")))
            dates = starts and ends and (min(starts), max(ends))
            shared = country._get_working_dates(*dates) if dates else set()
            working.update(dict.fromkeys(assignments, shared))
        return working

    def _get_travel_dates(self):
        self.ensure_one()
        dates = list(iterate_dates(self.date_start, self.date_end))
        out = max(self.travel_days_out, 0)
        back = min(max(self.travel_days_back, 0), max(len(dates) - out, 0))
        return dates[:out] + (dates[-back:] if back else [])

    def _get_field_dates(self, working):
        """Return the dates between both travels on which the country works."""
        self.ensure_one()
        travel = set(self._get_travel_dates())
        return [
            date
            for date in iterate_dates(self.date_start, self.date_end)
            if date in working and date not in travel
        ]

    # ------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------

    def action_generate_days(self):
        """Plan the days that the dates give, of all the assignments in one batch.

        Up to the planned days, by half if need be: travel first, then preparation and
        report, and the field with what is left. Days that are there already count and
        stay; others are added by hand or on the month grid.
        """
        dated = self.filtered(lambda a: a.date_start and a.date_end)
        working, home = dated._get_working_dates(), dated._get_home_dates()
        taken = dated._get_taken_dates()
        self.env["cooperation.expert.day"].create(
            [
                values
                for assignment in dated
                for values in assignment._get_missing_days(
                    working[assignment],
                    home,
                    taken.setdefault(assignment.expert_id, set()),
                )
            ]
        )
        return True

    def _get_home_dates(self):
        """Return the working dates at home around these assignments."""
        if not any(a.preparation_days or a.report_days for a in self):
            return set()
        start = min(self.mapped("date_start")) - _AROUND
        end = max(self.mapped("date_end")) + _AROUND
        return self._get_home_country()._get_working_dates(start, end)

    def _get_taken_dates(self):
        """Return the dates that each expert has given, on any mission."""
        if not self:
            return {}
        groups = self.env["cooperation.expert.day"]._read_group(
            [
                ("expert_id", "in", self.expert_id.ids),
                ("date", ">=", min(self.mapped("date_start")) - _AROUND),
                ("date", "<=", max(self.mapped("date_end")) + _AROUND),
            ],
            ["expert_id", "date:day"],
        )
        taken = {}
        for expert, date in groups:
            taken.setdefault(expert, set()).add(date)
        return taken

    def _get_missing_days(self, working, home, taken):
        """Give the values of the days that the ledger does not hold yet.

        :param set working: dates on which the country works
        :param set home: dates on which one works at home
        :param set taken: dates that the expert has given, which preparation and
            report avoid; those given here are added
        """
        self.ensure_one()
        left = self.planned_days - self.days_done - self.days_scheduled
        own = set(self.day_ids.mapped("date"))
        for kind, dates, wanted in self._get_slots(working, home, taken):
            for date in dates:
                room = min(left, wanted)
                if room <= 0:
                    break
                if date in own:
                    continue
                fraction = 1.0 if room >= 1 else 0.5
                left, wanted = left - fraction, wanted - fraction
                taken.add(date)
                yield {
                    "assignment_id": self.id,
                    "date": date,
                    "kind": kind,
                    "fraction": fraction,
                }

    def _get_slots(self, working, home, taken):
        """Return kinds, their dates in the order to take them, and how many days."""
        done = dict.fromkeys(("travel", "preparation", "report", "field"), 0.0)
        for day in self.day_ids:
            done[day.kind] += day.fraction
        travel, field = self._get_travel_dates(), self._get_field_dates(working)
        free = sorted(home - taken)
        before = [date for date in reversed(free) if date < self.date_start]
        after = [date for date in free if date > self.date_end]
        return [
            ("travel", travel, len(travel) - done["travel"]),
            ("preparation", before, self.preparation_days - done["preparation"]),
            ("report", after, self.report_days - done["report"]),
            ("field", field, self.planned_days),
        ]
