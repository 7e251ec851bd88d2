from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MODULE, CooperationCommon


@tagged("post_install", "-at_install")
class TestResPartner(CooperationCommon):
    """Partner bodies live in Odoo's own contacts."""

    def test_old_names_find_the_body(self):
        insp = self.env.ref(f"{MODULE}.partner_insp")
        portal = new_test_user(self.env, "portal_alias_test", "base.group_portal")
        for user in (self.user_officer, self.user_employee):
            found = self.env["res.partner"].with_user(user).name_search("ENA")
            with self.subTest(user=user.login):
                self.assertIn(insp.id, [partner_id for partner_id, _name in found])
        self.env["res.partner"].with_user(portal).name_search("ENA")

    def test_national_institutions(self):
        embassy = self.env["res.partner"].create(
            {
                "name": "Embassy of France",
                "is_company": True,
                "country_id": self.tunisia.id,
                "cooperation_partner_type_id": self.env.ref(
                    f"{MODULE}.partner_type_embassy"
                ).id,
            }
        )
        self.assertTrue(self.funder.is_national_counterpart)
        self.assertFalse(self.foreign_body.is_national_counterpart)
        self.assertTrue(embassy.is_national_counterpart)
        embassy.country_id = self.benin
        self.assertTrue(embassy.is_national_counterpart)
        self.funder.country_id = self.benin
        self.assertFalse(self.funder.is_national_counterpart)

    def test_structures_of_cnfpt(self):
        inet = self.env.ref(f"{MODULE}.partner_inet")
        person = self.env["res.partner"].create(
            {"name": "Student", "parent_id": inet.id}
        )
        self.assertTrue(inet.is_cnfpt_structure)
        self.assertTrue(person.is_cnfpt_structure)
        person.parent_id = self.funder
        self.assertFalse(person.is_cnfpt_structure)

    def test_counts_open_what_they_count(self):
        self._create_visit()
        self._create_mission()
        self._create_active_agreement(
            partner_id=self.foreign_body.id, kind="engagement_letter"
        )
        body = self.foreign_body.with_user(self.user_officer)
        self.env["cooperation.agreement.party"].with_user(
            self.user_administrator
        ).create(
            {
                "agreement_id": body.cooperation_agreement_party_ids.agreement_id.id,
                "partner_id": body.id,
                "role": "beneficiary",
            }
        )
        body.invalidate_recordset()
        for name in ("visit", "mission", "agreement"):
            with self.subTest(name=name):
                action = getattr(body, f"action_open_cooperation_{name}s")()
                self.assertEqual(body[f"cooperation_{name}_count"], 1)
                self.assertEqual(
                    self.env[action["res_model"]].search_count(action["domain"]), 1
                )

    def test_employees_read_contacts_as_before(self):
        """Without a role of ours: every field that they may read, and none of ours."""
        partner = self.foreign_body.with_user(self.user_employee)
        self.assertNotIn("cooperation_visit_count", partner.fields_get())
        with self.assertRaises(AccessError):
            partner.read(["cooperation_visit_count"])
        partner.read(["name", "cooperation_partner_type_id", "cooperation_alias_ids"])

    def test_form_of_each_role(self):
        """The page and its buttons are for the Mission only."""
        view = self.env.ref("base.view_partner_form")
        for user, visible in ((self.user_officer, True), (self.user_employee, False)):
            arch = self.env["res.partner"].with_user(user).get_view(view.id)["arch"]
            with self.subTest(user=user.login):
                self.assertEqual("cooperation_alias_ids" in arch, visible)

    def test_groups_by_zone_and_type(self):
        partners = self.env["res.partner"].with_user(self.user_officer)
        for field_name in ("cooperation_zone_id", "cooperation_partner_type_id"):
            groups = partners.formatted_read_group(
                [("id", "=", self.foreign_body.id)], [field_name], ["__count"]
            )
            with self.subTest(field=field_name):
                self.assertEqual(len(groups), 1)
                self.assertTrue(groups[0][field_name])

    def test_administrators_keep_countries(self):
        country = self.tunisia.with_user(self.user_administrator)
        country.cooperation_priority = False
        with self.assertRaises(AccessError):
            self.tunisia.with_user(self.user_coordinator).cooperation_priority = False
