from lxml import etree

from odoo import Command
from odoo.tests import tagged

from .common_expertise import ExpertiseCommon

_FEW, _MANY = 2, 20


@tagged("post_install", "-at_install")
class TestQueryCounts(ExpertiseCommon):
    """Lists and boards of the main models cost as much for twenty records as for two.

    No two records share a body, an expert or a theme: what a query in a loop would
    read from the cache has to be read anew.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_partners_and_themes()
        cls._create_funding()
        cls._create_experts()
        cls._create_mobilisations()
        cls.visits = cls._create_files("cooperation.visit")

    @classmethod
    def _create_partners_and_themes(cls):
        institute = cls.env.ref("cnfpt_cooperation.partner_type_training_institute")
        cls.bodies = cls.env["res.partner"].create(
            [
                {
                    "name": f"Body {number}",
                    "is_company": True,
                    "country_id": cls.tunisia.id,
                    "cooperation_partner_type_id": institute.id,
                }
                for number in range(_MANY)
            ]
        )
        cls.themes = cls.env["cooperation.theme"].create(
            [{"name": f"Theme {number}"} for number in range(_MANY)]
        )

    @classmethod
    def _create_funding(cls):
        cls.agreements = cls._create_files("cooperation.agreement")
        cls.lines = cls.env["cooperation.funding.line"].create(
            [
                {
                    "name": f"Line of {agreement.name}",
                    "agreement_id": agreement.id,
                    "funder_id": agreement.partner_id.id,
                    "days": 50,
                    "amount": 50000,
                }
                for agreement in cls.agreements
            ]
        )

    @classmethod
    def _create_experts(cls):
        people = cls.env["res.partner"].create(
            [{"name": body.name} for body in cls.bodies]
        )
        cls.experts = cls.env["cooperation.expert"].create(
            [
                {
                    "partner_id": person.id,
                    "employer_id": body.id,
                    "skill_ids": [Command.create({"theme_id": theme.id})],
                    "language_ids": [Command.create({"language_id": cls.french.id})],
                }
                for person, body, theme in zip(
                    people, cls.bodies, cls.themes, strict=True
                )
            ]
        )

    @classmethod
    def _create_mobilisations(cls):
        cls.missions = cls._create_files(
            "cooperation.mission",
            kind_id=cls.kind.id,
            planned_days=5,
            planned_cost=1000,
        )
        for mission, line in zip(cls.missions, cls.lines, strict=True):
            mission.write(
                {
                    "agreement_id": line.agreement_id.id,
                    "allocation_ids": [Command.create({"funding_line_id": line.id})],
                }
            )
        cls.assignments = cls.env["cooperation.assignment"].create(
            [
                {"mission_id": mission.id, "expert_id": expert.id}
                for mission, expert in zip(cls.missions, cls.experts, strict=True)
            ]
        )
        cls.assignments.action_accept()
        cls.assignments.action_generate_days()

    @classmethod
    def _create_files(cls, model, **values):
        """Return twenty files, each of its own body and on its own theme."""
        dates = {"date_start": "2030-05-06", "date_end": "2030-05-10"}
        known = cls.env[model]._fields
        return cls.env[model].create(
            [
                {
                    "name": f"{model} of {body.name}",
                    "partner_id": body.id,
                    "country_id": cls.tunisia.id,
                    "theme_id": theme.id,
                    "theme_ids": theme.ids,
                    "is_own_initiative": True,
                    **{name: dates[name] for name in dates if name in known},
                    **values,
                }
                for body, theme in zip(cls.bodies, cls.themes, strict=True)
            ]
        )

    def _get_specification(self, records, view_type):
        """Return what the web client asks for when it opens a view of a model."""
        arch = etree.fromstring(records.get_view(view_type=view_type)["arch"])
        specification = {}
        for node in arch.xpath("//field[not(ancestor::field)]"):
            field = records._fields[node.get("name")]
            if field.relational or field.type == "reference":
                specification[field.name] = {"fields": {"display_name": {}}}
            else:
                specification[field.name] = {}
        return specification

    def _count_queries(self, records, specification):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = records.web_search_read([("id", "in", records.ids)], specification)
        self.assertEqual(len(result["records"]), len(records))
        return self.cr.sql_log_count - before

    def _assert_constant(self, records, user=None):
        self.assertEqual(len(records), _MANY)
        records = records.with_user(user or self.user_coordinator)
        for view_type in ("list", "kanban"):
            specification = self._get_specification(records, view_type)
            self._count_queries(records, specification)
            few, many = (
                self._count_queries(some, specification)
                for some in (records[:_FEW], records)
            )
            with self.subTest(model=records._name, view=view_type):
                self.assertEqual(few, many)

    def test_list_of_files(self):
        for records in (self.agreements, self.missions, self.visits):
            with self.subTest(records._name):
                self._assert_constant(records)
        for model in ("request", "internship", "training.session"):
            with self.subTest(model):
                self._assert_constant(self._create_files(f"cooperation.{model}"))

    def test_list_of_experts_and_money(self):
        days = self.env["cooperation.expert.day"]
        for assignment in self.assignments:
            days |= assignment.day_ids[:1]
        allocations = self.missions.allocation_ids
        ledger = self.env["cooperation.funding.ledger"].search(
            [("mission_id", "in", self.missions.ids)]
        )
        files = (self.experts, self.assignments, days, self.lines, allocations)
        for records in (*files, ledger):
            with self.subTest(records._name):
                self._assert_constant(records)

    def test_list_of_what_goes_with_them(self):
        due = "2030-06-01"
        rows = {
            "cooperation.commitment": [
                {
                    "name": visit.name,
                    "date_due": due,
                    "res_model": visit._name,
                    "res_id": visit.id,
                }
                for visit in self.visits
            ],
            "cooperation.visit.delegate": [
                {"name": visit.name, "visit_id": visit.id} for visit in self.visits
            ],
            "cooperation.visit.session": [
                {
                    "name": visit.name,
                    "visit_id": visit.id,
                    "host_id": visit.partner_id.id,
                    "start": "2030-05-06 08:00:00",
                    "stop": "2030-05-06 09:00:00",
                }
                for visit in self.visits
            ],
            "cooperation.funding.tranche": [
                {
                    "name": line.name,
                    "funding_line_id": line.id,
                    "amount": 10,
                    "date_due": due,
                }
                for line in self.lines
            ],
            "cooperation.agreement.article": [
                {"name": agreement.name, "agreement_id": agreement.id}
                for agreement in self.agreements
            ],
            "cooperation.agreement.template": [
                {"name": theme.name, "kind": "convention"} for theme in self.themes
            ],
            "cooperation.funding.statement": [
                {
                    "agreement_id": line.agreement_id.id,
                    "date_from": due,
                    "date_to": due,
                }
                for line in self.lines
            ],
            "cooperation.programme": [
                {"name": body.name, "partner_ids": body.ids} for body in self.bodies
            ],
            "cooperation.mission.deliverable": [
                {"name": mission.name, "mission_id": mission.id, "date_due": due}
                for mission in self.missions
            ],
            "cooperation.mission.template": [
                {
                    "name": theme.name,
                    "need_theme_ids": [Command.set(theme.ids)],
                    "deliverable_ids": [Command.create({"name": theme.name})],
                }
                for theme in self.themes
            ],
            "cooperation.per.diem.rate": [
                {
                    "country_id": self.tunisia.id,
                    "date_start": f"2030-01-{number + 1:02}",
                    "amount": 100,
                    "source": "Test",
                }
                for number in range(_MANY)
            ],
            "cooperation.safety.advice": [
                {
                    "country_id": country.id,
                    "level": "green",
                    "date": "2020-01-01",
                    "source": country.name,
                }
                for country in self.env["res.country"].search([], limit=_MANY)
            ],
            "cooperation.figure": [
                {"name": body.name, "code": f"test-{body.id}"} for body in self.bodies
            ],
        }
        for model, values in rows.items():
            with self.subTest(model):
                self._assert_constant(self.env[model].create(values))

    def test_issued_programmes(self):
        """What a visit says of its programme costs as much for twenty as for two."""
        self.env["cooperation.visit.session"].create(
            [
                {
                    "name": visit.name,
                    "visit_id": visit.id,
                    "speaker_ids": [Command.set(body.ids)],
                    "start": "2030-05-06 08:00:00",
                    "stop": "2030-05-06 09:00:00",
                }
                for visit, body in zip(self.visits, self.bodies, strict=True)
            ]
        )
        paper = self.env["report.cnfpt_cooperation.report_visit_programme"]
        versions = self.env["cooperation.visit.programme.version"].create(
            [
                {
                    "visit_id": visit.id,
                    "number": 1,
                    "snapshot": paper._take_snapshot(visit),
                }
                for visit in self.visits
            ]
        )
        self._assert_constant(versions)
        status = {"programme_status": {}, "is_programme_changed": {}}
        self._count_queries(self.visits, status)
        few, many = (
            self._count_queries(visits, status)
            for visits in (self.visits[:_FEW], self.visits)
        )
        self.assertEqual(few, many)
        self.assertFalse(any(self.visits.mapped("is_programme_changed")))

    def test_costs_of_missions(self):
        """What missions cost is reckoned in as many queries for twenty as for two."""
        missions = self.missions.with_user(self.user_coordinator)
        specification = {"cost_estimate": {}, "planned_cost": {}}
        self._count_queries(missions, specification)
        few, many = (
            self._count_queries(some, specification)
            for some in (missions[:_FEW], missions)
        )
        self.assertEqual(few, many)

    def test_list_of_questions(self):
        """Each to an expert or an employer of their own."""
        self.assignments._settle("expert", "agreed")
        consents = self.assignments.consent_ids
        self.env["mail.mail"].create(
            [
                {
                    "model": consent._name,
                    "res_id": consent.id,
                    "state": "exception",
                    "failure_reason": "Mailbox full",
                }
                for consent in consents
            ]
        )
        self._assert_constant(consents)

    def test_list_of_links_to_sign(self):
        """Each to a body of its own."""
        links = self.env["cooperation.agreement.signature"]
        for agreement in self.agreements:
            party = agreement.party_ids.filtered(
                lambda found, body=agreement.partner_id: found.partner_id == body
            )
            links |= links.create(
                {
                    "agreement_id": agreement.id,
                    "party_id": party.id,
                    "version_id": agreement._keep_version("draft").id,
                    "partner_id": party.partner_id.id,
                    "user_id": self.user_coordinator.id,
                    "deadline": "2030-06-01",
                }
            )
        self._assert_constant(links)

    def test_list_of_births(self):
        for mission, visit in zip(self.missions, self.visits, strict=True):
            mission.parent_ref = visit
        births = self.env["cooperation.birth"].search(
            [("res_model", "=", "cooperation.mission")]
        )
        births = births.filtered(lambda birth: birth.res_id in self.missions.ids)
        self._assert_constant(births)

    def test_lists_of_activity(self):
        area = self.env["cooperation.area"].search([], limit=1)
        for agreement, mission in zip(self.agreements, self.missions, strict=True):
            agreement.area_ids = area
            mission._guarded_write({"state": "scoped"})
        domain = [("agreement_id", "in", self.agreements.ids)]
        self._assert_constant(self.env["cooperation.area.activity"].search(domain))
        areas = self.env["cooperation.agreement.area"]
        self._assert_constant(areas.search([*domain, ("is_covered", "=", True)]))
        quiet = self.env["cooperation.quiet"].search(
            [("partner_id", "in", self.bodies.ids), ("kind", "=", "partner")]
        )
        self._assert_constant(quiet)

    def test_lists_around_a_delegation(self):
        rooms = self.env["cooperation.room"].create(
            [{"name": body.name, "partner_id": body.id} for body in self.bodies]
        )
        self._assert_constant(rooms)
        sheets = self.env["cooperation.visit.protocol"].create(
            [
                {
                    "delegate_id": self.env["cooperation.visit.delegate"]
                    .create({"name": visit.name, "visit_id": visit.id})
                    .id
                }
                for visit in self.visits
            ]
        )
        self._assert_constant(sheets, self.user_protocol)
        sheets.unlink()
        proofs = self.env["cooperation.purge.proof"].search(
            [("visit_id", "in", self.visits.ids)]
        )
        self._assert_constant(proofs, self.user_protocol)
        self.visits.action_plan()
        items = self.env["mail.activity"].search(
            [("cooperation_template_id", "!=", False)], limit=_MANY
        )
        self._assert_constant(items)

    def test_list_of_calls_and_candidates(self):
        calls = self.env["cooperation.expert.call"].create(
            [
                {
                    "name": body.name,
                    "description": body.name,
                    "date_deadline": "2100-01-01",
                    "theme_ids": theme.ids,
                }
                for body, theme in zip(self.bodies, self.themes, strict=True)
            ]
        )
        self._as_coordinator(calls).action_open()
        candidates = self.env["cooperation.expert.application"].create(
            [
                {"call_id": call.id, "partner_id": expert.partner_id.id}
                for call, expert in zip(calls, self.experts, strict=True)
            ]
        )
        self._assert_constant(calls)
        self._assert_constant(candidates)

    def test_list_of_bodies(self):
        self._assert_constant(self.bodies)
