from datetime import date as Date

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ..tools.wording import format_days
from .cooperation_transition_mixin import Transition

# What was firm and did not begin, visits whose visitors were not counted yet, and
# experts of a mission that began who were not ordered.
_UNSETTLED = {
    "cooperation.visit": [("state", "in", ("confirmed", "ongoing"))],
    "cooperation.mission": [("state", "=", "ordered")],
    "cooperation.assignment": [
        ("state", "=", "confirmed"),
        ("mission_id.state", "in", ("ongoing", "reported")),
    ],
    "cooperation.internship": [("state", "=", "cleared")],
    "cooperation.training.session": [("state", "=", "planned")],
}
_NAMED = 5  # files named in a sentence
_CACHE_KEY = "cooperation_closed_years"
_ADMINISTRATOR = "cnfpt_cooperation.cnfpt_cooperation_group_administrator"


class CooperationLedgerYear(models.Model):
    """A year of the ledger of expert days: open, then closed for everybody and good.

    Whoever writes a day holds its year open until the end of their transaction, by a
    shared lock on this row; whoever closes the year waits for them, and begins again
    when days came meanwhile. A closed year changes by dated adjustments only: those of
    days. Everything else that counts in it is locked too, see
    `cooperation.counted.mixin`.
    """

    _name = "cooperation.ledger.year"
    _description = "Year of the Ledger"
    _inherit = ["mail.thread", "cooperation.transition.mixin"]
    _order = "year desc"
    _rec_name = "year"
    _guarded_fields = frozenset(
        {"state", "is_imported", "date_closed", "closed_by_id"}
        | {"days_closed", "persons_closed", "mobilisations_closed"}
    )
    _closed_states = ("closed",)
    _transitions = {
        "action_close": Transition(
            ("open",), "closed", _ADMINISTRATOR, "_get_close_blockers"
        ),
    }

    year = fields.Integer(required=True, aggregator=None)
    state = fields.Selection(
        [("open", "Year Open"), ("closed", "Year Closed")],
        required=True,
        default="open",
        copy=False,
        tracking=True,
    )
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", string="Closed By", readonly=True, copy=False
    )
    days_done = fields.Float(
        compute="_compute_figures",
        digits=(16, 1),
        help="What the ledger says today, adjustments included.",
    )
    days_scheduled = fields.Float(
        string="Days Still Planned", compute="_compute_figures", digits=(16, 1)
    )
    persons = fields.Integer(
        compute="_compute_figures", help="Experts with at least a day done, each once."
    )
    mobilisations = fields.Integer(
        compute="_compute_figures",
        help="Assignments with at least a day done in the year.",
    )
    days_closed = fields.Float(
        string="Days at Closing", digits=(16, 1), readonly=True, copy=False
    )
    persons_closed = fields.Integer(
        string="Persons at Closing", readonly=True, copy=False
    )
    mobilisations_closed = fields.Integer(
        string="Mobilisations at Closing", readonly=True, copy=False
    )
    adjustment_ids = fields.One2many("cooperation.expert.day.adjustment", "year_id")
    days_adjusted = fields.Float(
        string="Adjusted Since",
        compute="_compute_days_adjusted",
        digits=(16, 1),
        help="What the adjustments made since the closing add up to.",
    )

    _year_uniq = models.Constraint("UNIQUE(year)", "This year is in the list already.")
    _year_value = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2200)", "Write the year with four digits."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("year")
    def _compute_display_name(self):
        for year in self:
            year.display_name = str(year.year or "")

    @api.depends("year")
    def _compute_figures(self):
        """What the ledger says; read anew by :meth:`action_close`."""
        figures = self._read_figures()
        for year in self:
            done = figures.get((year.year, "done"), (0.0, 0, 0))
            year.days_done, year.persons, year.mobilisations = done
            year.days_scheduled = figures.get((year.year, "planned"), (0.0,))[0]

    def _read_figures(self):
        """Return days, persons and mobilisations by year and state of the days."""
        years = [year for year in self.mapped("year") if 0 < year <= Date.max.year]
        if not years:
            return {}
        groups = self.env["cooperation.expert.day"]._read_group(
            [
                ("date", ">=", Date(min(years), 1, 1)),
                ("date", "<=", Date(max(years), 12, 31)),
            ],
            ["date:year", "state"],
            [
                "fraction:sum",
                "expert_id:count_distinct",
                "assignment_id:count_distinct",
            ],
        )
        return {(start.year, state): figures for start, state, *figures in groups}

    @api.depends("adjustment_ids.state", "adjustment_ids.difference")
    def _compute_days_adjusted(self):
        groups = self.env["cooperation.expert.day.adjustment"]._read_group(
            [("year_id", "in", self.ids), ("is_after_closing", "=", True)],
            ["year_id"],
            ["difference:sum"],
        )
        sums = dict(groups)
        for year in self:
            year.days_adjusted = sums.get(year._origin, 0.0)

    def _get_frozen_fields(self):
        """A row stands for its year: another year is another row."""
        return super()._get_frozen_fields() | {"year"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for year in self:
            if year.days_done or year.days_scheduled:
                raise UserError(
                    self.env._(
                        "There are expert days in %(year)s: it stays in the list.",
                        year=year.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    def action_close(self):
        """Close the years for everybody, and keep their figures as they are.

        :raise UserError: the year is not over, or days of it are still planned
        :raise ConcurrencyError: days came at this instant; Odoo begins again
        """
        self._lock_out()
        self._check_transition("action_close")
        for year in self:
            year._take_transition(
                "action_close",
                {
                    "date_closed": fields.Date.context_today(self),
                    "closed_by_id": self.env.uid,
                    "days_closed": year.days_done,
                    "persons_closed": year.persons,
                    "mobilisations_closed": year.mobilisations,
                },
            )
        # Whoever asks next, in this transaction too, finds them closed.
        self.flush_recordset()
        self.env.cr.cache.pop(_CACHE_KEY, None)
        return True

    def _get_close_blockers(self):
        self.ensure_one()
        if not 0 < self.year <= Date.max.year:
            return  # not written yet
        last = Date(self.year, 12, 31)
        if fields.Date.context_today(self) <= last:
            yield self.env._(
                "%(year)s is not over: close it from 1 January on.",
                year=self.display_name,
            )
        if self.days_scheduled:
            yield self.env._(
                "%(year)s still has %(days)s planned: mark as done what was, delete "
                "the rest.",
                days=format_days(self.env, self.days_scheduled),
                year=self.display_name,
            )

        if names := self._get_unsettled_names(last):
            yield self.env._(
                "Settle these files of %(year)s first, for nothing enters a closed "
                "year: mark as done what took place, cancel what did not. %(files)s",
                year=self.display_name,
                files=", ".join(names),
            )

    def _get_unsettled_names(self, last):
        """Return the files that would count in the year and do not, or not yet whole.

        :param last: its last day
        """
        period = [("date_start", ">=", last.replace(month=1, day=1))]
        period += [("date_start", "<=", last)]
        names = []
        for model, domain in _UNSETTLED.items():
            files = self.env[model].sudo().with_context(active_test=False)
            found = files.search([*period, *domain], limit=_NAMED + 1)
            names += found.mapped("display_name")
        return names if len(names) <= _NAMED else [*names[:_NAMED], "…"]

    def action_open_days(self):
        """Open the days of this year in the ledger."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cnfpt_cooperation.cooperation_expert_day_action"
            ),
            "domain": [
                ("date", ">=", Date(self.year, 1, 1)),
                ("date", "<=", Date(self.year, 12, 31)),
            ],
            "context": {},
        }

    # ------------------------------------------------------------
    # Two at once
    # ------------------------------------------------------------

    @api.model
    def _ensure(self, years):
        """Return the rows of these years, adding those that are missing."""
        years = set(years)
        found = self.search([("year", "in", list(years))])
        for year in sorted(years - set(found.mapped("year"))):
            # Two may add it at once: the loser begins again, and finds it.
            self.env.execute_query(
                SQL(
                    """INSERT INTO cooperation_ledger_year
                                (year, state, create_uid, create_date,
                                 write_uid, write_date)
                         VALUES (%(year)s, 'open', %(uid)s, now() AT TIME ZONE 'UTC',
                                 %(uid)s, now() AT TIME ZONE 'UTC')
                    ON CONFLICT (year) DO NOTHING
                      RETURNING id""",
                    year=year,
                    uid=self.env.uid,
                )
            )
        return self.search([("year", "in", list(years))])

    @api.model
    def _is_any_closed(self):
        """Return whether any year is closed, as far as this transaction sees."""
        cache = self.env.cr.cache
        if _CACHE_KEY not in cache:
            is_closed = [("state", "=", "closed")]
            cache[_CACHE_KEY] = bool(self.search_count(is_closed, limit=1))
        return cache[_CACHE_KEY]

    @api.model
    def _hold_open(self, years):
        """Keep these years as they are until this transaction ends.

        :return: the rows of those that are closed
        """
        self.flush_model(["year", "state"])
        rows = self._ensure(years)
        held = self.env.execute_query(
            SQL(
                "SELECT id, state FROM cooperation_ledger_year WHERE id = ANY(%s) "
                "ORDER BY id FOR SHARE",
                rows.ids,
            )
        )
        return self.browse(res_id for res_id, state in held if state == "closed")

    def _lock_out(self):
        """Wait for those who write days of these years, and begin again after them.

        What they committed since this transaction began is not seen by it: a second
        connection tells whether there is any.
        """
        self.check_access("write")
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "SELECT id FROM cooperation_ledger_year WHERE id = ANY(%s) "
                "ORDER BY id FOR UPDATE",
                self.ids,
            )
        )
        own = [res_id for (res_id,) in self.env.execute_query(self._get_own_days())]
        seen = self.env.execute_query(self._get_fingerprint(own))
        with self.env.registry.cursor() as cr:
            if self.env(cr=cr).execute_query(self._get_fingerprint(own)) != seen:
                raise ConcurrencyError("expert days came while their year was closed")
        self.invalidate_recordset()

    def _get_own_days(self):
        """Find the days that this very transaction has written: its rows are younger
        than itself.
        """
        return SQL(
            "SELECT id FROM cooperation_expert_day WHERE %s "
            "AND age(xmin) <= age(pg_current_xact_id()::xid)",
            self._get_dates_condition(),
        )

    def _get_fingerprint(self, own):
        return SQL(
            "SELECT count(*), COALESCE(sum(hashtext(concat_ws("
            "'|', id, date, fraction, half, kind, state, assignment_id))::bigint), 0) "
            "FROM cooperation_expert_day WHERE %s AND id != ALL(%s)",
            self._get_dates_condition(),
            own,
        )

    def _get_dates_condition(self):
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL(
                    "date BETWEEN %s AND %s",
                    Date(year.year, 1, 1),
                    Date(year.year, 12, 31),
                )
                for year in self
            ),
        )
