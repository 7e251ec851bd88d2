from datetime import date
from itertools import product

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users

from .common import MODULE, CooperationCommon, role

_MONTHS = "cnfpt_cooperation.quiet_months"


@tagged("post_install", "-at_install")
class TestQuiet(CooperationCommon):
    """Dormant partners, silent areas, unused agreements: when, who, what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(_MONTHS, "12")
        cls.law = cls.env.ref(f"{MODULE}.area_territorial_law")
        cls.events = cls.env.ref(f"{MODULE}.area_events")

    @classmethod
    def _set_created(cls, day, *partners):
        for partner in partners:
            cls.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [day, partner.id],
            )

    def _find(self, kind, partner, **values):
        self.env.invalidate_all()
        domain = [("kind", "=", kind), ("partner_id", "=", partner.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["cooperation.quiet"].search(domain)

    def _is_quiet(self, today, *args, **values):
        """Return whether the row is among those that are quiet on `today`."""
        with freeze_time(f"{today} 12:00:00"):
            row = self._find(*args, **values)
            listed = self.env["cooperation.quiet"].search(
                [("is_quiet", "=", True), ("id", "in", row.ids)]
            )
            self.assertEqual(row.is_quiet, bool(listed))
            return row.is_quiet

    # ------------------------------------------------------------
    # The day on which a silence is too long
    # ------------------------------------------------------------

    def test_last_day_of_months(self):
        """The same day N months later, or the last one of a shorter month."""
        cases = [
            # last exchange, months, day before, day from which it is quiet
            ("2029-03-15", 12, "2030-03-14", "2030-03-15"),
            ("2028-02-29", 12, "2029-02-27", "2029-02-28"),
            ("2027-02-28", 12, "2028-02-27", "2028-02-28"),
            ("2027-08-29", 6, "2028-02-28", "2028-02-29"),
            ("2027-08-31", 6, "2028-02-28", "2028-02-29"),
            ("2029-08-31", 6, "2030-02-27", "2030-02-28"),
            ("2029-10-31", 1, "2029-11-29", "2029-11-30"),
            ("2029-12-31", 2, "2030-02-27", "2030-02-28"),
            ("2029-12-31", 12, "2030-12-30", "2030-12-31"),
        ]
        self._set_created("2020-01-01", self.foreign_body)
        request = self._create_request()
        for last, months, before, day in cases:
            with self.subTest(last=last, months=months):
                self.env["ir.config_parameter"].set_param(_MONTHS, str(months))
                request.date_received = last
                self.assertFalse(self._is_quiet(before, "partner", self.foreign_body))
                self.assertTrue(self._is_quiet(day, "partner", self.foreign_body))
                self.assertEqual(
                    self._find("partner", self.foreign_body).date_quiet,
                    date.fromisoformat(day),
                )

    def test_months_of_the_settings(self):
        with self.assertRefused(ValidationError, "after 1 to 120 months"):
            self.env["res.config.settings"].create({"cooperation_quiet_months": 0})
        with Form(self.env["res.config.settings"]) as form:
            form.cooperation_quiet_months = 6
        form.record.execute()
        self._create_request(date_received="2030-01-10")
        self.assertFalse(self._is_quiet("2030-07-09", "partner", self.foreign_body))
        self.assertTrue(self._is_quiet("2030-07-10", "partner", self.foreign_body))
        self.env["ir.config_parameter"].set_param(_MONTHS, "; DROP TABLE res_users")
        self.assertEqual(self.env["cooperation.quiet"]._get_months(), 12)

    def test_months_of_areas_are_twelve(self):
        """The setting is for partners only."""
        self.env["ir.config_parameter"].set_param(_MONTHS, "3")
        agreement = self._create_active_agreement(date_end="2039-12-31")
        agreement._guarded_write({"area_ids": self.law.ids})
        for kind in ("area", "agreement"):
            self.assertFalse(self._is_quiet("2030-12-31", kind, self.funder))
            self.assertTrue(self._is_quiet("2031-01-01", kind, self.funder))

    # ------------------------------------------------------------
    # What is an exchange
    # ------------------------------------------------------------

    def test_never_heard_of(self):
        """A body counts from the day on which it was entered."""
        self._set_created("2029-05-31 10:00:00", self.foreign_body)
        self.assertFalse(self._is_quiet("2030-05-30", "partner", self.foreign_body))
        self.assertTrue(self._is_quiet("2030-05-31", "partner", self.foreign_body))
        row = self._find("partner", self.foreign_body)
        self.assertFalse(row.date_last)
        self.assertEqual(row.step, "contact")
        self.assertIn("introduce the Mission", row.suggestion)

    def test_only_bodies_that_we_work_with(self):
        person = self.env["res.partner"].create({"name": "A person"})
        company = self.env["res.partner"].create(
            {"name": "A supplier", "is_company": True}
        )
        inet = self.env.ref(f"{MODULE}.partner_inet")
        for partner in (person, company, inet):
            self.assertFalse(self._find("partner", partner))
        self._create_request(partner_id=company.id)
        self.assertTrue(self._find("partner", company))
        self.foreign_body.date_ceased = "2030-01-01"
        with freeze_time("2029-12-31 12:00:00"):
            self.assertTrue(self._find("partner", self.foreign_body))
        with freeze_time("2030-01-01 12:00:00"):
            self.assertFalse(self._find("partner", self.foreign_body))
        self.foreign_body.date_ceased = False
        self.foreign_body.active = False
        self.assertFalse(self._find("partner", self.foreign_body))

    def test_each_sort_of_exchange(self):
        """Whatever passed last is the last exchange, by its last day."""
        self._set_created("2020-01-01", self.foreign_body, self.funder)
        office = self.env["res.partner"].create(
            {"name": "Its office", "parent_id": self.foreign_body.id, "type": "other"}
        )

        def last():
            return fields.Date.to_string(
                self._find("partner", self.foreign_body).date_last
            )

        request = self._create_request(partner_id=office.id, date_received="2029-01-05")
        self.assertEqual(last(), "2029-01-05")
        visit = self._create_visit(date_start="2029-02-01", date_end="2029-02-03")
        self.assertEqual(last(), "2029-01-05", "A draft does not count.")
        self.env.cr.execute(
            "UPDATE cooperation_visit SET state = 'planned' WHERE id = %s", [visit.id]
        )
        self.assertEqual(last(), "2029-02-03")
        mission = self._create_mission(
            partner_id=self.funder.id,
            beneficiary_ids=self.foreign_body.ids,
            date_start="2029-03-01",
            date_end="2029-03-04",
        )
        for state, expected in (
            ("cancelled", "2029-02-03"),
            ("scoped", "2029-03-04"),
            ("closed", "2029-03-04"),
        ):
            self.env.cr.execute(
                "UPDATE cooperation_mission SET state = %s WHERE id = %s",
                [state, mission.id],
            )
            self.assertEqual(last(), expected)
        self._create_active_agreement(
            partner_id=self.foreign_body.id,
            kind="engagement_letter",
            date_start="2029-04-01",
        )
        self.assertEqual(last(), "2029-04-01")
        with freeze_time("2029-05-02 10:00:00"):
            self.foreign_body.message_post(body="A note of ours")
            self.assertEqual(last(), "2029-04-01")
            self.foreign_body.message_post(body="A mail", message_type="email")
        self.assertEqual(last(), "2029-05-02")
        row = self._find("partner", self.foreign_body)
        self.assertEqual(row.res_model, "res.partner")
        self.assertEqual(row.res_id, self.foreign_body.id)
        self.env.cr.execute(
            "UPDATE cooperation_request SET state = 'cancelled', "
            "date_received = '2029-06-06' WHERE id = %s",
            [request.id],
        )
        self.assertEqual(last(), "2029-05-02", "What was withdrawn does not count.")

    def test_what_is_to_come_breaks_the_silence(self):
        self._set_created("2020-01-01", self.foreign_body)
        visit = self._create_visit(date_start="2031-02-01", date_end="2031-02-03")
        self.assertTrue(self._is_quiet("2030-06-01", "partner", self.foreign_body))
        self.env.cr.execute(
            "UPDATE cooperation_visit SET state = 'planned' WHERE id = %s", [visit.id]
        )
        self.assertFalse(self._is_quiet("2030-06-01", "partner", self.foreign_body))
        with freeze_time("2030-06-01"):
            row = self._find("partner", self.foreign_body)
            self.assertEqual(row.months_quiet, 0)

    # ------------------------------------------------------------
    # Agreements and their areas
    # ------------------------------------------------------------

    def test_areas_and_agreement(self):
        agreement = self._create_active_agreement(date_end="2039-12-31")
        agreement._guarded_write({"area_ids": (self.law | self.events).ids})
        visit = self._create_visit(
            agreement_id=agreement.id,
            area_id=self.law.id,
            date_start="2030-06-01",
            date_end="2030-06-03",
        )
        self.env.cr.execute(
            "UPDATE cooperation_visit SET state = 'done' WHERE id = %s", [visit.id]
        )
        quiet = {"area_id": self.law.id}
        self.assertFalse(self._is_quiet("2031-06-02", "area", self.funder, **quiet))
        self.assertTrue(self._is_quiet("2031-06-03", "area", self.funder, **quiet))
        other = {"area_id": self.events.id}
        self.assertTrue(self._is_quiet("2031-01-01", "area", self.funder, **other))
        self.assertFalse(self._is_quiet("2031-06-02", "agreement", self.funder))
        self.assertTrue(self._is_quiet("2031-06-03", "agreement", self.funder))
        agreement._guarded_write({"state": "terminated"})
        for kind in ("area", "agreement"):
            self.assertFalse(self._find(kind, self.funder))

    # ------------------------------------------------------------
    # The next step
    # ------------------------------------------------------------

    @users("officer_test")
    def test_steps(self):
        self._set_created("2020-01-01", self.foreign_body)
        request = self._create_request(date_received="2029-01-05")
        row = self._find("partner", self.foreign_body)
        self.assertEqual(row.step, "answer")
        self.assertEqual(row.subject, request.display_name)
        self.assertIn("Answer this request", row.suggestion)
        self.assertEqual(row.action_open_last()["res_id"], request.id)
        request.action_cancel()
        self.assertEqual(self._find("partner", self.foreign_body).step, "contact")
        with freeze_time("2030-10-01"):
            agreement = self._create_active_agreement(
                partner_id=self.foreign_body.id, kind="engagement_letter"
            )
            row = self._find("partner", self.foreign_body)
            self.assertEqual(row.step, "invite")
            self.assertIn(agreement.reference, row.suggestion)
            row = self._find("agreement", self.foreign_body)
            self.assertEqual(row.step, "review", "It ends within six months.")
            self.assertIn("12/31/2030", row.suggestion)

    @users("officer_test")
    def test_create_from_there(self):
        agreement = self._create_active_agreement(date_end="2039-12-31")
        agreement._guarded_write({"area_ids": (self.law | self.events).ids})
        row = self._find("area", self.funder, area_id=self.law.id)
        action = row.action_create_visit()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(form.partner_id, self.funder)
        self.assertEqual(form.agreement_id, agreement)
        self.assertEqual(form.area_id, self.law)
        action = row.action_create_mission()
        self.assertEqual(action["res_model"], "cooperation.request")
        action = row.action_create_request()
        self.assertEqual(action["context"]["default_partner_id"], self.funder.id)
        self.assertNotIn("default_agreement_id", action["context"])

    @freeze_time("2031-03-04 10:00:00")
    @users("officer_test")
    def test_plan_contact(self):
        """One click; an officer, who does not write agreements, calls the body."""
        self._create_active_agreement()
        row = self._find("agreement", self.funder)
        self.assertEqual(row.step, "review", "It ended last year.")
        row.action_plan_contact()
        activity = self.funder.activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        self.assertIn("Test convention", activity.note)
        row = self._find("agreement", self.funder)
        self.assertTrue(row.is_planned)
        self.assertEqual(row.step, "review", "What there is to do is still said.")
        activity.action_feedback(feedback="They want a visit in spring.")
        row = self._find("partner", self.funder)
        self.assertEqual(row.date_last, fields.Date.today(), "A call is an exchange.")

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    def _remind(self, day):
        self.env.invalidate_all()
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.ir_cron_quiet_remind").method_direct_trigger()

    def test_reminder_once(self):
        officer = new_test_user(self.env, "in_charge", role("officer"))
        self._set_created("2020-01-01", self.foreign_body)
        self._create_request(date_received="2029-01-05", user_id=officer.id)
        self._remind("2030-01-04")
        self.assertFalse(self.foreign_body.activity_ids)
        self._remind("2030-01-05")
        activity = self.foreign_body.activity_ids
        self.assertEqual(activity.user_id, officer)
        self.assertEqual(activity.date_deadline, date(2030, 1, 12))
        self.assertIn("12 months ago", activity.note)
        self._remind("2030-01-12")
        self._remind("2030-01-19")
        self.assertEqual(self.foreign_body.activity_ids, activity)
        with freeze_time("2030-01-20 10:00:00"):
            activity.with_user(officer).action_feedback(feedback="No answer.")
        self._remind("2030-12-31")
        self.assertFalse(self.foreign_body.activity_ids)
        self._remind("2031-01-20")
        self.assertEqual(len(self.foreign_body.activity_ids), 1)

    def test_nobody_in_charge(self):
        self._set_created("2020-01-01", self.foreign_body)
        self.foreign_body.user_id = False
        self._remind("2030-01-05")
        self.assertFalse(self.foreign_body.activity_ids)
        gone = new_test_user(self.env, "gone", role("officer"))
        self._create_request(date_received="2029-01-05", user_id=gone.id)
        gone.active = False
        self._remind("2030-01-05")
        self.assertFalse(self.foreign_body.activity_ids)

    def test_one_who_cannot_be_reminded_holds_up_no_other(self):
        self._set_created("2031-01-31", self.funder)
        bad, good = (
            self._create_active_agreement(name=name, date_end="2039-12-31")
            for name in ("Bad", "Good")
        )
        self._create_request(partner_id=self.funder.id, date_received="2031-01-30")
        rows = self.registry["cooperation.quiet"]
        remind = rows._remind

        def fail(group):
            if group.agreement_id == bad:
                raise ValueError("A bad record")
            return remind(group)

        self.patch(rows, "_remind", fail)
        with self.assertLogs("odoo.addons.cnfpt_cooperation.tools.batches", "ERROR"):
            self._remind("2031-02-01")
        self.assertFalse(bad.activity_ids)
        self.assertTrue(good.activity_ids)

    def test_one_activity_for_all_areas(self):
        """Whoever follows an agreement gets one activity that names what is silent."""
        coordinator = self.user_coordinator
        self._create_visit(date_start="2032-01-01", date_end="2032-01-01")
        agreement = self._create_active_agreement(
            date_end="2039-12-31", user_id=coordinator.id
        )
        agreement._guarded_write({"area_ids": (self.law | self.events).ids})
        request = self._create_request(
            partner_id=self.funder.id, date_received="2031-01-30"
        )
        self.assertTrue(request)
        self._remind("2031-02-01")
        activity = agreement.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, coordinator)
        self.assertFalse(self.funder.activity_ids)
        self.assertIn("Test convention", activity.note)

    def test_reminder_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        officer = new_test_user(self.env, "lecteur", role("officer"), lang="fr_FR")
        self._set_created("2020-01-01", self.foreign_body)
        self._create_request(date_received="2029-01-05", user_id=officer.id)
        self._remind("2030-01-05")
        self.assertIn("05/01/2029", self.foreign_body.activity_ids.note)


@tagged("post_install", "-at_install")
class TestMonths(CooperationCommon):
    """The calendar of the database is the calendar of Python."""

    def test_all_days_of_five_years(self):
        """Four years and the leap day, with 1 to 24 months."""
        start = date(2027, 1, 1)
        days = [start + relativedelta(days=number) for number in range(365 * 5)]
        self.env.cr.execute(
            "SELECT d::date, n, (d::date + make_interval(months => n))::date "
            "FROM generate_series(%s::date, %s::date, '1 day') d, "
            "generate_series(1, 24) n",
            [days[0], days[-1]],
        )
        found = {(day, months): end for day, months, end in self.env.cr.fetchall()}
        for day, months in product(days, range(1, 25)):
            self.assertEqual(
                found[day, months], day + relativedelta(months=months), (day, months)
            )
