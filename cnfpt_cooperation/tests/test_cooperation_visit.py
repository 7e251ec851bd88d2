from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users, warmup
from odoo.tools import mute_logger

from .common import CooperationCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCooperationVisit(CooperationCommon):
    def _create_session(self, visit, **values):
        return self.env["cooperation.visit.session"].create(
            {
                "visit_id": visit.id,
                "name": "Welcome",
                "start": "2030-03-04 08:00:00",
                "stop": "2030-03-04 09:00:00",
                **values,
            }
        )

    def _visit(self, state="draft", **values):
        """Return a visit brought to `state` by its own steps."""
        visit = self._create_visit(user_id=self.user_officer.id, **values)
        visit = visit.with_env(self.env)
        steps = ("planned", "confirmed", "done", "closed")
        for step in steps[: steps.index(state) + 1 if state in steps else 0]:
            if step == "planned":
                visit.action_plan()
            elif step == "confirmed":
                self._create_session(visit)
                visit.action_confirm()
            elif step == "done":
                visit.headcount_actual = 11
                with freeze_time("2030-03-06"):
                    visit.action_done()
            else:
                visit.outcome = "follow_up"
                visit.action_close()
        return visit

    @users("officer_test")
    def test_whole_life(self):
        visit = self._visit("closed")
        self.assertEqual(visit.state, "closed")
        self.assertEqual(visit.headcount, 11)

    @users("officer_test")
    def test_plan_names_what_is_missing(self):
        visit = self._create_visit(
            is_own_initiative=False,
            partner_id=False,
            country_id=False,
            date_start=False,
            date_end=False,
            host_id=False,
            user_id=False,
        ).with_env(self.env)
        with self.assertRaises(UserError) as refusal:
            visit.action_plan()
        for part in ("request", "country", "days", "structure", "officer"):
            self.assertIn(part, str(refusal.exception))
            self.assertIn(part, str(visit.transition_checklist))
        self.assertEqual(visit.state, "draft")

    @users("officer_test")
    def test_each_missing_thing_alone_blocks_planning(self):
        for values in (
            {"is_own_initiative": False},
            {"partner_id": False, "country_id": False},
            {"date_start": False},
            {"date_end": False},
            {"host_id": False},
            {"user_id": False},
            {"country_id": self.france.id},
            {"country_id": self.env.ref("base.gp").id},
        ):
            visit = self._create_visit(**values).with_env(self.env)
            with self.subTest(values=values), self.assertRaises(UserError):
                visit.action_plan()
        self._create_visit().with_env(self.env).action_plan()

    @users("officer_test")
    def test_confirm_wants_people_and_programme(self):
        visit = self._visit("planned", headcount_declared=0)
        visit.visiting_body_ids = False
        with self.assertRaisesRegex(
            UserError, "(?s)visiting body.*people.*at least one session"
        ):
            visit.action_confirm()
        visit.visiting_body_ids = self.foreign_body
        visit.headcount_declared = 12
        with self.assertRaisesRegex(UserError, "at least one session"):
            visit.action_confirm()
        self._create_session(visit)
        visit.action_confirm()
        self.assertEqual(visit.state, "confirmed")

    @users("officer_test")
    def test_archived_session_is_no_programme(self):
        visit = self._visit("planned")
        self._create_session(visit).active = False
        with self.assertRaisesRegex(UserError, "at least one session"):
            visit.action_confirm()

    @users("officer_test")
    def test_starts_on_its_first_day_at_the_place(self):
        """It is the 4th in Nouméa while it is still the 3rd in Paris."""
        visit = self._visit("confirmed")
        with freeze_time("2030-03-03 15:00:00"):
            with self.assertRaisesRegex(UserError, "arrives on"):
                visit.action_start()
            with self.assertRaisesRegex(UserError, "arrives on"):
                visit.action_done()
            visit.tz = "Pacific/Noumea"
            visit.action_start()
        self.assertEqual(visit.state, "ongoing")

    @users("officer_test")
    def test_done_wants_who_came(self):
        visit = self._visit("confirmed")
        with freeze_time("2030-03-06"):
            with self.assertRaisesRegex(UserError, "People Received"):
                visit.action_done()
            visit.headcount_actual = 9
            visit.action_done()
        self.assertEqual(visit.headcount, 9)

    @users("officer_test")
    def test_close_wants_outcome(self):
        visit = self._visit("done")
        with self.assertRaisesRegex(UserError, "Outcome"):
            visit.action_close()
        visit.outcome = "none"
        with self.assertRaisesRegex(UserError, "say why"):
            visit.action_close()
        visit.headcount_actual = 0
        visit.outcome_note = "Their minister has changed."
        with self.assertRaisesRegex(UserError, "People Received"):
            visit.action_close()
        visit.headcount_actual = 11
        visit.action_close()
        self.assertEqual(visit.state, "closed")

    @users("officer_test")
    def test_closed_is_closed(self):
        visit = self._visit("closed")
        for values in ({"headcount_actual": 100}, {"outcome": "none"}, {"name": "x"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                visit.write(values)
        with self.assertRaises(UserError):
            self._create_session(visit)
        with self.assertRaises(UserError):
            visit.session_ids.start = "2030-03-05 08:00:00"
        with self.assertRaises(UserError):
            visit.session_ids.unlink()
        with self.assertRaises(UserError):
            visit.session_ids.event_id.unlink()

    @users("officer_test")
    def test_refusal_wants_a_reason(self):
        for step in ("action_decline", "action_cancel"):
            visit = self._visit("planned")
            with self.subTest(step=step):
                with self.assertRaisesRegex(UserError, "Reason"):
                    getattr(visit, step)()
                visit.cancel_reason = "Borders are closed."
                getattr(visit, step)()
                self.assertEqual(visit.headcount, 0)

    @users("officer_test")
    def test_forbidden_steps(self):
        steps = set(self.env["cooperation.visit"]._transitions)
        allowed = {
            "draft": {"action_plan", "action_decline", "action_cancel"},
            "planned": {
                "action_confirm",
                "action_reopen",
                "action_decline",
                "action_cancel",
            },
            "confirmed": {
                "action_start",
                "action_done",
                "action_reopen",
                "action_cancel",
            },
            "done": {"action_close"},
            "closed": set(),
        }
        for state, open_steps in allowed.items():
            visit = self._visit(state)
            for step in steps - open_steps:
                with (
                    self.subTest(state=state, step=step),
                    self.assertRaisesRegex(UserError, "does not lead"),
                ):
                    getattr(visit, step)()

    def test_other_roles_move_nothing(self):
        visit = self._visit("planned")
        for user in (self.user_direction, self.user_employee):
            for step in visit._transitions:
                with (
                    self.subTest(user=user.login, step=step),
                    self.assertRaises(AccessError),
                ):
                    getattr(visit.with_user(user), step)()

    @users("officer_test")
    def test_cancelled_programme_leaves_the_calendar(self):
        """And comes back with its visit."""
        visit = self._visit("confirmed")
        event = visit.session_ids.event_id
        visit.cancel_reason = "Strike"
        visit.action_cancel()
        self.assertFalse(event.active)
        self.assertEqual(visit.session_ids.event_id, event)
        self.assertEqual(visit.session_count, 0)
        visit.action_reopen()
        self.assertTrue(event.active)
        self.assertEqual(visit.session_count, 1)
        self.assertFalse(visit.cancel_reason)

    @users("officer_test")
    def test_zone_is_frozen_when_confirmed(self):
        """A country that changes zone takes drafts along, not what is firm [R5]."""
        draft = self._visit("draft")
        planned = self._visit("planned")
        confirmed = self._visit("confirmed")
        closed = self._visit("closed")
        self.tunisia.cooperation_zone_id = self.zone_africa
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((draft | planned).zone_id, self.zone_africa)
        self.assertEqual((confirmed | closed).zone_id, self.zone_mediterranean)
        for values in (
            {"country_id": self.benin.id},
            {"zone_id": self.zone_africa.id},
        ):
            with self.assertRaises(UserError):
                confirmed.write(values)
        confirmed.action_reopen()
        self.assertEqual(confirmed.zone_id, self.zone_africa)

    @users("officer_test")
    def test_leading_body_is_a_visiting_body(self):
        visit = self._create_visit().with_env(self.env)
        self.assertEqual(visit.visiting_body_ids, self.foreign_body)
        visit.partner_id = self.funder
        self.assertEqual(visit.visiting_body_ids, self.foreign_body | self.funder)

    @users("officer_test")
    def test_head_comes_with_the_delegation(self):
        stranger = self.env["cooperation.visit.delegate"].create(
            {"visit_id": self._create_visit().id, "name": "Stranger"}
        )
        with self.assertRaisesRegex(ValidationError, "Stranger"):
            self._create_visit().head_delegate_id = stranger

    @mute_logger("odoo.sql_db")
    def test_database_refuses_nonsense(self):
        visit = self._create_visit()
        for query in (
            "UPDATE cooperation_visit SET date_end = '2030-03-01' WHERE id = %s",
            "UPDATE cooperation_visit SET headcount_declared = -1 WHERE id = %s",
        ):
            with self.subTest(query=query), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    self.env.cr.execute(query, [visit.id])

    def test_reversed_dates_are_told_with_both_days(self):
        """Whether they are typed together or the second follows the first."""
        sentence = "would end on 03/01/2030, before it starts on 03/04/2030"
        with self.assertRaisesRegex(ValidationError, sentence):
            self._create_visit(date_end="2030-03-01")
        visit = self._create_visit()
        with self.assertRaisesRegex(ValidationError, sentence):
            visit.date_end = "2030-03-01"
        self.assertEqual(str(visit.date_end), "2030-03-06")

    @users("officer_test")
    def test_totals_leave_out_what_did_not_take_place(self):
        """The total of the list counts people of visits that count."""
        self._visit("closed")
        cancelled = self._visit("draft", cancel_reason="Strike")
        cancelled.action_cancel()
        domain = [("name", "=", "Test visit")]
        [(total,)] = self.env["cooperation.visit"]._read_group(
            domain, aggregates=["headcount:sum"]
        )
        self.assertEqual(total, 11)

    @users("officer_test")
    def test_year_filters(self):
        """This year and last year hold the first and the last day of the year."""
        View = self.env["ir.ui.view"].sudo()
        arch = View.search(
            [("model", "=", "cooperation.visit"), ("type", "=", "search")]
        ).arch
        self.assertIn("this_year", arch)
        visits = {
            day: self._create_visit(date_start=day, date_end=day)
            for day in ("2029-01-01", "2029-12-31", "2030-01-01", "2030-12-31")
        }
        found = self.env["cooperation.visit"].search(
            [
                ("id", "in", [visit.id for visit in visits.values()]),
                ("date_start", ">=", "=1d =1m"),
                ("date_start", "<", "=1d =1m +1y"),
            ]
        )
        self.assertEqual(
            set(found.mapped("date_start")), {date(2030, 1, 1), date(2030, 12, 31)}
        )

    @users("officer_test")
    @warmup
    def test_list_costs_the_same_for_one_and_twenty(self):
        visits = self.env["cooperation.visit"].browse(
            [self._create_visit().id for _index in range(20)]
        )
        specification = {
            "name": {},
            "date_start": {},
            "partner_id": {"fields": {"display_name": {}}},
            "country_id": {"fields": {"display_name": {}}},
            "zone_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
            "headcount": {},
            "session_count": {},
            "state": {},
        }

        def count(records):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.web_read(specification)
            return self.cr.sql_log_count - before

        count(visits)
        self.assertEqual(count(visits[:1]), count(visits))
