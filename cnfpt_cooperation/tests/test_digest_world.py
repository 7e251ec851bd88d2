from datetime import date, timedelta

from lxml import html

from odoo.tests import freeze_time, tagged

from ..tools.measures import MEASURES, format_value
from .common import MODULE
from .common_link import LinkCommon
from .common_oracle import get_previous
from .common_world import WorldCommon

SEED = 6
# Mondays, firsts of the month and others, on both sides of New Years.
DAYS = (date(2016, 1, 4), date(2019, 1, 1), date(2020, 12, 28), date(2021, 1, 4))
HOSTING = {"visits", "visitors", "internships", "training_sessions", "trainees"}


@tagged("post_install", "-at_install")
class TestDigestWorld(LinkCommon, WorldCommon):
    """In a random world, each number of a digest is that of plain Python, and opens
    the rows that make it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["digest.digest"].search([]).user_ids = False
        cls.oracle = cls._create_world(SEED, visit=150, training=60, mission=80)

    def _get_periods(self, choice, today):
        """Say the last whole week or month, the one before, the year so far."""
        if choice == "weekly":
            end = today - timedelta(days=today.weekday() + 1)
            start = end - timedelta(days=6)
        else:
            end = today.replace(day=1) - timedelta(days=1)
            start = end.replace(day=1)
        return [
            (start, end),
            get_previous(start, end),
            (date(end.year, 1, 1), end),
        ]

    def _expect(self, periods, code):
        rows = [
            self.oracle.search([("period", ">=", start), ("period", "<=", end)])
            for start, end in periods
        ]
        return [self.oracle.total(found, code) for found in rows]

    def _send(self, choice, user, today):
        """Return the page of the mail that the daily job writes to a reader."""
        digest = self.env.ref(f"{MODULE}.digest_{choice}")
        user.email = f"{user.login}@example.com"
        digest.user_ids = user
        digest.next_run_date = today
        others = self.env["digest.digest"].search([("id", "!=", digest.id)])
        others.next_run_date = date(2040, 1, 1)
        (mail,) = self._collect_mails(digest._cron_send_digest_email)
        return html.document_fromstring(mail["body"])

    def _assert_page(self, page, periods, measures):
        env = self.env(user=self.user_direction)
        shown = set()
        for row in page.xpath("//tr[@data-measure]"):
            code = row.get("data-measure")
            shown.add(code)
            texts = ["".join(cell.itertext()).split("(") for cell in row.xpath("td")]
            expected = self._expect(periods, code)
            self.assertEqual(
                [text[0].strip() for text in texts],
                [format_value(env, code, value).strip() for value in expected],
                (code, periods),
            )
            links = [cell.xpath("a/@href") for cell in row.xpath("td")]
            self.assertEqual(
                [bool(link) for link in links],
                [value is not None for value in expected],
                (code, periods),
            )
        told = {code for code in measures if any(self._expect(periods, code))}
        self.assertLessEqual(told, shown)
        self.assertLessEqual(shown, set(measures))

    def test_digests(self):
        for choice in ("weekly", "monthly"):
            for today in DAYS:
                with self.subTest(choice=choice, today=today), freeze_time(today):
                    page = self._send(choice, self.user_direction, today)
                    periods = self._get_periods(choice, today)
                    self._assert_page(page, periods, MEASURES)

    def test_officers_read_what_they_host(self):
        today = date(2019, 1, 1)
        with freeze_time(today):
            page = self._send("monthly", self.user_officer, today)
        self._assert_page(page, self._get_periods("monthly", today), HOSTING)
