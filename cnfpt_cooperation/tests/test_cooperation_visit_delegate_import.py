import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import MODULE, CooperationCommon
from .test_delegate_lists import make_workbook


@tagged("post_install", "-at_install")
class TestCooperationVisitDelegateImport(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()
        cls.known = cls.env["res.partner"].create(
            {
                "name": "Salma Ben Amor",
                "email": "salma@cfad.example",
                "parent_id": cls.foreign_body.id,
                "country_id": cls.tunisia.id,
            }
        )

    def _open(self, text=None, **values):
        action = self.visit.with_env(self.env).action_import_delegates()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        return wizard.create({"text": text, **values})

    def _read(self, text=None, **values):
        wizard = self._open(text, **values)
        self.assertEqual(wizard.action_read()["res_id"], wizard.id)
        return wizard

    def _make_list(self, count, start=0):
        return "\n".join(
            f"Person{chr(97 + n // 26)}{chr(97 + n % 26)} Family{n} – Agent – Body {n}"
            for n in range(start, start + count)
        )

    # ------------------------------------------------------------
    # Matching
    # ------------------------------------------------------------

    @users("officer_test")
    def test_from_the_paste_to_the_delegation(self):
        wizard = self._read(
            "Mme Salma BEN AMOR – Directrice, cheffe de délégation – Test School of "
            "Administration\n"
            "M. Karim Haddad – Formateur – Institut inconnu (karim@x.example)\n"
        )
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "body_id": self.foreign_body.id,
                    "contact_choice": "link",
                    "partner_id": self.known.id,
                    "is_head": True,
                    "is_kept": True,
                },
                {
                    "body_id": False,
                    "contact_choice": "new",
                    "partner_id": False,
                    "is_head": False,
                    "is_kept": True,
                },
            ],
        )
        self.assertFalse(self.visit.delegate_ids)
        wizard.action_import()
        first, second = self.visit.delegate_ids
        self.assertEqual(self.visit.head_delegate_id, first)
        self.assertEqual(first.partner_id, self.known)
        self.assertEqual(first.civility, "Mme")
        self.assertEqual(second.body_id.name, "Institut inconnu")
        self.assertEqual(second.body_id.country_id, self.tunisia)
        self.assertEqual(second.partner_id.parent_id, second.body_id)
        self.assertEqual(second.partner_id.email, "karim@x.example")
        self.assertIn(second.body_id, self.visit.visiting_body_ids)

    @users("officer_test")
    def test_likely_duplicates_are_shown_and_not_joined(self):
        wizard = self._read("Selma Ben Amor – Directrice")
        line = wizard.line_ids
        self.assertEqual((line.contact_choice, line.partner_id), ("none", self.known))
        self.assertIn("is likely", line.note)
        wizard.action_import()
        self.assertFalse(self.visit.delegate_ids.partner_id)

    @users("officer_test")
    def test_exact_address_wins_over_the_name(self):
        wizard = self._read("S. B. Amor;Director;;SALMA@cfad.example\nAnn Lee;Expert;;")
        self.assertEqual(wizard.line_ids[0].partner_id, self.known)
        self.assertEqual(wizard.line_ids[0].contact_choice, "link")

    @users("officer_test")
    def test_former_name_of_a_body(self):
        self.env["cooperation.partner.alias"].create(
            {"name": "TSA", "partner_id": self.foreign_body.id, "kind": "acronym"}
        )
        wizard = self._read("Ann Lee, Expert, TSA")
        self.assertEqual(wizard.line_ids.body_id, self.foreign_body)

    @users("officer_test")
    def test_who_is_there_already_is_unticked(self):
        self.env["cooperation.visit.delegate"].create(
            {"visit_id": self.visit.id, "name": "Ann LEE", "email": "bo@x.example"}
        )
        wizard = self._read(
            "Lee Ann – Expert\nBo Li (bo@x.example)\nKarim Haddad\nHADDAD Karim"
        )
        self.assertEqual(wizard.line_ids.mapped("is_kept"), [False, False, True, False])
        self.assertIn("Already in", wizard.line_ids[0].note)
        self.assertIn("line 3", wizard.line_ids[3].note)
        wizard.action_import()
        self.assertEqual(len(self.visit.delegate_ids), 2)
        with self.assertRaisesRegex(UserError, "Tick the people"):
            wizard.action_import()
        self.assertEqual(len(self.visit.delegate_ids), 2)

    @users("officer_test")
    def test_language_and_columns_left_out(self):
        wizard = self._read(
            "Name\tLanguage\tPassport\nAnn Lee\tarabe\tX1\nBo Li\tEnglish\tX2"
        )
        codes = wizard.line_ids.language_id.mapped("code")
        self.assertEqual(codes, ["ar", "en"])
        self.assertIn("Passport", wizard.message)
        self.assertNotIn("X1", str(wizard.line_ids.read()))

    @users("officer_test")
    def test_headcount_follows_when_it_is_passed(self):
        wizard = self._read(self._make_list(14))
        self.assertTrue(wizard.is_headcount_short)
        self.assertIn("14 delegates", wizard.message)
        wizard.action_import()
        self.assertEqual(self.visit.headcount_declared, 14)
        wizard = self._read(self._make_list(2, start=50))
        wizard.do_raise_headcount = False
        wizard.action_import()
        self.assertEqual(self.visit.headcount_declared, 14)

    @users("officer_test")
    def test_body_that_nobody_wants_recorded(self):
        wizard = self._read("Ann Lee, Expert, Unknown Office")
        wizard.do_create_bodies = False
        wizard.line_ids.contact_choice = "none"
        wizard.action_import()
        self.assertEqual(self.visit.delegate_ids.function, "Expert (Unknown Office)")
        self.assertFalse(self.visit.delegate_ids.body_id)

    @users("officer_test")
    def test_body_written_anew(self):
        wizard = self._read("Ann Lee, Expert, Tset School")
        self.assertFalse(wizard.line_ids.body_id)
        self.assertIn("New body", wizard.line_ids.note)
        wizard.line_ids.body_name = "test school of administration"
        self.assertEqual(wizard.line_ids.body_id, self.foreign_body)
        wizard.line_ids.body_name = "Another School"
        wizard.action_import()
        self.assertEqual(self.visit.delegate_ids.body_id.name, "Another School")

    # ------------------------------------------------------------
    # Files
    # ------------------------------------------------------------

    @users("officer_test")
    def test_workbook(self):
        content = make_workbook([["Nom", "Fonction"], ["Ann Lee", "Expert"]])
        wizard = self._read(file=base64.b64encode(content), file_name="liste.xlsx")
        self.assertEqual(wizard.line_ids.name, "Ann Lee")

    @users("officer_test")
    def test_attachment_that_is_not_what_it_says(self):
        for name, content, part in (
            ("list.xlsx", b"%PDF-1.7", "list.xlsx.*not what its name says.*PDF"),
            ("list.csv", b"MZ\x90\0", "list.csv.*not what its name says"),
            ("list.docx", b"PK\x03\x04", "list.docx.*damaged"),
            ("list.pdf", b"%PDF-1.7", "list.pdf.*save it as .xlsx"),
        ):
            wizard = self._open(file=base64.b64encode(content), file_name=name)
            with self.subTest(name), self.assertRefused(UserError, part):
                wizard.action_read()
            self.assertEqual(wizard.step, "paste")
            self.assertEqual(wizard.file_name, name)

    # ------------------------------------------------------------
    # Refusals lose nothing
    # ------------------------------------------------------------

    @users("officer_test")
    def test_three_megabytes(self):
        with self.assertRefused(ValidationError, "more than 1 million characters"):
            self._open("Ann Lee – Expert\n" * 180_000)

    @users("officer_test")
    def test_five_hundred_delegates(self):
        wizard = self._open(self._make_list(500))
        text = wizard.text
        with self.assertRefused(UserError, "500 delegates.*at most 300"):
            wizard.action_read()
        self.assertEqual((wizard.text, wizard.step), (text, "paste"))
        self.assertFalse(self.visit.delegate_ids)

    @users("officer_test")
    def test_what_to_mend_in_the_preview(self):
        wizard = self._read("Ann Lee\nBo Li")
        lines = wizard.line_ids
        for values, part in (
            ({"is_head": True}, "One person leads"),
            ({"name": " "}, "has no name"),
            ({"contact_choice": "link"}, "which contact"),
            ({"is_kept": False}, "Tick the people"),
        ):
            with self.subTest(values=values):
                with self.assertRefused(UserError, part):
                    lines.write(values)
                    wizard.action_import()
        self.assertFalse(self.visit.delegate_ids)
        for text, part in (("", "Paste the list"), ("---\n12", "No name was found")):
            with self.assertRefused(UserError, part):
                self._open(text).action_read()
        both = self._open("Ann Lee", file=base64.b64encode(b"x"), file_name="x.csv")
        with self.assertRefused(UserError, "take one away"):
            both.action_read()

    @users("officer_test")
    def test_all_or_none(self):
        """A visit that is closed meanwhile takes nobody, and no contact is left."""
        wizard = self._read("Ann Lee, Expert, Unknown Office")
        self.visit.cancel_reason = "Strike"
        self.visit.action_cancel()
        with self.assertRefused(UserError, "cannot be changed any more"):
            wizard.action_import()
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Ann Lee")]))

    def test_readers_do_not_import(self):
        for user in (self.user_direction, self.user_employee):
            with self.assertRaises(AccessError):
                self.env["cooperation.visit.delegate.import"].with_user(user).create(
                    {"visit_id": self.visit.id, "text": "Ann Lee"}
                )

    @users("officer_test")
    def test_preview_is_edited_in_the_form(self):
        wizard = self._read("Ann Lee – Expert")
        with Form(
            wizard, f"{MODULE}.cooperation_visit_delegate_import_view_form"
        ) as form:
            with form.line_ids.edit(0) as line:
                line.name = "Anne Lee"
                line.contact_choice = "none"
            form.line_ids.edit(0)
        wizard.action_import()
        self.assertEqual(self.visit.delegate_ids.name, "Anne Lee")

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def _count(self, method):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        method()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    @users("officer_test")
    def test_as_many_queries_for_a_hundred_as_for_five(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Contact {number}", "email": f"c{number}@x.example"}
                for number in range(105)
            ]
        )

        def measure(contacts):
            visit = self._create_visit(headcount_declared=200).with_env(self.env)
            wizard = self.env["cooperation.visit.delegate.import"].create(
                {
                    "visit_id": visit.id,
                    "text": "\n".join(f"{c.name};Expert;{c.email}" for c in contacts),
                }
            )
            read = self._count(wizard.action_read)
            self.assertEqual(wizard.line_ids.partner_id, contacts)
            return read, self._count(wizard.action_import)

        measure(partners[:2])
        few, many = measure(partners[:5]), measure(partners[5:])
        self.assertEqual(few, many)

    @users("officer_test")
    def test_new_contacts_cost_what_odoo_asks(self):
        """Bodies and contacts are made in one call, not one by one."""
        wizard = self._read(self._make_list(100))
        queries = self._count(wizard.action_import)
        self.assertLess(queries, 500, "for a hundred contacts and as many bodies")
        self.assertEqual(len(self.visit.delegate_ids.partner_id), 100)
