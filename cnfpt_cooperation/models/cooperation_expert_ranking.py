from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.ranking import Wanted, from_row_id, get_ranking_sql, to_row_id
from .cooperation_expert import ORIGINS


class CooperationExpertRanking(models.Model):
    """The roster ranked for one mission: one row an expert, by one SQL statement.

    The mission is the one of `cooperation_mission_id` in the context, which “Find an
    Expert” gives; a row remembers it in its own id. Every score is the sum of its
    points, every row tells why, and whoever cannot be proposed stays in sight, last,
    with the reason. Nothing is kept: what was looked at when somebody is proposed goes
    to the assignment.
    """

    _name = "cooperation.expert.ranking"
    _description = "Expert Ranked for a Mission"
    _inherit = ["cooperation.expert.ranking.words.mixin"]
    _auto = False
    _rec_name = "expert_id"
    # Between equals, who has waited longest.
    _order = "place desc, last_mission_end nulls first, id"
    _depends = {
        "cooperation.expert": [
            *("active", "state", "employer_id", "origin", "country_ids"),
            *("validity_end", "date_confirmed", "last_mission_end"),
            *("evaluation_count", "evaluation_average"),
            *("employer_answer_count", "employer_answer_days"),
            *("skill_levels", "language_levels"),
        ],
        "cooperation.expert.availability": [
            *("expert_id", "kind", "date_start", "date_end"),
        ],
        "cooperation.expert.position": [
            *("expert_id", "position", "date_start", "date_end"),
        ],
        "cooperation.expert.suspension": ["expert_id", "date_start", "date_end"],
        "cooperation.assignment": [
            *("expert_id", "mission_id", "country_id", "state"),
            *("date_start", "date_end"),
        ],
    }

    mission_id = fields.Many2one("cooperation.mission", readonly=True)
    expert_id = fields.Many2one("cooperation.expert", readonly=True)
    employer_id = fields.Many2one("res.partner", readonly=True)
    origin = fields.Selection(ORIGINS, readonly=True)
    score = fields.Float(
        readonly=True, digits=(4, 1), aggregator="avg", help="Out of 100."
    )
    place = fields.Float(
        readonly=True,
        exportable=False,
        export_string_translation=False,
        help="What sorts the ranking: the score, far below zero when excluded.",
    )
    is_excluded = fields.Boolean(string="Cannot Be Proposed", readonly=True)
    last_mission_end = fields.Date(string="Last Mission Until", readonly=True)
    date_confirmed = fields.Date(string="Profile Confirmed On", readonly=True)
    skills_points = fields.Float(string="Skills", readonly=True, digits=(4, 1))
    languages_points = fields.Float(string="Languages", readonly=True, digits=(4, 1))
    country_points = fields.Float(string="Country", readonly=True, digits=(4, 1))
    availability_points = fields.Float(
        string="Availability", readonly=True, digits=(4, 1)
    )
    rotation_points = fields.Float(string="Rotation", readonly=True, digits=(4, 1))
    freshness_points = fields.Float(
        string="Profile Up to Date", readonly=True, digits=(4, 1)
    )
    evaluation_points = fields.Float(string="Evaluations", readonly=True, digits=(4, 1))
    employer_points = fields.Float(
        string="Employer’s Answer", readonly=True, digits=(4, 1)
    )

    @property
    def _table_query(self):
        """Rank for the mission; of rows that are known by their ids, these only."""
        experts = {}
        for row_id in self.ids:
            mission_id, expert_id = from_row_id(row_id)
            experts.setdefault(mission_id, []).append(expert_id)
        missions = self._get_missions()
        if not missions:
            return get_ranking_sql(Wanted(0, fields.Date.today()), [0])
        return SQL(" UNION ALL ").join(
            get_ranking_sql(mission._get_wanted_experts(), experts.get(mission.id))
            for mission in missions
        )

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Rank first and read the page then: nothing else is computed for the rest."""
        if not limit:
            return super().search_fetch(domain, field_names, offset, limit, order)
        rows = super().search_fetch(domain, [], offset, limit, order)
        rows.fetch(field_names)
        return rows

    def _get_missions(self):
        """Return the missions of these rows, or the one of the context."""
        ids = {from_row_id(row_id)[0] for row_id in self.ids}
        known = self.env.context.get("cooperation_mission_id")
        if not ids and isinstance(known, int):
            ids = {known}
        return self.env["cooperation.mission"].browse(ids).exists()

    @api.model
    def _get_rows(self, mission, assignments):
        """Return the rows of the experts of these assignments of a mission."""
        ids = [to_row_id(mission.id, expert.id) for expert in assignments.expert_id]
        return self.browse(ids).exists()

    # ------------------------------------------------------------
    # Propose
    # ------------------------------------------------------------

    def action_propose(self):
        """Propose these experts for the mission, with the score that they had.

        Who is on the mission already is left out: proposing twice has no effect.

        :raise UserError: nobody is chosen, or somebody cannot be proposed and why
        """
        self.check_access("read")
        if not self or self.exists() != self:
            raise UserError(
                self.env._("Choose experts in the ranking of a mission first.")
            )
        self.mission_id.check_access("write")
        new = self.filtered(
            lambda row: row.expert_id not in row.mission_id.assignment_ids.expert_id
        )
        if refused := new.filtered("is_excluded"):
            raise UserError("\n".join(row._get_refusal() for row in refused))
        for mission, rows in new.grouped("mission_id").items():
            mission._propose_experts(rows)
        return {"type": "ir.actions.client", "tag": "cooperation_ranking_done"}

    def action_open_expert(self):
        """Open the profile of the expert."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cooperation.expert",
            "res_id": self.expert_id.id,
            "view_mode": "form",
        }
