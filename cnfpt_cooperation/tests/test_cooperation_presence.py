from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestPresence(ExpertiseCommon):
    """Who is where on a day: what each role reads, and who is not there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cooperation.safety.advice"].create(
            {
                "country_id": cls.tunisia.id,
                "level": "yellow",
                "date": "2020-03-12",
                "source": "Page",
            }
        )
        cls.expert = cls._create_active_expert(
            "Alix Expert", private_phone="+33 0 12 34 56 78"
        )
        cls.intern = cls.env["res.partner"].create({"name": "Ines Intern"})
        cls.school = cls.env["res.partner"].create(
            {
                "name": "Test French School",
                "is_company": True,
                "country_id": cls.france.id,
                "city": "Nancy",
            }
        )

    def _on(self, day, user=None, **values):
        """Return who is there on a day."""
        with freeze_time(day):
            presences = self.env["cooperation.presence"].with_user(
                user or self.user_officer
            )
            presences.invalidate_model()  # each request reads anew
            found = presences.search([("is_today", "=", True)]).filtered(
                lambda presence: (
                    presence.name
                    in ("Alix Expert", "Ines Intern", "Test School of Administration")
                )
            )
            self.assertTrue(all(found.mapped("is_today")))
            return found

    def _create_internship(self, direction, state, **values):
        host = self.school if direction == "incoming" else self.foreign_body
        return self._load_history(
            "cooperation.internship",
            name="Test internship",
            direction=direction,
            state=state,
            intern_id=self.intern.id,
            partner_id=host.id,
            country_id=self.tunisia.id,
            date_start="2030-02-01",
            date_end="2030-02-28",
            **values,
        )

    def test_expert(self):
        mission = self._create_funded_mission(city="Tunis")
        self.assertFalse(self._on("2030-05-07"))
        assignment = self._create_confirmed_assignment(mission, self.expert)
        self.assertEqual(self._on("2030-05-07").status, "expected")
        self._as_coordinator(mission).action_staff()
        self._as_coordinator(mission).action_order()
        self.assertRecordValues(
            self._on("2030-05-06"),
            [
                {
                    "kind": "expert",
                    "status": "firm",
                    "name": "Alix Expert",
                    "people": 1,
                    "country_id": self.tunisia.id,
                    "city": "Tunis",
                    "host_id": self.foreign_body.id,
                    "origin_country_id": self.france.id,
                    "safety_advice": "yellow",
                    "res_model": "cooperation.mission",
                    "res_id": mission.id,
                }
            ],
        )
        self.assertTrue(self._on("2030-05-10"))
        for day in ("2030-05-05", "2030-05-11"):
            self.assertFalse(self._on(day), day)
        self._as_coordinator(assignment).action_cancel()
        self.assertFalse(self._on("2030-05-07"))

    def test_who_works_from_home_is_nowhere_else(self):
        mission = self._create_funded_mission(modality="remote")
        self._create_confirmed_assignment(mission, self.expert)
        self.assertFalse(self._on("2030-05-07"))

    def test_advice_is_that_of_today(self):
        """What counts for who is there is not what was known at the order."""
        self._create_ordered_mission(self.expert)
        with freeze_time("2030-05-08"):
            self.env["cooperation.safety.advice"].create(
                {"country_id": self.tunisia.id, "level": "red", "source": "Page"}
            )
        self.assertEqual(self._on("2030-05-08").safety_advice, "red")

    def test_interns(self):
        outgoing = self._create_internship("outgoing", "ongoing")
        self.assertRecordValues(
            self._on("2030-02-10"),
            [
                {
                    "kind": "intern",
                    "status": "firm",
                    "name": "Ines Intern",
                    "country_id": self.tunisia.id,
                    "origin_country_id": self.france.id,
                    "safety_advice": "yellow",
                    "res_model": outgoing._name,
                    "res_id": outgoing.id,
                }
            ],
        )
        outgoing._guarded_write({"state": "cancelled"})
        self._create_internship("incoming", "matched")
        self.assertRecordValues(
            self._on("2030-02-10"),
            [
                {
                    "status": "expected",
                    "country_id": self.france.id,
                    "city": "Nancy",
                    "origin_country_id": self.tunisia.id,
                    "safety_advice": False,
                }
            ],
        )

    def test_delegations(self):
        visit = self._create_visit(host_id=self.school.id)
        self.assertFalse(self._on("2030-03-05"), "a draft is nobody yet")
        visit.action_plan()
        presence = self._on("2030-03-05")
        self.assertRecordValues(
            presence,
            [
                {
                    "kind": "delegation",
                    "status": "expected",
                    "name": "Test School of Administration",
                    "people": 12,
                    "country_id": self.france.id,
                    "city": "Nancy",
                    "origin_country_id": self.tunisia.id,
                }
            ],
        )
        self.assertEqual(presence.action_open_file()["res_model"], visit._name)
        visit.cancel_reason = "They do not come."
        visit.action_cancel()
        self.assertFalse(self._on("2030-03-05"))

    def test_who_reads(self):
        self._create_ordered_mission(self.expert)
        for user in (self.user_officer, self.user_direction, self.user_administrator):
            with self.subTest(user.login):
                self.assertTrue(self._on("2030-05-07", user))
        with self.assertRaises(AccessError):
            self._on("2030-05-07", self.user_employee)
        presence = self._on("2030-05-07", self.user_administrator)
        with self.assertRaises(AccessError):
            presence.name = "Somebody else"

    def test_nothing_private(self):
        """What is shown of an expert is a name, and not what only some may read."""
        self._create_ordered_mission(self.expert)
        values = self._on("2030-05-07").read()[0]
        self.assertNotIn("+33 0 12", str(values))

    def test_as_many_queries_for_many(self):
        agreement = self._create_active_agreement(days=50, amount=50000)
        experts = [self.expert] + [
            self._create_active_expert(f"Expert {n}") for n in range(4)
        ]
        for expert in experts:
            mission = self._create_funded_mission(agreement)
            self._create_confirmed_assignment(mission, expert)
        presences = self.env["cooperation.presence"].with_user(self.user_officer)
        specification = {
            **dict.fromkeys(
                ("kind", "name", "city", "date_start", "safety_advice", "title"), {}
            ),
            **{
                name: {"fields": {"display_name": {}}}
                for name in ("country_id", "host_id", "user_id")
            },
        }
        domain = [("name", "in", [expert.name for expert in experts])]
        counts = []
        for limit in (5, 1, 5):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            presences.web_search_read(domain, specification, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        # A limited list also counts how many there are.
        self.assertLessEqual(counts[2], counts[1])
