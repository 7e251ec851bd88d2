from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged, users

from .common import CooperationCommon


@tagged("post_install", "-at_install")
class TestCooperationBirth(CooperationCommon):
    """A visit gives birth to other files; the chain is visible from both ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theme = cls.env["cooperation.theme"].create({"name": "Test theme"})
        cls.request = cls._create_request()
        cls.visit = cls._create_visit(
            request_id=cls.request.id,
            is_own_initiative=False,
            theme_id=cls.theme.id,
            theme_ids=cls.theme.ids,
        )

    def _fill_in(self, action):
        """Open the form of the action as the web client does, and save it."""
        self.assertEqual(action["view_mode"], "form")
        records = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(records)
        self.assertNotIn("Own Initiative", form.transition_checklist or "")
        if "kind_id" in form._view["fields"] and not form.kind_id:
            form.kind_id = self.env["cooperation.mission.kind"].search([], limit=1)
        return form.save()

    @classmethod
    def _make_chain(cls):
        """Return a mission born of the visit, and an agreement born of the mission."""
        mission = cls._create_mission(
            parent_res_model=cls.visit._name, parent_res_id=cls.visit.id
        )
        agreement = cls.env["cooperation.agreement"].create(
            {
                "name": "Test letter",
                "partner_id": cls.foreign_body.id,
                "parent_ref": f"{mission._name},{mission.id}",
            }
        )
        return mission, agreement

    def _get_links(self, file):
        """Return what the stat button lists, as pairs of records."""
        links = self.env["cooperation.birth"].search(file.action_open_chain()["domain"])
        return {(link.parent_ref, link.file_ref) for link in links}

    # ------------------------------------------------------------
    # Giving birth
    # ------------------------------------------------------------

    @users("coordinator_test")
    def test_visit_gives_birth_to_each_kind(self):
        visit = self.visit.with_env(self.env)
        for kind in ("request", "mission", "agreement", "internship", "visit"):
            with self.subTest(kind):
                child = self._fill_in(getattr(visit, f"action_create_{kind}")())
                self.assertEqual(child._name, f"cooperation.{kind}")
                self.assertEqual(child.parent_ref, visit)
                self.assertEqual(child.name, visit.name)
                self.assertEqual(child.partner_id, self.foreign_body)
                self.assertEqual(child.country_id, self.tunisia)
                self.assertEqual(child.theme_id, self.theme)
                self.assertEqual(child.theme_ids, self.theme)
                self.assertFalse(child.request_id)
                self.assertFalse(list(child._get_origin_blockers()))
        self.assertEqual(visit.born_count, 5)
        births = self.env["cooperation.birth"]
        agreement, mission = (
            births.search([("res_model", "=", model), ("parent_res_id", "=", visit.id)])
            for model in ("cooperation.agreement", "cooperation.mission")
        )
        self.assertEqual(agreement.file_ref.country_ids, self.tunisia)
        self.assertEqual(mission.file_ref.need_theme_ids, self.theme)

    @users("officer_test")
    def test_new_file_above_the_chain(self):
        """From any file, two clicks above its chain; a client names no other file."""
        chain = self.visit.with_env(self.env).action_open_chain()
        births = self.env["cooperation.birth"].with_context(**chain["context"])
        # As the client calls the button of a list in which nothing is ticked.
        action = call_kw(
            births, "action_new_file", [[]], {"context": births.env.context}
        )
        dialog = Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ).save()
        for kind in ("request", "visit", "internship"):
            with self.subTest(kind):
                child = self._fill_in(getattr(dialog, f"action_create_{kind}")())
                self.assertEqual(child.parent_ref, self.visit)
        for crafted in (None, ["res.users", 1], ["cooperation.visit", "x"], "visit"):
            with self.subTest(crafted=crafted), self.assertRaises(UserError):
                births.with_context(cooperation_chain_file=crafted).action_new_file()

    @users("officer_test")
    def test_officer_asks_for_what_a_coordinator_opens(self):
        """An officer who opens no missions makes the request for one."""
        visit = self.visit.with_env(self.env)
        for kind, asked in (("mission", "expertise"), ("agreement", "partnership")):
            with self.subTest(kind):
                request = self._fill_in(getattr(visit, f"action_create_{kind}")())
                self.assertEqual(request._name, "cooperation.request")
                self.assertEqual(request.kind, asked)
                self.assertEqual(request.parent_ref, visit)

    @users("direction_test")
    def test_direction_opens_nothing(self):
        with self.assertRaisesRegex(AccessError, "ask the officer in charge"):
            self.visit.with_env(self.env).action_create_request()

    @users("coordinator_test")
    def test_request_becomes_a_file_by_conversion(self):
        request = self.request.with_env(self.env)
        with self.assertRaisesRegex(UserError, "Convert"):
            request.action_create_mission()
        later = self._fill_in(request.action_create_request())
        self.assertEqual(later.request_id, request)
        self.assertFalse(later.parent_ref)
        with (
            self.assertRaisesRegex(ValidationError, "name it in “Request”"),
            self.env.cr.savepoint(),
        ):
            self.visit.write(
                {"parent_res_model": request._name, "parent_res_id": request.id}
            )

    @users("coordinator_test")
    def test_what_comes_later_is_no_child(self):
        """A mission converted from the request that a visit bore is not its child."""
        visit = self.visit.with_env(self.env)
        action = visit.action_create_request()
        request = self._fill_in(action)
        request.kind = "expertise"
        request.action_qualify()
        request.action_accept()
        request.with_context(**action["context"]).action_convert()
        self.assertFalse(request.mission_ids.parent_ref)
        self.assertIn((request, request.mission_ids), self._get_links(visit))

    def test_closed_visit_gives_birth(self):
        self.visit.cancel_reason = "They do not come."
        self.visit.action_cancel()
        request = self._fill_in(self.visit.action_create_request())
        self.assertEqual(request.parent_ref, self.visit)
        with self.assertRaisesRegex(UserError, "Born Of|Origin"):
            self.visit.write({"parent_res_model": self.visit._name, "parent_res_id": 1})

    # ------------------------------------------------------------
    # Reading the chain
    # ------------------------------------------------------------

    @users("direction_test")
    def test_chain_from_every_end(self):
        mission, agreement = (f.with_env(self.env) for f in self._make_chain())
        visit, request = self.visit.with_env(self.env), self.request.with_env(self.env)
        files = (request, visit, mission, agreement)
        links = set(zip(files[:-1], files[1:], strict=True))
        for file in files:
            with self.subTest(file._name):
                self.assertEqual(self._get_links(file), links)
                self.assertEqual(file.chain_count, 3)
                text = file.chain_html.striptags()
                self.assertEqual(
                    text,
                    " → ".join(
                        f.reference for f in (request, visit, mission, agreement)
                    ),
                )
                self.assertIn(f"<strong>{file.reference}</strong>", file.chain_html)
        self.assertIn(f"/odoo/cooperation.mission/{mission.id}", visit.chain_html)
        link = self.env["cooperation.birth"].search(
            [("res_model", "=", "cooperation.mission"), ("res_id", "=", mission.id)]
        )
        self.assertEqual(link.state_label, "Draft")
        self.assertEqual(link.action_open_file()["res_id"], mission.id)
        self.assertEqual(link.action_open_parent()["res_id"], visit.id)

    def test_siblings_are_not_of_the_chain(self):
        mission, _agreement = self._make_chain()
        sibling = self._create_mission(parent_ref=f"{self.visit._name},{self.visit.id}")
        self.assertEqual(self.visit.born_count, 2)
        self.assertNotIn(sibling.reference, mission.chain_html)

    def test_hidden_files_are_not_shown(self):
        """A rule that hides a file hides it from chains, lists and names too."""
        mission, _agreement = self._make_chain()
        self.env["ir.rule"].create(
            {
                "name": "Test: hide the mission",
                "model_id": self.env["ir.model"]._get_id(mission._name),
                "domain_force": [("id", "!=", mission.id)],
            }
        )
        visit = self.visit.with_user(self.user_coordinator)
        self.assertNotIn(mission.reference, visit.chain_html)
        births = self.env["cooperation.birth"].with_user(self.user_coordinator)
        link = births.sudo().search(
            [("res_model", "=", mission._name), ("res_id", "=", mission.id)]
        )
        self.assertTrue(link)
        self.assertNotIn(link, births.search([]))
        with self.assertRaises(AccessError):
            link.with_user(self.user_coordinator).read(["name"])
        self.assertFalse(births.search([("name", "ilike", mission.reference)]))

    @users("employee_test")
    def test_employee_sees_no_chain(self):
        with self.assertRaises(AccessError):
            self.env["cooperation.birth"].search([])

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def test_no_file_descends_from_itself(self):
        mission, agreement = self._make_chain()
        crafted = [
            (mission, "parent_ref", agreement),
            (self.visit, "parent_ref", agreement),
            (self.visit, "parent_ref", self.visit),
            (self.request, "parent_ref", agreement),
            (self.request, "request_id", self.request),
        ]
        for file, name, ancestor in crafted:
            with (
                self.subTest(file=file._name, ancestor=ancestor._name),
                self.assertRaisesRegex(ValidationError, "descend from itself"),
                self.env.cr.savepoint(),
            ):
                file[name] = ancestor

    @users("officer_test")
    def test_crafted_parent(self):
        visit = self.visit.with_env(self.env)
        for model, res_id in (
            ("res.users", self.env.uid),
            ("cooperation.mission", 999999999),
            ("cooperation.mission", False),
            (False, visit.id),
            ("no.such.model", 1),
        ):
            with self.subTest(model), self.assertRaises(ValidationError):
                visit.write({"parent_res_model": model, "parent_res_id": res_id})
        with self.assertRaises(AccessError):
            self.env["cooperation.birth"].create({"name": "Crafted"})
        for crafted in ("x", [], ["cooperation.visit"], ["cooperation.visit", "a", {}]):
            with self.subTest(crafted=crafted):
                self.env["cooperation.visit"].with_context(
                    cooperation_born_of=crafted
                ).default_get(["name"])

    @users("officer_test")
    def test_parent_must_be_readable(self):
        mission, _agreement = self._make_chain()
        self.env["ir.rule"].sudo().create(
            {
                "name": "Test: hide the mission",
                "model_id": self.env["ir.model"]._get_id(mission._name),
                "domain_force": [("id", "!=", mission.id)],
            }
        )
        with self.assertRaisesRegex(ValidationError, "may read"):
            self._create_visit().with_user(self.user_officer).write(
                {"parent_res_model": mission._name, "parent_res_id": mission.id}
            )

    def test_parent_is_not_deleted(self):
        visit = self._create_visit()
        child = self._create_visit(parent_ref=f"{visit._name},{visit.id}")
        with self.assertRaisesRegex(UserError, "was born of"):
            visit.unlink()
        (visit | child).unlink()

    def test_copy_is_born_of_nothing(self):
        mission, _agreement = self._make_chain()
        self.assertFalse(mission.copy().parent_ref)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def test_constant_queries(self):
        visits = (
            self.env["cooperation.visit"]
            .create(
                [
                    {
                        "name": f"Visit {number}",
                        "parent_ref": f"{self.visit._name},{self.visit.id}",
                        "visiting_body_ids": [Command.set(self.foreign_body.ids)],
                    }
                    for number in range(20)
                ]
            )
            .with_user(self.user_officer)
        )
        counts = []
        for some in (visits, visits[:2], visits):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("chain_html")
            some.mapped(lambda visit: visit.parent_ref.display_name)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
