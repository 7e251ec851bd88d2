from calendar import monthrange
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.calendar import iterate_dates

# Assignments whose days one may see; those of the first three take days.
_STATES = ("accepted", "confirmed", "ordered", "done")
_LIMIT = 80


class CooperationAssignmentGridMixin(models.AbstractModel):
    """The days of assignments on a grid: one month, one row an assignment.

    A cell of the grid is what the assignment holds of its expert's date. Writing one
    goes by the ledger, with all that it refuses.
    """

    _name = "cooperation.assignment.grid.mixin"
    _description = "Month Grid of Expert Days"

    # ------------------------------------------------------------
    # Writing one day
    # ------------------------------------------------------------

    def write_day(self, date, fraction, kind=False):
        """Make the ledger hold `fraction` of a day on `date`: 0, 0.5 or 1.

        :param str kind: kind of day; that of the day, or what the dates tell, when it
            is not given
        :return: the row of the assignment, as :meth:`read_days_grid` gives it
        :raise UserError: the day is done or settled, or the expert's date is taken
        """
        self.ensure_one()
        date = fields.Date.to_date(date)
        if not date or fraction not in (0, 0.5, 1):
            raise UserError(self.env._("A day is a date, and none, half or all of it."))
        days = self.day_ids.filtered(lambda d: d.date == date)
        if any(day.state == "done" for day in days):
            raise UserError(
                self.env._(
                    "“%(day)s” is done: take it back to planned first.",
                    day=days[:1].display_name,
                )
            )
        self._set_day(days, date, fraction, kind or days[:1].kind)
        return self._get_grid_rows(*_get_month(date))[0]

    def _set_day(self, days, date, fraction, kind):
        """Make `days` of this assignment, all of one date, into one or none.

        In the environment of `days`: an adjustment changes those that are done, and
        leaves what it writes done.
        """
        self.ensure_one()
        kept = days[:1] if fraction else days.browse()
        extra = days - kept
        if days._is_adjusted():
            extra._guarded_write({"state": "planned"})
        extra.unlink()
        if not fraction:
            return
        values = {
            "fraction": fraction,
            "half": fraction == 0.5 and (kept.half or self._get_free_half(date)),
            "kind": kind or self._propose_kind(date),
        }
        if kept:
            kept.write(values)
        else:
            kept = days.create({"assignment_id": self.id, "date": date, **values})
        if days._is_adjusted():
            kept._guarded_write({"state": "done"})

    def _get_free_half(self, date):
        """Return the half that the other missions of the expert leave."""
        other = self.env["cooperation.expert.day"].search(
            [
                ("expert_id", "=", self.expert_id.id),
                ("date", "=", date),
                ("half", "=", "morning"),
            ],
            limit=1,
        )
        return "afternoon" if other else "morning"

    def _propose_kind(self, date):
        """Return what a day of this date is for: its place among the dates tells."""
        if not (self and date and self.date_start and self.date_end):
            return "field"
        if date < self.date_start:
            return "preparation"
        if date > self.date_end:
            return "report"
        return "travel" if date in self._get_travel_dates() else "field"

    def _open_adjustment(self, date):
        """Return the action that corrects a settled day of this assignment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adjustment of the Ledger"),
            "res_model": "cooperation.expert.day.adjustment",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_assignment_id": self.id,
                "default_date": fields.Date.to_string(date),
            },
        }

    def action_adjust_day(self, date):
        """Open the adjustment of a settled day from the grid."""
        return self._open_adjustment(fields.Date.to_date(date))

    # ------------------------------------------------------------
    # Reading a month
    # ------------------------------------------------------------

    @api.model
    def read_days_grid(self, domain, date):
        """Return the month of `date` on the assignments that `domain` finds.

        :return: dict of `rows`, `count` of assignments found, names of the `kinds` of
            days, `is_closed` for a year that is locked, `can_write`
        """
        start, end = _get_month(fields.Date.to_date(date))
        found = Domain(domain) & self._get_grid_domain(start, end)
        assignments = self.search(found, limit=_LIMIT, order="expert_id, date_start")
        count = len(assignments)
        if count == _LIMIT:
            count = self.search_count(found)
        days = self.env["cooperation.expert.day"]
        return {
            "rows": assignments._get_grid_rows(start, end),
            "kinds": days._fields["kind"]._description_selection(self.env),
            "count": count,
            "limit": _LIMIT,
            "is_closed": start.year in days._get_closed_years(),
            "can_write": days.has_access("write"),
        }

    @api.model
    def _get_grid_domain(self, start, end):
        """Assignments of the month, and those with a day in it before or after."""
        during = Domain("date_start", "<=", end) & Domain("date_end", ">=", start)
        held = Domain("date", ">=", start) & Domain("date", "<=", end)
        return Domain("state", "in", _STATES) & (
            during | Domain("day_ids", "any", held)
        )

    def _get_grid_rows(self, start, end):
        """Return the rows of these assignments, for a constant number of queries."""
        days, elsewhere = self._get_days_between(start, end)
        working = self._get_grid_working_dates(start, end)
        return [
            {
                "id": assignment.id,
                "expert_id": assignment.expert_id.id,
                "expert": assignment.expert_id.display_name,
                "mission": assignment.mission_id.display_name,
                "mission_id": assignment.mission_id.id,
                "state": assignment.state,
                "is_settled": assignment.mission_state in ("closed", "cancelled"),
                "date_start": fields.Date.to_string(assignment.date_start),
                "date_end": fields.Date.to_string(assignment.date_end),
                "planned": assignment.planned_days,
                "total": assignment.days_done + assignment.days_scheduled,
                "off": sorted(
                    date.day
                    for date in iterate_dates(start, end)
                    if date not in working[assignment]
                ),
                "cells": days.get(assignment, {}),
                "elsewhere": elsewhere.get(assignment, {}),
            }
            for assignment in self
        ]

    def _get_days_between(self, start, end):
        """Return what each assignment holds, and what other missions of its expert do.

        Both by assignment, then by number of the day in the month.
        """
        days = self.env["cooperation.expert.day"].search(
            [
                ("expert_id", "in", self.expert_id.ids),
                ("date", ">=", start),
                ("date", "<=", end),
            ],
            order="date, half desc, id",
        )
        own, by_expert = {}, {}
        for day in days:
            by_expert.setdefault(day.expert_id, []).append(day)
            cells = own.setdefault(day.assignment_id, {})
            cell = cells.setdefault(
                day.date.day, {"fraction": 0, "kind": day.kind, "done": False}
            )
            cell["fraction"] += day.fraction
            cell["done"] |= day.state == "done"
        elsewhere = {}
        for assignment in self:
            for day in by_expert.get(assignment.expert_id, ()):
                if day.assignment_id != assignment:
                    names = elsewhere.setdefault(assignment, {})
                    names[day.date.day] = day.mission_id.display_name
        return own, elsewhere

    def _get_grid_working_dates(self, start, end):
        """Return the working dates of the month: at home outside the assignment."""
        home = self._get_home_country()._get_working_dates(start, end)
        by_country = {}
        working = {}
        for assignment in self:
            country = assignment._get_work_country()
            if country not in by_country:
                by_country[country] = country._get_working_dates(start, end)
            first, last = assignment.date_start, assignment.date_end
            away = {
                date
                for date in by_country[country]
                if first and last and first <= date <= last
            }
            around = {
                date for date in home if not (first and last and first <= date <= last)
            }
            working[assignment] = away | around
        return working


def _get_month(date):
    first = date.replace(day=1)
    length = monthrange(date.year, date.month)[1]
    return first, first + timedelta(days=length - 1)
