import json
from datetime import date, timedelta
from random import Random

from lxml import etree

from odoo.fields import Domain
from odoo.http import Request
from odoo.tests import HttpCase, tagged, users
from odoo.tools.safe_eval import safe_eval

from .common import MODULE, CooperationCommon

_COUNTED = ("ongoing", "done", "closed")
_STATES = ("draft", "planned", "confirmed", *_COUNTED, "declined", "cancelled")
_TOTALS = ["visits:sum", "headcount:sum"]


class VisitListCommon(CooperationCommon):
    """Visits of all states, countries, themes and hosts, drawn with a fixed seed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        draw = Random(2030)
        cls.hosts = cls.env["res.partner"].create(
            [{"name": f"Test host {number}", "is_company": True} for number in range(2)]
        )
        cls.themes = cls.env["cooperation.theme"].search([], limit=3)
        countries = cls.tunisia | cls.benin | cls.env.ref("base.vn")
        rows = []
        for number in range(60):
            start = date(2029, 6, 1) + timedelta(days=draw.randrange(600))
            state = draw.choice(_STATES)
            came = draw.randint(1, 30) if state in _COUNTED else 0
            rows.append(
                {
                    "name": f"Test visit {number}",
                    "state": state,
                    "country_id": draw.choice(countries).id,
                    "host_id": draw.choice(cls.hosts).id,
                    "theme_id": draw.choice(cls.themes).id,
                    "partner_id": cls.foreign_body.id,
                    "date_start": start,
                    "date_end": start + timedelta(days=draw.randrange(4)),
                    "headcount_declared": draw.randint(1, 30),
                    "headcount_actual": came,
                    "is_own_initiative": 1,
                }
            )
        cls.visits = cls._load_histories("cooperation.visit", rows)


@tagged("post_install", "-at_install")
class TestVisitList(VisitListCommon):
    """The totals at the foot of a list are those of the dashboards [004]."""

    def _get_filters(self):
        """Return the domain of each filter of the list, by its name."""
        views = self.env["cooperation.visit"].get_views([(False, "search")])
        arch = etree.fromstring(views["views"]["search"]["arch"])
        return {
            node.get("name"): safe_eval(node.get("domain"), {"uid": self.env.uid})
            for node in arch.iter("filter")
            if node.get("domain")
        }

    def _get_footer(self, domain):
        totals = self.env["cooperation.visit"]._read_group(domain, [], _TOTALS)
        return tuple(total or 0 for total in totals[0])

    def _get_report(self, domain):
        totals = self.env["cooperation.activity.report"]._read_group(
            Domain(domain)
            & Domain("kind", "=", "visit")
            & Domain("source", "=", "live"),
            [],
            ["visits:sum", "visitors:sum"],
        )
        return tuple(total or 0 for total in totals[0])

    def _count(self, keep):
        """Count in plain Python, from what was written."""
        kept = [visit for visit in self.visits if keep(visit)]
        counted = [visit for visit in kept if visit.state in _COUNTED]
        return len(counted), sum(
            visit.headcount_declared
            if visit.state == "ongoing"
            else visit.headcount_actual
            for visit in counted
        )

    @users("officer_test")
    def test_footer_equals_report_equals_count(self):
        mine = Domain("id", "in", self.visits.ids)
        counted = Domain(self._get_filters()["counted"])
        criteria = [
            (
                Domain("zone_id", "=", self.zone_africa.id),
                lambda v: v.country_id.code == "BJ",
            ),
            (
                Domain("country_id", "=", self.tunisia.id),
                lambda v: v.country_id.code == "TN",
            ),
            (
                Domain("theme_id", "=", self.themes[0].id),
                lambda v: v.theme_id == self.themes[0],
            ),
            (Domain("partner_id", "=", self.foreign_body.id), lambda v: True),
        ]
        for year in (2029, 2030, 2031):
            dates = Domain("date_start", ">=", date(year, 1, 1)) & Domain(
                "date_start", "<", date(year + 1, 1, 1)
            )
            in_year = Domain("year", "=", year)
            for domain, keep in criteria:
                expected = self._count(
                    lambda visit, y=year, keep=keep: keep(visit)
                    and visit.date_start.year == y
                )
                with self.subTest(year=year, domain=domain):
                    footer = self._get_footer(mine & counted & dates & domain)
                    report = self._get_report(
                        Domain("res_id", "in", self.visits.ids) & in_year & domain
                    )
                    self.assertEqual(footer, expected)
                    self.assertEqual(report, expected)

    @users("officer_test")
    def test_groups_add_up_to_the_footer(self):
        domain = Domain("id", "in", self.visits.ids)
        footer = self._get_footer(domain)
        self.assertEqual(
            footer[0],
            sum(v.state not in ("declined", "cancelled") for v in self.visits),
        )
        for groupby in (
            "zone_id",
            "theme_id",
            "host_id",
            "language_id",
            "date_start:year",
        ):
            groups = self.env["cooperation.visit"]._read_group(
                domain, [groupby], _TOTALS
            )
            with self.subTest(groupby=groupby):
                self.assertEqual(sum(group[1] for group in groups), footer[0])
                self.assertEqual(sum(group[2] for group in groups), footer[1])

    @users("officer_test")
    def test_archived_visits_count_in_the_list_of_what_counts(self):
        visit = self.visits.filtered(lambda v: v.state == "draft")[:1]
        counted = self.visits.filtered(lambda v: v.state == "closed")[:1]
        domain = Domain("id", "in", (visit | counted).ids)
        domain &= Domain(self._get_filters()["counted"])
        self.env.cr.execute(
            "UPDATE cooperation_visit SET active = FALSE WHERE id IN %s",
            [tuple((visit | counted).ids)],
        )
        self.env.invalidate_all()
        self.assertEqual(self._get_footer(domain), (1, counted.headcount))

    def test_list_filters_by_all_that_totals_know(self):
        arch = etree.fromstring(
            self.env["cooperation.visit"].get_views([(False, "search")])["views"][
                "search"
            ]["arch"]
        )
        names = {node.get("name") for node in arch.iter("field")}
        self.assertLessEqual(
            {"zone_id", "theme_id", "host_id", "visiting_body_ids", "language_ids"},
            names,
        )
        self.assertTrue(arch.xpath("//filter[@date='date_start']"))


@tagged("post_install", "-at_install")
class TestVisitExport(VisitListCommon, HttpCase):
    """Whoever exports takes the same rows and columns along."""

    def _export(self, login, fields):
        self.authenticate(login, login)
        response = self.url_open(
            "/web/export/csv",
            data={
                "data": json.dumps(
                    {
                        "model": "cooperation.visit",
                        "fields": [{"name": name, "label": name} for name in fields],
                        "ids": False,
                        "domain": [("id", "in", self.visits.ids)],
                        "import_compat": False,
                        "context": {"lang": "en_US", "tz": "Europe/Paris"},
                    }
                ),
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        return response.text

    def test_same_file_for_every_role(self):
        preset = self.env.ref(f"{MODULE}.ir_exports_visit")
        fields = preset.export_fields.mapped("name")
        files = {
            login: self._export(login, fields)
            for login in (
                "officer_test",
                "coordinator_test",
                "direction_test",
                "administrator_test",
                "protocol_test",
            )
        }
        officer = files["officer_test"]
        self.assertEqual(len(officer.splitlines()), 1 + len(self.visits))
        for login, exported in files.items():
            self.assertEqual(exported, officer, login)

    def test_same_columns_for_every_role(self):
        columns = set()
        for user in (self.user_officer, self.user_direction, self.user_administrator):
            views = self.env["cooperation.visit"].with_user(user)
            arch = views.get_views([(False, "list")])["views"]["list"]["arch"]
            names = etree.fromstring(arch).xpath("/list/field/@name")
            columns.add(tuple(names))
        self.assertEqual(len(columns), 1)

    def test_export_offers_what_has_a_name(self):
        """What only the screens need has no words, and is not offered."""
        for model in ("cooperation.visit", "cooperation.request"):
            fields = self.env[model]._fields.values()
            nameless = [
                field.name
                for field in fields
                if field.exportable
                and not field.export_string_translation
                and str(field.groups or "") != "base.group_no_one"
                and field._module.startswith(MODULE)
            ]
            self.assertFalse(nameless, model)
