from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..report import wording
from ..tools.letters import LETTER_LAYOUT


class CooperationRequestLetterMixin(models.AbstractModel):
    """The answer that a requester gets, in the requester's own language.

    The letter stays with the request, whether it left by e-mail or is to be printed;
    only the steps of the request write it.
    """

    _name = "cooperation.request.letter.mixin"
    _description = "Answer to a Requester"

    letter_subject = fields.Char(
        string="Subject of the Letter", readonly=True, copy=False
    )
    letter_body = fields.Html(string="Letter", readonly=True, copy=False)
    letter_date = fields.Datetime(
        string="Letter Sent On",
        readonly=True,
        copy=False,
        help="When the answer left by e-mail; empty when it did not.",
    )
    letter_address = fields.Char(
        string="Answer Goes To", compute="_compute_letter_address"
    )

    @api.depends("contact_id.email", "email_from", "partner_id.email")
    def _compute_letter_address(self):
        for request in self:
            partner, address = request._get_letter_recipient()
            request.letter_address = partner.email_formatted if partner else address

    def _get_letter_recipient(self):
        """Return the partner to write to, or else the address of the sender.

        The contact person first, then who wrote, then the body itself.
        """
        self.ensure_one()
        if email_normalize(self.contact_id.email):
            return self.contact_id, False
        if address := email_normalize(self.email_from):
            return self.env["res.partner"], address
        if email_normalize(self.partner_id.email):
            return self.partner_id, False
        return self.env["res.partner"], False

    def _render_letter(self, template, lang, reason=None, postponed_until=None):
        """Return the subject and the body of a letter in `lang`.

        :param template: record of mail.template
        :param str lang: code of the language of the letter
        :param reason: text that stands in the letter as it is
        :param postponed_until: the day on which the request is looked at again
        """
        self.ensure_one()
        template = template.with_context(
            letter_reason=reason,
            letter_day=postponed_until and wording.format_date(postponed_until, lang),
        )
        return tuple(
            template._render_field(name, self.ids, set_lang=lang)[self.id]
            for name in ("subject", "body_html")
        )

    def _answer(self, subject, body, send=True):
        """Keep the letter with the request, and send it.

        :raise UserError: it is to be sent and nobody has an address
        """
        self.ensure_one()
        partner, address = self._get_letter_recipient()
        if send and not (partner or address):
            raise UserError(
                self.env._(
                    "Nobody of “%(request)s” has an e-mail address: give one to the "
                    "contact person, or untick “Send by E-mail” and print the letter.",
                    request=self.display_name,
                )
            )
        self._guarded_write(
            {
                "letter_subject": subject,
                "letter_body": body,
                "letter_date": send and fields.Datetime.now(),
            }
        )
        if send:
            self.message_post(
                subject=subject,
                body=self.letter_body,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=partner.ids,
                outgoing_email_to=address,
                email_layout_xmlid=LETTER_LAYOUT,
                force_email_lang=self._get_lang(),
            )

    def _check_answerable(self):
        """Refuse a letter to those whose request is not decided."""
        for request in self:
            if request.state not in ("declined", "postponed"):
                raise UserError(
                    self.env._(
                        "“%(request)s” is in the state “%(state)s”: a letter goes out "
                        "with the decision.",
                        request=request.display_name,
                        state=request._get_state_label(request.state),
                    )
                )

    def _acknowledge(self):
        """Tell the sender of a message that it has arrived, when the house wants it."""
        self.ensure_one()
        get_param = self.env["ir.config_parameter"].sudo().get_param
        partner, address = self._get_letter_recipient()
        if not get_param("cnfpt_cooperation.acknowledge") or not (partner or address):
            return
        template = self.env.ref("cnfpt_cooperation.mail_template_request_acknowledge")
        template.sudo().send_mail(
            self.id,
            email_values={
                "email_to": address or partner.email_formatted,
                # Another machine does not answer a machine.
                "headers": repr({"Auto-Submitted": "auto-replied"}),
            },
            email_layout_xmlid=LETTER_LAYOUT,
        )
