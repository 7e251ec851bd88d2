from odoo import api, fields, models

from . import wording


class CooperationPaperMixin(models.AbstractModel):
    """What all papers have in common: whose they are, and the foot of their pages.

    The paper that inherits names the model that it is about. Its template is given
    plain values, worded in each of its languages.
    """

    _name = "cooperation.paper.mixin"
    _description = "Paper"
    _paper_model = ""

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template of the paper prints, for the records it is about.

        :raise AccessError: the user may not read one of them
        """
        records = self.env[self._paper_model].browse(docids)
        records.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": records._name,
            "docs": records,
            "company": self.env.company,
            "papers": [self._prepare_paper(record) for record in records],
        }

    @api.model
    def _prepare_paper(self, record):
        """Return what is printed about `record`: who issues it, under which number."""
        return {
            "issuer": self.env.company.name,
            "reference": self._get_reference(record),
        }

    @api.model
    def _get_reference(self, record):
        return record.reference

    @api.model
    def _get_page_identity(self, record):
        """Return what the foot of each page says; nothing for cards and letters."""
        return ""

    @api.model
    def _get_report_title(self):
        """Return the French name of the paper, as the menu of papers says it."""
        report = self.env["ir.actions.report"]._get_report(
            self._name.removeprefix("report.")
        )
        return report.with_context(lang=wording.FRENCH).name

    @api.model
    def _get_today(self, record):
        """Return the day on which the paper is printed."""
        return fields.Date.context_today(self)

    @api.model
    def _word_place_and_date(self, city, day):
        """Return where and when a paper is signed, in the language of the context."""
        text = wording.format_date(day, self.env.lang)
        if not city:
            return text
        return self.env._("%(city)s, %(date)s", city=city, date=text)

    @api.model
    def _in(self, lang):
        """Return this paper in a language, to word its sentences."""
        return self.with_context(lang=lang)
