import base64

from odoo import fields, models

from ..tools.workbook import XLSX, Column, Sheet, write_workbook


class CooperationFundingExportMixin(models.AbstractModel):
    """The ledger of funding as a spreadsheet: the figures that the screen shows.

    The model that inherits has rows in the ledger, as `_get_ledger_domain` says.
    """

    _name = "cooperation.funding.export.mixin"
    _description = "Spreadsheet of the Ledger of Funding"
    _inherit = ["cooperation.printed.mixin"]

    ledger_workbook = fields.Binary(
        compute="_compute_ledger_workbook",
        exportable=False,
        export_string_translation=False,
    )

    def _compute_ledger_workbook(self):
        for record in self:
            record.ledger_workbook = base64.b64encode(record._get_ledger_workbook())

    def _get_paper_reference(self):
        return self.reference if "reference" in self._fields else self.display_name

    def action_download_ledger(self):
        """Download the ledger of this record as a spreadsheet."""
        self.ensure_one()
        return self._download("ledger_workbook", "xlsx", XLSX)

    def _get_ledger_workbook(self):
        """Return its funding lines, and what became of them mission by mission."""
        self.ensure_one()
        rows = self.env["cooperation.funding.ledger"].search(self._get_ledger_domain())
        return write_workbook(
            [self._get_lines_sheet(rows), self._get_ledger_sheet(rows)]
        )

    # ------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------

    def _get_lines_sheet(self, rows):
        names = self._get_ledger_figures(rows)
        currencies = rows.currency_id
        cells = []
        for line, own in rows.grouped("funding_line_id").items():
            currency = line.currency_id
            sums = [sum(own.mapped(name)) for name in names]
            cells.append(
                [
                    line.funder_id.name,
                    line.agreement_id.reference,
                    line.name,
                    currency.name,
                    *(round(value, currency.decimal_places or 1) for value in sums),
                ]
            )
        columns = [
            Column(self.env._("Funder")),
            Column(self.env._("Agreement"), width=18),
            Column(self.env._("Funding Line")),
            Column(self.env._("Currency"), width=9),
        ]
        return self._make_ledger_sheet(
            self.env._("Funding Lines"), columns, cells, names, currencies
        )

    def _get_ledger_sheet(self, rows):
        names = self._get_ledger_figures(rows)
        states = dict(rows._fields["mission_state"]._description_selection(self.env))
        columns = [
            Column(self.env._("Funding Line")),
            Column(self.env._("Mission")),
            Column(self.env._("State"), width=12),
            Column(self.env._("Country"), width=16),
            Column(self.env._("Date"), "date"),
        ]
        cells = [
            [
                row.funding_line_id.display_name,
                row.mission_id.display_name or self.env._("Grant"),
                states.get(row.mission_state, ""),
                row.country_id.name or "",
                row.date,
                *(row[name] for name in names),
            ]
            for row in rows
        ]
        return self._make_ledger_sheet(
            self.env._("Ledger"), columns, cells, names, rows.currency_id
        )

    def _get_ledger_figures(self, rows):
        """Return the names of the figures; in our own currency too, if not the same."""
        names = rows._get_figure_names()
        if rows.currency_id - self.env.company.currency_id:
            names += [
                name.replace("amount_", "company_")
                for name in names
                if name.startswith("amount_")
            ]
        return names

    def _make_ledger_sheet(self, name, columns, cells, names, currencies):
        """Add the figures; amounts in several currencies are not added up."""
        for figure in names:
            label = self.env["cooperation.funding.ledger"]._get_figure_label(figure)
            is_days = figure.startswith("days_")
            is_foreign = figure.startswith("amount_") and len(currencies) > 1
            columns.append(
                Column(
                    label,
                    "days" if is_days else "amount",
                    is_summed=not is_foreign,
                    width=12 if is_days else 16,
                )
            )
        return Sheet(
            name=name,
            title=self.env._("Ledger of %(record)s", record=self.display_name),
            columns=columns,
            rows=cells,
            facts=[
                (
                    self.env._("On"),
                    fields.Date.context_today(self).strftime("%d/%m/%Y"),
                ),
                (self.env._("Currency"), ", ".join(currencies.mapped("name"))),
            ],
            total=self.env._("Total"),
            digits=max(currencies.mapped("decimal_places"), default=2),
        )
