import base64
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..report import wording

_TEMPLATE = "cnfpt_cooperation.mail_template_agreement_signature"
_DAYS_TO_ANSWER = 30
_LONGEST_NAME = 200
_LONGEST_REASON = 1000


class CooperationAgreementSignature(models.Model):
    """A text put before one of its parties, to be signed by a personal link.

    It takes one answer, until its deadline, on the very text that was sent: another
    version of the text, or a signature noted on paper, closes it. Only the steps of
    the agreement and the public page write here.
    """

    _name = "cooperation.agreement.signature"
    _description = "Signature by a Personal Link"
    _inherit = ["cooperation.personal.link.mixin"]
    _link_path = "cooperation/signature"
    _forgotten_fields = ("email",)
    _order = "id desc"
    _rec_name = "partner_id"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, index=True, ondelete="cascade"
    )
    party_id = fields.Many2one(
        "cooperation.agreement.party", required=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "cooperation.agreement.version",
        string="Text",
        required=True,
        ondelete="cascade",
        help="The text that is to be signed: the one that the direction has validated.",
    )
    body_id = fields.Many2one(related="party_id.partner_id", string="Body")
    partner_id = fields.Many2one(
        "res.partner", string="To", required=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("signed", "Signed"),
            ("refused", "Refused"),
            ("expired", "No Answer"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Answer",
        required=True,
        default="waiting",
        index=True,
    )
    email = fields.Char(string="Sent To")
    user_id = fields.Many2one("res.users", string="Asked By", required=True)
    deadline = fields.Date(required=True)
    reason = fields.Text(string="Their Words")

    _waiting_uniq = models.UniqueIndex(
        "(party_id) WHERE state = 'waiting'",
        "One link at a time waits for the signature of a party.",
    )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _ask(self, parties):
        """Send each party its personal link, and close the one that it had before.

        :param parties: parties that have not signed, whose signatory has an address
        """
        today = fields.Date.context_today(self)
        signatures_sudo = self.sudo()
        waiting = signatures_sudo.search(
            [("party_id", "in", parties.ids), ("state", "=", "waiting")]
        )
        waiting.state = "withdrawn"
        waiting.flush_recordset()
        asked = signatures_sudo.create(
            [
                {
                    "agreement_id": party.agreement_id.id,
                    "party_id": party.id,
                    "version_id": party.agreement_id.signing_version_id.id,
                    "partner_id": (party.contact_id or party.partner_id).id,
                    "email": (party.contact_id or party.partner_id).email,
                    "user_id": self.env.uid,
                    "asked_on": today,
                    "deadline": today + timedelta(days=_DAYS_TO_ANSWER),
                }
                for party in parties
            ]
        )
        asked._send()
        return asked.sudo(False)

    def _get_letter(self):
        return _TEMPLATE

    def _get_link_reader(self):
        return self.partner_id

    def _get_lang(self):
        """Foreign partners read their own language, when the house writes it."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (
            self.partner_id.lang if self.partner_id != self.body_id else False,
            self.agreement_id._get_root().second_lang,
            self.body_id.lang,
        ):
            if lang in installed:
                return lang
        return self._get_house_lang()

    def _prepare_page(self):
        """Return what the page shows: the text in its languages, that of the reader
        first, its dates and its parties.
        """
        self.ensure_one()
        agreement, lang = self.agreement_id, self.env.lang
        second = agreement._get_root().second_lang
        langs = sorted(
            dict.fromkeys(filter(None, (wording.FRENCH, second))),
            key=lambda code: code != lang,
        )
        return {
            "agreement": agreement,
            "is_kept": bool(agreement.signed_file),
            "user": self.user_id,
            "period": wording.format_period(
                agreement.date_start, agreement.date_end, lang
            ),
            "deadline": wording.format_date(self.deadline, lang),
            "answered_on": self.answered_on
            and wording.format_date(self.answered_on, lang),
            "texts": [
                {
                    "lang": code.replace("_", "-"),
                    "dir": "rtl" if wording.is_right_to_left(code) else "ltr",
                    "articles": agreement.with_context(lang=code)._get_text_at(),
                }
                for code in langs
            ],
        }

    def _get_page_file(self):
        """Return the name and the content of the file of the page, or nothing.

        That is the whole instrument while it waits for the signature, and the signed
        file for whoever has signed it here.
        """
        self.ensure_one()
        agreement, status = self.agreement_id, self._get_status()
        if status == "signed" and agreement.signed_file:
            return agreement.signed_filename, base64.b64decode(agreement.signed_file)
        if status not in ("open", "signed"):
            return None
        name = f"{agreement.reference}.pdf".replace("/", "-")
        return name, agreement._render_instrument()

    def _is_right_to_left(self):
        return wording.is_right_to_left(self._get_lang())

    def _format_deadline(self):
        """Return the last day, as the reader of the mail writes it."""
        return wording.format_date(self.deadline, self._get_lang())

    def action_withdraw(self):
        """Close a link that was sent, so that it takes no signature any more.

        :raise UserError: it has been answered, or is too late
        """
        self.check_access("read")
        self.agreement_id._check_may_ask()
        for signature in self:
            if signature.state != "waiting":
                raise UserError(
                    self.env._(
                        "The link of %(body)s waits for no answer any more.",
                        body=signature.body_id.display_name,
                    )
                )
        self.sudo().state = "withdrawn"
        return True

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def _get_status(self):
        """Return “open” when the link still takes an answer, or why it does not.

        :rtype: one of open, signed, refused, expired, withdrawn, changed
        """
        self.ensure_one()
        agreement = self.agreement_id
        if self.state != "waiting":
            return self.state
        if agreement.state != "to_sign" or self.party_id.signed_on:
            return "withdrawn"
        if self.version_id != agreement.signing_version_id:
            return "changed"
        is_late = self.deadline < fields.Date.context_today(self)
        return "expired" if is_late else "open"

    def _take_answer(self, answer, sha256, name="", function="", reason=""):
        """Write down the one answer of a personal link, and what follows from it.

        :param answer: “signed” or “refused”
        :param sha256: checksum of the text that the page has shown
        :return: whether it was taken
        """
        self.ensure_one()
        name, function = name.strip()[:_LONGEST_NAME], function.strip()[:_LONGEST_NAME]
        if self._get_status() != "open" or sha256 != self.version_id.sha256:
            return False
        if answer == "signed" and not name:
            return False
        self._keep_answer(answer, reason=reason.strip()[:_LONGEST_REASON] or False)
        if answer == "signed":
            agreement = self.agreement_id.with_context(lang=self.user_id.lang)
            agreement._sign_in_tool(
                self.party_id, name, function, author=self.partner_id
            )
        else:
            self._hand_over(
                lambda env: env._("%(body)s does not sign", body=self.body_id.name),
                self.reason,
            )
        return True

    # ------------------------------------------------------------
    # Following up
    # ------------------------------------------------------------

    def _expire(self):
        if self.agreement_id.state == "to_sign" and not self.party_id.signed_on:
            self._hand_over(
                lambda env: env._("No signature from %(body)s", body=self.body_id.name)
            )

    def _hand_over(self, get_summary, words=None):
        """Ask whoever sent the link, or is in charge now, to see to it."""
        self.ensure_one()
        agreement, user = self.agreement_id, self.user_id
        if not user.active:
            user = agreement.user_id or user
        env = self.with_context(lang=user.lang).env
        sentence = env._(
            "Asked on %(asked)s, the link worked until %(deadline)s.",
            asked=format_date(env, self.asked_on),
            deadline=format_date(env, self.deadline),
        )
        agreement.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=user.id,
            summary=get_summary(env),
            note=Markup("<p>%s</p>") % (words or sentence),
        )
