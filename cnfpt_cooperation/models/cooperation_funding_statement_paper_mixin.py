import base64

from odoo import fields, models

from ..report import wording
from ..tools.workbook import XLSX, Column, Sheet, write_workbook


class CooperationFundingStatementPaperMixin(models.AbstractModel):
    """The paper of a statement and its spreadsheet, with the same figures."""

    _name = "cooperation.funding.statement.paper.mixin"
    _description = "Papers of a Statement"
    _inherit = ["cooperation.kept.paper.mixin"]
    _paper = "paper_funding_statement"
    _letter = "letter_funding_statement"

    workbook = fields.Binary(
        compute="_compute_workbook", exportable=False, export_string_translation=False
    )

    def _compute_workbook(self):
        for statement in self:
            statement.workbook = base64.b64encode(statement._get_workbook())

    # ------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------

    def _get_letter_recipient(self):
        self.ensure_one()
        return self.contact_id or self.funder_id

    def _write_kept(self, values):
        return self._guarded_write(values)

    def _get_not_kept_sentence(self):
        return self.env._(
            "Issue “%(statement)s” before you send it.", statement=self.display_name
        )

    def _get_enclosures(self):
        """The paper, and the spreadsheet with the same figures."""
        name = self.filename.rpartition(".")[0]
        return [*super()._get_enclosures(), (f"{name}.xlsx", self._get_workbook())]

    def _get_position(self):
        """Return, in the currency stated, what the funder granted and was told of.

        :return: granted, stated before, stated here, left to state; days and amounts
        """
        self.ensure_one()
        lines = self._get_funding_lines()
        invoiced = self.env["cooperation.funding.ledger"]._read_group(
            [("funding_line_id", "in", lines.ids)],
            [],
            ["days_granted:sum", "amount_granted:sum"]
            + ["days_invoiced:sum", "amount_invoiced:sum"],
        )[0]
        granted, invoiced = invoiced[:2], invoiced[2:]
        own = self.days, self.total
        if self.state == "issued":
            before = [i - o for i, o in zip(invoiced, own, strict=True)]
        else:
            before = invoiced
        left = [g - b - o for g, b, o in zip(granted, before, own, strict=True)]
        return {"granted": granted, "before": before, "own": own, "left": left}

    # ------------------------------------------------------------
    # Spreadsheet
    # ------------------------------------------------------------

    def action_download_workbook(self):
        """Download the statement as a spreadsheet."""
        self.ensure_one()
        return self._download("workbook", "xlsx", XLSX)

    def _get_workbook(self):
        """Return the days stated and their sums by mission, as an .xlsx file."""
        self.ensure_one()
        statement = self.with_context(lang=self._get_lang())
        return write_workbook(
            [statement._get_missions_sheet(), statement._get_days_sheet()]
        )

    def _get_workbook_facts(self):
        return [
            (self.env._("Statement"), self.reference),
            (self.env._("Funder"), self.funder_id.name),
            (self.env._("Agreement"), self.agreement_id.display_name),
            (
                self.env._("Period"),
                wording.format_period(self.date_from, self.date_to, self.env.lang),
            ),
            (self.env._("Currency"), self.currency_id.name),
        ]

    def _get_days_sheet(self):
        return self._make_sheet(
            self.env._("Supporting Days"),
            [
                Column(self.env._("Date"), "date"),
                Column(self.env._("Expert")),
                Column(self.env._("Kind"), width=14),
                Column(self.env._("Mission")),
                Column(self.env._("Funding Line")),
            ],
            [
                [
                    line.date,
                    line.expert_id.name or "",
                    line._get_kind_label(),
                    line.mission_id.display_name,
                    line.funding_line_id.name,
                    *(line.fraction, line.amount, line.overhead, line.total),
                ]
                for line in self.line_ids.sorted(lambda line: (line.date, line.id))
            ],
        )

    def _get_missions_sheet(self):
        return self._make_sheet(
            self.env._("Missions"),
            [Column(self.env._("Mission")), Column(self.env._("Funding Line"))],
            [
                [mission.display_name, line.name, *figures]
                for mission, line, *figures in self._get_mission_sums()
            ],
        )

    def _make_sheet(self, name, columns, rows):
        columns += [
            Column(self.env._("Days"), "days", is_summed=True),
            Column(self.env._("Amount"), "amount", is_summed=True),
            Column(self.env._("Overheads"), "amount", is_summed=True),
            Column(self.env._("Total"), "amount", is_summed=True),
        ]
        return Sheet(
            name=name,
            title=self.env._("Financial Statement"),
            facts=self._get_workbook_facts(),
            columns=columns,
            rows=rows,
            total=self.env._("Total"),
            digits=self.currency_id.decimal_places,
        )

    def _get_mission_sums(self):
        """Return mission, line, days, amount, overheads and total, in order."""
        self.ensure_one()
        lines = self.line_ids.sorted(lambda line: (line.date, line.id))
        groups = lines.grouped(lambda line: (line.mission_id, line.funding_line_id))
        return [
            (
                *key,
                sum(own.mapped("fraction")),
                *(
                    self.currency_id.round(sum(own.mapped(name)))
                    for name in ("amount", "overhead", "total")
                ),
            )
            for key, own in groups.items()
        ]
