from datetime import date
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg2
from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..tools.measures import MEASURES, format_value, get_label
from .common import MODULE
from .common_accessibility import AccessibilityCase
from .common_link import LinkCommon

_ACTION = f"/action-{MODULE}.cooperation_digest_sending_action_rows"


class DigestCommon(LinkCommon):
    """A Tuesday: the last week was 27 May to 2 June, the last month was May."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        digests = cls.env["digest.digest"]
        digests.search([]).user_ids = False
        cls.weekly = cls.env.ref(f"{MODULE}.digest_weekly")
        cls.monthly = cls.env.ref(f"{MODULE}.digest_monthly")
        for user in (cls.user_officer, cls.user_direction, cls.user_employee):
            user.email = f"{user.login}@example.com"
        for number, (day, people) in enumerate(
            [("2030-06-03", 1), ("2030-06-02", 2), ("2030-05-27", 4)]
            + [("2030-05-26", 8), ("2030-05-20", 16), ("2030-05-01", 32)]
            + [("2030-04-30", 64), ("2030-04-01", 128), ("2029-12-31", 256)]
        ):
            cls._load_history(
                "cooperation.visit",
                name=f"Visit {number}",
                state="done",
                partner_id=cls.foreign_body.id,
                country_id=cls.tunisia.id,
                is_own_initiative=True,
                date_start=day,
                date_end=day,
                headcount_declared=people,
            )
        cls.mission = cls._load_history(
            "cooperation.mission",
            name="Mission of the week",
            state="reported",
            partner_id=cls.foreign_body.id,
            country_id=cls.tunisia.id,
            is_own_initiative=True,
            date_start="2030-05-28",
            date_end="2030-05-30",
        )

    def _send(self, digest):
        """Return the mails that the daily job writes for one digest."""
        digest.next_run_date = fields.Date.today()
        others = self.env["digest.digest"].search([("id", "!=", digest.id)])
        others.next_run_date = date(2031, 1, 1)
        return self._collect_mails(digest._cron_send_digest_email)

    def _read(self, mail):
        """Return {measure: texts of its cells} and {measure: links} of a mail."""
        page = html.document_fromstring(mail["body"])
        rows = page.xpath("//tr[@data-measure]")
        texts = {
            row.get("data-measure"): [
                "".join(cell.itertext()).split("(")[0].strip()
                for cell in row.xpath("td")
            ]
            for row in rows
        }
        links = {row.get("data-measure"): row.xpath("td/a/@href") for row in rows}
        return texts, links


@freeze_time("2030-06-04 08:00:00")
@tagged("post_install", "-at_install")
class TestCooperationDigest(DigestCommon):
    """The figures of a week or a month, by mail, to who chose it and may read them."""

    def _choose(self, user, choice):
        user.with_user(user).write({"cooperation_digest": choice})

    def test_choice_of_each_user(self):
        user = self.user_direction
        self.assertEqual(user.cooperation_digest, "none")
        for choice in ("weekly", "monthly", "none", "weekly"):
            self._choose(user, choice)
            user.invalidate_recordset()
            self.assertEqual(user.cooperation_digest, choice)
            self.assertEqual(user in self.weekly.user_ids, choice == "weekly")
            self.assertEqual(user in self.monthly.user_ids, choice == "monthly")
        self.weekly._action_unsubscribe_users(user)
        user.invalidate_recordset()
        self.assertEqual(user.cooperation_digest, "none", "the link of the mail")
        with self.assertRefused(UserError, "give a role in Cooperation first"):
            self.user_employee.cooperation_digest = "weekly"

    @users("direction_test")
    def test_nobody_chooses_for_others(self):
        with self.assertRaises(AccessError):
            self.user_officer.with_env(self.env).cooperation_digest = "weekly"

    def test_figures_of_the_week(self):
        self._choose(self.user_direction, "weekly")
        (mail,) = self._send(self.weekly)
        self.assertEqual(mail["email_to"], [self.user_direction.email_formatted])
        texts, _links = self._read(mail)
        self.assertEqual(texts["visits"], ["2", "2", "7"])
        self.assertEqual(texts["visitors"], ["6", "24", "254"])
        self.assertEqual(texts["missions"], ["1", "–", "1"])
        self.assertNotIn("internships", texts, "nothing in any of the periods")

    def test_figures_of_the_month(self):
        self._choose(self.user_direction, "monthly")
        texts, _links = self._read(*self._send(self.monthly))
        self.assertEqual(texts["visits"], ["4", "2", "6"])
        self.assertEqual(texts["visitors"], ["60", "192", "252"])

    def test_same_totals_as_everywhere(self):
        self._choose(self.user_direction, "weekly")
        texts, _links = self._read(*self._send(self.weekly))
        report = self.env["cooperation.activity.report"]
        periods = (
            (date(2030, 5, 27), date(2030, 6, 2)),
            (date(2030, 5, 20), date(2030, 5, 26)),
            (date(2030, 1, 1), date(2030, 6, 2)),
        )
        for number, period in enumerate(periods):
            totals = report._get_totals(report._get_scope_domain(*period))[()]
            for code in MEASURES:
                if totals[code] is not None:
                    text = format_value(self.env, code, totals[code])
                    self.assertEqual(texts[code][number], text)

    def test_numbers_open_their_rows(self):
        self._choose(self.user_direction, "weekly")
        texts, links = self._read(*self._send(self.weekly))
        sendings = self.env["cooperation.digest.sending"]
        for code in ("visits", "visitors"):
            for text, link in zip(texts[code], links[code], strict=True):
                path = urlsplit(link).path
                self.assertTrue(path.endswith(_ACTION), path)
                number = int(path.split("/")[2])
                action = sendings.with_user(self.user_direction)._open_rows(number)
                rows = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(str(sum(rows.mapped(code))), text)
                with self.assertRefused(UserError, "sent to you"):
                    sendings.with_user(self.user_officer)._open_rows(number)
        for crafted in (None, "1", -1, 10**9):
            with self.assertRefused(UserError, "sent to you"):
                sendings.with_user(self.user_direction)._open_rows(crafted)

    def test_roles(self):
        """An officer reads what the dashboard of visits says, and their own lines."""
        promise = {"date_due": "2030-06-01", "made_by": "us"}
        self.env["cooperation.commitment"].create(
            [
                {"name": "Mine", "user_id": self.user_officer.id, **promise},
                {"name": "Yours", "user_id": self.user_direction.id, **promise},
            ]
        )
        for user in (self.user_officer, self.user_direction, self.user_employee):
            self.weekly._action_subscribe_users(user)
        mails = {mail["email_to"][0]: mail for mail in self._send(self.weekly)}
        self.assertEqual(
            set(mails),
            {self.user_officer.email_formatted, self.user_direction.email_formatted},
            "who has no role reads nothing",
        )
        officer = mails[self.user_officer.email_formatted]
        direction = mails[self.user_direction.email_formatted]
        self.assertEqual(set(self._read(officer)[0]), {"visits", "visitors"})
        self.assertIn("missions", self._read(direction)[0])
        self.assertIn("Mine", officer["body"])
        self.assertNotIn("Yours", officer["body"])
        self.assertIn("Mine", direction["body"])
        self.assertIn("Yours", direction["body"])

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_direction.lang = "fr_FR"
        self._choose(self.user_direction, "monthly")
        (mail,) = self._send(self.monthly)
        page = html.document_fromstring(mail["body"])
        self.assertEqual(page.get("lang"), "fr")
        self.assertIn("mai 2030", mail["subject"])
        french = self.env(context={"lang": "fr_FR"})
        labels = page.xpath("//tr[@data-measure='visits']/th/text()")
        self.assertEqual(labels, [get_label(french, "visits")])

    def test_once_whatever_starts_it(self):
        self._choose(self.user_direction, "weekly")
        self.assertEqual(len(self._send(self.weekly)), 1)
        self.assertEqual(self.weekly.next_run_date, date(2030, 6, 10))
        self.assertFalse(self._send(self.weekly), "the job ran again")
        self.weekly.action_send_manual()
        sending = self.env["cooperation.digest.sending"].search([])
        self.assertEqual(len(sending), 1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            sending.copy()
        with freeze_time("2030-06-11"):
            self.assertEqual(len(self._send(self.weekly)), 1, "another week")

    @freeze_time("2030-06-03 01:00:00")
    def test_where_it_is_sunday_still(self):
        """The week is that of the job, in Fort-de-France too."""
        self.user_direction.tz = "America/Martinique"
        self._choose(self.user_direction, "weekly")
        (mail,) = self._send(self.weekly)
        texts, _links = self._read(mail)
        self.assertEqual(texts["visits"], ["2", "2", "7"])

    def test_only_who_may_change_it_sends_it(self):
        """Not even when nobody can be written to, which leaves it as it is."""
        self._choose(self.user_direction, "weekly")
        digest = self.weekly.with_user(self.user_employee)
        with (
            patch.object(type(digest), "_send_to_reader", side_effect=ValueError),
            mute_logger("odoo.addons.cnfpt_cooperation.tools.batches"),
            self.assertRefused(AccessError, "not allowed to modify"),
        ):
            digest.action_send()

    def test_one_failure_holds_up_nobody(self):
        for user in (self.user_direction, self.user_officer):
            self._choose(user, "weekly")
        digests = self.env.registry["digest.digest"]
        render = digests._render_cooperation

        def fail(digest, user, sending):
            if user == self.user_officer:
                raise ValueError("no mail for you")
            return render(digest, user, sending)

        with mute_logger(f"odoo.addons.{MODULE}.tools.batches"):
            self.patch(digests, "_render_cooperation", fail)
            self.assertEqual(len(self._send(self.weekly)), 1)
        self.assertEqual(self.weekly.next_run_date, date(2030, 6, 4), "tried again")
        self.patch(digests, "_render_cooperation", render)
        (mail,) = self._send(self.weekly)
        self.assertEqual(mail["email_to"], [self.user_officer.email_formatted])

    def test_whole_weeks_or_months(self):
        with self.assertRefused(ValidationError, "whole weeks or whole months"):
            self.weekly.periodicity = "daily"
        self.assertEqual(self.monthly._get_next_run_date(), date(2030, 7, 1))
        with freeze_time("2030-06-10"):  # a Monday
            week = self.weekly._get_cooperation_period()
            self.assertEqual(week, (date(2030, 6, 3), date(2030, 6, 9)))
            self.assertEqual(self.weekly._get_next_run_date(), date(2030, 6, 17))

    def test_default_digest_of_odoo_is_silent(self):
        default = self.env.ref("digest.digest_digest_default")
        default.action_activate()
        self.env["digest.digest"]._silence_default_digest()
        self.assertEqual(default.state, "deactivated")
        user = self.user_officer.copy({"login": "new_test"})
        self.assertNotIn(user, default.user_ids)


@tagged("post_install", "-at_install")
class TestDigestPage(DigestCommon, AccessibilityCase):
    """The mail can be read by everybody, and its links answer."""

    def test_mail_is_accessible_and_opens_its_rows(self):
        user = self.user_direction
        user.with_user(user).cooperation_digest = "weekly"
        self.env["cooperation.commitment"].create(
            {"name": "Late promise", "date_due": "2020-06-01", "made_by": "us"}
        )
        with freeze_time("2030-06-04"):
            (mail,) = self._send(self.weekly)
        for size in ("1366x768", "390x844"):
            self.assertAccessible(mail["body"], size=size)
        self.assertAccessible(mail["body"], without_styles=True)
        path = urlsplit(self._read(mail)[1]["visitors"][0]).path
        self.browser_js(
            path,
            "console.log('test successful')",
            ready="document.querySelectorAll('.o_data_row').length === 2",
            login=user.login,
        )
