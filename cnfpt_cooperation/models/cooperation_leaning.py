from odoo import fields, models, tools
from odoo.tools import SQL

from .cooperation_agreement_end_mixin import IN_FORCE, OVER

# Bits of a row's number: the model, the record, then the agreement.
_MODEL_BITS, _RECORD_BITS = 4, 36
# Each model: its table with what it is joined to, and the SQL of its columns where
# they are not of the same name. `cover` gives the agreements of each mission.
_ROWS = {
    "cooperation.mission": {
        "source": "cooperation_mission r JOIN cover c ON c.mission_id = r.id",
        "agreement_id": "c.agreement_id",
        "name": "CONCAT_WS(' · ', NULLIF(r.reference, '/'), r.name)",
        "days": "r.planned_days",
    },
    "cooperation.assignment": {
        "source": "cooperation_assignment r JOIN cover c ON c.mission_id = r.mission_id"
        " JOIN cooperation_mission m ON m.id = r.mission_id"
        " JOIN cooperation_expert e ON e.id = r.expert_id"
        " JOIN res_partner p ON p.id = e.partner_id",
        "agreement_id": "c.agreement_id",
        "name": "CONCAT_WS(' · ', p.name, NULLIF(m.reference, '/'))",
        "user_id": "m.user_id",
        "partner_id": "m.partner_id",
        "country_id": "m.country_id",
        "zone_id": "m.zone_id",
        "days": "r.planned_days",
    },
    "cooperation.expert.day": {
        "source": "cooperation_expert_day r"
        " JOIN cooperation_mission m ON m.id = r.mission_id"
        " JOIN cooperation_expert e ON e.id = r.expert_id"
        " JOIN res_partner p ON p.id = e.partner_id"
        " LEFT JOIN cooperation_funding_line l ON l.id = r.funding_line_id",
        "agreement_id": "COALESCE(l.agreement_id, m.agreement_id)",
        "name": "CONCAT_WS(' · ', p.name, NULLIF(m.reference, '/'))",
        "date_start": "r.date",
        "date_end": "r.date",
        "user_id": "m.user_id",
        "partner_id": "m.partner_id",
        "country_id": "m.country_id",
        "zone_id": "m.zone_id",
        "days": "r.fraction",
        "is_kept": "m.state IN %(kept)s",
    },
    "cooperation.visit": {},
    "cooperation.internship": {},
    "cooperation.training.session": {},
    "cooperation.agreement": {
        "agreement_id": "r.parent_id",
        "where": "NOT (r.kind = 'amendment' AND r.state IN %(kept)s)",
    },
    "cooperation.funding.tranche": {
        "source": "cooperation_funding_tranche r"
        " JOIN cooperation_funding_line l ON l.id = r.funding_line_id"
        " JOIN cooperation_agreement g ON g.id = l.agreement_id",
        "agreement_id": "l.agreement_id",
        "name": "CONCAT_WS(' · ', l.name, r.name)",
        "date_start": "r.date_due",
        "date_end": "r.date_due",
        "user_id": "g.user_id",
        "partner_id": "l.funder_id",
        "country_id": "g.country_id",
        "zone_id": "g.zone_id",
        "is_leaning": "r.date_received IS NULL",
        "is_kept": "FALSE",
        "is_due": "FALSE",
    },
}
_COLUMNS = {
    "name": ("CONCAT_WS(' · ', NULLIF(r.reference, '/'), r.name)", "varchar"),
    "date_start": ("r.date_start", "date"),
    "date_end": ("COALESCE(r.date_end, r.date_start)", "date"),
    "user_id": ("r.user_id", "integer"),
    "partner_id": ("r.partner_id", "integer"),
    "country_id": ("r.country_id", "integer"),
    "zone_id": ("r.zone_id", "integer"),
    "days": ("NULL", "numeric"),
}

_WHERE = ("country_id", "zone_id")
_FILE = ["state", "agreement_id", "date_start", "date_end", *_WHERE]

# The agreements of each mission: its own, and those of its funding.
_COVER = """
    SELECT m.id AS mission_id,
           COALESCE(g.instrument_id, g.id) AS agreement_id
      FROM cooperation_mission m
      JOIN cooperation_agreement g ON g.id = m.agreement_id
     UNION
    SELECT a.mission_id, COALESCE(g.instrument_id, g.id)
      FROM cooperation_funding_allocation a
      JOIN cooperation_funding_line l ON l.id = a.funding_line_id
      JOIN cooperation_agreement g ON g.id = l.agreement_id
"""


class CooperationLeaning(models.Model):
    """One record that leans on an agreement and is not finished.

    A mission that several agreements cover stands under each of them; what leans on an
    amendment stands under what it amends. `is_cover_lost` is said of this agreement.
    """

    _name = "cooperation.leaning"
    _description = "What Leans on an Agreement"
    _auto = False
    _order = "is_cover_lost desc, date_end, id"
    _depends = {
        "cooperation.agreement": [
            *("state", "kind", "parent_id", "instrument_id", "date_cover_end"),
            *("reference", "name", "date_start", "date_end", "user_id", "partner_id"),
            *_WHERE,
        ],
        "cooperation.mission": [
            *("state", "agreement_id", "reference", "name", "date_start", "date_end"),
            *("user_id", "partner_id", "planned_days", *_WHERE),
        ],
        "cooperation.funding.allocation": ["mission_id", "funding_line_id"],
        "cooperation.funding.line": ["agreement_id", "name", "funder_id"],
        "cooperation.assignment": [
            *("state", "mission_id", "expert_id", "date_start", "date_end"),
            "planned_days",
        ],
        "cooperation.expert.day": [
            *("state", "mission_id", "expert_id", "date", "fraction"),
            "funding_line_id",
        ],
        "cooperation.visit": _FILE,
        "cooperation.internship": _FILE,
        "cooperation.training.session": _FILE,
        "cooperation.funding.tranche": ["funding_line_id", "date_due", "date_received"],
    }

    agreement_id = fields.Many2one("cooperation.agreement", readonly=True)
    res_model = fields.Selection(
        [
            ("cooperation.mission", "Mission"),
            ("cooperation.assignment", "Assignment"),
            ("cooperation.expert.day", "Day to come"),
            ("cooperation.visit", "Visit"),
            ("cooperation.internship", "Internship"),
            ("cooperation.training.session", "Training session"),
            ("cooperation.agreement", "Application or amendment"),
            ("cooperation.funding.tranche", "Open tranche"),
        ],
        string="What",
        readonly=True,
    )
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    name = fields.Char(readonly=True)
    date_start = fields.Date(string="From", readonly=True)
    date_end = fields.Date(string="Until", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    zone_id = fields.Many2one("cooperation.zone", readonly=True)
    days = fields.Float(digits=(16, 1), readonly=True)
    is_kept = fields.Boolean(
        string="Passed the Gate",
        readonly=True,
        help="It keeps the cover of an agreement that is over, up to its last day.",
    )
    is_cover_lost = fields.Boolean(string="Cover Lost", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        rows = (self._get_rows_sql(n, model) for n, model in enumerate(_ROWS))
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %(view)s AS (
                    WITH cover AS (%(cover)s), leaning AS (%(rows)s)
                    SELECT a.id::bigint * %(agreements)s
                           + r.res_id::bigint * %(records)s + r.number AS id,
                           a.id AS agreement_id, r.res_model, r.res_id, r.name,
                           r.date_start, r.date_end, r.user_id, r.partner_id,
                           r.country_id, r.zone_id, r.days, r.is_kept,
                           (a.state IN %(over)s AND NOT (r.is_kept AND COALESCE(
                               r.date_end <= COALESCE(a.date_cover_end, r.date_end),
                               FALSE))
                            OR a.state IN %(in_force)s AND r.is_due
                            AND r.date_end > a.date_cover_end) IS TRUE AS is_cover_lost
                      FROM leaning r
                      JOIN cooperation_agreement g ON g.id = r.agreement_id
                      JOIN cooperation_agreement a
                        ON a.id = COALESCE(g.instrument_id, g.id)
                )""",
                view=SQL.identifier(self._table),
                cover=SQL(_COVER),
                rows=SQL(" UNION ALL ").join(rows),
                agreements=SQL(str(2**_RECORD_BITS)),
                records=SQL(str(2**_MODEL_BITS)),
                over=OVER,
                in_force=IN_FORCE,
            )
        )

    def _get_rows_sql(self, number, model):
        """Return the SELECT of the records of one model that are not finished."""
        records, row = self.env[model], _ROWS[model]
        states = {
            "live": SQL("%s", records._cover_states or ("",)),
            "kept": SQL("%s", records._cover_kept_states or ("",)),
            "due": SQL("%s", records._cover_due_states or ("",)),
        }
        columns = []
        for name, (default, kind) in _COLUMNS.items():
            columns.append(SQL(f"({row.get(name, default)})::{kind} AS {name}"))
        agreement = row.get("agreement_id", "r.agreement_id")
        return SQL(
            "SELECT %(number)s AS number, %(model)s::varchar AS res_model,"
            " r.id AS res_id, %(agreement)s AS agreement_id, %(columns)s,"
            " %(kept)s AS is_kept, %(due)s AS is_due"
            " FROM %(source)s WHERE %(leaning)s AND %(where)s",
            number=SQL(str(number)),
            model=SQL(f"'{model}'"),
            agreement=SQL(agreement),
            columns=SQL(", ").join(columns),
            kept=SQL(row.get("is_kept", "r.state IN %(kept)s"), **states),
            due=SQL(row.get("is_due", "r.state IN %(due)s"), **states),
            source=SQL(row.get("source", f"{records._table} r")),
            leaning=SQL(row.get("is_leaning", "r.state IN %(live)s"), **states),
            where=SQL(row.get("where", "TRUE"), **states),
        )

    def action_open_record(self):
        """Open the record that leans on the agreement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
