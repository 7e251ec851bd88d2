from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import MODULE, CooperationCommon

REPORT = "cooperation.activity.report"
# The contract of the report: others build on these names.
COLUMNS = {
    "kind",
    "date",
    "year",
    "zone_id",
    "country_id",
    "theme_id",
    "origin",
    "initiative",
    "programme_id",
    "partner_id",
    "is_opening",
    "visits",
    "visitors",
    "missions",
    "mobilisations",
    "days",
    "internships",
    "training_sessions",
    "trainees",
    "agreements",
    "amount",
    "expert_id",
    "experts",
    "res_model",
    "res_id",
}
DELEGATIONS = {  # F1
    "europe": 8,
    "afrique": 12,
    "mediterranee": 18,
    "asie": 7,
    "ameriques_caraibes": 3,
}
MISSIONS = {  # F2
    "ameriques_caraibes": 3,
    "mediterranee": 65,
    "afrique": 6,
    "asie": 3,
}
DAYS = {2015: 164, 2016: 194, 2017: 127, 2018: 94}  # F4
SESSIONS = {2015: 13, 2016: 10, 2017: 10}  # F5
TRAINEES = {2015: 314, 2016: 169, 2017: 263}  # F5


class ActivityReportCommon(CooperationCommon):
    """Past records of every kind, taken over by the import of history."""

    @classmethod
    def _create_past_visit(cls, **values):
        return cls._load_history(
            "cooperation.visit",
            **{
                "name": "Past visit",
                "state": "closed",
                "country_id": cls.tunisia.id,
                "partner_id": cls.foreign_body.id,
                "date_start": "2030-03-04",
                "date_end": "2030-03-06",
                "headcount_actual": 12,
                **values,
            },
        )

    @classmethod
    def _create_past_mission(cls, **values):
        return cls._load_history(
            "cooperation.mission",
            **{
                "name": "Past mission",
                "state": "closed",
                "country_id": cls.tunisia.id,
                "partner_id": cls.foreign_body.id,
                "date_start": "2030-05-06",
                "date_end": "2030-05-10",
                **values,
            },
        )

    @classmethod
    def _create_past_assignment(cls, mission, expert, **values):
        return cls._load_history(
            "cooperation.assignment",
            **{
                "mission_id": mission.id,
                "expert_id": expert.id,
                "state": "done",
                "origin": "cnfpt",
                "date_start": mission.date_start,
                "date_end": mission.date_end,
                **values,
            },
        )

    @classmethod
    def _create_past_days(cls, assignment, *dates, **values):
        return [
            cls._load_history(
                "cooperation.expert.day",
                **{
                    "assignment_id": assignment.id,
                    "date": date,
                    "state": "done",
                    **values,
                },
            )
            for date in dates
        ]

    def _sum(self, measure, groupby=(), domain=()):
        """Return {group: total} of a measure, without the groups that have none."""
        groupby = [groupby] if groupby else []
        rows = self.env[REPORT]._read_group(list(domain), groupby, [f"{measure}:sum"])
        if not groupby:
            return rows[0][0] or 0
        return {group: total for group, total in rows if total is not False and total}

    def _sum_by_zone(self, measure, domain=()):
        totals = self._sum(measure, "zone_id", domain)
        return {zone.code: total for zone, total in totals.items()}


@tagged("post_install", "-at_install")
class TestPublishedFigures(ActivityReportCommon):
    """F1 to F5 come out of the report exactly, beside live records [004]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Live records of later years: they may never touch what was published.
        cls._create_past_visit()
        mission = cls._create_past_mission()
        assignment = cls._create_past_assignment(mission, cls._create_expert())
        cls._create_past_days(assignment, "2030-05-06", "2030-05-07")

    @users("direction_test")
    def test_f1_delegations_by_zone(self):
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum_by_zone("visits", opening), DELEGATIONS)
        self.assertEqual(self._sum("visits", domain=opening), 48)
        both = {**DELEGATIONS, "mediterranee": 18 + 1}
        self.assertEqual(self._sum_by_zone("visits", self._ours()), both)

    @users("direction_test")
    def test_f2_missions_by_zone_outside_europe(self):
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum_by_zone("missions", opening), MISSIONS)
        self.assertEqual(self._sum("missions", domain=opening), 77)
        both = {**MISSIONS, "mediterranee": 65 + 1}
        self.assertEqual(self._sum_by_zone("missions", self._ours()), both)

    @users("direction_test")
    def test_f2_and_a_mission_in_europe(self):
        """A live mission in Europe is shown and changes nothing that was published."""
        self._create_past_mission(country_id=self.env.ref("base.ro").id)
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum_by_zone("missions", opening), MISSIONS)
        zones = self._sum_by_zone("missions", self._ours())
        self.assertEqual(zones["europe"], 1)

    @users("direction_test")
    def test_f3_experts_are_added_to_nothing(self):
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum("experts"), 135)
        self.assertEqual(self._sum("mobilisations", domain=opening), 0)
        persons = self.env[REPORT]._read_group(
            opening, [], ["expert_id:count_distinct"]
        )
        self.assertIs(persons[0][0], False)

    @users("direction_test")
    def test_f4_days_by_calendar_year(self):
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum("days", "year", opening), DAYS)
        self.assertEqual(self._sum("days", domain=opening), 579)
        self.assertEqual(self._sum("days", "year", self._ours()), {**DAYS, 2030: 2})

    @users("direction_test")
    def test_f5_training_by_year(self):
        opening = [("is_opening", "=", True)]
        self.assertEqual(self._sum("training_sessions", "year", opening), SESSIONS)
        self.assertEqual(self._sum("trainees", "year", opening), TRAINEES)

    @users("direction_test")
    def test_f5_not_published_is_not_zero(self):
        """Nothing was published of training in 2018: no row, so nothing to show."""
        domain = [("kind", "=", "training"), ("year", "=", 2018)]
        self.assertFalse(self.env[REPORT].search([*domain, ("is_opening", "=", True)]))
        groups = self.env[REPORT].formatted_read_group(
            [("is_opening", "=", True), ("year", "=", 2018)],
            ["year"],
            ["training_sessions:sum", "trainees:sum", "days:sum"],
        )
        self.assertEqual(groups[0]["days:sum"], 94)
        self.assertIs(groups[0]["trainees:sum"], False)
        self.assertIs(groups[0]["training_sessions:sum"], False)

    @users("direction_test")
    def test_published_dimensions_only(self):
        """Marginal totals are never cross-tabulated: a zone or a year, not both."""
        rows = self.env[REPORT].search([("is_opening", "=", True)])
        self.assertTrue(rows)
        for row in rows:
            self.assertFalse(row.zone_id and row.year)
            self.assertEqual(bool(row.date), bool(row.year))
            for name in ("country_id", "theme_id", "origin", "initiative"):
                self.assertFalse(row[name])
            self.assertFalse(row.programme_id or row.partner_id or row.expert_id)

    @users("direction_test")
    def test_year_filters_find_a_published_year(self):
        """The period filter of the dashboard works on dates."""
        domain = [
            ("date", ">=", "2016-01-01"),
            ("date", "<=", "2016-12-31"),
            ("is_opening", "=", True),
        ]
        self.assertEqual(self._sum("days", domain=domain), 194)
        self.assertEqual(self._sum("missions", domain=domain), 0)

    def _ours(self):
        """Return the published totals and the records of this test, no others."""
        return ["|", ("is_opening", "=", True), ("year", "=", 2030)]


@tagged("post_install", "-at_install")
class TestCooperationActivityReport(ActivityReportCommon):
    """What counts, what never does, and that a total equals the list it opens."""

    def _rows(self, record, user=None):
        return (
            self.env[REPORT]
            .with_user(user or self.user_direction)
            .search([("res_model", "=", record._name), ("res_id", "in", record.ids)])
        )

    def test_contract(self):
        self.assertFalse(COLUMNS - set(self.env[REPORT]._fields))
        self.assertEqual(
            [key for key, __ in self.env[REPORT]._fields["kind"].selection],
            [
                "visit",
                "mission",
                "mobilisation",
                "expert_day",
                "internship",
                "training",
                "agreement",
            ],
        )
        self.assertEqual(
            self.env[REPORT]._fields["expert_id"].aggregator, "count_distinct"
        )

    def test_no_personal_data(self):
        """The key of an expert leads to no name, and no column holds one."""
        expert_id = self.env[REPORT]._fields["expert_id"]
        self.assertEqual(expert_id.type, "integer")
        self.assertNotIn("name", self.env[REPORT]._fields)

    def test_states_that_count(self):
        """Only what has begun counts; cancelled and declined never do."""
        expected = {
            "cooperation.visit": {"ongoing", "done", "closed"},
            "cooperation.mission": {"ongoing", "reported", "closed"},
            "cooperation.internship": {"ongoing", "evaluated", "closed"},
            "cooperation.training.session": {"done"},
            "cooperation.agreement": {"active", "to_renew", "expired", "terminated"},
        }
        intern = self.env["res.partner"].create({"name": "Test Intern"})
        common = {
            "name": "Test file",
            "partner_id": self.foreign_body.id,
            "country_id": self.tunisia.id,
            "date_start": "2030-02-01",
            "date_end": "2030-02-03",
        }
        for model, counting in expected.items():
            values = dict(common)
            if model == "cooperation.internship":
                values["intern_id"] = intern.id
            for state, __ in self.env[model]._fields["state"].selection:
                with self.subTest(model=model, state=state):
                    record = self._load_history(model, **values, state=state)
                    rows = self._rows(record)
                    self.assertEqual(len(rows), int(state in counting))
                    if rows:
                        self.assertEqual(rows.date, fields.Date.to_date("2030-02-01"))
                        self.assertEqual(rows.year, 2030)
                        self.assertEqual(rows.zone_id, self.zone_mediterranean)
                        self.assertEqual(rows.country_id, self.tunisia)
                        self.assertEqual(rows.partner_id, self.foreign_body)
                        self.assertFalse(rows.is_opening)

    def test_draft_is_not_counted(self):
        for record in (self._create_visit(), self._create_mission()):
            self.assertFalse(self._rows(record))

    def test_states_of_a_mobilisation_that_count(self):
        """A mobilisation counts once ordered, on a mission that has begun."""
        mission = self._create_past_mission(state="ongoing")
        prepared = self._create_past_mission(state="ordered")
        cancelled = self._create_past_mission(state="cancelled")
        selection = self.env["cooperation.assignment"]._fields["state"].selection
        for number, (state, __) in enumerate(selection):
            for on_mission, counts in (
                (mission, state in ("ordered", "done")),
                (prepared, False),
                (cancelled, False),
            ):
                with self.subTest(state=state, mission=on_mission.state):
                    assignment = self._create_past_assignment(
                        on_mission,
                        self._create_expert(f"Expert {number} {on_mission.state}"),
                        state=state,
                    )
                    rows = self._rows(assignment)
                    self.assertEqual(bool(rows), counts)
                    if rows:
                        self.assertEqual(rows.origin, "cnfpt")
                        self.assertEqual(rows.zone_id, mission.zone_id)
                        self.assertEqual(rows.mobilisations, 1)

    def test_days_that_count(self):
        """A day counts once done, unless its own assignment came to nothing."""
        mission = self._create_past_mission(state="ordered")
        expert = self._create_expert()
        assignment = self._create_past_assignment(mission, expert, state="ordered")
        (done,) = self._create_past_days(assignment, "2030-04-02", kind="preparation")
        (planned,) = self._create_past_days(assignment, "2030-05-06", state="planned")
        (half,) = self._create_past_days(
            assignment,
            "2030-04-03",
            kind="preparation",
            fraction=0.5,
            half="morning",
        )
        self.assertEqual(self._rows(done).days, 1)
        self.assertEqual(self._rows(half).days, 0.5)
        self.assertFalse(self._rows(planned))
        for state in ("cancelled", "declined"):
            lost = self._create_past_assignment(
                mission, self._create_expert(state), state=state
            )
            (day,) = self._create_past_days(lost, "2030-05-06")
            with self.subTest(state=state):
                self.assertFalse(self._rows(day))

    def test_days_over_new_year(self):
        """The mission counts in the year of its start, each day in its own."""
        mission = self._create_past_mission(
            date_start="2030-12-30", date_end="2031-01-03"
        )
        assignment = self._create_past_assignment(mission, self._create_expert())
        self._create_past_days(
            assignment, "2030-12-30", "2030-12-31", "2031-01-01", "2031-01-02"
        )
        self._create_past_days(assignment, "2031-01-03", fraction=0.5, half="afternoon")
        years = [
            ("year", "in", (2030, 2031)),
            ("partner_id", "=", self.foreign_body.id),
        ]
        self.assertEqual(self._sum("days", "year", years), {2030: 2, 2031: 2.5})
        self.assertEqual(self._sum("missions", "year", years), {2030: 1})
        self.assertEqual(self._sum("mobilisations", "year", years), {2030: 1})

    def test_persons_are_not_mobilisations(self):
        """Two missions of one expert and one of another: 2 persons, 3 mobilisations."""
        experts = self._create_expert("One"), self._create_expert("Two")
        for date, team in (("2030-05-06", experts), ("2030-06-03", experts[:1])):
            mission = self._create_past_mission(date_start=date, date_end=date)
            for expert in team:
                assignment = self._create_past_assignment(mission, expert)
                self._create_past_days(assignment, date)
        ((persons, mobilisations, days),) = self.env[REPORT]._read_group(
            [("partner_id", "=", self.foreign_body.id)],
            [],
            ["expert_id:count_distinct", "mobilisations:sum", "days:sum"],
        )
        self.assertEqual((persons, mobilisations, days), (2, 3, 3))

    def test_archived_records_still_count(self):
        """Archiving puts a file away; it does not undo it."""
        visit = self._create_past_visit(active="0")
        self.assertFalse(visit.active)
        self.assertEqual(self._rows(visit).visits, 1)

    def test_visitors_are_those_who_came(self):
        visit = self._create_past_visit(headcount_declared=20, headcount_actual=14)
        self.assertEqual(self._rows(visit).visitors, 14)

    def test_agreement_at_its_signature(self):
        signed = self._create_active_agreement(date_signed="2029-11-20", amount=5000)
        self.assertEqual(self._rows(signed).year, 2029)
        unknown = self._create_active_agreement(amount=7000)
        row = self._rows(unknown)
        self.assertEqual(row.date, fields.Date.to_date("2030-01-01"))
        self.assertEqual((row.agreements, row.amount), (1, 7000))

    def test_amendment_adds_money_not_an_agreement(self):
        agreement = self._create_active_agreement(amount=5000)
        amendment = self._create_active_agreement(
            kind="amendment", parent_id=agreement.id, amount=1000
        )
        rows = self._rows(agreement | amendment)
        self.assertEqual(sum(rows.mapped("agreements")), 1)
        self.assertEqual(sum(rows.mapped("amount")), 6000)

    def test_row_ids(self):
        """Ids tell the kind and the record, so that a saved row stays the same row."""
        visit = self._create_past_visit()
        mission = self._create_past_mission()
        before = self._rows(visit).id, self._rows(mission).id
        self.assertEqual(before, (visit.id * 16, mission.id * 16 + 1))
        self._create_past_visit()
        self.assertEqual(before, (self._rows(visit).id, self._rows(mission).id))
        ids = self.env[REPORT].search([]).ids
        self.assertEqual(len(ids), len(set(ids)))

    @users("direction_test")
    def test_a_total_equals_the_list_that_it_opens(self):
        for year in ("2030-03-04", "2031-03-04"):
            mission = self._create_past_mission(date_start=year, date_end=year)
            assignment = self._create_past_assignment(
                mission, self._create_expert(year)
            )
            self._create_past_days(assignment, year)
            self._create_past_visit(date_start=year, date_end=year)
        measures = ("visits", "visitors", "missions", "mobilisations", "days")
        for groupby in ("zone_id", "year", "kind", "is_opening", "origin"):
            groups = self.env[REPORT].formatted_read_group(
                [], [groupby], [f"{name}:sum" for name in measures] + ["__count"]
            )
            for group in groups:
                rows = self.env[REPORT].search(group["__extra_domain"])
                with self.subTest(group=group[groupby]):
                    self.assertEqual(len(rows), group["__count"])
                    for name in measures:
                        self.assertAlmostEqual(
                            sum(rows.mapped(name)), group[f"{name}:sum"] or 0
                        )

    @users("direction_test")
    def test_every_row_opens_its_record(self):
        mission = self._create_past_mission()
        assignment = self._create_past_assignment(mission, self._create_expert())
        (day,) = self._create_past_days(assignment, "2030-05-06")
        figure = self.env.ref(f"{MODULE}.opening_f4_2015")
        for record in (mission, assignment, day, figure):
            with self.subTest(model=record._name):
                action = self._rows(record).with_env(self.env).action_open_record()
                self.assertEqual(action["res_model"], record._name)
                self.assertEqual(action["res_id"], record.id)
                self.env[action["res_model"]].browse(action["res_id"]).read(["id"])

    def test_reading(self):
        for user in (
            self.user_officer,
            self.user_coordinator,
            self.user_direction,
            self.user_administrator,
        ):
            self.assertTrue(self.env[REPORT].with_user(user).search([], limit=1))
        with self.assertRaises(AccessError):
            self.env[REPORT].with_user(self.user_employee).search([], limit=1)

    def test_nobody_writes(self):
        row = self.env[REPORT].search([], limit=1)
        for user in (self.user_direction, self.user_administrator):
            row_as_user = row.with_user(user)
            with self.assertRaises(AccessError):
                row_as_user.write({"visits": 1})
            with self.assertRaises(AccessError):
                row_as_user.create({"visits": 1})
            with self.assertRaises(AccessError):
                row_as_user.unlink()

    def test_started_files_do_not_vanish(self):
        """What counts cannot be deleted: a published total keeps its rows."""
        with self.assertRaises(UserError):
            self._create_past_visit().unlink()
