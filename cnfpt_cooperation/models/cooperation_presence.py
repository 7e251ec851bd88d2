from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from .cooperation_safety_advice import SAFETY_LEVELS

# The states in which somebody is awaited somewhere, and those in which they are
# really there between the dates.
_EXPERT_STATES = ("('confirmed')", "('ordered', 'done')")
_INTERN_STATES = (
    "('matched', 'agreement')",
    "('cleared', 'ongoing', 'evaluated', 'closed')",
)
_VISIT_STATES = ("('planned')", "('confirmed', 'ongoing', 'done', 'closed')")
_FRANCE = "(SELECT id FROM res_country WHERE code = 'FR')"


class CooperationPresence(models.Model):
    """Who is where, from which day to which: experts, interns and delegations.

    An expert is where the mission takes place, unless it is remote; an intern is with
    the host body, and so is a delegation. Nothing private stands here: names, bodies,
    places and dates, the advice to travellers of today for the place.
    """

    _name = "cooperation.presence"
    _description = "Who Is Where"
    _auto = False
    _order = "date_start, date_end, id"
    _depends = {
        "cooperation.assignment": [
            *("state", "date_start", "date_end", "expert_id", "mission_id")
        ],
        "cooperation.mission": [
            *("modality", "country_id", "city", "partner_id", "user_id", "state"),
            *("reference", "name"),
        ],
        "cooperation.expert": ["partner_id"],
        "cooperation.internship": [
            *("state", "direction", "date_start", "date_end", "intern_id"),
            *("partner_id", "country_id", "user_id", "reference", "name"),
        ],
        "cooperation.visit": [
            *("state", "date_start", "date_end", "partner_id", "host_id"),
            *("country_id", "headcount", "user_id", "reference", "name"),
        ],
        "res.partner": ["name", "city", "country_id"],
        "res.country": ["cooperation_safety_advice"],
    }

    kind = fields.Selection(
        [("expert", "Expert"), ("intern", "Intern"), ("delegation", "Delegation")],
        readonly=True,
    )
    status = fields.Selection(
        [("expected", "Expected"), ("firm", "Firm")],
        readonly=True,
        help="Expected: confirmed but not ordered yet, or planned only.",
    )
    name = fields.Char(string="Who", readonly=True)
    people = fields.Integer(readonly=True)
    date_start = fields.Date(string="From", readonly=True)
    date_end = fields.Date(string="Until", readonly=True)
    is_today = fields.Boolean(
        string="There Today", compute="_compute_is_today", search="_search_is_today"
    )
    country_id = fields.Many2one("res.country", string="Where", readonly=True)
    city = fields.Char(readonly=True)
    host_id = fields.Many2one("res.partner", string="With", readonly=True)
    origin_country_id = fields.Many2one(
        "res.country", string="Comes From", readonly=True
    )
    safety_advice = fields.Selection(
        SAFETY_LEVELS,
        readonly=True,
        help="The advice of today for the place, whatever it was at the order.",
    )
    title = fields.Char(string="For", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)
    res_model = fields.Char(string="Model of the File", readonly=True)
    res_id = fields.Many2oneReference(
        string="File Number", model_field="res_model", readonly=True, aggregator=None
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s UNION ALL %s UNION ALL %s)",
                SQL.identifier(self._table),
                SQL(self._get_expert_sql()),
                SQL(self._get_intern_sql()),
                SQL(self._get_delegation_sql()),
            )
        )

    def _get_expert_sql(self):
        expected, firm = _EXPERT_STATES
        return f"""
            SELECT a.id * 4 AS id,
                   'expert' AS kind,
                   CASE WHEN a.state IN {expected} THEN 'expected' ELSE 'firm' END
                       AS status,
                   p.name AS name,
                   1 AS people,
                   a.date_start AS date_start,
                   a.date_end AS date_end,
                   m.country_id AS country_id,
                   m.city AS city,
                   m.partner_id AS host_id,
                   {_FRANCE} AS origin_country_id,
                   c.cooperation_safety_advice AS safety_advice,
                   CONCAT_WS(' · ', NULLIF(m.reference, '/'), m.name) AS title,
                   m.user_id AS user_id,
                   'cooperation.mission' AS res_model,
                   m.id AS res_id
              FROM cooperation_assignment a
              JOIN cooperation_mission m ON m.id = a.mission_id
              JOIN cooperation_expert e ON e.id = a.expert_id
              JOIN res_partner p ON p.id = e.partner_id
              LEFT JOIN res_country c ON c.id = m.country_id
             WHERE (a.state IN {expected} OR a.state IN {firm})
               AND m.modality = 'on_site'
               AND m.state != 'cancelled'
               AND a.date_start IS NOT NULL AND a.date_end IS NOT NULL"""

    def _get_intern_sql(self):
        """Return the SELECT of the interns: those who come are in France."""
        expected, firm = _INTERN_STATES
        place = (
            "COALESCE(h.country_id, "
            f"CASE i.direction WHEN 'incoming' THEN {_FRANCE} END)"
        )
        return f"""
            SELECT i.id * 4 + 1,
                   'intern',
                   CASE WHEN i.state IN {expected} THEN 'expected' ELSE 'firm' END,
                   p.name,
                   1,
                   i.date_start,
                   i.date_end,
                   {place},
                   h.city,
                   h.id,
                   CASE i.direction WHEN 'incoming' THEN i.country_id
                        ELSE {_FRANCE} END,
                   c.cooperation_safety_advice,
                   CONCAT_WS(' · ', NULLIF(i.reference, '/'), i.name),
                   i.user_id,
                   'cooperation.internship',
                   i.id
              FROM cooperation_internship i
              JOIN res_partner p ON p.id = i.intern_id
              LEFT JOIN res_partner h ON h.id = i.partner_id
              LEFT JOIN res_country c ON c.id = {place}
             WHERE (i.state IN {expected} OR i.state IN {firm})
               AND i.date_start IS NOT NULL AND i.date_end IS NOT NULL"""

    def _get_delegation_sql(self):
        expected, firm = _VISIT_STATES
        place = f"COALESCE(h.country_id, {_FRANCE})"
        return f"""
            SELECT v.id * 4 + 2,
                   'delegation',
                   CASE WHEN v.state IN {expected} THEN 'expected' ELSE 'firm' END,
                   COALESCE(p.name, v.name),
                   v.headcount,
                   v.date_start,
                   v.date_end,
                   {place},
                   h.city,
                   v.host_id,
                   v.country_id,
                   c.cooperation_safety_advice,
                   CONCAT_WS(' · ', NULLIF(v.reference, '/'), v.name),
                   v.user_id,
                   'cooperation.visit',
                   v.id
              FROM cooperation_visit v
              LEFT JOIN res_partner p ON p.id = v.partner_id
              LEFT JOIN res_partner h ON h.id = v.host_id
              LEFT JOIN res_country c ON c.id = {place}
             WHERE (v.state IN {expected} OR v.state IN {firm})
               AND v.date_start IS NOT NULL AND v.date_end IS NOT NULL"""

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("name", "city", "country_id")
    def _compute_display_name(self):
        for presence in self:
            place = presence.city or presence.country_id.name
            presence.display_name = " · ".join(filter(None, (presence.name, place)))

    @api.depends("date_start", "date_end")
    def _compute_is_today(self):
        today = fields.Date.context_today(self)
        for presence in self:
            presence.is_today = presence.date_start <= today <= presence.date_end

    def _search_is_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("date_start", "<=", today) & Domain("date_end", ">=", today)

    def action_open_file(self):
        """Open the mission, the internship or the visit."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
