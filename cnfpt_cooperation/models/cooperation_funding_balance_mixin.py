from odoo import api, fields, models
from odoo.tools.misc import format_amount, formatLang

from .cooperation_funding_figure_mixin import FIGURES
from .cooperation_funding_obstacle_mixin import COMMITTED_STATES, ORDERED_STATES

_MEASURES = ("days", "amount")


def _put(figure, total, saved, own):
    """Return a figure of the ledger with this mission as it is being written."""
    return tuple(
        total[f"{measure}_{figure}"]
        - saved.get(f"{measure}_{figure}", 0)
        + (own[measure] if own else 0)
        for measure in _MEASURES
    )


class CooperationFundingBalanceMixin(models.AbstractModel):
    """What each line of funding holds, and would hold after this mission.

    It is shown from the first day, long before the gate refuses, and follows what is
    being written: the ledger says what the others take, the form what this one does.
    """

    _name = "cooperation.funding.balance.mixin"
    _description = "Balance of Funding"

    funding_balance_html = fields.Html(
        string="Balance of the Funding",
        compute="_compute_funding_balance_html",
        sanitize=False,
    )

    @api.depends_context("lang")
    @api.depends(
        "state",
        "agreement_id",
        "planned_days",
        "planned_cost",
        "allocation_ids.days",
        "allocation_ids.cost",
        "allocation_ids.funding_line_id",
    )
    def _compute_funding_balance_html(self):
        for record in self:
            record.funding_balance_html = self.env["ir.qweb"]._render(
                "cnfpt_cooperation.funding_balance_summary",
                {
                    "lines": [*record._get_balance_rows()],
                    "sentences": [*record._get_coverage_blockers()]
                    if record.planned_days or record.planned_cost
                    else [],
                },
            )

    def _get_balance_rows(self):
        """Return what each line holds, in words, and whether it would hold too little.

        The lines of the mission, and those third parties grant under its agreement.
        """
        self.ensure_one()
        for line, figures in self._get_lines_figures().items():
            yield {
                "name": line.name,
                "funder": line.funder_id.display_name,
                "cells": [
                    [
                        formatLang(self.env, days, digits=1),
                        format_amount(self.env, amount, line.currency_id),
                    ]
                    for days, amount in figures.values()
                ],
                "short": [figure < 0 for figure in figures["would_leave"]],
            }

    def _get_lines_figures(self):
        """Return the days and amounts of each line of this mission and its agreement.

        :return: {line: {"granted": (days, amount), and so on for the figures of the
            ledger, then "own": those of this mission, "would_leave": what stays}}
        """
        self.ensure_one()
        granted = self.agreement_id.granted_line_ids.filtered("is_third_party")
        lines = (self.allocation_ids.funding_line_id | granted)._origin
        totals = lines._get_ledger_totals()
        saved = self._get_saved_figures(lines)
        return {
            line: self._get_line_figures(line, totals[line.id], saved.get(line, {}))
            for line in lines
        }

    def _get_saved_figures(self, lines):
        """Return what the ledger already counts for this mission, by line."""
        rows = self.env["cooperation.funding.ledger"].search(
            [
                ("funding_line_id", "in", lines.ids),
                ("mission_id", "=", self._origin.id or 0),
            ]
        )
        return {
            row.funding_line_id: row.read(rows._get_figure_names(), load=None)[0]
            for row in rows
        }

    def _get_line_figures(self, line, total, saved):
        """Return the figures of one line, as this mission would have them.

        :param dict total: the sums of the ledger for the line
        :param dict saved: the part of them that is this mission's
        """
        shares = self.allocation_ids.filtered(
            lambda share: share.funding_line_id._origin == line
        )
        own = {
            "days": sum(shares.mapped("days")),
            "amount": sum(shares.mapped("amount_held")),
        }
        is_taken = {
            "planned": self.state != "cancelled",
            "committed": self.state in COMMITTED_STATES,
            "ordered": self.state in ORDERED_STATES,
        }
        figures = {}
        for figure in FIGURES:
            counts = (total[f"days_{figure}"], total[f"amount_{figure}"])
            if figure in is_taken:
                counts = _put(figure, total, saved, is_taken[figure] and own)
            figures[figure] = counts
        committed = _put("committed", total, saved, is_taken["planned"] and own)
        would_leave = (
            line.days - committed[0],
            line.currency_id.round(line.amount - committed[1]),
        )
        return {**figures, "own": tuple(own.values()), "would_leave": would_leave}
