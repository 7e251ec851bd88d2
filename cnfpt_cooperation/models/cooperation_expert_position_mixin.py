from odoo import api, fields, models

from ..tools.wording import format_period
from .cooperation_expert_position import STOPPING_POSITIONS, UNAVAILABLE_POSITIONS

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationExpertPositionMixin(models.AbstractModel):
    """Where an expert stands in their career, and what follows from it [R15] [R16].

    Positions and suspensions are read by those who keep the roster only. The guards
    look at them for everybody, and tell the others that a position does not allow an
    order, never which one.
    """

    _name = "cooperation.expert.position.mixin"
    _description = "Statutory Positions of an Expert"
    _inherit = ["cooperation.validity.mixin"]

    position_ids = fields.One2many(
        "cooperation.expert.position", "expert_id", groups=_COORDINATOR
    )
    suspension_ids = fields.One2many(
        "cooperation.expert.suspension", "expert_id", groups=_COORDINATOR
    )
    renewal_ids = fields.One2many(
        "cooperation.expert.renewal",
        "expert_id",
        string="Written Requests to Stay",
        groups=_COORDINATOR,
    )

    # An end that moves, or is not there, tells of a leave as its line would.
    validity_end = fields.Date(groups=_COORDINATOR)
    validity_limit = fields.Date(groups=_COORDINATOR)
    renewal_due = fields.Date(groups=_COORDINATOR)
    validity_state = fields.Selection(groups=_COORDINATOR)
    validity_note = fields.Char(groups=_COORDINATOR)

    # ------------------------------------------------------------
    # The clock of the accreditation
    # ------------------------------------------------------------

    @api.model
    def _get_validity_triggers(self):
        return [
            *super()._get_validity_triggers(),
            "position_ids.position",
            "position_ids.date_start",
            "position_ids.date_end",
        ]

    def _get_validity(self):
        """Whoever asks: the dates are the same for those who do not see the leaves."""
        return super(CooperationExpertPositionMixin, self.sudo())._get_validity()

    def _get_validity_stops(self):
        """A parental leave stops the clock by itself; it is not entered twice."""
        leaves = self.position_ids.filtered(
            lambda held: held.position in STOPPING_POSITIONS and held.date_start
        )
        return super()._get_validity_stops() + [
            (leave.date_start, leave.date_end or None) for leave in leaves
        ]

    # ------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------

    def _get_accreditation_blockers(self, end):
        """Whoever asks: who orders a mission may not read the dates themselves."""
        self.ensure_one()
        blockers = list(
            super(
                CooperationExpertPositionMixin, self.sudo()
            )._get_accreditation_blockers(end)
        )
        may_read = self.env["cooperation.expert.suspension"].has_access("read")
        yield from blockers if may_read or not blockers else [self._get_kept_sentence()]

    def _get_positions_between(self, start, end):
        """Return the statutory positions held between two dates, oldest first [R15].

        With the rights of the superuser: who orders a mission may not read them.
        """
        self.ensure_one()
        return (
            self.sudo()
            .position_ids.filtered(
                lambda p: (
                    p.date_start <= end and (not p.date_end or p.date_end >= start)
                )
            )
            .sorted("date_start")
        )

    def _get_position_blockers(self, start, end):
        """A statutory position that serves nobody allows no order [R15]."""
        if not self._get_positions_between(start, start):
            yield self.env._(
                "Give the statutory position of “%(expert)s” on %(period)s.",
                expert=self.display_name,
                period=format_period(self.env, start, start),
            )
        positions = self.env["cooperation.expert.position"]
        labels = dict(positions._fields["position"]._description_selection(self.env))
        for held in self._get_positions_between(start, end):
            if held.position not in UNAVAILABLE_POSITIONS:
                continue
            if positions.has_access("read"):
                yield self.env._(
                    "“%(expert)s” cannot be ordered: their position is “%(position)s” "
                    "(%(period)s).",
                    expert=self.display_name,
                    position=labels[held.position],
                    period=format_period(self.env, held.date_start, held.date_end),
                )
            else:
                yield self._get_kept_sentence()

    def _get_suspension_blockers(self, start, end):
        """Whose accreditation is suspended on these dates is not sent [R16].

        As in the ranking, a suspension without an end lasts.
        """
        suspensions = self.env["cooperation.expert.suspension"]
        for stop in self.sudo().suspension_ids:
            if stop.date_start > end or (stop.date_end and stop.date_end < start):
                continue
            if suspensions.has_access("read"):
                yield self.env._(
                    "The accreditation of “%(expert)s” is suspended (%(period)s).",
                    expert=self.display_name,
                    period=format_period(self.env, stop.date_start, stop.date_end),
                )
            else:
                yield self._get_kept_sentence()

    def _get_kept_sentence(self):
        """Say that the expert cannot go to who may not read why."""
        return self.env._(
            "The statutory position of “%(expert)s” does not allow an order at "
            "these dates: ask whoever keeps the roster.",
            expert=self.display_name,
        )

    def _get_absence_blockers(self, start, end):
        """Name the times for which the expert said to be away."""
        for absence in self.availability_ids:
            is_near = absence.date_start <= end and absence.date_end >= start
            if absence.kind == "busy" and is_near:
                yield self.env._(
                    "“%(expert)s” is not available (%(period)s).",
                    expert=self.display_name,
                    period=format_period(
                        self.env, absence.date_start, absence.date_end
                    ),
                )
