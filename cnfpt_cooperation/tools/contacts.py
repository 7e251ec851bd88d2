"""Which recorded contact a person of a list is, or may be."""

from .names import NameIndex, fold


class ContactBook:
    """Contacts among which to find a person by address, by name, or nearly."""

    def __init__(self, contacts):
        """Index `contacts`, records of `res.partner` that are people."""
        self._by_email = {}
        for contact in contacts:
            if contact.email_normalized:
                self._by_email.setdefault(contact.email_normalized, contact)
        self._names = NameIndex((contact.name, contact) for contact in contacts)

    def find(self, name, email, body):
        """Return how a person was recognised and the contact.

        :param body: record of the body of the person, maybe empty
        :returns: `email`, `name` or `likely` with a contact, or None twice
        """
        if email and (contact := self._by_email.get(email.lower())):
            return "email", contact
        for same in (True, False):
            found = self._names.get_same(name) if same else self._names.get_likely(name)
            if found:
                at_body = [c for c in found if body and c.parent_id == body]
                certain = same and (at_body or (len(found) == 1 and not body))
                return "name" if certain else "likely", (at_body or found)[0]
        return None, None


class BodyBook:
    """Bodies by name, by former name or acronym, or nearly."""

    def __init__(self, bodies, aliases):
        """Index `bodies`, records of `res.partner`, and their `aliases`."""
        names = [(body.name, body) for body in bodies]
        names += [(alias.name, alias.partner_id) for alias in aliases]
        self._names = NameIndex(names)
        self._folded = {fold(body.name): body for body in bodies}

    def find(self, name):
        """Return the body of that name, and the one whose name looks like it."""
        if not name:
            return None, None
        found = self._folded.get(fold(name)) or next(
            iter(self._names.get_same(name)), None
        )
        return found, found or next(iter(self._names.get_likely(name)), None)
