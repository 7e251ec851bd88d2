from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

# What tells an adjustment from any other write is the identity of this object: no
# client can put it in a context.
_LEDGER_KEY = "cooperation_ledger_guard"
_ADJUSTMENT = object()
# What is said about a day without changing what it counts for.
_REMARKS = {"note"}


class CooperationExpertDayLockMixin(models.AbstractModel):
    """What is settled in the ledger: the days of a closed year or a finished mission.

    They change by an adjustment only, for everybody and by any way in.
    """

    _name = "cooperation.expert.day.lock.mixin"
    _description = "Settled Days"

    is_settled = fields.Boolean(
        compute="_compute_is_settled",
        help="Its year is closed or its mission finished: only an adjustment changes "
        "it.",
    )

    @api.depends("date", "mission_id.state")
    def _compute_is_settled(self):
        closed = self._get_closed_years()
        for day in self:
            is_closed = day.date and day.date.year in closed
            day.is_settled = is_closed or day._is_locked()

    @api.model
    def _get_closed_years(self):
        years = self.env["cooperation.ledger.year"].search([("state", "=", "closed")])
        return set(years.mapped("year"))

    def _with_adjustment(self):
        """Return the days as an adjustment may write them."""
        return self.with_context(**{_LEDGER_KEY: _ADJUSTMENT})

    def _is_adjusted(self):
        return self.env.context.get(_LEDGER_KEY) is _ADJUSTMENT

    def _is_locked(self):
        """Return whether the mission, or the expert's part in it, is finished."""
        self.ensure_one()
        is_finished = self.mission_id.state in ("closed", "cancelled")
        is_finished = is_finished or self.assignment_id.state == "done"
        return is_finished and not self._is_adjusted()

    def _hold_years(self, dates):
        """Keep the years of these dates open while days are written in them.

        :raise UserError: one of them is closed
        """
        years = {fields.Date.to_date(date).year for date in dates if date}
        closed = self.env["cooperation.ledger.year"].sudo()._hold_open(years)
        if closed and not self._is_adjusted():
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(year)s has been closed since %(date)s: correct its days by "
                        "an adjustment.",
                        year=year.display_name,
                        date=format_date(self.env, year.date_closed),
                    )
                    for year in closed
                )
            )

    @api.model
    def _hold_missions(self, missions):
        """Let nobody else note days done on these missions meanwhile.

        Both write the row of the mission: of two at the same instant the database
        makes the second start again, and count what the first has done [R1].
        """
        if missions:
            self.env.execute_query(
                SQL(
                    "UPDATE cooperation_mission SET write_date = write_date "
                    "WHERE id IN %s RETURNING id",
                    tuple(sorted(missions.ids)),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["date"]).get("date")
        self._hold_years({vals.get("date", default) for vals in vals_list})
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - _REMARKS:
            self._hold_years({*self.mapped("date"), vals.get("date")})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._hold_years(self.mapped("date"))

    def action_adjust(self):
        """Open an adjustment of this day."""
        self.ensure_one()
        return self.assignment_id._open_adjustment(self.date)
