from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, formatLang

from ..tools.ranking import CODES
from ..tools.wording import format_period
from .cooperation_expert_position import UNAVAILABLE_POSITIONS

# What the words are made of, read with the rows themselves.
_READ = (
    *("mission_id", "expert_id", "is_excluded", "last_mission_end", "date_confirmed"),
    *(f"{code}_points" for code in CODES),
)
# How many criteria the sentence names for and against an expert.
_NAMED = 2
# What only those who keep the roster read.
_PRIVATE_MODELS = ("expert.position", "expert.suspension")


class CooperationExpertRankingWordsMixin(models.AbstractModel):
    """The ranking in words: the reason of every point, and one sentence.

    What is read for a page of rows takes the same number of queries as for one.
    """

    _name = "cooperation.expert.ranking.words.mixin"
    _description = "Ranking in Words"

    sentence = fields.Text(
        string="Why", compute="_compute_sentence", compute_sudo=False
    )
    explanation = fields.Html(
        string="Reasons for the Score",
        compute="_compute_explanation",
        compute_sudo=False,
        sanitize=False,
    )

    @api.depends_context("lang")
    @api.depends(*_READ)
    def _compute_sentence(self):
        for row, parts, obstacles in self._get_reasons():
            row.sentence = row._get_sentence(parts, obstacles)

    @api.depends_context("lang")
    @api.depends(*_READ)
    def _compute_explanation(self):
        for row, parts, obstacles in self._get_reasons():
            row.explanation = row._get_explanation(parts, obstacles)

    def _get_reasons(self):
        """Yield each row, its parts, and what keeps its expert away.

        A part is a criterion, the points that it earned, those that it is worth, and
        what says the reason: a page of sentences does not name them all.
        """
        for mission, rows in self.grouped("mission_id").items():
            criteria = mission._get_criteria_points()
            facts = rows._get_facts(mission)
            obstacles = rows.filtered("is_excluded")._get_obstacles(mission)
            for row in rows:
                parts = [
                    (
                        criterion,
                        row[f"{criterion.code}_points"],
                        worth,
                        partial(getattr(row, f"_say_{criterion.code}"), mission, facts),
                    )
                    for criterion, worth in criteria.items()
                ]
                yield row, parts, obstacles.get(row.expert_id, [])

    # ------------------------------------------------------------
    # What is looked up once for all
    # ------------------------------------------------------------

    def _get_facts(self, mission):
        """Return what these experts have of what the mission asks for, by expert."""
        own = Domain("expert_id", "in", self.expert_id.ids)
        themes = Domain("theme_id", "child_of", mission.need_theme_ids.ids)
        languages = Domain("language_id", "in", mission.need_language_ids.ids)
        worked = Domain("country_id", "=", mission.country_id.id) & Domain(
            "state", "=", "done"
        )
        free = Domain("kind", "=", "free")
        if mission.date_start and mission.date_end:
            free &= Domain("date_start", "<=", mission.date_start)
            free &= Domain("date_end", ">=", mission.date_end)
        level = self.env["cooperation.expert.skill"]._fields["level"]
        facts = {
            name: self.env[f"cooperation.{model}"]
            .search(own & domain)
            .grouped("expert_id")
            for name, model, domain in (
                ("skills", "expert.skill", themes),
                ("languages", "expert.language", languages),
                ("worked", "assignment", worked),
                ("free", "expert.availability", free),
            )
        }
        return facts | {"levels": dict(level._description_selection(self.env))}

    def _get_obstacles(self, mission, is_kept=False):
        """Return the sentences that say why these experts cannot be proposed.

        :param is_kept: True for what stays in the file of the mission, which others
            than the keepers of the roster read: a position or a suspension is told as
            an absence, and being on this mission already is no obstacle
        """
        sentences = {row.expert_id: list(row._get_roster_obstacles()) for row in self}
        own = Domain("expert_id", "in", self.expert_id.ids)
        for model, domain in self._get_held_domains(mission, not is_kept).items():
            is_private = is_kept and model in _PRIVATE_MODELS
            for line in self.env[f"cooperation.{model}"].search(own & domain):
                sentence = self._get_held_sentence(
                    mission if is_private else line, mission
                )
                if sentence not in sentences[line.expert_id]:
                    sentences[line.expert_id].append(sentence)
        return sentences

    @api.model
    def _get_held_domains(self, mission, is_on_mission):
        """Return what keeps experts from a mission, by model."""
        today = fields.Date.context_today(self)
        start, end = mission.date_start or today, mission.date_end or today
        near = Domain("date_start", "<=", end) & (
            Domain("date_end", ">=", start) | Domain("date_end", "=", False)
        )
        here = Domain("mission_id", "=", mission.id)
        on_mission = here if is_on_mission else Domain.FALSE
        stopped = near | Domain("date_end", "=", False)
        domains = {"assignment": on_mission, "expert.suspension": stopped}
        if mission.date_start and mission.date_end:
            booked = near & ~here & Domain("state", "in", ("confirmed", "ordered"))
            away = Domain("position", "in", UNAVAILABLE_POSITIONS)
            domains |= {
                "assignment": on_mission | booked,
                "expert.position": near & away,
                "expert.availability": near & Domain("kind", "=", "busy"),
            }
        return domains

    @api.model
    def _get_held_sentence(self, line, mission):
        """Return why one line of an expert keeps them from the mission.

        Given the mission itself, only that they are not there during its dates.
        """
        period = format_period(self.env, line.date_start, line.date_end)
        if line._name == "cooperation.assignment":
            if line.mission_id == mission:
                return self.env._(
                    "Already on this mission: %(state)s.",
                    state=line._get_state_label(line.state),
                )
            return self.env._(
                "Double booked with %(mission)s (%(period)s).",
                mission=line.mission_id.display_name,
                period=period,
            )
        if line._name == "cooperation.expert.position":
            labels = dict(line._fields["position"]._description_selection(self.env))
            return self.env._(
                "Position “%(position)s” (%(period)s).",
                position=labels[line.position],
                period=period,
            )
        if line._name == "cooperation.expert.suspension":
            return self.env._("Accreditation suspended (%(period)s).", period=period)
        return self.env._("Not available (%(period)s).", period=period)

    def _get_roster_obstacles(self):
        """Yield why an expert cannot be proposed for any mission at these dates."""
        self.ensure_one()
        expert = self.expert_id
        if expert.state != "active":
            yield self.env._(
                "Not active on the roster: %(state)s.",
                state=expert._get_state_label(expert.state),
            )
        today = fields.Date.context_today(self)
        if not expert.validity_start:
            yield self.env._("Not accredited.")
        elif not expert.validity_end:
            # The suspension that has no end is named among what keeps them away.
            return
        elif expert.validity_end < today:
            yield self.env._(
                "Accreditation lapsed on %(date)s.",
                date=format_date(self.env, expert.validity_end),
            )
        elif expert.validity_end < (self.mission_id.date_end or today):
            yield self.env._(
                "Accreditation until %(date)s, before the mission ends.",
                date=format_date(self.env, expert.validity_end),
            )

    # ------------------------------------------------------------
    # One method a criterion: the reason, as a phrase
    # ------------------------------------------------------------

    def _say_skills(self, _mission, facts):
        return self._join(
            f"{skill.theme_id.name} ({facts['levels'][skill.level]})"
            for skill in facts["skills"].get(self.expert_id, ())
        ) or self.env._("none of the needed skills")

    def _say_languages(self, mission, facts):
        known = facts["languages"].get(self.expert_id)
        spoken = known.language_id if known else mission.need_language_ids.browse()
        phrases = [language.display_name for language in known or ()]
        if missing := mission.need_language_ids - spoken:
            names = self._join(missing.mapped("name"))
            phrases.append(self.env._("without %(languages)s", languages=names))
        return self._join(phrases)

    def _say_country(self, mission, facts):
        country = mission.country_id
        if worked := facts["worked"].get(self.expert_id):
            return self.env._(
                "worked in %(country)s until %(date)s",
                country=country.name,
                date=format_date(self.env, max(worked.mapped("date_end"))),
            )
        if country in self.expert_id.country_ids:
            return self.env._("says to know %(country)s", country=country.name)
        return self.env._("has not worked in %(country)s", country=country.name)

    def _say_availability(self, _mission, facts):
        if self.expert_id in facts["free"]:
            return self.env._("said to be free on these dates")
        return self.env._("said nothing of these dates: half counts")

    def _say_rotation(self, mission, _facts):
        last = self.last_mission_end
        if not last:
            return self.env._("never called yet")
        day = mission.date_start or fields.Date.context_today(self)
        date = format_date(self.env, last)
        if last >= day:
            return self.env._("another mission runs until %(date)s", date=date)
        return self.env._("last mission until %(date)s", date=date)

    def _say_freshness(self, _mission, _facts):
        if not self.date_confirmed:
            return self.env._("profile never confirmed")
        date = format_date(self.env, self.date_confirmed)
        return self.env._("profile confirmed on %(date)s", date=date)

    def _say_evaluation(self, _mission, _facts):
        expert = self.expert_id
        if not expert.evaluation_count:
            return self.env._("no evaluation yet: half counts")
        return self.env._(
            "%(average)s out of 4 (evaluations: %(count)s)",
            average=self._format_number(expert.evaluation_average),
            count=expert.evaluation_count,
        )

    def _say_employer(self, _mission, _facts):
        expert = self.expert_id
        if expert.origin == "cnfpt":
            return self.env._("CNFPT agent: no consent is asked")
        if not expert.employer_answer_count:
            return self.env._("employer never asked yet: half counts")
        return self.env._(
            "the employer takes %(days)s days to answer",
            days=self._format_number(expert.employer_answer_days),
        )

    # ------------------------------------------------------------
    # Together
    # ------------------------------------------------------------

    def _get_sentence(self, parts, obstacles):
        """Return the obstacles, or what speaks most for and against the expert."""
        if obstacles:
            return " ".join(obstacles)
        by_gain = sorted(parts, key=lambda part: -part[1])
        by_loss = sorted(parts, key=lambda part: part[1] - part[2])
        gains = [part for part in by_gain[:_NAMED] if part[1] >= part[2] / 2]
        losses = [part for part in by_loss[:_NAMED] if part[1] < part[2] / 2]
        phrases = []
        if gains:
            what = self._name_parts(gains)
            phrases.append(self.env._("For: %(what)s.", what=what))
        if losses:
            what = self._name_parts(losses)
            phrases.append(self.env._("Against: %(what)s.", what=what))
        return " ".join(phrases)

    @api.model
    def _name_parts(self, parts):
        return self._join(
            f"{criterion.name} ({say()})" for criterion, _points, _worth, say in parts
        )

    def _get_explanation(self, parts, obstacles):
        """Return the obstacles, then a line a criterion: points, worth, reason."""
        rows = Markup()
        for criterion, points, worth, say in parts:
            reason = say()
            rows += Markup(
                "<tr><td>%s</td><td class='text-end text-nowrap pe-3'>%s / %s</td>"
                "<td>%s</td></tr>"
            ) % (
                criterion.name,
                self._format_number(points),
                self._format_number(worth),
                reason[:1].upper() + reason[1:],
            )
        table = Markup("<table class='table table-sm mb-0'>%s</table>") % rows
        alerts = Markup().join(Markup("<li>%s</li>") % text for text in obstacles)
        return (alerts and Markup("<ul class='text-danger'>%s</ul>") % alerts) + table

    def _get_refusal(self):
        """Return why the expert of an excluded row cannot be proposed."""
        self.ensure_one()
        return self.env._(
            "“%(expert)s” cannot be proposed. %(reasons)s",
            expert=self.expert_id.display_name,
            reasons=self.sentence,
        )

    @api.model
    def _join(self, phrases):
        return ", ".join(filter(None, phrases))

    @api.model
    def _format_number(self, number):
        digits = 0 if float(number or 0).is_integer() else 1
        return formatLang(self.env, number or 0, digits=digits)
