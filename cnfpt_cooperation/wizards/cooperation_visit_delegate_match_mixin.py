from odoo import models

from ..tools.contacts import BodyBook, ContactBook
from ..tools.names import NameIndex, fold, get_key

# Contacts of the country and without a country are compared; no more than these.
_MOST_CONTACTS = 20_000


class CooperationVisitDelegateMatchMixin(models.AbstractModel):
    """The people of a list against who is recorded.

    As many queries for one line as for three hundred.
    """

    _name = "cooperation.visit.delegate.match.mixin"
    _description = "Delegates Matched with Contacts"

    def _prepare_lines(self, delegates):
        """Return the values of the lines, matched with contacts, bodies, languages."""
        book = self._get_body_book(delegates)
        found = [book.find(delegate.body) for delegate in delegates]
        bodies = self.env["res.partner"].union(*(body for body, _ in found if body))
        contacts = self._get_contact_book(delegates, bodies)
        languages = self._get_languages()
        doubles = self._get_doubles(delegates)
        lines = []
        for sequence, (delegate, (body, likely_body)) in enumerate(
            zip(delegates, found, strict=True)
        ):
            values = {
                "sequence": sequence,
                "civility": delegate.civility,
                "name": delegate.name,
                "function": delegate.function,
                "body_name": delegate.body,
                "body_id": body.id if body else False,
                "email": delegate.email,
                "language_id": languages.get(fold(delegate.language)),
                "is_head": delegate.is_head,
                "is_kept": not any(certain for certain, _note in doubles[sequence]),
                **self._match_contact(contacts, delegate, body),
            }
            notes = [values.pop("note", None), *self._get_oddities(delegate)]
            if likely_body and not body:
                notes.append(self._get_likely_sentence(delegate.body, likely_body))
            elif delegate.body and not body:
                notes.append(self.env._("New body."))
            notes += [note for _certain, note in doubles[sequence]]
            lines.append({**values, "note": " ".join(filter(None, notes))})
        return lines

    def _match_contact(self, contacts, delegate, body):
        how, contact = contacts.find(delegate.name, delegate.email, body)
        if not how:
            return {"contact_choice": "new"}
        values = {"contact_choice": "link", "partner_id": contact.id}
        if how == "likely":
            # Neither joined nor doubled by itself: somebody has to look.
            values["contact_choice"] = "none"
            values["note"] = self._get_likely_sentence(delegate.name, contact)
        return values

    def _get_likely_sentence(self, name, record):
        return self.env._(
            "“%(name)s” is likely “%(record)s”.",
            name=name,
            record=record.display_name,
        )

    def _get_oddities(self, delegate):
        if delegate.note == "long":
            yield self.env._(
                "Line %(line)s is too long for a name.", line=delegate.line
            )
        elif delegate.note == "email":
            yield self.env._("Its e-mail address cannot be read.")

    def _get_doubles(self, delegates):
        """Return, for each person, who it may be: certain or only likely, and a note.

        Those who are in the delegation already, and those who come earlier in the list.
        """
        there = self.visit_id.delegate_ids
        known = NameIndex((delegate.name, delegate.name) for delegate in there)
        emails = {(delegate.email or "").lower() for delegate in there} - {""}
        seen, doubles = {}, []
        for delegate in delegates:
            key, email = get_key(delegate.name), delegate.email.lower()
            notes = []
            if known.get_same(delegate.name) or (email and email in emails):
                notes.append((True, self.env._("Already in the delegation.")))
            elif likely := known.get_likely(delegate.name):
                note = self.env._(
                    "Looks like “%(name)s”, already there.", name=likely[0]
                )
                notes.append((False, note))
            if earlier := seen.get(key) or (email and seen.get(email)):
                note = self.env._("Twice in the list: see line %(line)s.", line=earlier)
                notes.append((True, note))
            for mark in filter(None, (key, email)):
                seen.setdefault(mark, delegate.line)
            doubles.append(notes)
        return doubles

    def _get_like_sentence(self, name):
        return self.env._("Looks like “%(name)s”, already there.", name=name)

    def _get_body_book(self, delegates):
        names = list({delegate.body for delegate in delegates if delegate.body})
        folded = set(map(fold, names))
        visit = self.visit_id
        partners = self.env["res.partner"]
        bodies = partners.search_fetch(
            [
                ("is_company", "=", True),
                "|",
                ("name", "in", names),
                "|",
                ("id", "in", visit.visiting_body_ids.ids),
                ("country_id", "=", visit.country_id.id),
            ],
            ["name", "country_id"],
            limit=_MOST_CONTACTS,
        )
        aliases = self.env["cooperation.partner.alias"].search_fetch(
            [("partner_id", "any", [("is_company", "=", True)])], ["name", "partner_id"]
        )
        mine = aliases.filtered(
            lambda alias: (alias.partner_id in bodies or fold(alias.name) in folded)
        )
        return BodyBook(bodies, mine)

    def _get_contact_book(self, delegates, bodies):
        emails = [delegate.email.lower() for delegate in delegates if delegate.email]
        bodies |= self.visit_id.visiting_body_ids
        people = self.env["res.partner"].search_fetch(
            [
                ("is_company", "=", False),
                "|",
                ("email_normalized", "in", emails),
                "|",
                ("parent_id", "in", bodies.ids),
                ("country_id", "in", (self.visit_id.country_id.id, False)),
            ],
            ["name", "email_normalized", "parent_id"],
            limit=_MOST_CONTACTS,
        )
        return ContactBook(people)

    def _get_languages(self):
        """Return the working languages by their code and their name, in three ways."""
        languages = self.env["cooperation.language"].search([("code", "!=", False)])
        return {
            fold(text): language.id
            for lang in {"en_US", "fr_FR", self.env.lang or "en_US"}
            for language in languages.with_context(lang=lang)
            for text in (language.name, language.code)
        }
