from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.validity import run_validity

# How long before a term one is asked whether one wishes to stay.
RENEWAL_NOTICE = relativedelta(months=3)


class CooperationValidityMixin(models.AbstractModel):
    """A validity in years, asked for again in writing, whose clock can stop [R16].

    It runs four years if it is asked for again in writing in the course of the second
    year and of the third; else it lapses at the end of that year. The clock stands
    still during the suspensions [003 Q36]. Dates only are kept, never their reason.

    The model that inherits declares `suspension_ids`, records with `date_start` and
    `date_end` (empty while it lasts), and `renewal_ids`, records of a model that
    inherits `cooperation.renewal.mixin`.
    """

    _name = "cooperation.validity.mixin"
    _description = "Validity with Suspensions and Renewals"
    _validity_years = 4
    _renewal_years: tuple[int, ...] = (2, 3)

    validity_start = fields.Date(string="Accredited On", copy=False, tracking=True)
    validity_end = fields.Date(
        string="Accredited Until",
        compute="_compute_validity",
        store=True,
        index="btree_not_null",
        help="The last day that what is written gives: the end of the first year in "
        "which it had to be asked for again and was not. Empty while the clock is "
        "stopped.",
    )
    validity_limit = fields.Date(
        string="At the Latest Until",
        compute="_compute_validity",
        store=True,
        help="Four years, and as many days more as it was suspended, if it is asked "
        "for again each time.",
    )
    renewal_due = fields.Date(
        string="To Ask For Again Before",
        compute="_compute_validity",
        store=True,
        index="btree_not_null",
        help="The day after which it lapses unless a written request has come in.",
    )
    validity_state = fields.Selection(
        [
            ("none", "Never accredited"),
            ("running", "Running"),
            ("to_renew", "To be asked for again"),
            ("stopped", "Clock stopped"),
            ("lapsed", "Lapsed: not asked for again"),
            ("ended", "At its end"),
        ],
        string="Accreditation",
        compute="_compute_validity_state",
        search="_search_validity_state",
    )
    validity_note = fields.Char(
        string="What It Means", compute="_compute_validity_state"
    )

    @api.model
    def _get_validity_triggers(self):
        """Return the fields on which the dates of the validity depend."""
        return [
            "validity_start",
            "suspension_ids.date_start",
            "suspension_ids.date_end",
            "renewal_ids.date_asked",
        ]

    @api.depends(lambda self: self._get_validity_triggers())
    def _compute_validity(self):
        for record in self:
            validity = record._get_validity()
            record.validity_end = validity and validity.end
            record.validity_limit = validity and validity.limit
            record.renewal_due = validity and validity.due and validity.due.closes

    def _get_validity(self):
        """Return the validity as it stands, or False when it never started."""
        self.ensure_one()
        return self.validity_start and run_validity(
            self.validity_start,
            self._validity_years,
            self._get_validity_stops(),
            self._renewal_years,
            [day for day in self.renewal_ids.mapped("date_asked") if day],
        )

    def _get_validity_stops(self):
        """Return the pairs of days between which the clock stands still."""
        self.ensure_one()
        return [
            (suspension.date_start, suspension.date_end or None)
            for suspension in self.suspension_ids
            if suspension.date_start
        ]

    # ------------------------------------------------------------
    # Today
    # ------------------------------------------------------------

    @api.depends("validity_start", "validity_end", "renewal_due")
    @api.depends_context("lang")
    def _compute_validity_state(self):
        for record in self:
            record.validity_state = record._get_validity_state()
            record.validity_note = record._describe_validity()

    def _get_validity_state(self):
        today = fields.Date.context_today(self)
        if not self.validity_start:
            return "none"
        if not self.validity_end:
            return "stopped"
        if self.validity_end < today:
            return "lapsed" if self.renewal_due else "ended"
        if self.renewal_due and self.renewal_due <= today + RENEWAL_NOTICE:
            return "to_renew"
        return "running"

    def _describe_validity(self):
        """Return one sentence on what is valid until when, and what to do."""
        end, limit = (
            format_date(self.env, date)
            for date in (self.validity_end, self.validity_limit)
        )
        match self._get_validity_state():
            case "stopped":
                return self.env._(
                    "The clock is stopped: the accreditation has no end until it runs "
                    "again."
                )
            case "lapsed":
                return self.env._(
                    "Lapsed on %(date)s: nobody asked for it again in writing. Only a "
                    "new accreditation helps.",
                    date=end,
                )
            case "ended":
                return self.env._("Came to its end on %(date)s.", date=end)
            case "to_renew" | "running" if self.renewal_due:
                return self.env._(
                    "Lapses on %(date)s unless it is asked for again in writing by "
                    "then.",
                    date=end,
                )
            case "running":
                return self.env._(
                    "Asked for again each time: runs until %(date)s.", date=limit
                )
        return False

    def _search_validity_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_validity_domain(state) for state in value)

    @api.model
    def _get_validity_domain(self, state):
        today = fields.Date.context_today(self)
        soon = Domain("renewal_due", "<=", today + RENEWAL_NOTICE)
        over = Domain("validity_end", "<", today)
        runs = Domain("validity_end", ">=", today)
        domains = {
            "none": Domain("validity_start", "=", False),
            "stopped": Domain("validity_start", "!=", False)
            & Domain("validity_end", "=", False),
            "lapsed": over & Domain("renewal_due", "!=", False),
            "ended": over & Domain("renewal_due", "=", False),
            "to_renew": runs & soon,
            "running": runs & ~soon,
        }
        return domains.get(state, Domain.FALSE)

    # ------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------

    def _get_accreditation_blockers(self, end):
        """Say that the accreditation is over before `end`; a stopped clock is not."""
        self.ensure_one()
        if self.validity_end and self.validity_end < end:
            values = {
                "record": self.display_name,
                "date": format_date(self.env, self.validity_end),
            }
            if self.renewal_due and self.validity_end >= fields.Date.context_today(
                self
            ):
                yield self.env._(
                    "The accreditation of “%(record)s” lapses on %(date)s: note their "
                    "written request to stay first.",
                    **values,
                )
            else:
                yield self.env._(
                    "The accreditation of “%(record)s” ended on %(date)s: give the "
                    "date of the new one.",
                    **values,
                )
