from odoo import api, fields, models, tools
from odoo.tools import SQL

from .cooperation_funding_figure_mixin import FIGURES
from .cooperation_funding_obstacle_mixin import COMMITTED_STATES, ORDERED_STATES

# What comes with a grant, and what is taken from it.
_SUMMED = FIGURES[:-1]
# A row is numbered by its line and its mission, so that it keeps its number.
_MISSIONS = 2**26
_MEASURES = ("days", "amount")


def _get_amount(figure):
    return "d.amount_done" if figure == "done" else f"f.amount_{figure}"


def _round(expression, currency):
    return f"ROUND({expression} / {currency}.rounding) * {currency}.rounding"


def _sum_up(measure):
    """Return the sums of a measure over the facts of a line and a mission."""
    return ", ".join(f"SUM({measure}_{name}) AS {measure}_{name}" for name in _SUMMED)


def _get_fact(mission, source, **columns):
    """Return the SELECT of one kind of facts of a line; what is not given is empty.

    :param mission: expression of the mission
    :param source: where the facts of the line `l` come from
    """
    names = [f"{measure}_{name}" for measure in _MEASURES for name in _SUMMED]
    selected = [
        f"COALESCE({columns[name]}, 0) AS {name}" if name in columns else f"0 AS {name}"
        for name in ("days_taken", "amount_taken", *names)
    ]
    return f"SELECT {mission} AS mission_id, {', '.join(selected)} {source}"


def _get_done_sql():
    """Return the amount of the days done on a line for a mission, rounded once."""
    of_mission = (
        "SELECT SUM(e.fraction) FROM cooperation_expert_day e "
        "WHERE e.mission_id = m.id AND e.state = 'done'"
    )
    by_line = _round("f.amount_taken * f.days_done / f.days_taken", "c")
    by_mission = _round(f"f.amount_taken * ({of_mission}) / m.planned_days", "c")
    return f"""
        CASE WHEN f.amount_taken = 0 THEN 0
             WHEN f.days_taken > 0 THEN {by_line}
             WHEN m.planned_days > 0 THEN COALESCE({by_mission}, 0)
             ELSE 0 END
    """


class CooperationFundingLedger(models.Model):
    """What was granted, and what became of it: one row a funding line and mission.

    The grant itself is a row without a mission. Every figure of a line, an agreement
    or a funder is a sum of these rows, in days and in money, overheads included:

    - granted: what the funder pays under the line;
    - planned: missions that are not called off;
    - committed: missions that are funded or beyond;
    - ordered: missions that are ordered or beyond;
    - done: expert days done on the line, whatever became of the mission since. Their
      amount is that of the allocation, in the proportion of its days that are done; a
      line that pays no days pays in the proportion of the mission's days. It is
      rounded once for each row;
    - invoiced: what issued statements to the funder list;
    - left: granted less committed.

    Amounts stand in the currency of the line and in our own, at the rate of the line.
    """

    _name = "cooperation.funding.ledger"
    _description = "Ledger of Funding"
    _auto = False
    _order = "funding_line_id, date, id"
    _rec_names_search = ["mission_id.name", "mission_id.reference", "agreement_id.name"]
    _depends = {
        "cooperation.agreement": ["programme_id", "date_start"],
        "cooperation.funding.line": [
            *("agreement_id", "instrument_id", "funder_id", "is_third_party"),
            "date_start",
            *("currency_id", "company_currency_id", "currency_rate"),
            *("days", "amount"),
        ],
        "cooperation.funding.allocation": [
            *("funding_line_id", "mission_id", "days", "amount_held")
        ],
        "cooperation.mission": [
            *("state", "date_start", "country_id", "programme_id", "planned_days")
        ],
        "cooperation.expert.day": [
            "funding_line_id",
            "mission_id",
            "fraction",
            "state",
        ],
        "cooperation.funding.statement.line": [
            *("funding_line_id", "mission_id", "fraction", "total", "state")
        ],
        "res.currency": ["rounding"],
    }

    funding_line_id = fields.Many2one("cooperation.funding.line", readonly=True)
    agreement_id = fields.Many2one(
        "cooperation.agreement",
        string="Granted By",
        readonly=True,
        help="The agreement or the amendment in which the line stands.",
    )
    instrument_id = fields.Many2one(
        "cooperation.agreement",
        string="Agreement",
        readonly=True,
        help="The agreement as amended: the lines of its amendments are its own.",
    )
    funder_id = fields.Many2one("res.partner", readonly=True)
    is_third_party = fields.Boolean(string="Third-Party Money", readonly=True)
    mission_id = fields.Many2one("cooperation.mission", readonly=True)
    mission_state = fields.Selection(
        lambda self: self.env["cooperation.mission"]._fields["state"].selection,
        string="State of the Mission",
        readonly=True,
    )
    programme_id = fields.Many2one("cooperation.programme", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    date = fields.Date(
        readonly=True, help="First day of the mission; of the grant on its own row."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(
        "res.currency", string="Own Currency", readonly=True
    )
    days_granted = fields.Float(digits=(16, 1), readonly=True)
    days_planned = fields.Float(digits=(16, 1), readonly=True)
    days_committed = fields.Float(digits=(16, 1), readonly=True)
    days_ordered = fields.Float(digits=(16, 1), readonly=True)
    days_done = fields.Float(digits=(16, 1), readonly=True)
    days_invoiced = fields.Float(digits=(16, 1), readonly=True)
    days_left = fields.Float(digits=(16, 1), readonly=True)
    amount_granted = fields.Monetary(readonly=True)
    amount_planned = fields.Monetary(readonly=True)
    amount_committed = fields.Monetary(readonly=True)
    amount_ordered = fields.Monetary(readonly=True)
    amount_done = fields.Monetary(readonly=True)
    amount_invoiced = fields.Monetary(readonly=True)
    amount_left = fields.Monetary(readonly=True)
    company_granted = fields.Monetary(
        string="Granted (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_planned = fields.Monetary(
        string="Planned (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_committed = fields.Monetary(
        string="Committed (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_ordered = fields.Monetary(
        string="Ordered (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_done = fields.Monetary(
        string="Done (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_invoiced = fields.Monetary(
        string="Invoiced (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )
    company_left = fields.Monetary(
        string="Left (Own Currency)",
        currency_field="company_currency_id",
        readonly=True,
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                SQL(self._get_sql()),
            )
        )

    def _get_sql(self):
        """Return the rows: what each fact adds, then what follows from the sums.

        The facts are looked up line by line: one agreement is read in no time however
        many there are, whatever the planner knows of them.
        """
        amounts = ", ".join(f"f.amount_{name}" for name in _SUMMED if name != "done")
        company = ", ".join(
            f"COALESCE({_round(worth, 'o')}, 0) AS company_{name}"
            for name in _SUMMED
            for worth in [f"{_get_amount(name)} / NULLIF(l.currency_rate, 0)"]
        )
        return f"""
            SELECT r.*,
                   r.days_granted - r.days_committed AS days_left,
                   r.amount_granted - r.amount_committed AS amount_left,
                   r.company_granted - r.company_committed AS company_left
              FROM (
                SELECT l.id::bigint * {_MISSIONS} + COALESCE(f.mission_id, 0)
                           AS id,
                       l.id AS funding_line_id,
                       l.agreement_id AS agreement_id,
                       l.instrument_id AS instrument_id,
                       l.funder_id AS funder_id,
                       l.is_third_party AS is_third_party,
                       m.id AS mission_id,
                       m.state AS mission_state,
                       COALESCE(m.programme_id, a.programme_id) AS programme_id,
                       m.country_id AS country_id,
                       COALESCE(m.date_start, l.date_start, a.date_start) AS date,
                       l.currency_id AS currency_id,
                       l.company_currency_id AS company_currency_id,
                       {", ".join(f"f.days_{name}" for name in _SUMMED)},
                       {amounts}, d.amount_done, {company}
                  FROM cooperation_funding_line l
                  JOIN cooperation_agreement a ON a.id = l.agreement_id
                  JOIN res_currency c ON c.id = l.currency_id
                  JOIN res_currency o ON o.id = l.company_currency_id
            CROSS JOIN LATERAL (
                    SELECT mission_id, SUM(days_taken) AS days_taken,
                           SUM(amount_taken) AS amount_taken,
                           {_sum_up("days")}, {_sum_up("amount")}
                      FROM ({self._get_facts_sql()}) facts
                     GROUP BY mission_id
                  ) f
             LEFT JOIN cooperation_mission m ON m.id = f.mission_id
            CROSS JOIN LATERAL (SELECT {_get_done_sql()} AS amount_done) d
              ) r
        """

    def _get_facts_sql(self):
        """Return what is granted, allocated, done and invoiced, one fact a row."""
        planned = "CASE WHEN m.state != 'cancelled' THEN {0} ELSE 0 END"
        committed = f"CASE WHEN m.state IN {COMMITTED_STATES} THEN {{0}} ELSE 0 END"
        ordered = f"CASE WHEN m.state IN {ORDERED_STATES} THEN {{0}} ELSE 0 END"
        taken = {"planned": planned, "committed": committed, "ordered": ordered}
        parts = {
            f"{measure}_{name}": case.format(column)
            for measure, column in (("days", "s.days"), ("amount", "s.amount_held"))
            for name, case in taken.items()
        }
        return " UNION ALL ".join(
            (
                _get_fact(
                    "NULL::integer",
                    "",
                    days_granted="l.days",
                    amount_granted="l.amount",
                ),
                _get_fact(
                    "s.mission_id",
                    "FROM cooperation_funding_allocation s "
                    "JOIN cooperation_mission m ON m.id = s.mission_id "
                    "WHERE s.funding_line_id = l.id",
                    days_taken="s.days",
                    amount_taken="s.amount_held",
                    **parts,
                ),
                _get_fact(
                    "e.mission_id",
                    "FROM cooperation_expert_day e "
                    "WHERE e.funding_line_id = l.id AND e.state = 'done'",
                    days_done="e.fraction",
                ),
                _get_fact(
                    "t.mission_id",
                    "FROM cooperation_funding_statement_line t "
                    "WHERE t.funding_line_id = l.id AND t.state = 'issued'",
                    days_invoiced="t.fraction",
                    amount_invoiced="t.total",
                ),
            )
        )

    @api.model
    def _get_figure_names(self):
        """Return the names of the figures in the currency of the line."""
        return [f"{measure}_{name}" for measure in _MEASURES for name in FIGURES]

    @api.model
    def _get_figure_label(self, name):
        """Return the label of a figure, as columns bear it everywhere."""
        return self._fields[name]._description_string(self.env)

    @api.depends("funding_line_id", "mission_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = (row.mission_id or row.funding_line_id).display_name

    def action_open_source(self):
        """Open the mission of this row, or the funding line of a grant."""
        self.ensure_one()
        source = self.mission_id or self.funding_line_id
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "view_mode": "form",
        }
