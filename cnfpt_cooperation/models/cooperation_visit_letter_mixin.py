import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..report import wording

_MODULE = "cnfpt_cooperation"
# What goes with each letter, in order.
_ENCLOSURES = {
    "mail_template_visit_programme": ("programme", "calendar"),
    "mail_template_visit_brief": ("report_visit_brief", "report_visit_participants"),
    "mail_template_visit_thanks": ("report_visit_thanks", "certificates"),
}


class CooperationVisitLetterMixin(models.AbstractModel):
    """What is sent about a visit, to whom, in which language, with which papers."""

    _name = "cooperation.visit.letter.mixin"
    _description = "Letters of a Visit"
    _inherit = ["cooperation.printed.mixin"]

    calendar_file = fields.Binary(
        compute="_compute_calendar_file",
        exportable=False,
        export_string_translation=False,
    )
    contact_file = fields.Binary(
        compute="_compute_contact_file",
        exportable=False,
        export_string_translation=False,
    )

    # ------------------------------------------------------------
    # Files for calendars and address books
    # ------------------------------------------------------------

    def _compute_calendar_file(self):
        for visit in self:
            visit.calendar_file = base64.b64encode(visit._get_calendar_file())

    def _compute_contact_file(self):
        for visit in self:
            visit.contact_file = base64.b64encode(visit._get_contact_file())

    def _get_calendar_file(self, partner=None):
        """Return the programme for calendars, in the delegation's language.

        :param partner: a speaker or host, whose own sessions only are wanted; worded
            in French, then
        """
        self.ensure_one()
        lang = "fr_FR" if partner else self._get_lang()
        file = self.env["cooperation.visit.calendar.file"].with_context(lang=lang)
        return file._write_file(self.with_context(lang=lang), partner)

    def _get_contact_file(self):
        """Return the cards of the delegates who can be reached (vCard 3.0)."""
        self.ensure_one()
        cards = [
            delegate._build_contact_card()
            for delegate in self.delegate_ids
            if delegate.partner_id or email_normalize(delegate.email)
        ]
        return b"".join(card.serialize().encode() for card in cards)

    def action_download_calendar(self):
        """Download the programme for calendars.

        :raise UserError: no session is written
        """
        self.ensure_one()
        if not self._get_programme_sessions():
            raise UserError(
                self.env._(
                    "Write at least one session in the programme of “%(visit)s”.",
                    visit=self.display_name,
                )
            )
        return self._download("calendar_file", "ics", "text/calendar")

    def action_download_contacts(self):
        """Download the cards of the delegates.

        :raise UserError: none of them can be reached
        """
        self.ensure_one()
        if not self._get_contact_file():
            raise UserError(
                self.env._(
                    "No delegate of “%(visit)s” has a contact or an e-mail address.",
                    visit=self.display_name,
                )
            )
        return self._download("contact_file", "vcf", "text/vcard")

    # ------------------------------------------------------------
    # Papers
    # ------------------------------------------------------------

    def _get_paper_name(self, title):
        """A programme says which version it is."""
        name = super()._get_paper_name(title)
        version = title == "Programme" and self._get_current_programme_version()
        return f"{name} v{version.number}" if version else name

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _get_letter_recipient(self):
        """Return the contact to whom one writes: the head, else who asked, or the body.

        The head of the delegation may be known by an address only.
        """
        self.ensure_one()
        candidates = (
            self.head_delegate_id.partner_id,
            self.request_id.contact_id,
            self.partner_id,
        )
        for partner in candidates:
            if partner.email:
                return partner
        return self.env["res.partner"]

    def _get_letter_email(self):
        """Return the address of who is no contact: the head, else who asked."""
        self.ensure_one()
        head = self.head_delegate_id
        if not head.partner_id.email and email_normalize(head.email):
            return head.email
        if self._get_letter_recipient():
            return ""
        return self.request_id.email_from or ""

    def _is_letter_right_to_left(self):
        """Return whether the letters to the delegation are written so."""
        self.ensure_one()
        return wording.is_right_to_left(self._get_lang())

    def action_send(self):
        """Write to the delegation: its programme, or thanks once it has left.

        :raise UserError: the programme is not issued as it stands now
        """
        self.ensure_one()
        if self.state in ("done", "closed"):
            return self._open_composer("mail_template_visit_thanks")
        if self.is_programme_changed:
            raise UserError(
                self.env._(
                    "The programme of “%(visit)s” is not issued as it stands now: "
                    "issue it, then send it.",
                    visit=self.display_name,
                )
            )
        return self._open_composer("mail_template_visit_programme")

    def action_send_brief(self):
        """Write to the host structure, with its brief and the participants."""
        self.ensure_one()
        return self._open_composer("mail_template_visit_brief")

    def _process_attachments_for_template_post(self, mail_template):
        """Add to a letter the papers that go with it.

        Odoo's hook for attachments that are not reports of the template: an issued
        programme is sent as it was issued.
        """
        enclosures = _ENCLOSURES.get(
            next(
                (
                    name
                    for name in _ENCLOSURES
                    if self.env.ref(f"{_MODULE}.{name}", False) == mail_template
                ),
                "",
            )
        )
        if not enclosures:
            return {}
        return self._enclose(
            lambda visit: (
                file for name in enclosures for file in visit._get_enclosure(name)
            )
        )

    def _get_enclosure(self, enclosure):
        """Yield name and content of one enclosure, or none when there is nothing."""
        if enclosure == "programme":
            version = self._get_last_programme_version()
            if version:
                yield version.pdf_name, version._get_paper_content()
            else:
                yield self._print_paper("report_visit_programme")
        elif enclosure == "calendar":
            if self._get_programme_sessions():
                yield (
                    f"{self.reference}.ics".replace("/", "-"),
                    self._get_calendar_file(),
                )
        elif enclosure == "certificates":
            if any(self.delegate_ids.mapped("is_present")):
                yield self._print_paper("report_visit_certificate")
        else:
            yield self._print_paper(enclosure)
