from odoo import api, models
from odoo.tools import format_amount

from . import wording


class PaperFundingStatement(models.AbstractModel):
    """What a funder is told of the days done with its money, and each of them."""

    _name = "report.cnfpt_cooperation.paper_funding_statement"
    _description = "Financial Statement"
    _inherit = ["cooperation.expertise.sheet.mixin"]
    _paper_model = "cooperation.funding.statement"

    @api.model
    def _prepare_paper(self, statement):
        lang = statement._get_lang()
        statement = statement.with_context(lang=lang)
        self = self._in(lang)
        return {
            **super()._prepare_paper(statement),
            "lang": lang,
            "state": statement.state,
            "day": wording.format_date(self._get_dated(statement), lang),
            "dated": "",
            "facts": self._describe_statement(statement),
            "missions": [
                {
                    "name": mission.name,
                    "reference": mission.reference,
                    "place": mission.country_id.name or "",
                    "line": line.name,
                    "cells": self._word_cells(statement, *figures),
                }
                for mission, line, *figures in statement._get_mission_sums()
            ],
            "total": self._word_cells(
                statement,
                *(statement.days, statement.amount, statement.overhead),
                statement.total,
            ),
            "has_overhead": bool(statement.overhead),
            "position": {
                key: self._word_pair(statement, *figures)
                for key, figures in statement._get_position().items()
            },
            "days": self._describe_days(statement),
        }

    @api.model
    def _get_page_identity(self, record):
        lang = record._get_lang()
        report = self.env["ir.actions.report"]._get_report(
            self._name.removeprefix("report.")
        )
        title = report.with_context(lang=lang).name
        day = wording.format_date(self._get_dated(record), lang)
        return " · ".join((record.reference, title, day))

    @api.model
    def _get_dated(self, record):
        return record.issued_on or super()._get_dated(record)

    @api.model
    def _describe_statement(self, statement):
        agreement = statement.agreement_id
        return {
            "funder": statement.funder_id.name,
            "agreement": agreement.name,
            "agreement_reference": agreement.reference,
            "period": wording.format_period(
                statement.date_from, statement.date_to, self.env.lang
            ),
            "currency": statement.currency_id.name,
            "lines": ", ".join(statement._get_funding_lines().mapped("name")),
            "withdraw_reason": statement.withdraw_reason or "",
        }

    @api.model
    def _describe_days(self, statement):
        return [
            {
                "date": wording.format_date(line.date, self.env.lang),
                "expert": line.expert_id.name or "",
                "kind": line._get_kind_label(),
                "mission": line.mission_id.reference,
                "line": line.funding_line_id.name,
                "cells": self._word_cells(
                    statement,
                    *(line.fraction, line.amount, line.overhead, line.total),
                ),
            }
            for line in statement.line_ids.sorted(lambda line: (line.date, line.id))
        ]

    @api.model
    def _word_cells(self, statement, days, amount, overhead, total):
        """Return the figures of a row as they are written."""
        return {
            "days": wording.format_number(days, self.env.lang),
            **{
                name: self._word_amount(statement, value)
                for name, value in (
                    ("amount", amount),
                    ("overhead", overhead),
                    ("total", total),
                )
            },
        }

    @api.model
    def _word_pair(self, statement, days, amount):
        return (
            wording.format_number(days or 0, self.env.lang),
            self._word_amount(statement, amount or 0),
        )

    @api.model
    def _word_amount(self, statement, amount):
        return format_amount(self.env, amount, statement.currency_id)
