from odoo import api, fields, models

# The letter that goes with a decision; a letter on its own follows the state.
_TEMPLATES = {
    "postpone": "cnfpt_cooperation.mail_template_request_postpone",
    "postponed": "cnfpt_cooperation.mail_template_request_postpone",
    "decline": "cnfpt_cooperation.mail_template_request_decline",
    "declined": "cnfpt_cooperation.mail_template_request_decline",
}


class CooperationRequestDecide(models.TransientModel):
    """The dialog that asks what a decision wants, and prepares the letter.

    The rules stay on the request: what is missing here is refused there, and nothing
    is written or sent then.
    """

    _name = "cooperation.request.decide"
    _description = "Decision on a Request"

    request_id = fields.Many2one(
        "cooperation.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_request_id(),
    )
    decision = fields.Selection(
        [
            ("postpone", "Postpone"),
            ("decline", "Decline"),
            ("letter", "Send the letter"),
            ("duplicate", "Cancel as a duplicate"),
        ],
        required=True,
        default="decline",
    )
    reason = fields.Text(help="Kept with the request.")
    postponed_until = fields.Date()
    duplicate_of_id = fields.Many2one(
        "cooperation.request",
        string="Duplicate Of",
        compute="_compute_duplicate_of_id",
        store=True,
        readonly=False,
        help="The request that stays; messages and files go there.",
    )
    letter_address = fields.Char(related="request_id.letter_address")
    is_letter_sent = fields.Boolean(
        string="Send by E-mail",
        compute="_compute_is_letter_sent",
        store=True,
        readonly=False,
    )
    language_id = fields.Many2one(
        "cooperation.language",
        string="Language of the Letter",
        compute="_compute_language_id",
        store=True,
        readonly=False,
        domain="[('lang_id', '!=', False)]",
    )
    subject = fields.Char(compute="_compute_letter", store=True, readonly=False)
    body = fields.Html(
        string="Letter",
        compute="_compute_letter",
        store=True,
        readonly=False,
        sanitize_style=True,
    )

    @api.model
    def _default_request_id(self):
        if self.env.context.get("active_model") == "cooperation.request":
            return self.env.context.get("active_id")
        return False

    @api.depends("request_id")
    def _compute_duplicate_of_id(self):
        for dialog in self:
            dialog.duplicate_of_id = dialog.request_id.duplicate_ids.sorted("id")[:1]

    @api.depends("request_id")
    def _compute_is_letter_sent(self):
        for dialog in self:
            dialog.is_letter_sent = bool(dialog.request_id.letter_address)

    @api.depends("request_id")
    def _compute_language_id(self):
        for dialog in self:
            dialog.language_id = dialog.request_id.language_id

    @api.depends("request_id", "decision", "language_id", "reason", "postponed_until")
    def _compute_letter(self):
        """Write the letter anew; the reason stands in it when it is in its language.

        Whoever decides writes the reason in the language of the interface.
        """
        for dialog in self:
            request = dialog.request_id
            is_alone = dialog.decision == "letter"
            name = _TEMPLATES.get(request.state if is_alone else dialog.decision)
            if not (name and request):
                dialog.subject = dialog.body = False
                continue
            lang = dialog.language_id.lang_id.code or "en_US"
            same = (self.env.lang or "en_US").partition("_")[0] == lang.partition("_")[
                0
            ]
            dialog.subject, dialog.body = request._render_letter(
                self.env.ref(name).sudo(),
                lang,
                reason=same and dialog.reason,
                postponed_until=dialog.postponed_until or request.postponed_until,
            )

    def action_confirm(self):
        """Take the decision and answer the requester, both or neither.

        :raise UserError: what the request misses, in the words of its own rules
        """
        self.ensure_one()
        request = self.request_id
        request.check_access("write")
        getattr(self, f"_{self.decision}")(request)
        return {"type": "ir.actions.act_window_close"}

    def _postpone(self, request):
        request.write(
            {
                "postponed_until": self.postponed_until,
                "decision_reason": self.reason or request.decision_reason,
                "language_id": self.language_id.id,
            }
        )
        request.action_postpone()
        request._answer(self.subject, self.body, self.is_letter_sent)

    def _decline(self, request):
        request.write(
            {
                "decision_reason": self.reason or request.decision_reason,
                "language_id": self.language_id.id,
            }
        )
        request.action_decline()
        request._answer(self.subject, self.body, self.is_letter_sent)

    def _letter(self, request):
        request._check_answerable()
        request._answer(self.subject, self.body, self.is_letter_sent)

    def _duplicate(self, request):
        request._cancel_as_duplicate(self.duplicate_of_id)
