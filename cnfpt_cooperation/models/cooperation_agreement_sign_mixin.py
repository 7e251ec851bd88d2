import base64
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, format_date

from ..tools.actions import open_dialog
from ..tools.filetype import explain_refusal_of_file

_COORDINATION = (
    "cnfpt_cooperation.cnfpt_cooperation_group_coordinator,"
    "cnfpt_cooperation.cnfpt_cooperation_group_direction"
)
_ACTIVITY = "cnfpt_cooperation.mail_activity_agreement_signed"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"


class CooperationAgreementSignMixin(models.AbstractModel):
    """How an agreement is signed: by all parties, in any order, each in its own way.

    In the tool, CNFPT by its direction and the others by a personal link; or on
    paper, noted with the scanned file. The signed file is kept with its checksum.
    """

    _name = "cooperation.agreement.sign.mixin"
    _description = "Signature of an Agreement"
    _guarded_fields = frozenset(
        {"signed_file", "signed_filename", "signed_sha256", "date_signed"}
    )

    date_signed = fields.Date(string="Signed On", readonly=True, copy=False)
    signed_file = fields.Binary(attachment=True, copy=False, readonly=True)
    signed_filename = fields.Char(copy=False, readonly=True)
    signed_sha256 = fields.Char(
        string="Checksum of the Signed File",
        copy=False,
        readonly=True,
        help="SHA-256 of the signed file: whoever holds a copy can compare.",
    )
    signatory_count = fields.Integer(
        string="Signatories", compute="_compute_signatory_count", store=True
    )
    signed_count = fields.Integer(
        string="Signatures",
        compute="_compute_signatory_count",
        store=True,
        help="How many of the signatories have signed.",
    )
    can_sign = fields.Boolean(compute="_compute_can_sign")
    signature_ids = fields.One2many(
        "cooperation.agreement.signature", "agreement_id", string="Personal Links"
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("party_ids.role", "party_ids.signed_on")
    def _compute_signatory_count(self):
        """Count; two signatures at once write this row, so that each sees the other."""
        for agreement in self:
            signatories = agreement._get_signatories()
            agreement.signatory_count = len(signatories)
            agreement.signed_count = len(signatories.filtered("signed_on"))

    @api.depends("state", "signed_count")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for agreement in self:
            agreement.can_sign = (
                agreement.state == "to_sign"
                and not agreement._is_author(self.env.user)
                and bool(agreement._get_unsigned(ours=True))
            )

    # ------------------------------------------------------------
    # Who signs
    # ------------------------------------------------------------

    def _get_unsigned(self, ours=None):
        """Return the signatories that have not signed.

        :param ours: True for CNFPT and its structures, False for the others
        """
        waiting = self._get_signatories().filtered(lambda party: not party.signed_on)
        if ours is None:
            return waiting
        return waiting.filtered(
            lambda party: party.partner_id.is_cnfpt_structure == ours
        )

    def _get_activate_blockers(self):
        """In force once everybody has signed and the signed text is kept."""
        self.ensure_one()
        for party in self._get_unsigned():
            values = {
                "body": party.partner_id.display_name,
                "agreement": self.display_name,
            }
            if party.partner_id.is_cnfpt_structure:
                yield self.env._(
                    "%(body)s has not signed “%(agreement)s”: the direction signs it, "
                    "or note the paper that it has signed.",
                    **values,
                )
            else:
                yield self.env._(
                    "%(body)s has not signed “%(agreement)s”: send it the link, or "
                    "note the paper that it has signed.",
                    **values,
                )
        if not self.signed_file or not self.signed_sha256:
            yield self.env._(
                "Keep the signed file of “%(agreement)s”: note the paper with its "
                "scanned file.",
                agreement=self.display_name,
            )
        yield from self._get_parent_blockers()
        yield from self._get_changed_since_validation()

    # ------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------

    def action_sign(self):
        """Sign for CNFPT, in the tool, in the name of whoever presses the button.

        :raise AccessError: the user is not of the direction
        :raise UserError: the user has drafted it, or it is not to be signed
        """
        self.check_access("write")
        if not self.env.user.has_group(_DIRECTION):
            raise AccessError(self.env._("The direction alone signs for CNFPT."))
        user = self.env.user
        for agreement in self:
            if agreement._is_author(user):
                raise UserError(
                    self.env._(
                        "%(user)s has drafted, submitted or is in charge of "
                        "“%(agreement)s”: another member of the direction signs it.",
                        user=user.name,
                        agreement=agreement.display_name,
                    )
                )
            parties = agreement._get_unsigned(ours=True)
            if not parties:
                raise UserError(
                    self.env._(
                        "CNFPT has signed “%(agreement)s” already, or is not among "
                        "its signatories.",
                        agreement=agreement.display_name,
                    )
                )
            agreement._sign_in_tool(parties, user.name, user.partner_id.function, user)
        return True

    def _sign_in_tool(self, parties, name, function, user=None, author=None):
        """Write the signatures that are given in the tool, on the text as it stands.

        :param parties: signatories of this agreement
        :param user: who signs, empty when it is somebody without an account
        :param author: the contact in whose name the discussion tells it
        """
        self.ensure_one()
        if refusals := list(self._get_tool_blockers()):
            raise UserError("\n".join(refusals))
        parties._take_signature(
            {
                "signed_on": fields.Date.context_today(self),
                "signatory_name": name,
                "signatory_function": function or False,
                "signature_channel": "tool",
                "signed_by_id": user.id if user else False,
                "signed_sha256": self._get_signing_sha256(),
            }
        )
        self._tell_signatures(parties, author)

    def _get_signing_sha256(self):
        """Return the checksum of the text that is to be signed."""
        self.ensure_one()
        return self.signing_version_id.sha256

    def _check_may_ask(self):
        """Refuse those whose role does not see to the signatures."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_groups(_COORDINATION):
            raise AccessError(self.env._("Your role does not see to the signatures."))

    def action_ask_signatures(self):
        """Send a personal link to all those, other than CNFPT, who have not signed.

        :raise UserError: it is not to be signed, or somebody has no address
        """
        self._check_may_ask()
        for agreement in self:
            parties = agreement._get_unsigned(ours=False)
            if refusals := list(agreement._get_asking_blockers(parties)):
                raise UserError("\n".join(refusals))
            asked = self.env["cooperation.agreement.signature"]._ask(parties)
            agreement.message_post(
                body=self.env._(
                    "The link to sign was sent to %(names)s.",
                    names=", ".join(asked.mapped("partner_id.display_name")),
                )
            )
        return True

    def _get_asking_blockers(self, parties):
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not parties:
            yield self.env._(
                "All the partners have signed “%(agreement)s” already.",
                agreement=self.display_name,
            )
        for party in parties:
            yield from party._get_signing_blockers(today)
            reader = party.contact_id or party.partner_id
            if not email_normalize(reader.email):
                yield self.env._(
                    "%(name)s has no e-mail address to which the link could go: give "
                    "it one, or name among the parties who signs for %(body)s.",
                    name=reader.display_name,
                    body=party.partner_id.display_name,
                )
        yield from self._get_tool_blockers()

    def _get_tool_blockers(self):
        """What is signed in the tool stands in the tool, as it was validated."""
        self.ensure_one()
        if not self.article_ids:
            yield self.env._(
                "The text of “%(agreement)s” is not here: it has no article, so that "
                "it is signed on paper and noted with its file.",
                agreement=self.display_name,
            )
        yield from self._get_changed_since_validation()

    def action_note_signatures(self):
        """Open the dialog in which signatures on paper are noted with their file."""
        self.ensure_one()
        return open_dialog(
            self.env._("Signatures on Paper"),
            "cooperation.agreement.sign",
            default_agreement_id=self.id,
        )

    def _sign_on_paper(self, signatures, content, filename):
        """Note what was signed on paper, and keep the scanned file.

        :param signatures: dict of values by party: signed_on, name, function
        :param bytes content: the scanned file
        """
        self.ensure_one()
        self._check_may_ask()
        self._check_scan(content, filename)
        checksum = sha256(content).hexdigest()
        parties = self.env["cooperation.agreement.party"]
        for party, said in signatures.items():
            party._take_signature(
                {
                    **said,
                    "signature_channel": "paper",
                    "signed_by_id": self.env.uid,
                    "signed_sha256": checksum,
                }
            )
            parties |= party
        self._keep_signed_file(content, filename)
        self._tell_signatures(parties)

    def _check_scan(self, content, filename):
        """Refuse a file that nobody could read later on."""
        if not content:
            raise UserError(
                self.env._(
                    "Attach the scanned paper: what is signed on paper is noted with "
                    "its file."
                )
            )
        if reason := explain_refusal_of_file(self.env, filename, content):
            raise UserError(reason)

    def _keep_signed_file(self, content, filename):
        """Keep the signed file with its checksum; an earlier scan stays beside it."""
        self.ensure_one()
        if self.state != "to_sign":
            raise UserError(
                self.env._(
                    "“%(agreement)s” is in the state “%(state)s”: its signed file is "
                    "kept while it is to be signed, and does not change afterwards.",
                    agreement=self.display_name,
                    state=self._get_state_label(self.state),
                )
            )
        if self.signed_file:
            self.message_post(
                body=self.env._(
                    "A fuller signed file takes the place of this one (SHA-256 "
                    "%(checksum)s).",
                    checksum=self.signed_sha256,
                ),
                attachments=[
                    (self.signed_filename or "file", base64.b64decode(self.signed_file))
                ],
            )
        self._guarded_write(
            {
                "signed_file": base64.b64encode(content),
                "signed_filename": filename,
                "signed_sha256": sha256(content).hexdigest(),
            }
        )

    def _tell_signatures(self, parties, author=None):
        """Write in the discussion who has signed; the last one makes a task.

        Links that wait for a signature given otherwise are closed, and when all have
        signed in the tool the file is made of what they signed.
        """
        self.ensure_one()
        self.flush_recordset()
        author_id = author.id if author else None
        for party in parties:
            self.message_post(
                body=self._get_signature_sentence(party), author_id=author_id
            )
        self._withdraw_links(parties)
        if self._get_unsigned():
            return
        self._make_missing_file()
        user = self.user_id or self.validated_by_id
        self.activity_schedule(_ACTIVITY, user_id=user.id)

    def _withdraw_links(self, parties):
        """Close the links of parties that signed otherwise, or whose text changes."""
        waiting = self.sudo().signature_ids.filtered(
            lambda link: link.state == "waiting" and link.party_id in parties
        )
        waiting.state = "withdrawn"

    def _make_missing_file(self):
        """Make and keep the file of what all have signed in the tool.

        It is what the direction validated, with the page of its signatures. Should the
        printing fail, the signatures stand: putting it in force tries again.
        """
        self.ensure_one()
        signatories = self._get_signatories()
        if self.signed_file or any(
            party.signature_channel != "tool" for party in signatories
        ):
            return
        agreement = self.sudo()
        try:
            with self.env.cr.savepoint():
                content = agreement._render_instrument()
        except UserError as error:
            agreement.message_post(
                body=self.env._(
                    "The signed file could not be made: %(reason)s", reason=error
                )
            )
            return
        name = f"{agreement.reference} {agreement.name}.pdf".replace("/", "-")
        agreement._keep_signed_file(content, name)

    def _get_signature_sentence(self, party):
        values = {
            "body": party._get_printed_name(),
            "name": party.signatory_name or "",
            "date": format_date(self.env, party.signed_on),
        }
        if party.signature_channel == "tool":
            return self.env._(
                "%(name)s has signed for %(body)s in the tool on %(date)s.", **values
            )
        return self.env._(
            "%(name)s has signed for %(body)s on paper on %(date)s.", **values
        )

    def _void_signatures(self):
        """Take all signatures back, and say which ones: the text is written anew."""
        for agreement in self:
            signed = agreement.party_ids.filtered("signed_on")
            if signed:
                agreement.message_post(
                    body=self.env._(
                        "Void, as the text is written anew: the signatures of "
                        "%(bodies)s.",
                        bodies=", ".join(signed.mapped("partner_id.name")),
                    )
                )
            signed._void_signature()
            agreement._withdraw_links(agreement.party_ids)
            agreement.activity_unlink([_ACTIVITY])
