import codecs
import logging

from markupsafe import Markup

from odoo import api, models
from odoo.tools.misc import format_decimalized_number

from ..tools.filetype import PUT_ASIDE, explain_refusal_of_file

_logger = logging.getLogger(__name__)

# What machines write about themselves: RFC 3834, and what came before it.
_AUTOMATIC_PRECEDENCES = ("auto_reply", "junk")
_LARGEST_FILE = 25 * 1024 * 1024


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
        """Keep what a machine answers out of the requests; a thread may have it.

        PostgreSQL takes no NUL, and a title that holds one would lose its message.
        """
        if "\0" in (message_dict.get("subject") or ""):
            message_dict["subject"] = message_dict["subject"].replace("\0", "")
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

    # ------------------------------------------------------------
    # Attachments that come in
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Take a message whose attachments are not what they say, without them."""
        refused = self._sift_attachments(msg_dict)
        record = super().message_new(msg_dict, custom_values)
        record._log_refused_files(refused)
        return record

    def message_update(self, msg_dict, update_vals=None):
        """Take an answer into the thread, whatever its attachments and its file."""
        refused = self._sift_attachments(msg_dict)
        result = super().message_update(msg_dict, update_vals)
        self._log_refused_files(refused)
        return result

    @api.model
    def _sift_attachments(self, msg_dict):
        """Put aside the attachments that are not what they say; return the reasons.

        They stay with the file under a name that opens nothing; a file that is
        too large stays in the mailbox.
        """
        kept, reasons = [], []
        if not self._name.startswith("cooperation."):
            return reasons
        for attachment in msg_dict.get("attachments") or ():
            name, content, *info = attachment
            data = content.encode() if isinstance(content, str) else content
            if not isinstance(data, bytes):  # a message in a message
                kept.append(attachment)
                continue
            reason = explain_refusal_of_file(self.env, name, data)
            if len(data) > _LARGEST_FILE:
                reasons.append(
                    self.env._(
                        "“%(file)s” (%(size)sB) is larger than the %(limit)sB that a "
                        "file takes: ask the sender for a link.",
                        file=name,
                        size=format_decimalized_number(len(data)),
                        limit=format_decimalized_number(_LARGEST_FILE),
                    )
                )
                continue
            if reason:
                put_aside = f"{name}.{PUT_ASIDE}"
                reasons.append(
                    self.env._(
                        "%(reason)s It is kept aside as “%(name)s”.",
                        reason=reason,
                        name=put_aside,
                    )
                )
                attachment = (put_aside, content, *info)
            kept.append(attachment)
        msg_dict["attachments"] = kept
        return reasons

    def _log_refused_files(self, reasons):
        if reasons:
            items = Markup().join(Markup("<li>%s</li>") % reason for reason in reasons)
            self._message_log(
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (self.env._("Not all the attachments were taken:"), items)
            )
