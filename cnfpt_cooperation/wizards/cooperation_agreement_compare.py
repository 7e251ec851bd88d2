from odoo import api, fields, models
from odoo.tools import format_date, formatLang, html2plaintext

from ..report import wording
from ..tools.marking import mark
from ..tools.wording import format_coverage

_FRENCH = wording.FRENCH


class CooperationAgreementCompare(models.TransientModel):
    """Two versions of an instrument side by side, with what has changed marked."""

    _name = "cooperation.agreement.compare"
    _description = "Compare Versions of an Agreement"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, ondelete="cascade"
    )
    before_id = fields.Many2one(
        "cooperation.agreement.version",
        string="Before",
        required=True,
        domain="[('agreement_id', '=', agreement_id)]",
        ondelete="cascade",
    )
    after_id = fields.Many2one(
        "cooperation.agreement.version",
        string="After",
        domain="[('agreement_id', '=', agreement_id)]",
        ondelete="cascade",
        help="Empty for the text as it stands now.",
    )
    second_lang = fields.Selection(related="agreement_id.second_lang")
    is_second = fields.Boolean(string="In the Partner's Language")
    is_changed_only = fields.Boolean(string="Only What Has Changed", default=True)
    difference = fields.Html(compute="_compute_difference", sanitize=False)

    @api.depends("before_id", "after_id", "is_second", "is_changed_only")
    @api.depends_context("lang", "uid")
    def _compute_difference(self):
        for wizard in self:
            wizard.difference = wizard.before_id and self.env["ir.qweb"]._render(
                "cnfpt_cooperation.agreement_compare_table", wizard._get_table()
            )

    def _get_table(self):
        """Return what the table shows: its rows and how both columns are headed."""
        self.ensure_one()
        before, after = self.before_id.text, self._get_after()
        rows = [
            {"label": label, "left": left, "right": right, "is_text": is_text}
            for label, one, other, is_text in self._get_pairs(before, after)
            if one != other or not self.is_changed_only
            for left, right in [mark(one, other)]
        ]
        lang = self._get_text_lang()
        return {
            "rows": rows,
            "before": self.before_id.display_name,
            "after": self.after_id.display_name or self.env._("The text as it is now"),
            "direction": "rtl" if wording.is_right_to_left(lang) else "ltr",
        }

    def _get_after(self):
        if self.after_id:
            return self.after_id.text
        return self.agreement_id._get_text_snapshot()

    def _get_text_lang(self):
        return self.second_lang if self.is_second and self.second_lang else _FRENCH

    def _get_pairs(self, before, after):
        """Yield label, both sides as plain text, and whether it is an article."""
        lists = (before, after)
        for key, label in self._get_term_labels().items():
            one, other = (self._word_term(key, text) for text in lists)
            if one or other:
                yield label, one, other, False
        for label, word in (
            (self.env._("What Changes in the Agreement"), self._word_amended),
            (self.env._("Parties"), self._word_parties),
            (self.env._("Funding Lines"), self._word_lines),
        ):
            one, other = map(word, lists)
            if one or other:
                yield label, one, other, False
        yield from self._get_article_pairs(before, after)

    def _get_term_labels(self):
        names = ("name", "kind", "parent", "partner", "date_start", "date_end")
        names += ("renewal", "notice_days", "areas", "countries", "second_lang")
        fields_of = self.env["cooperation.agreement"]._fields
        known = {"parent": "parent_id", "partner": "partner_id"}
        known |= {"areas": "area_ids", "countries": "country_ids"}
        return {
            name: fields_of[known.get(name, name)]._description_string(self.env)
            for name in names
        }

    def _word_term(self, key, text):
        """Return one term of a text in words."""
        value = text.get(key)
        if key in ("date_start", "date_end"):
            return format_date(self.env, value) if value else ""
        if key in ("areas", "countries"):
            model = {"areas": "cooperation.area", "countries": "res.country"}[key]
            return ", ".join(self._word_record(text, model, v) for v in value or ())
        if key in ("parent", "partner"):
            model = {"parent": "cooperation.agreement", "partner": "res.partner"}[key]
            return self._word_record(text, model, value)
        if key in ("kind", "renewal", "second_lang"):
            field = self.env["cooperation.agreement"]._fields[key]
            return dict(field._description_selection(self.env)).get(value, value or "")
        return str(value or "")

    def _word_record(self, text, model, number):
        """Return how a record was called when the text was kept."""
        return text["names"].get(f"{model},{number}", "") if number else ""

    def _word_amended(self, text):
        """Return which terms of its agreement an amendment changes."""
        agreement = self.env["cooperation.agreement"]
        return "\n".join(agreement._get_field_label(name) for name in text["amends"])

    def _word_parties(self, text):
        field = self.env["cooperation.agreement.party"]._fields["role"]
        roles = dict(field._description_selection(self.env))
        return "\n".join(
            self.env._(
                "%(body)s: %(role)s",
                body=self._word_record(text, "res.partner", party["partner_id"]),
                role=roles.get(party["role"], party["role"])
                + self._word_rate(party.get("share")),
            )
            for party in text["parties"]
        )

    def _word_lines(self, text):
        return "\n".join(
            f"{self._word_grant(text, line)}\n{self._word_eligible(text, line)}".strip()
            for line in text["lines"]
        )

    def _word_grant(self, text, line):
        """Return who grants what, and between which days."""
        currency = self.env["res.currency"].browse(line["currency_id"])
        return self.env._(
            "%(line)s, %(funder)s: %(grant)s, from %(start)s until %(end)s",
            line=self._word_record(text, "cooperation.funding.line", line["id"]),
            funder=self._word_record(text, "res.partner", line["funder_id"]),
            grant=format_coverage(self.env, line["days"], line["amount"], currency),
            start=self._word_term("date_start", line) or "…",
            end=self._word_term("date_end", line) or "…",
        )

    def _word_eligible(self, text, line):
        """Return what a grant pays, where it does not pay everything."""
        fields_of = self.env["cooperation.funding.line"]._fields
        words = {
            name: formatLang(self.env, rate, digits=2)
            for name, usual in (("overhead_rate", 0), ("cofinancing_rate", 100))
            if (rate := line.get(name, usual)) != usual
        }
        for name, model in (
            ("kind_ids", "cooperation.mission.kind"),
            ("country_ids", "res.country"),
        ):
            named = (self._word_record(text, model, v) for v in line.get(name, ()))
            words[name] = ", ".join(named)
        return "\n".join(
            self.env._(
                "%(term)s: %(value)s",
                term=fields_of[name]._description_string(self.env),
                value=value,
            )
            for name, value in words.items()
            if value
        )

    def _word_rate(self, rate):
        """Return “ 70 %”, or nothing for a rate that is not given."""
        return f" {formatLang(self.env, rate, digits=2)}\u00a0%" if rate else ""

    # ------------------------------------------------------------
    # Articles
    # ------------------------------------------------------------

    def _get_article_pairs(self, before, after):
        """Yield the articles side by side, those that are gone where they stood."""
        old = self._get_keyed_articles(before)
        new = self._get_keyed_articles(after)
        names = {name: key for key, (_n, name, _w) in old.items()}
        # What was drafted anew has other records: its title tells it.
        pairs = {
            key: key if key in old else names.get(name)
            for key, (_number, name, _words) in new.items()
        }
        taken = set(pairs.values())
        left = [key for key in old if key not in taken]
        for key, article in new.items():
            former = pairs[key]
            while left and former and self._is_before(left[0], former, old):
                gone = old[left.pop(0)]
                yield self._get_article_label(gone), gone[2], "", True
            words = old[former][2] if former else ""
            yield self._get_article_label(article), words, article[2], True
        for key in left:
            yield self._get_article_label(old[key]), old[key][2], "", True

    @api.model
    def _is_before(self, key, other, articles):
        keys = list(articles)
        return keys.index(key) < keys.index(other)

    def _get_keyed_articles(self, text):
        """Return number, French title and words of each article of a text."""
        lang = self._get_text_lang()
        return {
            article["id"]: (
                number,
                article["name"].get(_FRENCH, ""),
                self._word_article(article, lang),
            )
            for number, article in enumerate(text["articles"], 1)
        }

    def _get_article_label(self, article):
        return self.env._("Article %(number)s", number=article[0])

    def _word_article(self, article, lang):
        body = html2plaintext(article["body"].get(lang), include_references=False)
        operations = self.env["cooperation.agreement.article"]._fields["operation"]
        labels = dict(operations._description_selection(self.env))
        parts = [
            labels.get(article["operation"], ""),
            article["name"].get(lang, ""),
            body,
        ]
        return "\n".join(filter(None, parts))
