from odoo import fields, models

from ..tools.actions import open_list


class CooperationAgreementPaperMixin(models.AbstractModel):
    """The papers of an agreement: its text, and what its funders are told."""

    _name = "cooperation.agreement.paper.mixin"
    _description = "Papers of an Agreement"
    _inherit = ["cooperation.printed.mixin"]

    statement_ids = fields.One2many(
        "cooperation.funding.statement", "agreement_id", string="Statements"
    )
    statement_count = fields.Integer(compute="_compute_statement_count")

    def _compute_statement_count(self):
        self._compute_count(
            "statement_count", "cooperation.funding.statement", "agreement_id"
        )

    def action_open_statements(self):
        """Open the statements to the funders of this agreement."""
        self.ensure_one()
        return open_list(
            self.env._("Financial Statements"),
            "cooperation.funding.statement",
            [("agreement_id", "=", self.id)],
            default_agreement_id=self.id,
        )
