import random
from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import MODULE
from .test_figure_provenance import FigureCommon

_MEASURES = (
    *("visits", "visitors", "missions", "persons", "mobilisations", "days"),
    *("training_sessions", "trainees", "agreements"),
)


class ExplainCommon(FigureCommon):
    """Publish, change, and ask why."""

    def _explain(self, figure):
        self.env.flush_all()
        self.env.invalidate_all()
        action = figure.action_explain()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _publish_all(self, **values):
        figures = self.env["cooperation.figure"]
        for measure in _MEASURES:
            figures |= self._create_figure(measure, **values)
        figures = figures.filtered(
            lambda figure: not figure._get_blockers("action_publish")
        )
        figures.with_user(self.user_direction).action_publish()
        return figures

    def _assert_explained(self, figures):
        """The differences of the rows add up to the difference of the figure."""
        for figure in figures:
            explanation = self._explain(figure)
            lines = explanation.line_ids
            with self.subTest(figure.measure):
                self.assertEqual(
                    sum(lines.mapped("difference")),
                    figure.live_value - figure.published_value,
                )
                self.assertEqual(explanation.difference, figure.difference)
                for line in lines:
                    self.assertEqual(
                        line.difference, line.value_after - line.value_before
                    )


@tagged("post_install", "-at_install")
class TestFigureExplain(ExplainCommon):
    """“Why 77 and not 78?” is answered by rows, with who and when."""

    def _get_line(self, figure):
        lines = self._explain(figure).line_ids
        self.assertEqual(len(lines), 1)
        return lines

    def test_crafted_line(self):
        """Nobody asks in this way what became of other records."""
        figure = self._create_figure()
        self._create_past_visit()
        figure.action_publish()
        explanation = self._explain(figure).with_user(self.user_officer)
        self.assertTrue(explanation.question)
        line = {"res_model": "res.users", "res_id": self.user_private.id}
        with self.assertRefused(AccessError, "not allowed to create"):
            explanation.line_ids.create({**line, "explain_id": explanation.id})
        with self.assertRefused(AccessError, "not allowed to modify"):
            explanation.live_value = 5

    def test_kept_file_says_why(self):
        """What counts is not deleted, and Odoo's cookies do not come with it."""
        visit = self._create_past_visit()
        figure = self._create_figure()
        figure.action_publish()
        for record in (visit, figure):
            record = record.with_user(self.user_administrator)
            with self.assertRefused(AccessError, "only what has not started yet"):
                record.unlink()

    def test_entered(self):
        self._create_past_visit()
        figure = self._create_figure()
        figure.action_publish()
        self.assertEqual(self._explain(figure).question, "Why 1?")
        self.assertIn("Nothing entered, left", self._explain(figure).answer)
        visit = self._create_past_visit()
        explanation = self._explain(figure)
        self.assertEqual(explanation.question, "Why 2 and not 1?")
        self.assertRegex(explanation.answer, r": 1 row entered \(\+1\)\. Together")
        self.assertRecordValues(
            explanation.line_ids,
            [
                {
                    "change": "entered",
                    "kind": "visit",
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "label": visit.reference,
                    "value_before": 0,
                    "value_after": 1,
                    "difference": 1,
                    "is_deleted": False,
                }
            ],
        )
        self.assertIn("Entered since", explanation.line_ids.what)
        self.assertTrue(explanation.line_ids.changed_by_id)
        self.assertEqual(explanation.line_ids.action_open_record()["res_id"], visit.id)

    def test_left_and_said_by_whom(self):
        """A step tells its state before and after, and who took it."""
        visit = self._create_past_visit(state="ongoing")
        figure = self._create_figure()
        figure.action_publish()
        self.env.flush_all()
        self._track(visit)._guarded_write({"state": "cancelled"})
        self._flush_tracking()
        line = self._get_line(figure)
        self.assertEqual((line.change, line.difference), ("left", -1))
        self.assertIn("→ Cancelled", line.what)
        self.assertEqual(line.changed_by_id, self.user_officer)
        self.assertTrue(line.changed_on)

    def _track(self, record):
        """Return the record of an officer whose changes are tracked, as in life."""
        return record.with_user(self.user_officer).with_context(
            tracking_disable=False, mail_notrack=False
        )

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_changed(self):
        visit = self._create_past_visit(state="done", headcount_actual=12)
        figure = self._create_figure("visitors")
        figure.action_publish()
        self._track(visit).headcount_actual = 15
        self._flush_tracking()
        line = self._get_line(figure)
        self.assertRecordValues(
            line, [{"change": "changed", "value_before": 12, "value_after": 15}]
        )
        self.assertEqual(line.changed_by_id, self.user_officer)

    def test_corrected_total_is_named(self):
        """Five published totals share a code: a correction says which, and by whom."""
        figure = self.env.ref(f"{MODULE}.figure_f1_europe")
        opening = self.env["cooperation.opening.figure"].search(
            [("code", "=", "F1"), ("zone_id", "=", figure.zone_id.id)]
        )
        opening.with_user(self.user_administrator).value += 1
        line = self._get_line(figure)
        self.assertEqual(line.name, opening.display_name)
        self.assertEqual(line.what, "Its number was corrected")
        self.assertEqual(line.changed_by_id, self.user_administrator)

    def test_date_is_told_once(self):
        """A new first day is tracked on the file, and dates its row too."""
        visit = self._create_past_visit(state="done")
        start = fields.Date.to_date(visit.date_start)
        figure = self._create_figure(date_start=start, date_end=start)
        figure.action_publish()
        self._track(visit).date_start = start - timedelta(days=40)
        self._flush_tracking()
        line = self._get_line(figure)
        self.assertEqual(line.change, "left")
        self.assertEqual(line.what.count("→"), 1, line.what)

    def test_left_the_scope(self):
        """Still counted, elsewhere: what it was and what it is."""
        visit = self._create_past_visit(state="done", country_id=self.benin.id)
        figure = self._create_figure(zone_id=self.zone_africa.id)
        figure.action_publish()
        self.env.cr.execute(
            "UPDATE cooperation_visit SET zone_id = %s WHERE id = %s",
            [self.zone_mediterranean.id, visit.id],
        )
        line = self._get_line(figure)
        self.assertEqual(line.difference, -1)
        self.assertIn(
            f"Zone: {self.zone_africa.name} → {self.zone_mediterranean.name}", line.what
        )

    def test_moved_with_its_theme(self):
        """Nobody touched the file: who moved its theme is named."""
        theme, other = self.env["cooperation.theme"].create(
            [{"name": "Decentralisation"}, {"name": "Finance"}]
        )
        child = theme.create({"name": "Budget", "parent_id": theme.id})
        self._create_past_visit(theme_id=child.id)
        figure = self._create_figure(theme_id=theme.id)
        figure.action_publish()
        moved = child.with_user(self.user_administrator)
        moved.parent_id = other
        moved.flush_recordset()
        line = self._get_line(figure)
        self.assertEqual(line.change, "left")
        self.assertRegex(line.what, "Budget.*moved in the tree of themes")
        self.assertEqual(line.changed_by_id, self.user_administrator)

    def test_deleted_is_traced(self):
        """Back to a draft, then deleted: who did it stays."""
        visit = self._create_past_visit(state="done")
        reference = visit.reference
        figure = self._create_figure()
        figure.action_publish()
        visit._guarded_write({"state": "draft"})
        visit.with_user(self.user_officer).unlink()
        line = self._get_line(figure)
        self.assertRecordValues(
            line,
            [
                {
                    "change": "left",
                    "label": reference,
                    "what": "Deleted",
                    "is_deleted": True,
                    "changed_by_id": self.user_officer.id,
                }
            ],
        )
        row = figure.snapshot_ids.row_ids
        self.assertTrue(row.is_deleted)
        trace = self.env["cooperation.figure.deletion"].search(
            [("label", "=", reference)]
        )
        with self.assertRaises(UserError):
            trace.sudo().unlink()

    def test_day_deleted_with_its_mission(self):
        """What goes with the record that is deleted is traced too."""
        mission = self._create_past_mission(state="ongoing")
        assignment = self._create_past_assignment(
            mission, self._create_expert(), state="ordered"
        )
        self._create_past_days(assignment, "2030-05-06", "2030-05-07")
        figure = self._create_figure("days")
        figure.action_publish()
        assignment.day_ids._guarded_write({"state": "planned"})
        assignment.day_ids.with_user(self.user_administrator).unlink()
        lines = self._explain(figure).line_ids
        self.assertEqual(lines.mapped("what"), ["Deleted", "Deleted"])
        self.assertEqual(lines.changed_by_id, self.user_administrator)
        self.assertEqual(sum(lines.mapped("difference")), -2)
        # Two days of one mission are told apart, even when they are gone.
        self.assertEqual(
            lines.mapped("name"),
            [f"05/0{day}/2030 · {mission.display_name}" for day in (6, 7)],
        )

    def test_persons_who_stay_are_no_difference(self):
        """One more mobilisation of somebody who was there is nobody new."""
        amina, ben = self._create_expert(), self._create_expert()
        first = self._create_past_mission()
        self._create_past_assignment(first, amina)
        figure = self._create_figure("persons")
        figure.action_publish()
        second = self._create_past_mission(
            date_start="2030-06-03", date_end="2030-06-04"
        )
        self._create_past_assignment(second, amina)
        self.assertFalse(self._explain(figure).line_ids)
        assignment = self._create_past_assignment(second, ben)
        self._create_past_days(assignment, "2030-06-03", "2030-06-04")
        lines = self._explain(figure).line_ids
        self.assertEqual(sorted(lines.mapped("difference")), [0, 0, 1])

    def test_never_published(self):
        with self.assertRaisesRegex(UserError, "never published"):
            self._create_figure().action_explain()

    @users("officer_test")
    def test_everybody_may_ask(self):
        self._create_past_visit()
        figure = self._create_figure()
        figure.action_publish()
        self._create_past_visit()
        explanation = self._explain(figure.with_env(self.env))
        explanation = explanation.with_env(self.env)
        self.assertEqual(len(explanation.line_ids.mapped("what")), 1)

    def test_constant_queries(self):
        figure = self._create_figure()
        self._create_past_visit()
        figure.action_publish()
        counts = []
        for number in (1, 1, 10):
            for __ in range(number):
                self._create_past_visit()
            lines = self._explain(figure).line_ids
            lines = lines.browse(lines.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.mapped("what")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestFigureExplainProperties(ExplainCommon):
    """Whatever happens, the rows add up to the difference of the figure."""

    def _fill(self, chance):
        self.experts = [self._create_expert() for __ in range(4)]
        self.files = []
        for __ in range(8):
            self._add(chance)

    def _add(self, chance):
        day = f"2030-{chance.randint(1, 12):02}-{chance.randint(1, 25):02}"
        country = chance.choice((self.benin, self.tunisia)).id
        values = {"date_start": day, "date_end": day, "country_id": country}
        if chance.random() < 0.5:
            people = chance.randint(1, 30)
            self.files.append(
                self._create_past_visit(**values, state="done", headcount_actual=people)
            )
            return
        mission = self._create_past_mission(**values, state="reported")
        self.files.append(mission)
        for expert in chance.sample(self.experts, chance.randint(1, 3)):
            part = self._create_past_assignment(mission, expert, state="ordered")
            if chance.random() < 0.7:
                self._create_past_days(part, day, kind="preparation")

    def _disturb(self, chance):
        """Do something that life does: add, cancel, correct, delete."""
        files = [file for file in self.files if file.exists()]
        file = chance.choice(files)
        what = chance.choice(("add", "cancel", "back", "theme", "people", "delete"))
        if what == "add":
            self._add(chance)
        elif what == "cancel":
            file._guarded_write({"state": "cancelled"})
        elif what == "back":
            state = "done" if file._name == "cooperation.visit" else "ongoing"
            file._guarded_write({"state": state})
        elif what == "theme":
            file._guarded_write({"theme_id": self.theme.id})
        elif what == "people" and file._name == "cooperation.visit":
            file._guarded_write({"headcount_actual": chance.randint(1, 30)})
        elif what == "people":
            parts = file.assignment_ids.sorted("id")
            parts[:1]._guarded_write({"state": "cancelled"})
        elif what == "delete" and file._name == "cooperation.visit":
            file._guarded_write({"state": "draft"})
            file.unlink()
        return what

    def test_random_changes(self):
        self.theme = self.env["cooperation.theme"].create({"name": "Of 2030"})
        tried = Counter()
        for seed in range(4):
            chance = random.Random(seed)
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._fill(chance)
                figures = self._publish_all()
                for measure in ("visits", "persons", "days"):
                    figure = self._create_figure(
                        measure,
                        code=f"ZONE-{measure}",
                        zone_id=self.zone_africa.id,
                    )
                    if not figure._get_blockers("action_publish"):
                        figure.action_publish()
                        figures |= figure
                for __ in range(12):
                    tried[self._disturb(chance)] += 1
                self._assert_explained(figures)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(len(tried), 6)
