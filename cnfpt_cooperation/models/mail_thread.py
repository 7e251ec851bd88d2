import codecs
import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

# What machines write about themselves: RFC 3834, and what came before it.
_AUTOMATIC_PRECEDENCES = ("auto_reply", "junk")


def _read_as(part):
    """Return the character set in which the bytes of a part of a message are text."""
    try:
        (part.get_payload(decode=True) or b"").decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _creation_message(self):
        """Return the first line of a file's trace.

        Odoo's own, "%s created", agrees with no feminine name in French, and takes
        the English name of the model for what an installation creates.
        """
        if self._name.startswith("cooperation."):
            # An installation has no language in its context; its user has one.
            lang = self.env.lang or self.env.user.lang
            return self.with_context(lang=lang).env._("File created")
        return super()._creation_message()

    # ------------------------------------------------------------
    # Messages that come in
    # ------------------------------------------------------------

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Keep what a machine answers out of the requests; a thread may have it."""
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if not self._is_automatic(message):
            return routes
        kept = [route for route in routes if route[1] or not self._is_request(route)]
        if len(kept) < len(routes):
            _logger.info(
                "Automatic answer %s from %s makes no request",
                message_dict["message_id"],
                message_dict["email_from"],
            )
        return kept

    @api.model
    def _is_request(self, route):
        return route[0] == "cooperation.request"

    @api.model
    def _is_automatic(self, message):
        submitted = (message.get("Auto-Submitted") or "no").lower().strip()
        precedence = (message.get("Precedence") or "").lower().strip()
        return (
            not submitted.startswith("no")
            or precedence in _AUTOMATIC_PRECEDENCES
            or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
        )

    def _message_parse_extract_payload(
        self, message, message_dict, save_original=False
    ):
        """Read what does not say in which characters it is written, or says it wrong.

        Python gives up on a character set that does not exist, and the message with
        it; where none is named it turns every accent into a question mark.
        """
        for part in message.walk():
            if part.get_content_maintype() != "text":
                continue
            try:
                codecs.lookup(part.get_param("charset") or "")
            except (LookupError, TypeError, ValueError):
                part.set_param("charset", _read_as(part))
        return super()._message_parse_extract_payload(
            message, message_dict, save_original=save_original
        )
