import psycopg2.errors

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.refusal import explain_refusal
from ..tools.wording import format_period

# States in which a booking holds its expert, and those in which it may come to it.
FIRM_STATES = ("confirmed", "ordered")
OPEN_STATES = ("proposed", "invited", "accepted", *FIRM_STATES)


class CooperationBookingMixin(models.AbstractModel):
    """An expert held by a mission between two dates, by one mission at a time.

    The model that inherits has `expert_id`, `mission_id`, `date_start`, `date_end`,
    `state` and the exclusion constraint `_no_double_booking`. The guard says who holds
    the expert; the constraint decides between two who confirm at the same instant,
    and the loser is told the same sentence.
    """

    _name = "cooperation.booking.mixin"
    _description = "Expert Held Between Two Dates"

    conflict_ids = fields.Many2many(
        "cooperation.assignment",
        compute="_compute_conflict_ids",
        string="Overlapping Assignments",
    )

    @api.depends("expert_id", "date_start", "date_end", "state")
    def _compute_conflict_ids(self):
        """Show overlaps while they can still be avoided, all open states."""
        dated = self.filtered(lambda a: a.date_start and a.date_end)
        others = self.browse()
        if dated:
            others = self.search(
                [
                    ("expert_id", "in", dated.expert_id.ids),
                    ("state", "in", OPEN_STATES),
                    ("date_start", "<=", max(dated.mapped("date_end"))),
                    ("date_end", ">=", min(dated.mapped("date_start"))),
                ]
            )
        for assignment in self:
            start, end = assignment.date_start, assignment.date_end
            origin, expert = assignment._origin, assignment.expert_id._origin
            assignment.conflict_ids = others.filtered(
                lambda o, start=start, end=end, origin=origin, expert=expert: (
                    o != origin
                    and o.expert_id == expert
                    and (start and end)
                    and o.date_start <= end
                    and o.date_end >= start
                )
            )

    def _get_overlap_sentences(self):
        """Name the firm missions that hold this expert on these dates."""
        self.ensure_one()
        overlapping = self.search(
            Domain("id", "!=", self.id)
            & Domain("expert_id", "=", self.expert_id.id)
            & Domain("state", "in", FIRM_STATES)
            & Domain("date_start", "<=", self.date_end)
            & Domain("date_end", ">=", self.date_start)
        )
        for other in overlapping:
            yield self._get_overlap_sentence(other)

    @api.model
    def _get_overlap_sentence(self, other):
        return self.env._(
            "%(expert)s is on “%(mission)s” from %(period)s: choose other dates or "
            "another expert.",
            expert=other.expert_id.name,
            mission=other.mission_id.display_name,
            period=format_period(self.env, other.date_start, other.date_end),
        )

    def _explain_double_booking(self, vals):
        """Name the mission that won when the database refuses two at once."""

        def explain(env):
            to_date = fields.Date.to_date
            held = [
                Domain("expert_id", "=", vals.get("expert_id", booking.expert_id.id))
                & Domain(
                    "date_start", "<=", to_date(vals.get("date_end", booking.date_end))
                )
                & Domain(
                    "date_end",
                    ">=",
                    to_date(vals.get("date_start", booking.date_start)),
                )
                for booking in self
            ]
            others = self.with_env(env).search(
                Domain("id", "not in", self.ids)
                & Domain("state", "in", FIRM_STATES)
                & Domain.OR(held)
            )
            return "\n".join(others._get_overlap_sentence(other) for other in others)

        return explain_refusal(
            self.env,
            psycopg2.errors.ExclusionViolation,
            "cooperation_assignment_no_double_booking",
            explain,
        )

    def write(self, vals):
        if vals.keys().isdisjoint({"state", "date_start", "date_end", "expert_id"}):
            return super().write(vals)
        with self._explain_double_booking(vals):
            return super().write(vals)
