import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain

from ..tools.batches import run_each
from ..tools.letters import LETTER_LAYOUT

# Addresses and words serve the question; who answered, and when, stays with the file.
_DAYS_KEPT = 365


def _new_token():
    """Return 256 bits of chance: what nobody guesses needs no other lock."""
    return secrets.token_urlsafe(32)


class CooperationPersonalLinkMixin(models.AbstractModel):
    """A question answered by a personal link, without an account.

    Who has the link has the right to answer. It stands in a mail that is not kept once
    it is sent, and nowhere that an employee could read it. The model that inherits
    names the path of its public page and its letters, says who reads it, and has a
    `state` that starts as “waiting”.

    Whoever does not answer is reminded once, a question that comes to its deadline
    expires, and what nobody needs any more is forgotten: see :meth:`_cron_follow_up`.
    """

    _name = "cooperation.personal.link.mixin"
    _description = "Answered by a Personal Link"

    _link_path = ""
    # Days after the question on which whoever does not answer is reminded.
    _reminder_days = 7
    # What is forgotten a year after the question.
    _forgotten_fields: tuple[str, ...] = ()

    email = fields.Char()
    asked_on = fields.Date(required=True, default=fields.Date.context_today)
    deadline = fields.Date()
    reminded_on = fields.Date()
    answered_on = fields.Date()
    token = fields.Char(
        required=True,
        default=lambda self: _new_token(),
        groups=NO_ACCESS,
        copy=False,
        exportable=False,
        export_string_translation=False,
    )

    _token_uniq = models.Constraint(
        "UNIQUE(token)", "Each question has its own personal link."
    )

    def _get_link_reader(self):
        """Return the contact to whom the link is sent."""
        self.ensure_one()
        return self.env["res.partner"]

    def _get_letter(self):
        """Return the external id of the mail template that asks this question."""
        raise NotImplementedError

    def _get_status(self):
        """Return “open” when the link still takes an answer, or why it does not."""
        raise NotImplementedError

    def _close_moot(self):
        """Withdraw what needs no answer any more, and return the others."""
        return self

    def _expire(self):
        """Do what follows when a question got no answer."""

    @api.model
    def _find(self, token):
        """Return the question of a personal link, or nothing."""
        return self.sudo().search([("token", "=", token)]) if token else self.browse()

    def _get_url(self):
        """Return the personal link, for the mail alone."""
        self.ensure_one()
        return f"{self.get_base_url()}/{self._link_path}/{self.sudo().token}"

    def _get_lang(self):
        """Return the language of the mail and of the page."""
        self.ensure_one()
        return self._get_agent_lang(self._get_link_reader())

    @api.model
    def _get_agent_lang(self, partner):
        """French agents read French, unless their contact says English.

        No other language: these letters stay in France [R7].
        """
        lang = partner.lang or ""
        return lang if lang.startswith(("fr", "en")) else self._get_house_lang()

    @api.model
    def _get_house_lang(self):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return "fr_FR" if "fr_FR" in installed else "en_US"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Nobody reads a link in a mail that still waits to be sent."""
        return dict.fromkeys(self, "write")

    # ------------------------------------------------------------
    # Asking, answering, following up
    # ------------------------------------------------------------

    def _send(self):
        """Send, or send again, the personal links; the mails are not kept once sent."""
        for letter, questions in self.grouped(lambda q: q._get_letter()).items():
            self.env.ref(letter).sudo().send_mail_batch(
                questions.ids, email_layout_xmlid=LETTER_LAYOUT
            )

    def _keep_answer(self, state, **values):
        """Write down the one answer, at once.

        Two answers at the same instant write the same row: the database lets the
        first one through, and the second is told what was answered.
        """
        today = fields.Date.context_today(self)
        self.write({"state": state, "answered_on": today, **values})
        self.flush_recordset()

    @api.model
    def _get_silent_domain(self):
        """Return the questions whose readers are to be reminded, once."""
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "waiting")
            & Domain("reminded_on", "=", False)
            & Domain("asked_on", "<=", today - timedelta(days=self._reminder_days))
            & Domain("deadline", ">=", today)
        )

    @api.model
    def _cron_follow_up(self, batch_size=100):
        """Remind once who does not answer; see to who is too late; then forget."""
        today = fields.Date.context_today(self)
        silent = self._get_silent_domain()
        late = Domain("state", "=", "waiting") & Domain("deadline", "<", today)
        old = Domain("asked_on", "<", today - timedelta(days=_DAYS_KEPT)) & Domain.OR(
            Domain(name, "!=", False) for name in self._forgotten_fields
        )
        reminded = self.search(silent, limit=batch_size)
        reminded.reminded_on = today
        asked = reminded._close_moot().filtered(lambda q: q._get_status() == "open")
        run_each(asked, lambda question: question._send())
        expired = self.search(late, limit=batch_size)
        unanswered = expired._close_moot()
        unanswered.state = "expired"
        run_each(unanswered, lambda question: question._expire())
        forgotten = self.search(old, limit=batch_size)
        forgotten.write(dict.fromkeys(self._forgotten_fields, False))
        self.env["ir.cron"]._commit_progress(
            len(reminded) + len(expired) + len(forgotten),
            remaining=sum(self.search_count(domain) for domain in (silent, late, old)),
        )
