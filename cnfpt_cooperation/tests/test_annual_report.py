import base64
import hashlib
from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from ..models import cooperation_annual_report_paper_mixin as papers
from ..tools.annual.maker import make_document
from .common_annual_report import AnnualReportCommon

FILES = ("html", "pdf", "xlsx")


@tagged("post_install", "-at_install")
@freeze_time("2031-02-03")
class TestAnnualReport(AnnualReportCommon):
    """From the draft that people comment to the report that stands."""

    def _sign(self, report):
        report = self._as_direction(report)
        report.action_sign_off()
        return report

    def test_new_report_has_its_chapters(self):
        form = Form(self.env["cooperation.annual.report"])
        self.assertEqual(form.year, 2030, "the year that is over")
        report = form.save()
        self.assertEqual(
            report.section_ids.mapped("code"),
            ["overview", "training", "partnership", "hosting", "resources"]
            + ["events", "comparison", "partners", "promises"],
        )
        self.assertEqual(report.display_name, "Annual report 2030")

    def test_signing_off(self):
        """Figures are published, three files kept with their checksums."""
        report = self._sign(self._create_report())
        self.assertEqual(report.state, "signed_off")
        self.assertEqual(report.signed_off_by_id, self.user_direction)
        for kind in FILES:
            content = base64.b64decode(report[f"{kind}_file"])
            checksum = hashlib.sha256(content).hexdigest()
            self.assertEqual(report[f"{kind}_sha256"], checksum)
            self.assertEqual(report._get_file(kind), content)
            self.assertEqual(report._get_file_name(kind), f"rapport-annuel-2030.{kind}")
        published = {figure.code: figure for figure in report.figure_ids}
        self.assertEqual(published["RA-2030-VISITS"].published_value, 6)
        self.assertEqual(published["RA-2030-VISITS-MEDITERRANEE"].published_value, 3)
        self.assertEqual(published["RA-2030-PERSONS"].published_value, 2)
        self.assertEqual(published["RA-2030-DAYS"].published_value, 4)
        self.assertEqual(set(report.figure_ids.mapped("state")), {"published"})
        snapshots = report.figure_ids.snapshot_ids
        self.assertEqual(snapshots.published_by_id, self.user_direction)

    def test_signed_off_report_stays_as_it_is(self):
        """Neither fields, nor chapters, nor files: by nobody, by no call."""
        report = self._sign(self._create_report())
        page = report._get_file("html")
        self._create_past_visit(name="Entered late")
        self.assertEqual(report._get_file("html"), page)
        for user in (self.user_coordinator, self.user_direction, self.env.user):
            own = report.with_user(user)
            for values in (
                {"year": 2029},
                {"lang": "fr_FR"},
                {"state": "draft"},
                {"html_file": base64.b64encode(b"x")},
                {"pdf_sha256": "x"},
                {"figure_ids": [(5,)]},
                {"signed_off_by_id": self.user_coordinator.id},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRefused(UserError, "Annual report 2030|buttons"):
                        own.write(values)
            with self.assertRefused(UserError, "Signed Off"):
                own.section_ids[0].comment = "<p>Afterwards</p>"
            # UserError, or AccessError, which is one, for who may never delete.
            for records in (own.section_ids[0], own):
                with self.assertRaises(UserError):
                    records.unlink()

    def test_new_edition_takes_the_place_of_the_old(self):
        report = self._create_report()
        report.section_ids[0].comment = "<p>What we learnt</p>"
        report = self._sign(report)
        files = [report._get_file(kind) for kind in FILES]
        values = report.figure_ids.snapshot_ids.mapped("value")
        action = report.with_user(self.user_coordinator).action_new_edition()
        draft = self.env["cooperation.annual.report"].browse(action["res_id"])
        self.assertEqual(draft.edition, 2)
        self.assertEqual(draft.display_name, "Annual report 2030, edition 2")
        self.assertIn("What we learnt", draft.section_ids[0].comment)
        self.assertEqual(report.state, "signed_off", "it stands until the next one")
        again = report.action_new_edition()
        self.assertEqual(again["res_id"], draft.id, "one draft, not two")
        self._create_past_visit(name="Entered late")
        self._sign(draft)
        self.assertEqual((report.state, draft.state), ("superseded", "signed_off"))
        self.assertEqual([report._get_file(kind) for kind in FILES], files)
        self.assertEqual(
            draft._get_file_name("pdf"), "rapport-annuel-2030-edition-2.pdf"
        )
        visits = draft.figure_ids.filtered(lambda f: f.code == "RA-2030-VISITS")
        self.assertEqual(visits.published_value, 7)
        self.assertEqual(visits.snapshot_ids.mapped("value"), [7, 6])
        persons = draft.figure_ids.filtered(lambda f: f.code == "RA-2030-PERSONS")
        self.assertEqual(len(persons.snapshot_ids), 1, "it has not moved")
        self.assertTrue(
            set(values) <= set(draft.figure_ids.snapshot_ids.mapped("value"))
        )

    def test_new_edition_by_another_hand(self):
        """What stands is written first, whoever wrote either of them last."""
        report = self._sign(self._create_report())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cooperation_annual_report SET write_uid = %s WHERE id = %s",
            (self.env.user.id, report.id),
        )
        self.env.invalidate_all()
        draft = report.browse(report.action_new_edition()["res_id"])
        self._sign(draft)
        self.env.flush_all()
        self.assertEqual((report.state, draft.state), ("superseded", "signed_off"))

    def test_figures_are_named_in_each_language(self):
        """Whoever signs, everybody reads the figures in their own words."""
        self.env["res.lang"]._activate_lang("fr_FR")
        report = self._sign(self._create_report())
        visits = report.figure_ids.filtered(lambda f: f.code == "RA-2030-VISITS")
        french = visits.with_context(lang="fr_FR")
        self.assertEqual(visits.name, "Delegations hosted in 2030")
        self.assertEqual(french.name, "Délégations accueillies en 2030")
        self.assertNotEqual(french.definition, visits.definition)
        self.assertEqual(len(visits.snapshot_ids), 1, "published once")

    def test_what_stands_is_not_put_away_alone(self):
        report = self._sign(self._create_report())
        for prepare in (lambda: None, report.action_new_edition):
            prepare()
            with self.assertRefused(UserError, "stands until a new edition is signed"):
                report.action_supersede()

    def test_what_was_signed_is_not_printed_anew(self):
        """Odoo’s own route for papers would tell today’s figures as signed off."""
        paper = self.env["report.cnfpt_cooperation.paper_annual_report"]
        draft = self._create_report()
        self.assertTrue(paper._get_report_values(draft.ids)["papers"])
        with patch.object(papers, "make_document", wraps=make_document) as make:
            report = self._sign(draft)
        self.assertEqual(make.call_count, 1, "one document, three files")
        with self.assertRefused(UserError, "signed off: download its PDF"):
            paper._get_report_values(report.ids, {"document": "crafted"})

    def test_year_that_is_not_over(self):
        report = self._as_direction(self._create_report(year=2031))
        with self.assertRefused(UserError, "2031 is not over.*1 January 2032"):
            report.action_sign_off()
        self.assertIn("2031 is not over", report.transition_checklist)
        self.assertFalse(report.html_file)

    def test_year_in_which_nothing_counts(self):
        report = self._as_direction(self._create_report(year=2012))
        with self.assertRefused(UserError, "Nothing counts in 2012"):
            report.action_sign_off()

    def test_only_the_direction_signs(self):
        report = self._create_report()
        for user in (self.user_coordinator, self.user_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user).action_sign_off()
        self.assertEqual(report.state, "draft")

    @users("officer_test")
    def test_officer_reads(self):
        report = self._create_report().with_env(self.env)
        self.assertIn(b"Annual report 2030", report._get_file("html"))
        with self.assertRaises(AccessError):
            report.years_compared = 3
        with self.assertRaises(AccessError):
            report.section_ids[0].comment = "<p>Mine</p>"

    def test_one_draft_a_year(self):
        self._create_report()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._create_report()

    def test_bad_input(self):
        for values in ({"year": 30}, {"years_compared": 6}, {"years_compared": 0}):
            with self.subTest(values=values), mute_logger("odoo.sql_db"):
                with self.assertRaises(CheckViolation):
                    self._create_report(**values)

    def test_crafted_start(self):
        """No report is born signed off, with files or figures."""
        reports = self.env["cooperation.annual.report"].with_user(self.user_direction)
        for values in (
            {"state": "signed_off"},
            {"pdf_file": base64.b64encode(b"x")},
            {"signed_off_by_id": self.user_direction.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                reports.create({"year": 2030, **values})

    def test_new_edition_of_a_draft(self):
        report = self._create_report(year=2029)
        action = report.action_new_edition()
        self.assertEqual(action["res_id"], report.id, "it is the next edition itself")

    def test_comment_is_cleaned(self):
        report = self._create_report()
        report.section_ids[
            0
        ].comment = (
            "<p>Fine</p><script>alert(1)</script><img src='x' onerror='alert(2)'/>"
        )
        page = report._get_file("html").decode()
        self.assertIn("<p>Fine</p>", page)
        self.assertNotIn("alert(", page)
