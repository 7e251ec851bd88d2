from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_cooperation_activity_report import ActivityReportCommon

REPORT = "cooperation.activity.report"
CLOSED = "2030 has been closed since 01/10/2031"


@tagged("post_install", "-at_install")
class TestClosedYear(ActivityReportCommon):
    """What counts in a closed year neither enters, leaves nor changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theme = cls.env["cooperation.theme"].create({"name": "Theme of 2030"})
        cls.programme = cls.env["cooperation.programme"].create({"name": "Of 2030"})
        cls.visit = cls._create_past_visit(state="done")
        cls.later = cls._create_past_visit(
            state="done", date_start="2031-02-03", date_end="2031-02-04"
        )
        cls.mission = cls._create_past_mission(
            state="reported", date_start="2030-12-30", date_end="2031-01-03"
        )
        cls.expert = cls._create_expert()
        cls.assignment = cls._create_past_assignment(
            cls.mission, cls.expert, state="ordered"
        )
        cls._create_past_days(cls.assignment, "2030-12-31", "2031-01-02")
        # A mission of 2029 with a mobilisation and a day in 2030.
        mission = cls._create_past_mission(
            state="reported", date_start="2029-12-30", date_end="2030-01-03"
        )
        cls.part = cls._create_past_assignment(
            mission,
            cls._create_expert(),
            date_start="2030-01-02",
            date_end="2030-01-03",
            state="ordered",
        )
        cls._create_past_days(cls.part, "2030-01-02")
        cls.agreement = cls._create_active_agreement()
        cls.session = cls._load_history(
            "cooperation.training.session",
            name="Past session",
            state="done",
            date_start="2030-04-01",
            date_end="2030-04-02",
            country_id=cls.tunisia.id,
            trainee_count=12,
        )
        with freeze_time("2031-01-10"):
            years = cls.env["cooperation.ledger.year"]._ensure({2030})
            years.with_user(cls.user_administrator).action_close()
        cls.env.flush_all()

    def _read(self):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT * FROM cooperation_activity_report
                WHERE extract(year FROM period_start) = 2030 ORDER BY id"""
        )
        return self.env.cr.fetchall()

    def _assert_locked(self, function, *words):
        before = self._read()
        with self.assertRefused(UserError, ".*".join((CLOSED, *words))):
            function()
        self.env.invalidate_all()
        self.assertEqual(self._read(), before)

    def test_nothing_changes(self):
        """Each dimension and measure, for the superuser too."""
        changes = [
            (self.visit, {"theme_id": self.theme.id}, "Theme"),
            (self.visit, {"headcount_actual": 40}, "Visitors"),
            (self.visit, {"initiative": "events"}, "Initiative"),
            (self.visit, {"programme_id": self.programme.id}, "Programme"),
            (self.visit, {"partner_id": self.funder.id}, "Partner"),
            (self.mission, {"theme_id": self.theme.id}, "Theme"),
            (self.session, {"trainee_count": 40}, "Trainees"),
            (self.agreement, {"theme_id": self.theme.id}, "Theme"),
        ]
        for record, values, field in changes:
            with self.subTest(record._name, **values):
                self._assert_locked(
                    lambda r=record, v=values: r.sudo().write(v),
                    record.name,
                    f"“{field}” does not change",
                )

    def test_nothing_enters_or_leaves(self):
        self._assert_locked(
            lambda: self.visit.sudo()._guarded_write({"state": "cancelled"}),
            "Past visit",
            "for good",
        )
        self._assert_locked(
            lambda: self.later.sudo().write({"date_start": "2030-12-31"}),
            "Past visit",
            "cannot be added",
        )
        self._assert_locked(
            lambda: self.visit.sudo().write(
                {"date_start": "2031-01-31", "date_end": "2031-02-02"}
            ),
            "Past visit",
        )

    def test_what_hangs_on_a_mission(self):
        """Mobilisations and days are counted under their mission, in their years."""
        assignment, mission = self.part, self.part.mission_id
        for record, values, words in (
            (mission, {"theme_id": self.theme.id}, "“Theme” does not change"),
            (mission, {"programme_id": self.programme.id}, "“Programme” does not"),
            (mission, {"state": "cancelled"}, "for good"),
            (assignment, {"state": "cancelled"}, "for good"),
            (assignment, {"origin": "local_authority"}, "“Origin of the Expert” does"),
            (assignment, {"expert_id": self._create_expert().id}, ""),
            (assignment, {"date_start": "2029-12-31"}, "for good"),
        ):
            with self.subTest(record._name, **values):
                self._assert_locked(
                    lambda r=record, v=values: r.sudo()._guarded_write(v), words
                )
        with self.assertRefused(AssertionError, CLOSED):
            self._create_past_assignment(
                mission,
                self._create_expert(),
                date_start="2030-01-02",
                date_end="2030-01-03",
            )
        # In 2029, which is open, it goes on.
        self._create_past_assignment(mission, self._create_expert())
        mission.sudo()._guarded_write({"state": "closed"})

    def test_imports(self):
        """Not by the import of history either."""
        with self.assertRefused(AssertionError, CLOSED):
            self._create_past_visit(date_start="2030-06-03", date_end="2030-06-04")
        self._create_past_visit(date_start="2031-06-03", date_end="2031-06-04")

    def test_deleted_by_code(self):
        for record in (self.visit, self.agreement):
            start = record._fields["state"].default(record)
            self._assert_locked(
                lambda r=record, s=start: r.sudo()._guarded_write({"state": s})
            )
        self._assert_locked(self.agreement.funding_line_ids.sudo().unlink)

    def test_grants_of_a_closed_year(self):
        line = self.agreement.funding_line_ids.sudo()
        self.env.cr.execute(
            "UPDATE cooperation_agreement SET state = 'negotiation' WHERE id = %s",
            self.agreement.ids,
        )
        self.env.invalidate_all()
        line.write({"amount": 5})  # an agreement that was not signed counts nowhere
        self.env.flush_all()

    def test_merged_contacts(self):
        """Odoo moves their files by SQL, without asking them."""
        duplicate = self.env["res.partner"].create({"name": "The same again"})
        self.later.partner_id = duplicate
        wizard = self.env["base.partner.merge.automatic.wizard"]
        partner = self.visit.partner_id
        self._assert_locked(
            lambda: wizard._merge((partner | duplicate).ids, duplicate),
            partner.name,
            "merge the others into it",
        )
        self.assertTrue(partner.exists() and duplicate.exists())
        wizard._merge((partner | duplicate).ids, partner)
        self.assertFalse(duplicate.exists())
        self.assertEqual((self.visit | self.later).partner_id, partner)

    def test_what_does_not_count_goes_on(self):
        self.visit.with_user(self.user_officer).write({"description": "<p>Well.</p>"})
        self.later.write({"theme_id": self.theme.id, "headcount_actual": 3})
        draft = self._create_visit()
        draft.write({"theme_id": self.theme.id, "date_start": "2030-03-05"})
        self.mission.with_user(self.user_coordinator).outcome = "<p>Done.</p>"
        self.env.flush_all()

    def test_recomputed_from_elsewhere(self):
        """What follows from other records is looked at when it is written."""
        self.env.cr.execute(
            "UPDATE cooperation_visit SET zone_id = NULL WHERE id = %s", self.visit.ids
        )
        self.env.invalidate_all()
        with self.assertRefused(UserError, f"{CLOSED}.*“Zone” does not change"):
            self.env.add_to_compute(self.visit._fields["zone_id"], self.visit)
            self.env.flush_all()

    def test_published_totals(self):
        """A total of several years is locked with the first of them that is closed."""
        total = self.env.ref("cnfpt_cooperation.opening_f1_afrique")
        with freeze_time("2031-01-10"):
            years = self.env["cooperation.ledger.year"]._ensure({2017})
            years.with_user(self.user_administrator).action_close()
        for function in (
            lambda: total.write({"value": 13}),
            total.unlink,
            lambda: total.copy({"value": 2}),
        ):
            with self.assertRefused(UserError, "2017 has been closed"):
                function()
        self.env.ref("cnfpt_cooperation.opening_f4_2018").write({"value": 95})

    def test_constant_queries(self):
        """Twenty files are looked at by as many queries as two."""
        counts = []
        for number in (2, 2, 20):  # the first time, what is asked once
            files = self.env["cooperation.visit"].browse()
            for __ in range(number):
                files |= self._create_past_visit(
                    state="done", date_start="2031-06-03", date_end="2031-06-04"
                )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            files.write({"theme_id": self.theme.id})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_settled_before_closing(self):
        """What took place is marked so before the year closes: no dead end."""
        self._create_past_visit(
            name="Confirmed visit",
            state="confirmed",
            date_start="2031-12-30",
            date_end="2032-01-02",
        )
        past = {"name": "Ordered mission", "state": "ordered"}
        past["date_end"] = "2032-01-09"
        mission = self._create_past_mission(**past, date_start="2031-12-30")
        self._create_past_mission(**past, date_start="2032-01-02")
        year = self.env["cooperation.ledger.year"]._ensure({2031})
        with (
            freeze_time("2032-02-01"),
            self.assertRefused(UserError, "files of 2031 .*Confirmed visit, MIS.*Ord"),
        ):
            year.action_close()
        self.assertEqual(len(year._get_unsettled_names(mission.date_start)), 2)
        # Once the year is closed nobody can be ordered for it.
        begun = self._create_past_mission(
            **{**past, "state": "ongoing"}, date_start="2031-12-30"
        )
        for state in ("accepted", "confirmed"):
            expert = self._create_expert(f"Expert {state}")
            self._create_past_assignment(begun, expert, state=state)
        names = year._get_unsettled_names(mission.date_start)
        self.assertEqual(len(names), 3)
        self.assertIn("Expert confirmed", ", ".join(names))
