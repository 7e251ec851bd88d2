from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.wording import format_period
from .cooperation_expert_position import UNAVAILABLE_POSITIONS


class CooperationExpertMatchMixin(models.AbstractModel):
    """How an expert suits the mission for which somebody is being looked for.

    The mission is the one of `cooperation_mission_id` in the context, which the
    button “Find an Expert” gives; without it everybody is free and suits. It only
    filters and explains: an expert has a needed theme when one of their skills is
    that theme or lies under it.
    """

    _name = "cooperation.expert.match.mixin"
    _description = "Expert Suited to a Mission"

    is_free = fields.Boolean(
        string="Free at These Dates",
        compute="_compute_availability",
        search="_search_is_free",
        help="No firm mission, no absence and no position that keeps them away at "
        "the dates of the mission.",
    )
    availability_note = fields.Char(
        string="At These Dates", compute="_compute_availability"
    )
    has_needed_theme = fields.Boolean(
        string="Has a Needed Skill",
        compute="_compute_needs",
        search="_search_has_needed_theme",
    )
    has_needed_languages = fields.Boolean(
        string="Speaks the Needed Languages",
        compute="_compute_needs",
        search="_search_has_needed_languages",
    )
    match_note = fields.Char(string="Suits By", compute="_compute_needs")

    @api.model
    def _get_context_mission(self):
        mission_id = self.env.context.get("cooperation_mission_id")
        return self.env["cooperation.mission"].browse(mission_id or []).exists()

    # ------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------

    @api.model
    def _get_absence_domains(self, start, end):
        """Return what keeps experts away between two dates, by one2many field."""
        overlaps = Domain("date_start", "<=", end) & (
            Domain("date_end", ">=", start) | Domain("date_end", "=", False)
        )
        return {
            "assignment_ids": overlaps
            & Domain("state", "in", ("confirmed", "ordered")),
            "availability_ids": overlaps & Domain("kind", "=", "busy"),
            "position_ids": overlaps & Domain("position", "in", UNAVAILABLE_POSITIONS),
        }

    @api.depends_context("cooperation_mission_id", "lang")
    def _compute_availability(self):
        mission = self._get_context_mission()
        notes = {}
        if mission.date_start and mission.date_end:
            domains = self._get_absence_domains(mission.date_start, mission.date_end)
            for name, domain in domains.items():
                own = domain & Domain("expert_id", "in", self.ids)
                absences = self.env[self._fields[name].comodel_name].sudo()
                for record in absences.search(own):
                    note = self._describe_absence(record)
                    notes.setdefault(record.expert_id, []).append(note)
        for expert in self:
            own = notes.get(expert._origin, [])
            expert.is_free = not own
            expert.availability_note = ", ".join(own) or self.env._("Free")

    @api.model
    def _describe_absence(self, record):
        """Return “MIS/2030/0001 (05/06/2030 – 05/10/2030)”."""
        if record._name == "cooperation.assignment":
            what = record.mission_id.reference
        elif record._name == "cooperation.expert.availability":
            what = self.env._("Not available")
        elif not self.env["cooperation.expert.position"].has_access("read"):
            return self.env._("Position does not allow an order")
        else:
            what = dict(record._fields["position"]._description_selection(self.env))[
                record.position
            ]
        period = format_period(self.env, record.date_start, record.date_end)
        return f"{what} ({period})"

    def _search_is_free(self, operator, value):
        if operator != "in":
            return NotImplemented
        mission = self._get_context_mission()
        if not (mission.date_start and mission.date_end):
            return Domain.TRUE
        domains = self._get_absence_domains(mission.date_start, mission.date_end)
        absences = {
            domain: self.env[self._fields[name].comodel_name].sudo()
            for name, domain in domains.items()
        }
        # Whoever looks for an expert may not read what keeps them away.
        return Domain.AND(
            Domain("id", "not in", records._search(domain).subselect("expert_id"))
            for domain, records in absences.items()
        )

    # ------------------------------------------------------------
    # Needs
    # ------------------------------------------------------------

    @api.depends_context("cooperation_mission_id", "lang")
    def _compute_needs(self):
        mission = self._get_context_mission()
        languages = mission.need_language_ids
        themes = self._get_needed_themes(mission)
        for expert in self:
            suited = expert.theme_ids & themes
            spoken = expert.language_ids.filtered(lambda x: x.language_id in languages)
            expert.has_needed_theme = bool(suited) or not themes
            expert.has_needed_languages = not (languages - spoken.language_id)
            parts = suited.mapped("name")
            parts += [f"{known.language_id.name} {known.level}" for known in spoken]
            expert.match_note = ", ".join(parts)

    @api.model
    def _get_needed_themes(self, mission):
        """Return the needed themes and all that lies under them."""
        return self.env["cooperation.theme"].search(
            [("id", "child_of", mission.need_theme_ids.ids)]
        )

    def _search_has_needed_theme(self, operator, value):
        if operator != "in":
            return NotImplemented
        needed = self._get_context_mission().need_theme_ids
        return Domain("theme_ids", "child_of", needed.ids) if needed else Domain.TRUE

    def _search_has_needed_languages(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.AND(
            Domain("language_ids.language_id", "=", language.id)
            for language in self._get_context_mission().need_language_ids
        )

    # ------------------------------------------------------------
    # Propose
    # ------------------------------------------------------------

    def action_propose(self):
        """Propose the experts for the mission of the context; no effect twice."""
        mission = self._get_context_mission()
        mission._propose_experts(self)
        return mission._open_form()
