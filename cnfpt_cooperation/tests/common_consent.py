import re

from odoo.addons.mail.tests.common import MockEmail

from .common_expertise import ExpertiseCommon


class ConsentCommon(MockEmail, ExpertiseCommon):
    """An expert of a city proposed for a mission, and mails that are really written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.city.email = "mayor@example.com"
        cls.user_coordinator.email = "coordinator@example.com"
        cls.expert = cls._create_active_expert("Amina Test")
        cls.mission = cls._create_funded_mission(name="Budget of Sfax", city="Sfax")
        cls.assignment = cls._as_coordinator(
            cls._create_assignment(cls.mission, cls.expert)
        )

    def _press(self, action, assignment=None):
        """Press a button and let the mails go; return those that went."""
        return self._collect_mails(getattr(assignment or self.assignment, action))

    def _collect_mails(self, run):
        """Return the mails that `run` sends, as they leave."""
        queue = self.env["mail.mail"].sudo()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            queue.process_email_queue()
            before = len(self._mails)
            run()
            queue.process_email_queue()
            return self._mails[before:]

    def _get_link(self, mail):
        """Return the path of the personal link, read in the mail as it left."""
        links = re.findall(r'href="[^"]*(/cooperation/answer/[^"/]+)"', mail["body"])
        self.assertEqual(len(links), 1)
        return links[0]

    def _get_consent(self, path):
        consents = self.env["cooperation.assignment.consent"]
        return consents._find(path.rpartition("/")[2])
