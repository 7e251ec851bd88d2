import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..report import wording


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

    def action_send_signed(self):
        """Write to the partners, with the signed file as it is kept.

        :raise UserError: it is not signed by all yet
        """
        self.ensure_one()
        if not (self.signed_file and self.date_signed):
            raise UserError(
                self.env._(
                    "“%(agreement)s” is not signed by all yet: its signed file is sent "
                    "once it is in force.",
                    agreement=self.display_name,
                )
            )
        return self._open_composer("mail_template_agreement_signed")

    def _get_letter_partners(self):
        """Return the partners to whom one writes: the other signatories."""
        self.ensure_one()
        return self._get_counterparts().filtered("email")

    def _is_letter_right_to_left(self):
        """Return whether the letters to the partners are written so."""
        self.ensure_one()
        return wording.is_right_to_left(self.second_lang or wording.FRENCH)

    def _get_signed_files(self):
        """Yield the signed file, as it is kept, whoever sends it."""
        self.ensure_one()
        signed = self.sudo().with_context(bin_size=False).signed_file
        yield self.signed_filename, base64.b64decode(signed or b"")

    def _process_attachments_for_template_post(self, mail_template):
        """Add the signed file to its letter, as Odoo's hook wants it."""
        letter = "cnfpt_cooperation.mail_template_agreement_signed"
        if mail_template != self.env.ref(letter, raise_if_not_found=False):
            return super()._process_attachments_for_template_post(mail_template)
        return self._enclose(lambda agreement: agreement._get_signed_files())

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
