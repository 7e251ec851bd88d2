from odoo import fields, models


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

    # ------------------------------------------------------------
    # The instrument
    # ------------------------------------------------------------

    def _render_instrument(self, date=None, lang=None):
        """Return the instrument with its page of signatures, as the bytes of a PDF.

        In French and in the partner's language, side by side.

        :param date: the day at which the whole is read as amended; None for the text
            of this instrument alone
        :param lang: one of its languages, to have that one only
        """
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_context(
            cooperation_paper_date=fields.Date.to_date(date) or False,
            cooperation_paper_lang=lang or False,
        )
        report = self.env.ref("cnfpt_cooperation.action_report_agreement").sudo()
        content, _extension = reports._render_qweb_pdf(report, self.ids)
        return content

    # ------------------------------------------------------------
    # Statements
    # ------------------------------------------------------------

    def action_open_statements(self):
        """Open the statements to the funders of this agreement."""
        self.ensure_one()
        return self._open_files(
            "cooperation.funding.statement",
            "agreement_id",
            self.env._("Financial Statements"),
        )
