import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .test_cooperation_activity_report import ActivityReportCommon

FIGURE = "cooperation.figure"
REPORT = "cooperation.activity.report"


class FigureCommon(ActivityReportCommon):
    """Figures of 2030, of every measure."""

    @classmethod
    def _create_figure(cls, measure="visits", **values):
        return (
            cls.env[FIGURE]
            .with_user(cls.user_direction)
            .create(
                {
                    "name": f"Test {measure}",
                    "code": f"TEST-{measure}",
                    "measure": measure,
                    "definition": "What has begun.",
                    "date_start": "2030-01-01",
                    "date_end": "2030-12-31",
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestFigurePublication(FigureCommon):
    """What was published stays: value, rows, who and when."""

    def test_rows_add_up(self):
        self._create_past_visit(headcount_actual=12)
        visit = self._create_past_visit(headcount_actual=7, country_id=self.benin.id)
        figure = self._create_figure("visitors")
        figure.action_publish()
        snapshot = figure.snapshot_ids
        self.assertEqual(snapshot.value, 19)
        self.assertEqual(snapshot.row_count, 2)
        self.assertEqual(sum(snapshot.row_ids.mapped("contribution")), 19)
        row = snapshot.row_ids.filtered(lambda r: r.res_id == visit.id)
        self.assertRecordValues(
            row,
            [
                {
                    "res_model": visit._name,
                    "label": visit.reference,
                    "kind": "visit",
                    "contribution": 7,
                    "country_id": self.benin.id,
                    "zone_id": self.zone_africa.id,
                    "date": visit.date_start,
                    "is_deleted": False,
                }
            ],
        )
        self.assertEqual(row.action_open_record()["res_id"], visit.id)

    def test_persons_count_once(self):
        expert = self._create_expert()
        for date in ("2030-05-06", "2030-06-03"):
            mission = self._create_past_mission(date_start=date, date_end=date)
            self._create_past_days(self._create_past_assignment(mission, expert), date)
        figure = self._create_figure("persons")
        figure.action_publish()
        rows = figure.snapshot_ids.row_ids
        self.assertEqual(figure.published_value, 1)
        self.assertEqual(sorted(rows.mapped("contribution")), [0, 0, 0, 1])
        self.assertEqual(set(rows.mapped("person")), {expert.id})

    def test_nobody_changes_it(self):
        """Not the superuser’s code, and not SQL."""
        self._create_past_visit()
        figure = self._create_figure()
        figure.action_publish()
        snapshot = figure.snapshot_ids.sudo()
        kept = "stays as it was published"
        for record, values in (
            (snapshot, {"value": 5}),
            (snapshot, {"published_on": "2020-01-01 00:00:00"}),
            (snapshot, {"row_ids": [Command.clear()]}),
            (snapshot.row_ids, {"contribution": 5}),
        ):
            with self.assertRaisesRegex(UserError, kept):
                record.write(values)
            with self.assertRaisesRegex(UserError, kept):
                record.unlink()
            with self.assertRaisesRegex(UserError, kept):
                record.copy()
            with self.assertRaises(AccessError):
                record.with_user(self.user_administrator).write(values)
        for statement in (
            "UPDATE cooperation_figure_snapshot SET value = 5",
            "DELETE FROM cooperation_figure_snapshot_row",
            "UPDATE cooperation_figure_snapshot_row SET contribution = 5",
            "DELETE FROM cooperation_figure_snapshot",
            "TRUNCATE cooperation_figure_snapshot_row",
            "TRUNCATE cooperation_figure_snapshot CASCADE",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
        with self.assertRaises(UserError):
            figure.sudo().unlink()
        for forged in (True, "publication", {}):
            with self.assertRaisesRegex(UserError, kept):
                snapshot.with_context(cooperation_publication=forged).create(
                    {"figure_id": figure.id, "value": 3}
                )

    def test_moved_since(self):
        self._create_past_visit()
        figure, other = self._create_figure(), self._create_figure("missions")
        figure.action_publish()
        self.assertEqual((figure.difference, figure.has_moved), (0, False))
        self._create_past_visit()
        self.env.invalidate_all()
        self.assertEqual((figure.difference, figure.has_moved), (1, True))
        self.assertEqual(other.difference, 0)
        moved = self.env[FIGURE].search(
            [("has_moved", "=", True), ("code", "=like", "TEST-%")]
        )
        self.assertEqual(moved, figure)
        both = self.env[FIGURE].search([("has_moved", "in", [True, False])])
        self.assertIn(other, both)
        self.assertIn(figure, both)

    @users("direction_test")
    def test_duplicate(self):
        """“The same for Africa” begins as a duplicate, with a code of its own."""
        self._create_past_visit()
        figure = self._create_figure()
        figure.action_publish()
        copies = (figure | figure.copy()).copy()
        self.assertEqual(
            copies.mapped("code"), [f"{figure.code}-3", f"{figure.code}-2-2"]
        )
        self.assertEqual(set(copies.mapped("state")), {"draft"})
        self.assertFalse(copies.snapshot_ids)
        self.assertEqual(figure.copy({"code": "MINE"}).code, "MINE")

    def test_one_figure_a_code(self):
        """A report asks for its figures; a code never changes its meaning."""
        self._create_past_visit()
        arguments = {
            "code": "RA-2030-VISITS",
            "name": "Delegations in 2030",
            "measure": "visits",
            "definition": "What has begun.",
            "date_start": "2030-01-01",
            "date_end": "2030-12-31",
        }
        ensure = self.env[FIGURE]._ensure
        figure = ensure(**arguments)
        figure.is_opening = True
        self.assertEqual(ensure(**{**arguments, "name": "Delegations"}), figure)
        self.assertFalse(figure.is_opening, "a report tells the files too")
        self.assertEqual((figure.name, figure.state), ("Delegations", "draft"))
        figure.action_publish()
        self.assertEqual(ensure(**arguments), figure)
        with self.assertRaisesRegex(UserError, "RA-2030-VISITS.*another code"):
            ensure(**arguments, zone_id=self.zone_africa)
        self._create_past_visit()
        figure._publish_again()
        self.assertEqual(figure.snapshot_ids.mapped("value"), [2, 1])


@tagged("post_install", "-at_install")
class TestCrossings(FigureCommon):
    """What was not published is refused with that reason, not answered by less."""

    def _get_obstacles(self, measure, start=None, end=None, **dimensions):
        return self.env[REPORT]._get_crossing_obstacles(
            measure, start, end, **dimensions
        )

    def test_supported(self):
        for measure, start, end, dimensions in (
            ("visits", None, None, {}),
            ("visits", "2015-01-01", "2018-12-31", {"zone_id": self.zone_africa}),
            ("visits", "2010-01-01", "2030-12-31", {"zone_id": self.zone_africa}),
            ("visits", "2019-01-01", None, {"theme_id": 1, "country_id": self.benin}),
            ("visits", None, "2014-12-31", {"theme_id": 1}),
            ("days", "2016-01-01", "2017-12-31", {}),
            ("days", "2016-01-01", "2017-12-31", {"zone_id": False}),
            ("persons", "2016-03-01", None, {"theme_id": 1}),
            ("agreements", "2016-03-01", None, {"partner_id": 1}),
        ):
            with self.subTest(measure, start=start, **dimensions):
                self.assertEqual(
                    self._get_obstacles(measure, start, end, **dimensions), []
                )

    def test_cut_periods(self):
        for measure, start, end, words in (
            ("visits", "2016-01-01", None, "for 2015–2018 as a whole"),
            ("missions", None, "2016-12-31", "for 2015–2018 as a whole"),
            ("missions", "2016-01-01", "2016-12-31", "for 2015–2018 as a whole"),
            ("days", "2016-07-01", "2017-12-31", "2015, 2016, 2017, 2018.*of 2016,"),
            ("trainees", "2016-01-01", "2017-03-31", "2015, 2016, 2017..*of 2017,"),
        ):
            with self.subTest(measure, start=start, end=end):
                [sentence] = self._get_obstacles(measure, start, end)
                self.assertRegex(sentence, words)

    def test_dimensions(self):
        for measure, dimensions, words in (
            ("days", {"zone_id": self.zone_africa}, "of 2015–2018 .*: Zone. Leave"),
            ("visits", {"country_id": self.benin}, "dimension: Country. Leave"),
            ("experts", {"origin": "cnfpt"}, "dimension: Origin of the Expert. L"),
            (
                "missions",
                {"theme_id": 1, "programme_id": 2},
                "Theme, Programme. .* after 12/31/2018",
            ),
        ):
            with self.subTest(measure):
                [sentence] = self._get_obstacles(measure, **dimensions)
                self.assertRegex(sentence, words)
        both = self._get_obstacles("days", "2016-07-01", zone_id=self.zone_africa)
        self.assertEqual(len(both), 2)

    def test_figures_refuse(self):
        figure = self._create_figure("days", zone_id=self.zone_africa.id)
        for values in (
            {"date_start": False, "date_end": False},
            {"date_start": "2018-01-01"},
        ):
            with self.assertRaisesRegex(ValidationError, "published without this"):
                figure.write(values)
        figure.write({"zone_id": False, "date_start": "2018-01-01"})


@tagged("post_install", "-at_install")
class TestOpeningFigures(FigureCommon):
    """F1 to F5 are published figures, with their source and what it leaves out."""

    def _get(self, code):
        return self.env[FIGURE].search([("code", "=", f"CNFPT-{code}")])

    def test_published_values(self):
        zones = ("EUROPE", "AFRIQUE", "MEDITERRANEE", "ASIE", "AMERIQUES-CARAIBES")
        expected = {
            "F1": 48,
            **dict(
                zip((f"F1-{zone}" for zone in zones), (8, 12, 18, 7, 3), strict=True)
            ),
            "F2": 77,
            **dict(
                zip((f"F2-{zone}" for zone in zones[1:]), (6, 65, 3, 3), strict=True)
            ),
            "F3": 135,
            "F4": 579,
            **{
                f"F4-{year}": days
                for year, days in {2015: 164, 2016: 194, 2017: 127, 2018: 94}.items()
            },
            "F5-SESSIONS": 33,
            "F5-TRAINEES": 746,
            **{
                f"F5-{what}-{2015 + place}": value
                for what, values in {
                    "SESSIONS": (13, 10, 10),
                    "TRAINEES": (314, 169, 263),
                }.items()
                for place, value in enumerate(values)
            },
        }
        figures = self.env[FIGURE].search([("is_opening", "=", True)])
        self.assertEqual(
            {f.code.removeprefix("CNFPT-"): f.published_value for f in figures},
            expected,
        )
        for figure in figures:
            self.assertEqual((figure.state, figure.has_moved), ("published", False))
            self.assertTrue(figure.definition and figure.omission)
            self.assertIn("[004]", figure.source)
            snapshot = figure.snapshot_ids
            self.assertEqual(
                sum(snapshot.row_ids.mapped("contribution")), snapshot.value
            )
            self.assertEqual(
                set(snapshot.row_ids.mapped("res_model")),
                {"cooperation.opening.figure"},
            )
        self.assertFalse(self._get("F5-SESSIONS-2018"), "not published is no figure")

    def test_a_mission_found_later(self):
        """What was published stays 77; the mission in Europe is the difference."""
        mission = self._create_past_mission(
            country_id=self.france.id, date_start="2016-03-07", date_end="2016-03-08"
        )
        self.env.invalidate_all()
        figure = self._get("F2")
        self.assertEqual(figure.question, "Why 78 and not 77?")
        explanation = figure.action_explain()
        lines = (
            self.env[explanation["res_model"]].browse(explanation["res_id"]).line_ids
        )
        self.assertEqual((lines.res_id, lines.change), (mission.id, "entered"))
        self.assertFalse(self._get("F2-MEDITERRANEE").has_moved)
        # Published again, it stands for its source still.
        figure.with_user(self.user_direction)._publish_again()
        self.assertEqual(figure.published_value, 77)

    def test_published_once(self):
        figures = self.env[FIGURE].search([("is_opening", "=", True)])
        self.env[FIGURE]._publish_opening()
        self.assertEqual({len(figure.snapshot_ids) for figure in figures}, {1})
