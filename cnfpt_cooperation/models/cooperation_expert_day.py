import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..tools.refusal import explain_refusal
from ..tools.wording import format_days, format_period
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
KINDS = [
    ("preparation", "Preparation"),
    ("travel", "Travel"),
    ("field", "Field"),
    ("report", "Report"),
]


class CooperationExpertDay(models.Model):
    """The ledger: one expert, one date, a whole day or half of one.

    An expert never has more than one day a date: two partial unique indexes let a
    morning stand beside an afternoon, and nothing beside a whole day. The days done on
    a mission never exceed those that its funding covers [R1].
    """

    _name = "cooperation.expert.day"
    _description = "Expert Day"
    _inherit = [
        "cooperation.expert.day.lock.mixin",
        "cooperation.expert.day.cover.mixin",
        "cooperation.expert.day.statement.mixin",
        "cooperation.expert.day.funding.mixin",
        "cooperation.counted.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "date"
    _has_own_lock = True
    _transitions = {
        "action_done": Transition(
            ("planned",), "done", _COORDINATOR, "_get_done_blockers"
        ),
        "action_replan": Transition(
            ("done",), "planned", _COORDINATOR, "_get_locked_blockers", main=False
        ),
    }

    assignment_id = fields.Many2one(
        "cooperation.assignment", required=True, index=True, ondelete="restrict"
    )
    mission_id = fields.Many2one(
        related="assignment_id.mission_id", store=True, precompute=True, index=True
    )
    expert_id = fields.Many2one(
        related="assignment_id.expert_id", store=True, precompute=True, index=True
    )
    date = fields.Date(required=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="field")
    fraction = fields.Float(
        string="Days", digits=(2, 1), required=True, default=1.0, aggregator="sum"
    )
    half = fields.Selection(
        [("morning", "Morning"), ("afternoon", "Afternoon")],
        compute="_compute_half",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done")],
        required=True,
        default="planned",
        copy=False,
        index=True,
    )
    note = fields.Char()

    _fraction_value = models.Constraint(
        "CHECK ((fraction = 1.0 AND half IS NULL) "
        "OR (fraction = 0.5 AND half IS NOT NULL))",
        "An expert day is a whole day or half of one.",
    )
    _morning_uniq = models.UniqueIndex(
        "(expert_id, date) WHERE half IS DISTINCT FROM 'afternoon'",
        "This expert has no more than one day a date.",
    )
    _afternoon_uniq = models.UniqueIndex(
        "(expert_id, date) WHERE half IS DISTINCT FROM 'morning'",
        "This expert has no more than one day a date.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("expert_id.name", "date")
    def _compute_display_name(self):
        for day in self:
            date = day.date and format_date(self.env, day.date)
            day.display_name = " · ".join(filter(None, (day.expert_id.name, date)))

    @api.depends("fraction")
    def _compute_half(self):
        for day in self:
            day.half = (day.half or "morning") if day.fraction == 0.5 else False

    @api.constrains("date", "kind", "assignment_id")
    def _check_within_assignment(self):
        """Field and travel lie in the assignment; preparation may come before it
        and a report after it.
        """
        for day in self:
            start, end = day.assignment_id.date_start, day.assignment_id.date_end
            is_early = start and day.date < start and day.kind != "preparation"
            is_late = end and day.date > end and day.kind != "report"
            if is_early or is_late:
                raise ValidationError(
                    self.env._(
                        "%(date)s is outside “%(assignment)s” (%(period)s): only "
                        "preparation comes before it and the report after it.",
                        date=format_date(self.env, day.date),
                        assignment=day.assignment_id.display_name,
                        period=format_period(self.env, start, end),
                    )
                )

    @api.constrains("assignment_id")
    def _check_assignment_open(self):
        """Live days are planned on people who go; past ones come as they were."""
        for day in self:
            assignment = day.assignment_id
            if day.is_imported:
                continue
            allowed = {"accepted", "confirmed", "ordered"}
            if self._is_adjusted():
                allowed = {"ordered", "done"}
            if assignment.state not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(assignment)s” is in the state “%(state)s”: it takes no "
                        "days.",
                        assignment=assignment.display_name,
                        state=assignment._get_state_label(assignment.state),
                    )
                )

    # ------------------------------------------------------------
    # One day a date
    # ------------------------------------------------------------

    def _explain_double_day(self, slots):
        """Name the mission that already has the expert on that date.

        :param list slots: pairs (expert id, date)
        """

        def explain(env):
            taken = self.with_env(env).search(
                Domain.OR(
                    Domain("expert_id", "=", expert) & Domain("date", "=", date)
                    for expert, date in slots
                )
                & Domain("id", "not in", self.ids)
            )
            return "\n".join(
                env._(
                    "%(expert)s already has a day on %(date)s, for “%(mission)s”.",
                    expert=day.expert_id.name,
                    date=format_date(env, day.date),
                    mission=day.mission_id.display_name,
                )
                for day in taken
            )

        return explain_refusal(
            self.env, psycopg2.errors.UniqueViolation, self._table, explain
        )

    @api.model_create_multi
    def create(self, vals_list):
        assignments = self.env["cooperation.assignment"].browse(
            [vals.get("assignment_id") for vals in vals_list]
        )
        slots = [
            (assignment.expert_id.id, vals.get("date"))
            for assignment, vals in zip(assignments, vals_list, strict=True)
        ]
        with self._explain_double_day(slots):
            days = super().create(vals_list)
        # Precomputing their fields leaves drafts of the days in these caches.
        for field in ("assignment_id", "mission_id", "expert_id"):
            days[field].invalidate_recordset(["day_ids"], flush=False)
        return days

    def write(self, vals):
        if vals.keys().isdisjoint({"date", "fraction", "half", "assignment_id"}):
            return super().write(vals)
        slots = [(day.expert_id.id, vals.get("date", day.date)) for day in self]
        with self._explain_double_day(slots):
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        blockers = [blocker for day in self for blocker in day._get_locked_blockers()]
        if blockers:
            raise UserError("\n".join(blockers))

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self._is_adjusted():
            return frozen
        if self.state == "done" or self._is_locked():
            frozen |= {"assignment_id", "date", "kind", "fraction", "half"}
            frozen |= {"funding_line_id"}
        return frozen

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_done(self):
        """Note that the days took place; the past and today only.

        :raise UserError: a day of the future, an expert without an order, a mission
            that is closed, or more days than its funding covers
        """
        self.check_access("write")
        self._hold_missions(self.mission_id)
        self._check_days_covered()
        return self._take_transition("action_done")

    def action_replan(self):
        """Take days back to planned while the mission is open."""
        return self._take_transition("action_replan")

    def _get_locked_blockers(self):
        self.ensure_one()
        if self._is_locked():
            yield self.env._(
                "“%(mission)s” is finished: its days change by an adjustment only.",
                mission=(
                    self.assignment_id
                    if self.assignment_id.state == "done"
                    else self.mission_id
                ).display_name,
            )

    def _get_done_blockers(self):
        self.ensure_one()
        yield from self._get_locked_blockers()
        date = format_date(self.env, self.date)
        if self.date > fields.Date.context_today(self):
            yield self.env._(
                "%(date)s is still to come: “%(day)s” cannot be done.",
                date=date,
                day=self.display_name,
            )
        if self.assignment_id.state not in ("ordered", "done"):
            yield self.env._(
                "Order “%(assignment)s” before you note its days done.",
                assignment=self.assignment_id.display_name,
            )

    def _check_days_covered(self):
        """Refuse more days than a mission has planned, and so covered [R1]."""
        for mission in self.mission_id:
            own = self.filtered(lambda d, m=mission: d.mission_id == m)
            days = mission.days_done + sum(own.mapped("fraction"))
            if days > mission.planned_days:
                raise UserError(
                    self.env._(
                        "“%(mission)s” would have %(days)s done, and its funding "
                        "covers %(planned)s: plan and cover more on the mission first.",
                        mission=mission.display_name,
                        days=format_days(self.env, days),
                        planned=format_days(self.env, mission.planned_days),
                    )
                )
