from odoo import fields, models

from ..tools.actions import open_list

# The figures of every ledger, in this order wherever they stand.
FIGURES = ("granted", "planned", "committed", "ordered", "done", "invoiced", "left")
_READ = [
    f"{measure}_{figure}"
    for measure in ("days", "amount", "company")
    for figure in FIGURES
]


class CooperationFundingFigureMixin(models.AbstractModel):
    """Figures read from the ledger of funding: of a line, an agreement or a funder.

    The model that inherits names the field of the ledger that points at it.
    """

    _name = "cooperation.funding.figure.mixin"
    _description = "With Figures of the Ledger of Funding"
    _inherit = ["cooperation.funding.export.mixin"]
    _ledger_field = ""

    currency_id = fields.Many2one("res.currency")
    days_ordered = fields.Float(
        compute="_compute_figures",
        digits=(16, 1),
        help="Days of the missions that are ordered or beyond.",
    )
    days_done = fields.Float(
        compute="_compute_figures",
        digits=(16, 1),
        help="Expert days done, in the ledger of days.",
    )
    days_invoiced = fields.Float(
        compute="_compute_figures",
        digits=(16, 1),
        help="Days in the statements that were issued to the funder.",
    )
    amount_ordered = fields.Monetary(compute="_compute_figures")
    amount_done = fields.Monetary(compute="_compute_figures")
    amount_invoiced = fields.Monetary(compute="_compute_figures")

    def _compute_figures(self):
        totals = self._get_ledger_totals()
        for record in self:
            for figure in ("ordered", "done", "invoiced"):
                for name in (f"days_{figure}", f"amount_{figure}"):
                    record[name] = totals[record._origin.id][name]

    def _get_ledger_totals(self, key=None):
        """Return every figure of each record, by its number, in one query.

        :param str key: field of the ledger that points at the records
        :return: {number: {"days_granted": …, "amount_granted": …,
            "company_granted": …, and so on, "currencies": those of the amounts}};
            zeros where the ledger has no row
        """
        key = key or self._ledger_field
        nothing = dict.fromkeys(_READ, 0.0)
        nothing["currencies"] = self.env["res.currency"]
        totals = dict.fromkeys([False, *self._origin.ids], nothing)
        rows = self.env["cooperation.funding.ledger"]._read_group(
            [(key, "in", self._origin.ids)],
            [key],
            [*(f"{name}:sum" for name in _READ), "currency_id:recordset"],
        )
        for record, *sums in rows:
            totals[record.id] = dict(zip([*_READ, "currencies"], sums, strict=True))
        return totals

    def _get_ledger_domain(self):
        """Return the rows of the ledger that make up the figures of this record."""
        self.ensure_one()
        return [(self._ledger_field, "=", self.id)]

    def action_open_ledger(self):
        """Open the ledger: the rows that make up the figures of this record."""
        self.ensure_one()
        figure = self.env.context.get("cooperation_ledger_figure")
        domain = self._get_ledger_domain()
        if figure in FIGURES:
            domain += ["|", (f"days_{figure}", "!=", 0), (f"amount_{figure}", "!=", 0)]
        return {
            **open_list(
                self.env._("Ledger of %(record)s", record=self.display_name),
                "cooperation.funding.ledger",
                domain,
            ),
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "view_mode": "list,pivot,graph",
        }
