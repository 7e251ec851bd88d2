from odoo import fields, models, tools
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..tools.actions import open_record
from ..tools.activity import (
    FILE_DIMENSIONS,
    Fact,
    get_file_columns,
    get_file_fact,
    get_file_index_sql,
    get_live_columns,
)
from .cooperation_activity_person_mixin import PERSONS
from .cooperation_expert import ORIGINS
from .cooperation_record_mixin import INITIATIVES

_lt = LazyTranslate(__name__)

# Shown where a published total does not have a dimension. There is no environment
# yet when fields are declared: lazy is Odoo's own way here.
NOT_BROKEN_DOWN = _lt("Not broken down")  # pylint: disable=prefer-env-translation
# The kind of fact under which each published measure stands.
_OPENING_KINDS = {
    "visits": "visit",
    "missions": "mission",
    "experts": "mobilisation",
    "days": "expert_day",
    "training_sessions": "training",
    "trainees": "training",
}
# What counts by its own file: number of the branch, kind, model, states, measures.
_FILES = (
    (
        *(0, "visit", "cooperation.visit", "('ongoing', 'done', 'closed')"),
        {"visits": "1", "visitors": "f.headcount"},
    ),
    (
        *(1, "mission", "cooperation.mission", "('ongoing', 'reported', 'closed')"),
        {"missions": "1"},
    ),
    (
        *(4, "internship", "cooperation.internship"),
        "('ongoing', 'evaluated', 'closed')",
        {"internships": "1"},
    ),
    (
        *(5, "training", "cooperation.training.session", "('done')"),
        {"training_sessions": "1", "trainees": "f.trainee_count"},
    ),
)


class CooperationActivityReport(models.Model):
    """What the Mission did: one row a fact. Every total is a sum of these rows.

    What counts, here and nowhere else:

    - a visit once it has begun (ongoing, done, closed), at its first day;
    - an expert mission once it has begun (ongoing, reported, closed), at its first day;
    - a mobilisation, one expert on one mission that counts, once it is ordered
      (ordered, done), at its first day;
    - an expert day once it is done, at its own date, so that a mission over New Year
      is shared out between two years; it was worked, whatever became of the mission,
      unless the assignment itself was cancelled or declined;
    - an internship once it has begun (ongoing, evaluated, closed), at its first day;
    - a training session once it is done, at its first day;
    - an agreement once it was signed (active, to renew, expired, terminated), at its
      signature, or when it came into force if history does not tell. An amendment
      belongs to its agreement: it adds money, not an agreement. The amount is what the
      funding lines grant, in our own currency at the rate of each line; a line whose
      currency has no rate adds nothing.

    Cancelled and declined files never count. Archived ones do: archiving puts away, it
    does not undo. Persons are the distinct experts of mobilisations and days.

    Published totals taken over [F1-F5] stand beside live rows with the dimensions
    that were published and no others; “not published” gives no row, hence no zero. A
    total of one year is dated 31 December, when it is complete: any filter or grouping
    by year finds it. A total of several years has no date; its period tells. The 135
    experts of F3 may be persons or mobilisations: their measure is added to neither.
    Percentages are no facts and stay out.

    A measure that does not concern a row is empty, not zero. A row holds no name of a
    person; `expert_id` is a key to count by.
    """

    _name = "cooperation.activity.report"
    _inherit = [
        "cooperation.activity.month.mixin",
        "cooperation.activity.total.mixin",
        "cooperation.activity.crossing.mixin",
        "cooperation.activity.link.mixin",
    ]
    _description = "Cooperation Activity"
    _auto = False
    _rec_name = "kind"
    _order = "date desc nulls last, id desc"
    _depends = {
        "cooperation.visit": ["state", "date_start", "headcount", *FILE_DIMENSIONS],
        "cooperation.mission": ["state", "date_start", *FILE_DIMENSIONS],
        "cooperation.assignment": [
            "state",
            "date_start",
            "mission_id",
            "expert_id",
            "origin",
        ],
        "cooperation.expert.day": ["state", "date", "fraction", "assignment_id"],
        "cooperation.internship": ["state", "date_start", *FILE_DIMENSIONS],
        "cooperation.training.session": [
            "state",
            "date_start",
            "trainee_count",
            *FILE_DIMENSIONS,
        ],
        "cooperation.agreement": [
            "state",
            "kind",
            "date_signed",
            "date_start",
            *FILE_DIMENSIONS,
        ],
        "cooperation.funding.line": [
            "agreement_id",
            "amount_company",
            "company_currency_id",
            "currency_rate",
        ],
        "cooperation.opening.figure": [
            "measure",
            "zone_id",
            "year",
            "period_start",
            "period_end",
            "is_published",
            "value",
        ],
    }

    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("mission", "Expert mission"),
            ("mobilisation", "Mobilisation"),
            ("expert_day", "Expert day"),
            ("internship", "Internship"),
            ("training", "Training session"),
            ("agreement", "Agreement"),
        ],
        readonly=True,
    )
    source = fields.Selection(
        [("live", "Live records"), ("opening", "Published totals")],
        readonly=True,
    )
    is_opening = fields.Boolean(
        string="Opening Figure",
        readonly=True,
        help="A published total of past years, without records behind it.",
    )
    res_model = fields.Char(string="Model of the Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    date = fields.Date(
        readonly=True,
        falsy_value_label=NOT_BROKEN_DOWN,
        help="When the fact counts; a published total of a year, at its last day.",
    )
    year = fields.Integer(
        readonly=True, aggregator=None, falsy_value_label=NOT_BROKEN_DOWN
    )
    period_start = fields.Date(
        string="Period From",
        readonly=True,
        help="A live fact has one date; a published total covers a period.",
    )
    period_end = fields.Date(string="Period Until", readonly=True)
    zone_id = fields.Many2one(
        "cooperation.zone", readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    country_id = fields.Many2one(
        "res.country", readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    theme_id = fields.Many2one(
        "cooperation.theme", readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    origin = fields.Selection(
        ORIGINS,
        string="Origin of the Expert",
        readonly=True,
        falsy_value_label=NOT_BROKEN_DOWN,
    )
    initiative = fields.Selection(
        INITIATIVES, readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    programme_id = fields.Many2one(
        "cooperation.programme", readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    partner_id = fields.Many2one(
        "res.partner", readonly=True, falsy_value_label=NOT_BROKEN_DOWN
    )
    currency_id = fields.Many2one("res.currency", readonly=True)

    visits = fields.Integer(string="Delegations Hosted", readonly=True)
    visitors = fields.Integer(readonly=True)
    missions = fields.Integer(string="Expert Missions", readonly=True)
    experts = fields.Integer(
        string="Experts (as published)",
        readonly=True,
        help="The source does not say whether it counts persons or mobilisations: "
        "this total is added to neither.",
    )
    expert_id = fields.Integer(
        string="Experts (persons)", readonly=True, aggregator="count_distinct"
    )
    mobilisations = fields.Integer(readonly=True)
    days = fields.Float(string="Expert Days", readonly=True, digits=(16, 1))
    internships = fields.Integer(readonly=True)
    training_sessions = fields.Integer(readonly=True)
    trainees = fields.Integer(readonly=True)
    agreements = fields.Integer(string="Agreements Signed", readonly=True)
    amount = fields.Monetary(
        string="Amount Granted",
        readonly=True,
        help="What funders grant by the agreements and their amendments, in our own "
        "currency at the rate of each grant.",
    )

    # ------------------------------------------------------------
    # The view
    # ------------------------------------------------------------

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        query = " UNION ALL ".join(fact.get_sql() for fact in self._get_facts())
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), SQL(query))
        )
        for __, __, *file in _FILES:
            self.env.cr.execute(SQL(get_file_index_sql(*file)))
        self._create_months()

    def _get_facts(self):
        """Return the branches of the view. An addon may add its own, from number 8."""
        return [
            *self._get_file_facts(),
            *self._get_expert_facts(),
            self._get_agreement_fact(),
            self._get_opening_fact(),
        ]

    def _get_file_facts(self):
        return [get_file_fact(*file) for file in _FILES]

    def _get_expert_facts(self):
        """Return what experts did; place and theme are those of their mission."""
        expert = {**get_file_columns("m"), "origin": "a.origin"}
        return [
            Fact(
                2,
                "cooperation.assignment",
                "a",
                "cooperation_assignment a "
                "JOIN cooperation_mission m ON m.id = a.mission_id "
                "WHERE a.state IN ('ordered', 'done') "
                "AND m.state IN ('ongoing', 'reported', 'closed')",
                get_live_columns(
                    "mobilisation",
                    "COALESCE(a.date_start, m.date_start)",
                    **expert,
                    expert_id="a.expert_id",
                    mobilisations="1",
                ),
            ),
            Fact(
                3,
                "cooperation.expert.day",
                "d",
                "cooperation_expert_day d "
                "JOIN cooperation_assignment a ON a.id = d.assignment_id "
                # A left join, which is not read when only days and years are asked.
                "LEFT JOIN cooperation_mission m ON m.id = a.mission_id "
                "WHERE d.state = 'done' AND a.state NOT IN ('cancelled', 'declined')",
                get_live_columns(
                    "expert_day",
                    "d.date",
                    **expert,
                    expert_id="a.expert_id",
                    days="d.fraction",
                ),
            ),
        ]

    def _get_agreement_fact(self):
        return Fact(
            6,
            "cooperation.agreement",
            "f",
            "cooperation_agreement f "
            "LEFT JOIN (SELECT agreement_id, SUM(amount_company) AS amount, "
            "MIN(company_currency_id) AS currency_id FROM cooperation_funding_line "
            "WHERE currency_rate > 0 GROUP BY agreement_id "
            "HAVING MIN(company_currency_id) = MAX(company_currency_id)) g "
            "ON g.agreement_id = f.id "
            "WHERE f.state IN ('active', 'to_renew', 'expired', 'terminated')",
            get_live_columns(
                "agreement",
                "COALESCE(f.date_signed, f.date_start)",
                **get_file_columns("f"),
                agreements="CASE WHEN f.kind != 'amendment' THEN 1 END",
                amount="g.amount",
                currency_id="g.currency_id",
            ),
        )

    def _get_opening_fact(self):
        kinds = " ".join(
            f"WHEN '{measure}' THEN '{kind}'"
            for measure, kind in _OPENING_KINDS.items()
        )
        measures = ", ".join(f"'{measure}'" for measure in _OPENING_KINDS)
        return Fact(
            7,
            "cooperation.opening.figure",
            "o",
            f"cooperation_opening_figure o WHERE o.is_published "
            f"AND o.measure IN ({measures})",
            {
                "kind": f"CASE o.measure {kinds} END",
                "source": "'opening'",
                "is_opening": "TRUE",
                "date": "make_date(NULLIF(o.year, 0), 12, 31)",
                "year": "NULLIF(o.year, 0)",
                "period_start": "o.period_start",
                "period_end": "o.period_end",
                "zone_id": "o.zone_id",
                **{
                    measure: f"CASE WHEN o.measure = '{measure}' THEN o.value END"
                    for measure in _OPENING_KINDS
                },
            },
        )

    # ------------------------------------------------------------
    # Persons: where no expert is known, their number is unknown, not zero
    # ------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        aggregate = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == PERSONS:
            return SQL("NULLIF(%s, 0)", aggregate)
        return aggregate

    def _read_group_empty_value(self, spec):
        return False if spec == PERSONS else super()._read_group_empty_value(spec)

    # ------------------------------------------------------------
    # From a total to its records
    # ------------------------------------------------------------

    def action_open_record(self):
        """Open the file behind this row, or the published total."""
        self.ensure_one()
        return open_record(self.res_model, self.res_id)
