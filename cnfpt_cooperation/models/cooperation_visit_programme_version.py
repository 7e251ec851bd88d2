import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class CooperationVisitProgrammeVersion(models.Model):
    """The programme of a visit as it was issued: it never changes.

    The button of the visit makes it; nobody writes it or takes it away by itself, so
    that what a delegation holds in its hands can be found again.
    """

    _name = "cooperation.visit.programme.version"
    _description = "Issued Programme"
    _order = "visit_id desc, number desc"

    visit_id = fields.Many2one(
        "cooperation.visit", required=True, readonly=True, ondelete="cascade"
    )
    number = fields.Integer(
        string="Version", required=True, readonly=True, aggregator=None
    )
    date_issued = fields.Datetime(
        string="Issued On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="Issued By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    language_id = fields.Many2one(
        "cooperation.language",
        string="Language Beside French",
        readonly=True,
        ondelete="restrict",
    )
    snapshot = fields.Json(
        required=True, readonly=True, export_string_translation=False
    )
    changes = fields.Text(
        readonly=True, help="What has changed since the version before, in French."
    )
    pdf_file = fields.Binary(string="Paper", attachment=True, readonly=True)
    pdf_name = fields.Char(string="File Name", readonly=True)
    checksum = fields.Char(
        readonly=True, help="SHA-256 of the paper: shows that it is the one issued."
    )

    _number_uniq = models.Constraint(
        "UNIQUE(visit_id, number)", "This version of the programme exists already."
    )

    @api.depends("visit_id", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(visit)s, programme v%(number)s",
                visit=version.visit_id.reference,
                number=version.number,
            )

    def write(self, vals):
        """Nothing changes, whoever asks; superuser adds the paper while it is made."""
        if not self.env.su:
            self._check_not_frozen(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if not self.env.su:
            self._check_not_frozen({"number"})

    def _check_not_frozen(self, _names):
        """An issued version is frozen as a whole, its paper too."""
        for version in self:
            raise UserError(
                self.env._(
                    "“%(version)s” was issued: change the programme and issue the "
                    "next version.",
                    version=version.display_name,
                )
            )

    def _get_paper_content(self):
        """Return the paper as it was issued, as bytes."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).pdf_file or b"")

    def action_open_paper(self):
        """Open the paper as it was issued."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/pdf_file"
            "?filename_field=pdf_name",
            "target": "new",
        }
