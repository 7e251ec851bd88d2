import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..report import wording
from ..tools.checksum import keep_file

_MODULE = "cnfpt_cooperation"


class CooperationKeptPaperMixin(models.AbstractModel):
    """A record whose paper is kept as it went out, with its SHA-256, and sent by mail.

    The model that inherits names the report and the letter, and says how what nobody
    writes is written.
    """

    _name = "cooperation.kept.paper.mixin"
    _description = "With a Paper That Is Kept"
    _inherit = ["cooperation.printed.mixin"]
    _guarded_fields = frozenset({"file", "filename", "file_sha256"})
    # What is printed and the letter that it goes with, without the module.
    _paper = ""
    _letter = ""

    file = fields.Binary(
        string="Paper",
        attachment=True,
        readonly=True,
        copy=False,
        help="The paper as it went out.",
    )
    filename = fields.Char(readonly=True, copy=False)
    file_sha256 = fields.Char(
        string="Checksum",
        readonly=True,
        copy=False,
        help="SHA-256 of the paper: shows that it is the one that went out.",
    )

    # ------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------

    def _get_letter_recipient(self):
        """Return to whom the paper is sent."""
        raise NotImplementedError

    def _get_lang(self):
        """Return the language in which one writes to them: French or English.

        National bodies and those of the francophone countries are written to in
        French, whatever the language of their contact is: most often nobody gave it.
        """
        self.ensure_one()
        partner = self._get_letter_recipient()
        body = partner.commercial_partner_id
        is_french = (
            (partner.lang or wording.FRENCH).startswith("fr")
            or body.is_national_counterpart
            or (partner.country_id or body.country_id).is_francophone
        )
        return wording.FRENCH if is_french else "en_US"

    # ------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------

    def _keep_paper(self):
        """Print the paper as it is now, and keep it with its checksum."""
        self.ensure_one()
        name, content = self._print_paper(self._paper)
        self._write_kept(keep_file(content, name))

    def _write_kept(self, values):
        """Write fields that nobody writes directly."""
        raise NotImplementedError

    def action_print(self):
        """Print the paper; once it is kept, open it as it went out."""
        self.ensure_one()
        if self.file:
            return self._download("file", "pdf", "application/pdf")
        report = self.env.ref(f"{_MODULE}.action_{self._paper}")
        return report.report_action(self, config=False)

    # ------------------------------------------------------------
    # Letter
    # ------------------------------------------------------------

    def action_send(self):
        """Write to whom the paper is for, with the paper as it was kept.

        :raise UserError: it did not go out yet
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self._get_not_kept_sentence())
        return self._open_composer(self._letter)

    def _get_not_kept_sentence(self):
        """Say what has to be done before the paper is sent."""
        raise NotImplementedError

    def _get_enclosures(self):
        """Return the name and the content of the files that go with the letter."""
        self.ensure_one()
        content = self.sudo().with_context(bin_size=False).file
        return [(self.filename, base64.b64decode(content or b""))]

    def _process_attachments_for_template_post(self, mail_template):
        """Add the kept paper to its letter, as Odoo's hook for attachments wants it."""
        letter = self.env.ref(f"{_MODULE}.{self._letter}", raise_if_not_found=False)
        if mail_template != letter:
            return super()._process_attachments_for_template_post(mail_template)
        return self._enclose(lambda record: record._get_enclosures())
