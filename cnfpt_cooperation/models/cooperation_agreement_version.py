import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import open_dialog


class CooperationAgreementVersion(models.Model):
    """The text of an instrument at one moment of its making: it never changes.

    Only the steps of the agreement make one: each time it is sent, validated or
    signed, and when somebody asks for it.
    """

    _name = "cooperation.agreement.version"
    _description = "Version of an Agreement"
    _order = "agreement_id desc, number desc"

    agreement_id = fields.Many2one(
        "cooperation.agreement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(
        string="Version", required=True, readonly=True, aggregator=None
    )
    date = fields.Datetime(
        string="Kept On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="Kept By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent to the partner"),
            ("validated", "Validated"),
            ("signed", "Signed"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Json(required=True, readonly=True, export_string_translation=False)
    sha256 = fields.Char(
        string="SHA-256",
        required=True,
        readonly=True,
        help="Shows that two versions say the same: title, articles, terms, parties "
        "and funding lines.",
    )
    sent_to = fields.Char(readonly=True)
    reply_ids = fields.One2many(
        "cooperation.agreement.reply", "version_id", string="What Came Back"
    )

    _number_uniq = models.Constraint(
        "UNIQUE(agreement_id, number)", "This version of the agreement exists already."
    )

    @api.depends("agreement_id", "number", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for version in self:
            version.display_name = self.env._(
                "%(agreement)s, v%(number)s (%(kind)s)",
                agreement=version.agreement_id.reference,
                number=version.number,
                kind=kinds.get(version.kind, ""),
            )

    @api.model
    def _get_digest(self, text):
        """Return the SHA-256 of a text, the same whatever the order of its keys.

        A body that is called otherwise meanwhile does not make it another text.
        """
        said = {key: value for key, value in text.items() if key != "names"}
        words = json.dumps(
            said, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(words.encode()).hexdigest()

    def write(self, vals):
        """Nothing changes, whoever asks."""
        self._check_not_frozen(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_not_frozen({"text"})

    def _check_not_frozen(self, _names):
        for version in self:
            raise UserError(
                self.env._(
                    "“%(version)s” is kept as it was: change the text of the "
                    "agreement and keep the next version.",
                    version=version.display_name,
                )
            )

    def action_compare(self):
        """Open this version beside the text as it stands now."""
        self.ensure_one()
        return open_dialog(
            self.env._("Compare Versions"),
            "cooperation.agreement.compare",
            default_agreement_id=self.agreement_id.id,
            default_before_id=self.id,
        )

    def action_note_reply(self):
        """Open the note of what the partner answered to this version."""
        self.ensure_one()
        return open_dialog(
            self.env._("What Came Back"),
            "cooperation.agreement.reply",
            default_version_id=self.id,
            default_partner_id=self.agreement_id.partner_id.id,
        )
