from .common_agreement import AgreementCommon
from .common_link import LinkCommon


class SignatureLinkCommon(LinkCommon, AgreementCommon):
    """A convention of three that waits for the signatures of two partners."""

    _link_path = "cooperation/signature"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_coordinator.email = "coordinator@example.com"
        cls.funder.email = "agency@example.com"
        cls.head = cls.env["res.partner"].create(
            {
                "name": "Ada Head",
                "parent_id": cls.foreign_body.id,
                "email": "ada@example.com",
                "function": "Head of School",
                "lang": "en_US",
            }
        )
        cls.funder.lang = "en_US"
        cls.agreement = cls._create_agreement(
            name="Training of trainers",
            party_ids=[(0, 0, {"partner_id": cls.foreign_body.id})],
        )
        cls._add_article(cls.agreement)
        cls.theirs = cls.agreement.party_ids.filtered(
            lambda party: party.partner_id == cls.foreign_body
        )
        cls.theirs.contact_id = cls.head
        cls.agreement = cls._move_to(cls.agreement, "to_sign")

    def _ask(self):
        """Send the links, and return the mails by address."""
        mails = self._collect_mails(self.agreement.action_ask_signatures)
        links = [mail for mail in mails if self._link_path in mail["body"]]
        return {mail["email_to"][0]: mail for mail in links}

    def _get_signature(self, party=None):
        return self.agreement.sudo().signature_ids.filtered(
            lambda link: link.party_id == (party or self.theirs)
            and link.state == "waiting"
        )
