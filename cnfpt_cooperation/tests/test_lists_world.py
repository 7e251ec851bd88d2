import csv
import io
import json
from itertools import chain

from lxml import etree
from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged

from .common_world import WorldCommon

REPORT = "cooperation.activity.report"
SEED = 94
EXPORTED = (
    "kind",
    "source",
    "date",
    "year",
    "zone_id",
    "visits",
    "visitors",
    "missions",
    "mobilisations",
    "days",
    "experts",
    "internships",
    "training_sessions",
    "trainees",
    "agreements",
    "amount",
)
MEASURES = EXPORTED[5:]


def _is_alive(file):
    return file["state"] not in ("cancelled", "declined")


@tagged("post_install", "-at_install")
class TestListsWorld(WorldCommon):
    """The foot of each list is the sum of its rows, by group too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oracle = cls._create_world(SEED)

    def _get_lists(self):
        """Give each list of ours whose foot has sums, with the names of these."""
        views = self.env["ir.ui.view"].search(
            [("type", "=", "list"), ("model", "=like", "cooperation.%")]
        )
        for view in views.filtered(lambda view: not view.inherit_id):
            records = self.env[view.model]
            arch = etree.fromstring(records.get_view(view.id, "list")["arch"])
            names = [
                node.get("name")
                for node in arch.xpath("/list/field[@sum]")
                if node.get("column_invisible") not in ("True", "1")
            ]
            if names:
                yield view, records, names

    def _get_groupings(self, records):
        """Return what the search view of a model groups by, once."""
        arch = etree.fromstring(records.get_view(view_type="search")["arch"])
        for node in arch.xpath("//filter[contains(@context, 'group_by')]"):
            spec = node.get("context").split("'")[3]
            field = records._fields[spec.partition(":")[0]]
            if field.type not in ("many2many", "properties"):
                is_plain_day = field.type in ("date", "datetime") and ":" not in spec
                yield f"{spec}:month" if is_plain_day else spec

    def test_feet(self):
        looked = 0
        for view, records, names in self._get_lists():
            found = records.search([])
            added = {name: sum(found.mapped(name)) for name in names}
            for groupby in self._get_groupings(records):
                known = records.fields_get(names, ["aggregator"])
                specs = [f"{name}:sum" for name in names if known[name]]
                groups = records.formatted_read_group(
                    [], [groupby], [*specs, "__count"]
                )
                with self.subTest(list=view.name, groupby=groupby):
                    count = sum(group["__count"] for group in groups)
                    self.assertEqual(count, len(found))
                    for spec in specs:
                        total = sum(group[spec] or 0 for group in groups)
                        self.assertAlmostEqual(
                            total, added[spec.removesuffix(":sum")], 2, spec
                        )
                    looked += 1
        self.assertGreater(looked, 20)

    def test_feet_of_files(self):
        """Lists hide what was archived, and count what lives; the report what began."""
        files = {
            kind: [file for file in drawn if file["active"]]
            for kind, drawn in self.oracle.files.items()
        }
        missions = self.oracle.files["mission"]
        teams = list(chain.from_iterable(mission["team"] for mission in missions))
        days = list(chain.from_iterable(member["days"] for member in teams))
        expected = {
            ("cooperation.visit", "visits"): sum(map(_is_alive, files["visit"])),
            ("cooperation.visit", "headcount"): sum(
                self._count_people(visit) for visit in filter(_is_alive, files["visit"])
            ),
            ("cooperation.training.session", "trainee_count"): sum(
                session["trainee_count"] for session in files["training"]
            ),
            ("cooperation.training.session", "trainee_days"): sum(
                session["trainee_count"] * 3 for session in files["training"]
            ),
            ("cooperation.expert.day", "fraction"): sum(
                day["fraction"] for day in days
            ),
        }
        for (model, name), value in expected.items():
            with self.subTest(model=model, name=name):
                ((total,),) = self.env[model]._read_group([], [], [f"{name}:sum"])
                self.assertEqual(total, value)
        counts = {
            "cooperation.visit": len(files["visit"]),
            "cooperation.mission": len(files["mission"]),
            "cooperation.assignment": len(teams),
            "cooperation.agreement": len(files["agreement"]),
        }
        for model, count in counts.items():
            self.assertEqual(self.env[model].search_count([]), count, model)

    def _count_people(self, visit):
        if visit["state"] in ("done", "closed"):
            return visit["headcount_actual"] or visit["headcount_declared"]
        return visit["headcount_declared"]

    def test_pivots_and_graphs(self):
        """What each pivot and graph of ours measures is the sum of its rows."""
        views = self.env["ir.ui.view"].search(
            [("type", "in", ("pivot", "graph")), ("model", "=like", "cooperation.%")]
        )
        looked = 0
        for view in views:
            records = self.env[view.model]
            arch = etree.fromstring(records.get_view(view.id, view.type)["arch"])
            for node in arch.xpath("//field[@type='measure']"):
                field = records._fields[node.get("name")]
                found = records.search([])
                values = found.mapped(field.name)
                expected = {
                    "count_distinct": len(set(filter(None, values))),
                    "sum": sum(values),
                }
                with self.subTest(view=view.name, field=field.name):
                    self.assertIn(field.aggregator, expected)
                    spec = f"{field.name}:{field.aggregator}"
                    ((total,),) = records._read_group([], [], [spec])
                    self.assertAlmostEqual(total or 0, expected[field.aggregator], 2)
                    looked += 1
        self.assertGreater(looked, 10)


@tagged("post_install", "-at_install")
class TestExportsWorld(WorldCommon, HttpCase):
    """What is downloaded adds up to what is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oracle = cls._create_world(SEED)

    def _assert_sums(self, rows, domain):
        """Compare the columns of a table with the totals of plain Python."""
        expected = self.oracle.search(domain)
        self.assertEqual(len(rows), len(expected))
        for name in MEASURES:
            total = round(sum(float(row[name] or 0) for row in rows), 2)
            self.assertEqual(total, self.oracle.total(expected, name) or 0, name)

    def test_export_data(self):
        report = self.env[REPORT].with_user(self.user_direction)
        for domain in ([], [("zone_id", "=", self.zones["mediterranee"])]):
            datas = report.search(domain).export_data(list(EXPORTED))["datas"]
            rows = [dict(zip(EXPORTED, row, strict=True)) for row in datas]
            self._assert_sums(rows, domain)

    def _download(self, kind, domain, **more):
        """Download the rows of the report as the button of the list does."""
        self.authenticate(self.user_direction.login, self.user_direction.login)
        fields = self.env[REPORT]._fields
        asked = {
            "model": REPORT,
            "fields": [
                {"name": name, "label": name, "type": fields[name].type}
                for name in EXPORTED
            ],
            "ids": False,
            "domain": domain,
            "import_compat": False,
            "context": {},
            **more,
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            data={
                "data": json.dumps(asked),
                "csrf_token": http.Request.csrf_token(self),
            },
            timeout=60,
        )
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def test_csv(self):
        domain = [["source", "=", "live"]]
        text = self._download("csv", domain).decode()
        self._assert_sums(list(csv.DictReader(io.StringIO(text))), domain)

    def test_xlsx(self):
        domain = [["kind", "in", ["visit", "expert_day", "agreement"]]]
        content = self._download("xlsx", domain)
        sheet = load_workbook(io.BytesIO(content)).active
        head, *lines = sheet.iter_rows(values_only=True)
        rows = [dict(zip(head, line, strict=True)) for line in lines]
        self._assert_sums(rows, domain)

    def test_xlsx_by_group(self):
        """The line of each group holds the sums of the group."""
        content = self._download("xlsx", [], groupby=["kind"])
        sheet = load_workbook(io.BytesIO(content)).active
        head, *lines = sheet.iter_rows(values_only=True)
        groups = 0
        for line in lines:
            kind, _space, count = str(line[0]).rpartition(" ")
            if not count.startswith("("):
                continue
            groups += 1
            rows = self.oracle.search([("kind", "=", kind)])
            self.assertEqual(count, f"({len(rows)})")
            values = dict(zip(head, line, strict=True))
            for name in MEASURES:
                expected = self.oracle.total(rows, name) or 0
                self.assertAlmostEqual(float(values[name] or 0), expected, 2, name)
        self.assertEqual(groups, 7)
