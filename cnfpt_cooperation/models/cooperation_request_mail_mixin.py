import logging
import re

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools import email_normalize, email_split, html2plaintext

from ..tools import incoming
from ..tools.limits import LONGEST_TEXT

_logger = logging.getLogger(__name__)

_LONGEST_TITLE = 200
# Kept on the request when the message is longer than a file holds.
_EXCERPT = 20_000
# Where the words that matter are: the rest is quoted mail.
_OPENING = 5_000
_SIGNATURE_LINES = 15
# A clock that is wrong by more than that is not believed.
_OLDEST_DAYS = 366
# Both take a time in proportion to the message, whatever a stranger writes in it.
_FORWARDED_FROM = re.compile(
    r"^[^\w\n]*(?:De|From|Von|Expéditeur|من)[^\S\n]*:(?P<sender>.*@.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_CID_IMAGE = re.compile(r"<img[^<>]+src=[\"']cid:[^<>]*>", re.IGNORECASE)


class CooperationRequestMailMixin(models.AbstractModel):
    """How a message becomes a request, and what is known of its sender.

    Nothing is lost: what cannot be recognised stays empty and the checklist asks for
    it; the message itself, with its attachments, is in the discussion.
    """

    _name = "cooperation.request.mail.mixin"
    _description = "Request Received by E-mail"
    _primary_email = "email_from"

    email_from = fields.Char(
        string="E-mail of the Sender",
        help="Who wrote, as the message says: the answer goes there when the request "
        "has no contact person.",
    )
    email_domain = fields.Char(
        compute="_compute_email_domain",
        store=True,
        index="btree_not_null",
        exportable=False,
        export_string_translation=False,
    )

    @api.depends("email_from", "contact_id.email", "partner_id.email")
    def _compute_email_domain(self):
        for request in self:
            address = (
                request.email_from
                or request.contact_id.email
                or request.partner_id.email
            )
            request.email_domain = incoming.get_domain(email_normalize(address))

    # ------------------------------------------------------------
    # Mail gateway
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Write down the request that a message holds."""
        # The gateway has no language of its own: that of the house.
        self = self.with_context(lang=self.env.company.partner_id.lang)
        values = {**self._get_mail_values(msg_dict), **(custom_values or {})}
        sender = values.get("email_from") or msg_dict.get("email_from")
        request = super().message_new(msg_dict, values)
        request.email_from = sender
        try:
            with self.env.cr.savepoint():
                request._acknowledge()
        except Exception:
            # A template that was badly edited does not cost us the message.
            _logger.warning("No acknowledgement of request %s", request, exc_info=True)
        return request

    @api.model
    def _get_mail_values(self, msg_dict):
        """Return the values of the request that a message holds."""
        body = str(msg_dict.get("body") or "")
        text = html2plaintext(body[:LONGEST_TEXT])
        subject = incoming.strip_prefixes(msg_dict.get("subject"))
        opening = f"{subject}\n{text[:_OPENING]}"
        start, end = incoming.guess_period(opening)
        sender = self._recognise_sender(msg_dict.get("email_from"), text)
        title = subject or self.env._(
            "Message from %(sender)s",
            sender=sender.get("email_from") or self.env._("an unknown sender"),
        )
        language = self.env["cooperation.language"].search(
            [("code", "=", incoming.guess_language(text) or "")]
        )
        return {
            "name": title[:_LONGEST_TITLE],
            "channel": "email",
            "kind": incoming.guess_kind(subject, text[:_OPENING]) or "visit",
            "date_received": self._get_received_date(msg_dict),
            "date_wanted_start": start,
            "date_wanted_end": end,
            "headcount": incoming.guess_headcount(opening),
            "language_ids": [Command.set(language.ids)],
            "description": self._get_mail_description(body, text),
            **self._recognise_country(sender, subject, text),
        }

    @api.model
    def _get_mail_description(self, body, text):
        if len(body) <= LONGEST_TEXT:
            return _CID_IMAGE.sub("", body)
        return Markup("<p>%s</p><pre>%s</pre>") % (
            self.env._("The message is long: all of it is in the discussion."),
            text[:_EXCERPT],
        )

    @api.model
    def _get_received_date(self, msg_dict):
        """Return the day of the message, as long as its clock can be believed."""
        today = fields.Date.context_today(self)
        sent = fields.Datetime.to_datetime(msg_dict.get("date"))
        day = fields.Date.context_today(self, sent) if sent else today
        return day if 0 <= (today - day).days <= _OLDEST_DAYS else today

    # ------------------------------------------------------------
    # Who, and from where
    # ------------------------------------------------------------

    @api.model
    def _recognise_sender(self, email_from, text):
        """Return the values that say who asks.

        A message that one of us forwards comes from whom it was written by. Nobody
        takes charge by e-mail, where anybody can write under anybody's name.
        """
        values = {"email_from": email_from, "user_id": False}
        address = email_normalize(email_from)
        users = self.env["res.users"].search_count(
            [("email_normalized", "=", address or ""), ("share", "=", False)], limit=1
        )
        if users:
            original = _FORWARDED_FROM.search(text)
            found = email_split(original["sender"]) if original else ()
            if not found:
                return values
            values["email_from"] = original["sender"].strip(" \t*>:")[:_LONGEST_TITLE]
            address = email_normalize(found[0])
        return {**values, **self._recognise_partner(address)}

    @api.model
    def _recognise_partner(self, address):
        """Return the requester, and the contact person when it is known."""
        Partner = self.env["res.partner"]
        contact = Partner.search(
            [("email_normalized", "=", address or ""), ("partner_share", "=", True)],
            order="is_company, id",
            limit=1,
        )
        body = contact.commercial_partner_id
        if not body.is_company:
            body = self._find_body_of_domain(incoming.get_domain(address)) or body
        return {
            "partner_id": body.id,
            "contact_id": (contact - body).id,
        }

    @api.model
    def _find_body_of_domain(self, domain):
        """Return the one body whose address or site is under `domain`, if any."""
        for name in incoming.get_body_domains(domain) if domain else ():
            bodies = self.env["res.partner"].search(
                [
                    "|",
                    ("email_normalized", "=like", f"%@{name}"),
                    *("|", ("website", "=ilike", f"%//{name}%")),
                    ("website", "=ilike", f"%//www.{name}%"),
                ]
            )
            found = bodies.commercial_partner_id.filtered("is_company")
            if found:
                return found if len(found) == 1 else found.browse()
        return self.env["res.partner"]

    @api.model
    def _recognise_country(self, sender, subject, text):
        """Add the country to what is known of the sender, when something says it."""
        body = self.env["res.partner"].browse(sender.get("partner_id"))
        if body.country_id and not body.country_id._is_french():
            return sender
        domain = (email_normalize(sender["email_from"]) or "").rpartition("@")[2]
        signature = "\n".join(text.strip().splitlines()[-_SIGNATURE_LINES:])
        names = self._get_foreign_names()
        country = (
            self._find_country(subject, names)
            or self._find_country_of_domain(domain)
            or self._find_country(signature, names)
        )
        return {**sender, "country_id": country.id} if country else sender

    @api.model
    def _get_foreign_names(self):
        """Return the foreign countries by the names that people write."""
        names = {}
        for lang in ("fr_FR", "en_US"):
            countries = self.env["res.country"].with_context(lang=lang)
            for country in countries.search([("is_french_territory", "=", False)]):
                if country.code != "FR":
                    names[incoming.plain(country.name).replace("’", "'")] = country
        return names

    @api.model
    def _find_country(self, text, names):
        found = incoming.find_names(text.replace("’", "'"), names)
        countries = self.env["res.country"].union(*found)
        return countries if len(countries) == 1 else countries.browse()

    @api.model
    def _find_country_of_domain(self, domain):
        country = self.env["res.country"].search(
            [("code", "=", incoming.get_country_code(domain) or "")]
        )
        return country.filtered(lambda country: not country._is_french())
