from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

_WEEK = 7
# Nobody stays longer, and no programme is known in a century: dates mistyped.
_MOST_WEEKS = 53
_LAST_YEAR = 2200
# The visits whose hours are promised, and the sessions that take no host.
_PROMISED = ("planned", "confirmed", "ongoing")
_NO_HOST = ("break", "travel")
_LIVE = ("active", "to_renew")
_HALF = 0.5


class CooperationRequestScoreMixin(models.AbstractModel):
    """How well a request fits, from 0 to 100, with the reason of every point.

    The score helps to sort; it decides nothing. What is unknown earns nothing and is
    said. Reasons are kept as keys and numbers, and told in the reader's language.
    """

    _name = "cooperation.request.score.mixin"
    _description = "Explained Score of a Request"

    score = fields.Integer(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="How well the request fits the priorities of the Mission, out of 100.",
    )
    score_parts = fields.Json(
        compute="_compute_score",
        store=True,
        exportable=False,
        export_string_translation=False,
    )
    score_explanation = fields.Html(
        string="Reasons for the Score",
        compute="_compute_score_explanation",
        sanitize=False,
    )

    @api.depends(
        *("country_id", "partner_id", "beneficiary_id", "theme_id", "theme_ids"),
        *("date_wanted_start", "date_wanted_end"),
    )
    def _compute_score(self):
        """Weigh the requests; the number of queries does not grow with theirs."""
        criteria = self.env["cooperation.request.criterion"].search(
            [("weight", ">", 0)]
        )
        agreements = self._get_live_agreements()
        hours = self._get_promised_hours()
        total = sum(criteria.mapped("weight"))
        for request in self:
            parts = []
            for criterion in criteria:
                weigh = getattr(request, f"_weigh_{criterion.code}")
                share, reason, known = weigh(criterion.threshold, agreements, hours)
                parts.append(
                    {
                        "criterion": criterion.id,
                        "points": round(criterion.weight * share, 1),
                        "weight": criterion.weight,
                        "reason": reason,
                        "known": known,
                    }
                )
            earned = sum(part["points"] for part in parts)
            request.score_parts = parts
            request.score = round(100 * earned / total) if total else 0

    # ------------------------------------------------------------
    # One method a criterion: share of its weight, reason, what is known
    # ------------------------------------------------------------

    def _weigh_priority_area(self, _threshold, _agreements, _hours):
        """Priority areas first [R4]; the rest of the francophone world counts half."""
        country = self.country_id
        known = {"country": country.id}
        if not country:
            return 0, "no_country", known
        if country.cooperation_priority:
            return 1, "priority", known
        if country.is_francophone:
            return _HALF, "francophone", known
        return 0, "no_priority", known

    def _weigh_live_agreement(self, _threshold, agreements, _hours):
        """An agreement with the body itself, or else one that covers its country."""
        bodies = (self.partner_id | self.beneficiary_id).commercial_partner_id
        day = self.date_wanted_start or fields.Date.context_today(self)
        for share, reason, fits in (
            (
                1,
                "agreement",
                lambda a: bodies
                & (a.partner_id | a.party_ids.partner_id).commercial_partner_id,
            ),
            (
                _HALF,
                "agreement_country",
                lambda a: self.country_id & (a.country_ids | a.country_id),
            ),
        ):
            for agreement in agreements:
                start, end = agreement.date_start, agreement.date_end
                runs = (not start or start <= day) and (not end or day <= end)
                if runs and fits(agreement):
                    known = {
                        "agreement": agreement.id,
                        "day": fields.Date.to_string(agreement.date_end) or None,
                    }
                    return share, reason, known
        return 0, "no_agreement", {}

    def _weigh_theme_offered(self, _threshold, _agreements, _hours):
        themes = (self.theme_id | self.theme_ids)._origin
        if not themes:
            return 0, "no_theme", {}
        offered = themes.filtered("is_offered")
        if offered:
            return 1, "offered", {"themes": offered.ids}
        return 0, "not_offered", {"themes": themes.ids}

    def _weigh_notice_period(self, threshold, _agreements, _hours):
        if not self.date_wanted_start:
            return 0, "no_date", {}
        days = (self.date_wanted_start - fields.Date.context_today(self)).days
        known = {"days": days, "limit": threshold}
        if days <= 0:
            return 0, "no_notice", known
        return min(1, days / threshold) if threshold else 1, "notice", known

    def _weigh_host_load(self, threshold, _agreements, hours):
        weeks = self._get_wanted_weeks()
        if not weeks:
            return 0, "no_date", {}
        capacity = threshold * len(weeks)
        promised = sum(hours.get(week, 0) for week in weeks)
        left = max(0, 1 - promised / capacity) if capacity else 0
        return left, "hours", {"hours": promised, "limit": capacity}

    # ------------------------------------------------------------
    # What is looked up once for all
    # ------------------------------------------------------------

    def _get_live_agreements(self):
        """Return the agreements in force with these bodies or for these countries."""
        bodies = (self.partner_id | self.beneficiary_id).commercial_partner_id
        return self.env["cooperation.agreement"].search(
            [
                ("state", "in", _LIVE),
                *("|", "|", "|"),
                ("partner_id.commercial_partner_id", "in", bodies.ids),
                ("party_ids.partner_id.commercial_partner_id", "in", bodies.ids),
                ("country_ids", "in", self.country_id.ids),
                ("country_id", "in", self.country_id.ids),
            ]
        )

    def _get_wanted_weeks(self):
        """Return the Mondays of the weeks that the wanted dates touch."""
        start = self.date_wanted_start
        if not start or start.year > _LAST_YEAR:
            return []
        end = max(self.date_wanted_end or start, start)
        monday = start - timedelta(days=start.weekday())
        count = (end - monday).days // _WEEK + 1
        return [monday + timedelta(weeks=n) for n in range(min(count, _MOST_WEEKS))]

    def _get_promised_hours(self):
        """Return the hours that the Mission's house gives, by Monday of the week."""
        weeks = {week for request in self for week in request._get_wanted_weeks()}
        host = self.env.ref("cnfpt_cooperation.partner_inet", raise_if_not_found=False)
        if not (weeks and host):
            return {}
        rows = self.env["cooperation.visit.session"]._read_group(
            [
                ("visit_id.state", "in", _PROMISED),
                ("visit_id.host_id", "child_of", host.id),
                ("kind", "not in", _NO_HOST),
                ("start", ">=", min(weeks)),
                ("start", "<", max(weeks) + timedelta(weeks=1)),
            ],
            ["start:day"],
            ["duration:sum"],
        )
        hours = {}
        for moment, duration in rows:
            day = fields.Date.to_date(moment)
            monday = day - timedelta(days=day.weekday())
            hours[monday] = hours.get(monday, 0) + duration
        return hours

    # ------------------------------------------------------------
    # Refreshing
    # ------------------------------------------------------------

    def action_refresh_score(self):
        """Weigh the request again, as of today."""
        self.check_access("write")
        self._refresh_score()
        return True

    def _refresh_score(self):
        for name in ("score", "cost_estimate"):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset()

    @api.model
    def _refresh_undecided(self):
        """Weigh what waits for a decision again; a decided request keeps its score."""
        self.sudo().search(
            [("state", "in", ("new", "qualified", "postponed"))]
        )._refresh_score()

    @api.model
    def _cron_refresh_scores(self):
        """The notice grows shorter every day, and hours are promised to others."""
        self._refresh_undecided()

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("score_parts")
    def _compute_score_explanation(self):
        for request in self:
            request.score_explanation = request._get_score_html()

    def _get_score_html(self):
        """Return one line a criterion: points out of its weight, and why."""
        criteria = self.env["cooperation.request.criterion"].sudo()
        criteria = criteria.with_context(active_test=False)
        rows = Markup()
        for part in self.score_parts or ():
            criterion = criteria.browse(part["criterion"]).exists()
            rows += Markup(
                "<tr><td>%s</td><td class='text-end text-nowrap pe-3'>%s / %s</td>"
                "<td>%s</td></tr>"
            ) % (
                criterion.name or "",
                self._format_number(part["points"]),
                part["weight"],
                self._get_score_sentence(part["reason"], part["known"]),
            )
        return rows and Markup("<table class='table table-sm mb-0'>%s</table>") % rows

    def _format_number(self, number):
        digits = 0 if float(number or 0).is_integer() else 1
        return formatLang(self.env, number or 0, digits=digits)

    def _get_score_sentence(self, reason, known):
        """Return the words for `reason` in the reader's language."""
        sentences = {
            **self._get_area_sentences(known),
            **self._get_agreement_sentences(known),
            **self._get_theme_sentences(known),
            **self._get_time_sentences(known),
        }
        return sentences.get(reason, "")

    def _get_area_sentences(self, known):
        country = self.env["res.country"].browse(known.get("country")).name
        return {
            "no_country": self.env._("No country: nothing is known of the area."),
            "priority": self.env._(
                "%(country)s lies in a priority area.", country=country
            ),
            "francophone": self.env._(
                "%(country)s is francophone, outside the priority areas.",
                country=country,
            ),
            "no_priority": self.env._(
                "%(country)s lies in no priority area.", country=country
            ),
        }

    def _get_agreement_sentences(self, known):
        agreement = self.env["cooperation.agreement"].browse(known.get("agreement"))
        title = agreement.exists().sudo().display_name
        until = format_date(self.env, known.get("day")) if known.get("day") else "…"
        return {
            "agreement": self.env._(
                "“%(agreement)s” is in force with this body until %(day)s.",
                agreement=title,
                day=until,
            ),
            "agreement_country": self.env._(
                "“%(agreement)s” is in force for this country until %(day)s.",
                agreement=title,
                day=until,
            ),
            "no_agreement": self.env._(
                "No agreement in force with this body or its country."
            ),
        }

    def _get_theme_sentences(self, known):
        themes = self.env["cooperation.theme"].browse(known.get("themes") or ())
        names = ", ".join(themes.exists().mapped("name"))
        return {
            "no_theme": self.env._(
                "No theme: it is not known whether it is in the offer."
            ),
            "offered": self.env._("In the offer: %(themes)s.", themes=names),
            "not_offered": self.env._("Not in the offer: %(themes)s.", themes=names),
        }

    def _get_time_sentences(self, known):
        number = {
            name: self._format_number(known.get(name))
            for name in ("days", "hours", "limit")
        }
        return {
            "no_date": self.env._("No wanted date: neither notice nor load is known."),
            "no_notice": self.env._("The wanted date has come."),
            "notice": self.env._(
                "Days of notice: %(days)s; %(limit)s count in full.", **number
            ),
            "hours": self.env._(
                "Hours promised in these weeks: %(hours)s of %(limit)s.", **number
            ),
        }
