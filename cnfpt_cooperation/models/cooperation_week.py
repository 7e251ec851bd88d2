from odoo import fields, models, tools
from odoo.tools import SQL

# What lasts is there on each of its days, what is due on its date; what is late is
# there today. One branch a kind: number, model, rows.
_DAYS = "generate_series(f.date_start, f.date_end, interval '1 day') AS day"
_BRANCHES = {
    "visit": (
        "cooperation.visit",
        "f.id, f.name, NULL, day::date, f.date_end, FALSE, f.user_id, "
        "f.country_id, f.partner_id",
        f"cooperation_visit f, {_DAYS} WHERE f.active "
        "AND f.state IN ('planned', 'confirmed', 'ongoing', 'done')",
    ),
    "mission": (
        "cooperation.mission",
        "f.id, f.name, NULL, day::date, f.date_end, FALSE, f.user_id, f.country_id, "
        "f.partner_id",
        f"cooperation_mission f, {_DAYS} WHERE f.active "
        "AND f.state IN ('funded', 'staffed', 'ordered', 'ongoing', 'reported')",
    ),
    "training": (
        "cooperation.training.session",
        "f.id, f.name, NULL, day::date, f.date_end, FALSE, f.user_id, f.country_id, "
        "f.partner_id",
        f"cooperation_training_session f, {_DAYS} WHERE f.active "
        "AND f.state NOT IN ('cancelled')",
    ),
    "internship": (
        "cooperation.internship",
        "f.id, f.name, NULL, day, f.date_end, FALSE, f.user_id, f.country_id, "
        "f.partner_id",
        "cooperation_internship f, LATERAL (VALUES (f.date_start), (f.date_end)) "
        "AS bounds (day) WHERE f.active AND day IS NOT NULL "
        "AND f.state IN ('agreement', 'cleared', 'ongoing')",
    ),
    "commitment": (
        "cooperation.commitment",
        "f.id, f.name, NULL, GREATEST(f.date_due, CURRENT_DATE), f.date_due, "
        "f.date_due < CURRENT_DATE, f.user_id, NULL::int, f.partner_id",
        "cooperation_commitment f WHERE f.state IN ('open', 'late') "
        "AND f.date_due IS NOT NULL",
    ),
    "deliverable": (
        "cooperation.mission",
        "m.id, f.name, m.name, GREATEST(f.date_due, CURRENT_DATE), f.date_due, "
        "f.date_due < CURRENT_DATE, m.user_id, m.country_id, m.partner_id",
        "cooperation_mission_deliverable f JOIN cooperation_mission m "
        "ON m.id = f.mission_id WHERE m.active AND f.date_delivered IS NULL "
        "AND f.date_due IS NOT NULL AND m.state NOT IN ('closed', 'cancelled')",
    ),
    "activity": (
        None,
        "f.res_id, COALESCE(NULLIF(f.summary, ''), f.res_name), f.res_name, "
        "GREATEST(f.date_deadline, CURRENT_DATE), f.date_deadline, "
        "f.date_deadline < CURRENT_DATE, f.user_id, NULL::int, NULL::int",
        "mail_activity f WHERE f.active AND f.res_model LIKE 'cooperation.%%'",
    ),
}


class CooperationWeek(models.Model):
    """What each one has in their week, from all the files: one row a thing and a day.

    A read-only view: nothing is kept here, and each row opens its own file.
    """

    _name = "cooperation.week"
    _description = "My Week"
    _auto = False
    _order = "date, kind, id"
    _depends = {
        "cooperation.visit": ["name", "date_start", "date_end", "state", "user_id"],
        "cooperation.mission": ["name", "date_start", "date_end", "state", "user_id"],
        "cooperation.mission.deliverable": ["name", "date_due", "date_delivered"],
        "cooperation.training.session": ["name", "date_start", "date_end", "state"],
        "cooperation.internship": ["name", "date_start", "date_end", "state"],
        "cooperation.commitment": ["name", "date_due", "state", "user_id"],
        "mail.activity": ["summary", "res_name", "date_deadline", "user_id"],
    }

    name = fields.Char(readonly=True)
    file_name = fields.Char(string="File", readonly=True)
    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("mission", "Expert mission"),
            ("training", "Training session"),
            ("internship", "Internship starts or ends"),
            ("commitment", "Commitment due"),
            ("deliverable", "Deliverable due"),
            ("activity", "To do"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True, help="What is late is shown today.")
    date_end = fields.Date(string="Until", readonly=True)
    is_late = fields.Boolean(string="Late", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Partner", readonly=True)
    res_model = fields.Char(string="Model of the Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        query = " UNION ALL ".join(
            self._get_branch(number, kind, *branch)
            for number, (kind, branch) in enumerate(_BRANCHES.items())
        )
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), SQL(query))
        )

    def _get_branch(self, number, kind, model, columns, source):
        """Return a branch whose row ids stay those of a thing and a day."""
        names = (
            "res_id, name, file_name, date, date_end, is_late, user_id, country_id, "
            "partner_id"
        )
        model_sql = f"'{model}'" if model else "f.res_model"
        return (
            f"SELECT (thing * 8 + {number}) * 32768 + (date - '2000-01-01') AS id, "
            f"'{kind}' AS kind, res_model, {names} FROM ("
            f"SELECT f.id::bigint, {model_sql}, {columns} FROM {source}"
            f") AS rows (thing, res_model, {names})"
        )

    def action_open_record(self):
        """Open the file behind this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
