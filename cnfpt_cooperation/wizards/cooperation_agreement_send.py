from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..report.wording import FRENCH
from ..tools.letters import LETTER_LAYOUT


class CooperationAgreementSend(models.TransientModel):
    """The text as it stands, sent to those with whom it is negotiated.

    What was sent is kept as a version, and the letter stays on the agreement.
    """

    _name = "cooperation.agreement.send"
    _description = "Send an Agreement to the Partner"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, ondelete="cascade"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="To",
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language of the Letter",
        compute="_compute_lang",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    subject = fields.Char(compute="_compute_letter", store=True, readonly=False)
    body = fields.Html(compute="_compute_letter", store=True, readonly=False)

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("agreement_id")
    def _compute_partner_ids(self):
        """Propose the counterparts that can be reached."""
        for wizard in self:
            bodies = wizard.agreement_id._get_counterparts()
            wizard.partner_ids = bodies.filtered("email")

    @api.depends("agreement_id")
    def _compute_lang(self):
        for wizard in self:
            wizard.lang = wizard.agreement_id.second_lang or FRENCH

    @api.depends("agreement_id", "lang")
    def _compute_letter(self):
        template = self.env.ref("cnfpt_cooperation.mail_template_agreement_send")
        for wizard in self:
            agreement = wizard.agreement_id
            rendered = [
                template._render_field(name, agreement.ids, set_lang=wizard.lang)
                for name in ("subject", "body_html")
            ]
            wizard.subject, wizard.body = (text[agreement.id] for text in rendered)

    def action_send(self):
        """Keep the text as a version, send it, and open the negotiation.

        :raise UserError: it cannot be sent in this state, or nobody can be reached
        """
        self.ensure_one()
        agreement = self.agreement_id
        agreement._check_can_send()
        self._check_letter()
        version = agreement._keep_version(
            "sent", sent_to=", ".join(self.partner_ids.mapped("name"))
        )
        agreement.message_post(
            subject=self.subject,
            body=self.body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_ids.ids,
            attachments=agreement._get_text_files(version),
            email_layout_xmlid=LETTER_LAYOUT,
            force_email_lang=self.lang,
        )
        if agreement.state == "draft":
            agreement.action_negotiate()
        return {"type": "ir.actions.act_window_close"}

    def _check_letter(self):
        """Refuse a letter that nobody would get, or that says nothing.

        :raise UserError: says what to mend
        """
        if not self.partner_ids:
            raise UserError(
                self.env._("Choose at least one person or body to write to.")
            )
        unreachable = self.partner_ids.filtered(lambda p: not p.email_normalized)
        if unreachable:
            raise UserError(
                self.env._(
                    "Give an e-mail address to: %(names)s.",
                    names=", ".join(unreachable.mapped("display_name")),
                )
            )
        if not self.subject or is_html_empty(self.body):
            raise UserError(self.env._("Give the letter a subject and some words."))
