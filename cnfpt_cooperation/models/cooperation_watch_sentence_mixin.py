from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, formatLang

from ..tools import periods
from ..tools.measures import format_value
from ..tools.watch import EVALUATION_DAYS
from ..tools.wording import format_days, format_period


class CooperationWatchSentenceMixin(models.AbstractModel):
    """What is the matter, in a sentence of the reader's language, and how it was found.

    Each kind has its own: `_get_<kind>_sentence(values)` and
    `_get_<kind>_explanation(limits)`.
    """

    _name = "cooperation.watch.sentence.mixin"
    _description = "Sentences of the Watchlist"

    sentence = fields.Char(string="What", compute="_compute_sentence")
    subject = fields.Char(
        string="About",
        compute="_compute_sentence",
        search="_search_subject",
        help="The record that it is about.",
    )
    explanation = fields.Char(
        string="How This Was Found", compute="_compute_explanation"
    )

    # All that a sentence may say: the view is asked once.
    @api.depends(
        *("kind", "res_model", "res_id", "detail", "quantity", "total", "currency_id"),
        *("date", "date_other", "partner_id", "area_id", "country_id"),
    )
    @api.depends_context("lang", "uid")
    def _compute_sentence(self):
        """Name what one may read only; the record is not named to others."""
        visible = self._get_visible_files((row.res_model, row.res_id) for row in self)
        for row in self:
            record = visible.get((row.res_model, row.res_id))
            row.subject = record is not None and row._get_record_name(record)
            row.sentence = (
                getattr(row, f"_get_{row.kind}_sentence")(row._get_values(record))
                if record is not None
                else dict(row._fields["kind"]._description_selection(row.env))[row.kind]
            )

    @api.model
    def _search_subject(self, operator, value):
        """Look for the names of what one may read; others are not found by it."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain.FALSE
        for name in self._get_file_models():
            records = self.env[name]
            if records.has_access("read"):
                named = records._search([("display_name", operator, value)])
                found |= Domain("res_model", "=", name) & Domain("res_id", "in", named)
        return found

    def _get_record_name(self, record):
        if record._name == "cooperation.funding.tranche":
            return f"{record.funding_line_id.display_name} · {record.name}"
        return record.display_name

    def _get_values(self, record):
        self.ensure_one()
        return {
            "record": record,
            "name": self.subject,
            "date": format_date(self.env, self.date),
            "other": format_date(self.env, self.date_other),
            "count": int(self.quantity),
        }

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_explanation(self):
        limits = self._get_limits()
        texts = {
            kind: getattr(self, f"_get_{kind}_explanation")(limits)
            for kind in set(self.mapped("kind"))
        }
        for row in self:
            row.explanation = texts[row.kind]

    # ------------------------------------------------------------
    # Agreements and money
    # ------------------------------------------------------------

    def _get_agreement_sentence(self, values):
        if self.detail == "over":
            return self.env._(
                "“%(name)s” ended on %(date)s and still stands as in force: renew it, "
                "or let it expire.",
                **values,
            )
        if self.detail == "tacit":
            return self.env._(
                "“%(name)s” is renewed tacitly after %(date)s: nobody refused it "
                "before the notice.",
                **values,
            )
        if self.detail == "notice":
            return self.env._(
                "The notice of “%(name)s” begins on %(date)s: decide on its renewal "
                "by then. It ends on %(other)s.",
                **values,
            )
        return self.env._("“%(name)s” ends on %(date)s.", **values)

    def _get_agreement_explanation(self, limits):
        return self.env._(
            "Agreements in force whose notice begins, or which end, within %(ahead)s "
            "days (settings of the watchlist); urgent from thirty days on. What was "
            "refused or is made without renewal counts by its end.",
            **limits,
        )

    def _get_line_sentence(self, values):
        if self.detail == "dry":
            return (
                self.env._(
                    "All of “%(name)s” is used up; it was to last until %(other)s.",
                    **values,
                )
                if self.date_other
                else self.env._("All of “%(name)s” is used up.", **values)
            )
        return self.env._(
            "At the present pace “%(name)s” runs dry on %(date)s, before its end on "
            "%(other)s.",
            **values,
        )

    def _get_line_explanation(self, limits):
        return self.env._(
            "The pace of the last twelve months, in days or in money, carried on until "
            "all that is granted is done; urgent when that day comes within thirty "
            "days, soon within %(ahead)s days (settings of the watchlist).",
            **limits,
        )

    def _get_tranche_sentence(self, values):
        values["amount"] = format_amount(self.env, self.quantity, self.currency_id)
        if not self.date_other:
            return self.env._(
                "“%(name)s”: %(amount)s due on %(date)s, not called for yet.", **values
            )
        return self.env._(
            "“%(name)s”: %(amount)s due on %(date)s, called for on %(other)s, not "
            "received.",
            **values,
        )

    def _get_tranche_explanation(self, _limits):
        return self.env._(
            "Payments of signed agreements whose date has passed and of which a part "
            "has not come in; urgent when no call was made, or after thirty days."
        )

    # ------------------------------------------------------------
    # Relations
    # ------------------------------------------------------------

    def _get_silent_sentence(self, values):
        if self.area_id:
            return self.env._(
                "Nothing has been done in the area “%(area)s” of “%(name)s” since "
                "%(other)s: silent for too long from %(date)s on.",
                area=self.area_id.name,
                **values,
            )
        return self.env._(
            "Nothing has been done under “%(name)s” since %(other)s: silent for too "
            "long from %(date)s on.",
            **values,
        )

    def _get_silent_explanation(self, _limits):
        return self.env._(
            "Agreements in force, and areas of them, without visit, mission, "
            "internship or training session for twelve months; to know when somebody "
            "has planned a contact."
        )

    def _get_dormant_sentence(self, values):
        return self.env._(
            "No exchange with %(name)s since %(other)s: dormant from %(date)s on.",
            **values,
        )

    def _get_dormant_explanation(self, _limits):
        return self.env._(
            "Partners without file, mail or call for %(months)s months (settings of "
            "partnerships).",
            months=self.env["cooperation.quiet"]._get_months(),
        )

    def _get_promise_sentence(self, values):
        values["partner"] = self.partner_id.display_name
        if not self.partner_id:
            return self.env._("Promise due on %(date)s: “%(name)s”.", **values)
        if self.detail == "us":
            return self.env._(
                "Promise to %(partner)s, due on %(date)s: “%(name)s”.", **values
            )
        return self.env._("%(partner)s promised “%(name)s” for %(date)s.", **values)

    def _get_promise_explanation(self, _limits):
        return self.env._(
            "Promises that are neither kept nor dropped and whose day has passed; "
            "urgent when the Mission made them."
        )

    # ------------------------------------------------------------
    # Missions and visits
    # ------------------------------------------------------------

    def _get_report_sentence(self, values):
        if self.detail == "report":
            return self.env._("The report of “%(name)s” was due on %(date)s.", **values)
        if self.quantity == 1:
            return self.env._(
                "A deliverable of “%(name)s” was due on %(date)s.", **values
            )
        return self.env._(
            "%(count)s deliverables of “%(name)s” are late, the first since %(date)s.",
            **values,
        )

    def _get_report_explanation(self, limits):
        return self.env._(
            "Missions over since more than %(report)s days (settings of the watchlist) "
            "without report, and deliverables whose day has passed; urgent when late "
            "since more than thirty days.",
            **limits,
        )

    def _get_evaluation_sentence(self, values):
        if not self.quantity:
            return self.env._(
                "Nobody was asked what they thought of “%(name)s”, which ended on "
                "%(other)s.",
                **values,
            )
        if self.quantity == 1:
            return self.env._(
                "One person was asked about “%(name)s” and has not answered.", **values
            )
        return self.env._(
            "%(count)s people were asked about “%(name)s” and nobody has answered.",
            **values,
        )

    def _get_evaluation_explanation(self, limits):
        return self.env._(
            "Visits and missions that ended more than %(report)s days ago (settings of "
            "the watchlist), and up to %(longest)s days ago, without any answer to "
            "their evaluation.",
            longest=EVALUATION_DAYS,
            **limits,
        )

    def _get_advice_sentence(self, values):
        mission = values["record"]
        values["country"] = self.country_id.name
        values["advice"] = mission._get_advice_label(self.detail)
        if mission.is_safety_reopened:
            return self.env._(
                "%(country)s: the advice got worse and the order of “%(name)s” was "
                "taken back; departure planned on %(date)s.",
                **values,
            )
        values["people"] = self._get_people(values)
        return self.env._(
            "%(country)s: since “%(name)s” was ordered the advice has become "
            "“%(advice)s”; %(people)s.",
            **values,
        )

    def _get_people(self, values):
        """Return “2 people there until 05/10/2030” or “1 person leaving on …”."""
        is_one = self.quantity == 1
        if self.date > fields.Date.context_today(self):
            if is_one:
                return self.env._("1 person leaves on %(date)s", **values)
            return self.env._("%(count)s people leave on %(date)s", **values)
        if is_one:
            return self.env._("1 person is there until %(other)s", **values)
        return self.env._("%(count)s people are there until %(other)s", **values)

    def _get_advice_explanation(self, _limits):
        return self.env._(
            "Experts abroad today or leaving within thirty days, for whose country the "
            "advice to travellers is worse than at their order; urgent when they are "
            "there, or when travel is formally advised against."
        )

    def _get_cover_sentence(self, values):
        values["period"] = format_period(self.env, self.date, self.date_other)
        return self.env._(
            "No agreement covers “%(name)s” any more (%(period)s).", **values
        )

    def _get_cover_explanation(self, limits):
        return self.env._(
            "Files that are not finished and whose agreement has ended or ends before "
            "they do; urgent when they begin within thirty days, soon within "
            "%(ahead)s days (settings of the watchlist).",
            **limits,
        )

    def _get_days_sentence(self, values):
        values["days"] = format_days(self.env, self.quantity)
        return self.env._(
            "“%(name)s”: %(days)s planned for dates that have passed, since %(date)s. "
            "Mark them done, or delete them.",
            **values,
        )

    def _get_days_explanation(self, _limits):
        return self.env._(
            "Expert days still planned whose date has passed; urgent when they are of "
            "a former year, which cannot be closed before."
        )

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def _get_concentration_sentence(self, values):
        kind, _sep, published = self.detail.partition("_")
        values["total"] = int(self.total)
        share = formatLang(self.env, 100 * self.quantity / self.total, digits=1)
        values["share"] = share
        if published:
            values["period"] = periods.label(self.env, self.date_other, self.date)
            if kind == "visit":
                return self.env._(
                    "%(share)s%% of the delegations hosted (%(count)s of %(total)s) "
                    "come from one zone: %(name)s. Published for %(period)s.",
                    **values,
                )
            return self.env._(
                "%(share)s%% of the expert missions (%(count)s of %(total)s) are in "
                "one zone: %(name)s. Published for %(period)s.",
                **values,
            )
        if kind == "visit":
            return self.env._(
                "%(share)s%% of the delegations hosted in twelve months (%(count)s of "
                "%(total)s) come from one zone: %(name)s.",
                **values,
            )
        return self.env._(
            "%(share)s%% of the expert missions of twelve months (%(count)s of "
            "%(total)s) are in one zone: %(name)s.",
            **values,
        )

    def _get_concentration_explanation(self, limits):
        return self.env._(
            "Expert missions or delegations of the last twelve months, and published "
            "totals by zone, of which one zone has %(share)s%% or more (settings of "
            "the watchlist); from five on.",
            **limits,
        )

    def _get_figure_sentence(self, values):
        figure = values["record"]
        return self.env._(
            "“%(name)s”: published as %(published)s on %(date)s, today %(live)s.",
            published=format_value(self.env, figure.measure, self.total),
            live=format_value(self.env, figure.measure, self.quantity),
            **values,
        )

    def _get_figure_explanation(self, _limits):
        return self.env._(
            "Published figures whose live value is another one by now: files were "
            "entered, left or changed since the publication."
        )
