import re

from odoo.addons.mail.tests.common import MockEmail

from .common_expertise import ExpertiseCommon


class LinkCommon(MockEmail, ExpertiseCommon):
    """Mails that are really written, and the personal links that stand in them."""

    _link_path = ""

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
        links = re.findall(rf'href="[^"]*(/{self._link_path}/[^"/]+)"', mail["body"])
        self.assertEqual(len(links), 1)
        return links[0]
