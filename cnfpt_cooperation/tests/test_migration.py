import base64
from hashlib import sha256

from odoo.modules.module import load_script
from odoo.tests import freeze_time, tagged
from odoo.tools import sql
from odoo.tools.misc import file_path

from .common import MODULE, CooperationCommon


@tagged("post_install", "-at_install")
class TestMigration(CooperationCommon):
    """What an earlier release left is completed by its migration."""

    def _migrate(self, version, stage="post"):
        path = file_path(f"{MODULE}/migrations/{version}/{stage}-migration.py")
        load_script(path, f"{stage}_migration_{version.replace('.', '_')}").migrate(
            self.env.cr, "19.0.1.0.0"
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_languages_of_papers(self):
        spanish = self.env.ref(f"{MODULE}.language_es")
        visit = self._create_visit(language_ids=spanish.ids)
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_language SET lang_id = NULL")
        self.env.cr.execute("UPDATE cooperation_visit SET language_id = NULL")
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'es_ES'")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self._migrate("19.0.1.1.0")
        self.assertTrue(spanish.lang_id.active)
        self.assertEqual(visit.language_id, spanish)
        self.assertEqual(visit._get_lang(), "es_ES")

    def test_partner_of_promises(self):
        visit = self._create_visit()
        promise = self.env["cooperation.commitment"].create(
            {
                "name": "Send the guide",
                "date_due": "2030-04-01",
                "res_model": visit._name,
                "res_id": visit.id,
                "partner_id": self.funder.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_commitment SET partner_id = NULL")
        self.env.invalidate_all()
        self._migrate("19.0.1.1.0")
        self.assertEqual(promise.partner_id, self.foreign_body)

    def test_stars_stay_and_scores_come(self):
        """The stars that officers gave move to their own field, with their labels."""
        request = self._create_request(priority="2")
        self.env.flush_all()
        execute = self.env.cr.execute
        for old, new in (("score", "score_new"), ("priority", "score")):
            sql.rename_column(self.env.cr, "cooperation_request", old, new)
            execute(
                """UPDATE ir_model_fields SET name = %s
                    WHERE model = 'cooperation.request' AND name = %s""",
                (new, old),
            )
            execute(
                """UPDATE ir_model_data SET name = replace(name, %s, %s)
                    WHERE module = 'cnfpt_cooperation' AND (name = %s OR name LIKE %s)
                """,
                (
                    f"__cooperation_request__{old}",
                    f"__cooperation_request__{new}",
                    f"field_cooperation_request__{old}",
                    f"selection%cooperation_request__{old}__%",
                ),
            )
        self._migrate("19.0.1.1.0", "pre")
        execute("SELECT priority FROM cooperation_request WHERE id = %s", request.ids)
        self.assertEqual(self.env.cr.fetchone(), ("2",))
        execute(
            """SELECT count(*) FROM ir_model_data WHERE module = 'cnfpt_cooperation'
                AND name LIKE 'selection%cooperation_request__priority__%'"""
        )
        self.assertEqual(self.env.cr.fetchone(), (4,))

    def test_offer_and_scores_of_existing_requests(self):
        theme = self.env.ref(f"{MODULE}.theme_local_finance")
        request = self._create_request(theme_id=theme.id)
        score = request.score
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_theme SET is_offered = NULL")
        self.env.cr.execute("UPDATE cooperation_request SET score = NULL")
        self.env.invalidate_all()
        self._migrate("19.0.1.1.0")
        self.assertTrue(theme.is_offered)
        self.assertFalse(self.env.ref(f"{MODULE}.theme_culture").is_offered)
        self.assertTrue(score)
        self.assertEqual(request.score, score)

    @freeze_time("2034-06-01")
    def test_accreditations_outlive_the_upgrade(self):
        """Terms that passed before letters were kept count as asked for."""
        old = self._create_expert("Old", validity_start="2031-01-01")
        new = self._create_expert("New", validity_start="2034-01-01")
        for _turn in range(2):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cooperation_expert SET validity_end = NULL WHERE id IN %s",
                [(old | new)._ids],
            )
            self.env.invalidate_all()
            self._migrate("19.0.1.2.0")
            self.assertEqual(str(old.validity_end), "2034-12-31")
            self.assertEqual(str(new.validity_end), "2035-12-31")
            self.assertEqual(len(old.renewal_ids), 2)
            self.assertFalse(new.renewal_ids)

    def test_checklists_of_open_visits(self):
        """Those on their way get the items still to come; the others get none."""
        planned, draft = self._create_visit(), self._create_visit()
        planned.action_plan()
        planned._drop_checklist()
        self._migrate("19.0.1.1.0")
        self.assertEqual(planned.checklist_total, 17)
        self.assertEqual(draft.checklist_total, 0)
        self._migrate("19.0.1.1.0")
        self.assertEqual(planned.checklist_total, 17)

    def test_weeks_of_countries(self):
        """A database without calendars gets the weeks that a new one has."""
        countries = self.env["res.country"].search([])
        before = {country: country.cooperation_calendar_id for country in countries}
        self.assertTrue(before[self.env.ref("base.dz")])
        self.assertFalse(before[self.tunisia])
        countries.cooperation_calendar_id = False
        self._migrate("19.0.1.2.0")
        self.assertEqual(
            before, {country: country.cooperation_calendar_id for country in countries}
        )

    def test_planned_costs_stay(self):
        """What coordinators planned is not reckoned anew by the estimate."""
        mission = self._create_mission(planned_cost=1200)
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE cooperation_mission DROP is_cost_by_hand")
        self._migrate("19.0.1.2.0", "pre")
        self.assertTrue(mission.is_cost_by_hand)
        mission.date_end = "2030-06-30"
        self.assertEqual(mission.planned_cost, 1200)

    def test_typed_safety_advice_begins_the_history(self):
        """What was typed on missions to come is not lost, and calls nobody back."""
        scoped, ordered, remote = (
            self._create_mission(modality=modality)
            for modality in ("on_site", "on_site", "remote")
        )
        ordered._guarded_write({"state": "ordered"})
        self.env.flush_all()
        execute = self.env.cr.execute
        for mission, level in ((scoped, "orange"), (ordered, "green"), (remote, "red")):
            execute(
                "UPDATE cooperation_mission SET safety_advice = %s WHERE id = %s",
                (level, mission.id),
            )
        execute("ALTER TABLE cooperation_mission RENAME safety_date TO safety_day")
        self._migrate("19.0.1.2.0", "pre")
        execute("ALTER TABLE cooperation_mission RENAME safety_day TO safety_date")
        execute(
            "UPDATE cooperation_mission SET safety_advice = NULL WHERE id = %s",
            [scoped.id],
        )
        self._migrate("19.0.1.2.0")
        self.assertEqual(self.tunisia.cooperation_safety_advice, "orange")
        self.assertIn(scoped.reference, self.tunisia.cooperation_safety_source)
        self.assertEqual(scoped.safety_advice, "orange")
        self.assertEqual(ordered.safety_advice, "green")
        self.assertEqual(ordered.state, "ordered")
        self._migrate("19.0.1.2.0")
        self.assertEqual(len(self.tunisia.cooperation_safety_advice_ids), 1)

    def test_earlier_signatures_are_completed(self):
        """Amendments are numbered, and what was signed was signed on paper."""
        agreement = self._create_active_agreement()
        party = agreement.party_ids.filtered(
            lambda found: found.partner_id == self.funder
        )
        party._guarded_write({"signed_on": "2025-12-01"})
        agreement._guarded_write({"signed_file": base64.b64encode(b"%PDF signed")})
        values = {"kind": "amendment", "parent_id": agreement.id}
        amendments = [
            self.env["cooperation.agreement"].create(
                {"name": "Amendment", "partner_id": self.funder.id, **values}
            )
            for _number in range(2)
        ]
        references = [amendment.reference for amendment in amendments]
        region = self.env["res.partner"].create(
            {
                "name": "Region",
                "country_id": self.env.ref("base.re").id,
                "cooperation_partner_type_id": self.env.ref(
                    f"{MODULE}.partner_type_local_authority"
                ).id,
            }
        )
        self.env.flush_all()
        execute = self.env.cr.execute
        execute("UPDATE cooperation_agreement SET amendment_number = NULL")
        execute("UPDATE cooperation_agreement SET amendment_last = NULL")
        execute("UPDATE res_partner SET is_national_counterpart = FALSE")
        self.env.invalidate_all()
        for _turn in range(2):
            self._migrate("19.0.1.3.0")
            self.assertEqual(party.signature_channel, "paper")
            self.assertEqual(party.name_at_signature, self.funder.name)
            self.assertEqual(
                agreement.signed_sha256, sha256(b"%PDF signed").hexdigest()
            )
            for number, amendment in enumerate(amendments, 1):
                self.assertEqual(amendment.amendment_number, number)
                self.assertEqual(amendment.reference, references[number - 1])
            self.assertEqual(agreement.amendment_last, 2)
            self.assertTrue(region.is_national_counterpart)

    def test_agreements_that_were_terminated(self):
        """They get the day that is nearest, and those in force their alerts."""
        over = self._create_active_agreement(
            date_start="2019-01-01", date_end="2020-12-31", state="terminated"
        )
        active = self._create_active_agreement(renewal="tacit")
        active._drop_checklist()
        self.assertFalse(over.date_terminated)
        for _turn in range(2):
            self._migrate("19.0.1.3.0")
            self.assertEqual(str(over.date_terminated), "2020-12-31")
            self.assertEqual(str(over.date_cover_end), "2020-12-31")
            self.assertEqual(active.checklist_total, 6)

    def test_allocations_and_receipts_stay(self):
        """What covered a mission goes on covering it; what came in has come in."""
        agreement = self._create_active_agreement()
        mission = self._create_mission()
        line = agreement.funding_line_ids
        share = self.env["cooperation.funding.allocation"].create(
            {"mission_id": mission.id, "funding_line_id": line.id, "amount": 1200}
        )
        paid, due = self.env["cooperation.funding.tranche"].create(
            [
                {
                    "name": "Test tranche",
                    "funding_line_id": line.id,
                    "amount": 500,
                    "date_due": "2026-01-05",
                    "date_received": date,
                }
                for date in ("2026-01-05", False)
            ]
        )
        self.env.flush_all()
        execute = self.env.cr.execute
        execute("ALTER TABLE cooperation_funding_allocation DROP cost")
        execute("ALTER TABLE cooperation_funding_tranche DROP amount_received")
        self._migrate("19.0.1.3.0", "pre")
        self._migrate("19.0.1.3.0", "pre")
        self.env.invalidate_all()
        self.assertEqual(share.cost, 1200)
        self.assertEqual((paid.amount_received, due.amount_received), (500, 0))

    def test_rows_of_published_figures(self):
        """Lists of ids become rows; what the rows do not explain is a row too."""
        visit = self._load_history(
            "cooperation.visit",
            name="Past visit",
            state="closed",
            country_id=self.benin.id,
            partner_id=self.foreign_body.id,
            date_start="2030-03-04",
            date_end="2030-03-06",
            headcount_actual=12,
        )
        figure = self.env["cooperation.figure"].create(
            {
                "name": "Visitors of 2030",
                "code": "TEST-OLD",
                "measure": "visitors",
                "definition": "Those who came.",
                "date_start": "2030-01-01",
                "date_end": "2030-12-31",
            }
        )
        figure.with_user(self.user_direction).action_publish()
        self.env.flush_all()
        execute = self.env.cr.execute
        table = "cooperation_figure_snapshot"
        for suffix in ("", "_row"):
            execute(f"ALTER TABLE {table}{suffix} DISABLE TRIGGER USER")
        sql.create_column(self.env.cr, table, "report_ids_json", "jsonb")
        snapshot = figure.snapshot_ids
        execute(f"DELETE FROM {table}_row WHERE snapshot_id = %s", snapshot.ids)
        execute(
            f"UPDATE {table} SET value = 15, report_ids_json = %s WHERE id = %s",
            [f"[{visit.id * 16}]", snapshot.id],
        )
        self.env.invalidate_all()
        for __ in range(2):  # a migration that is run again adds nothing
            self._migrate("19.0.1.4.0")
        self.assertRecordValues(
            snapshot.row_ids.sorted("report_row_id"),
            [
                {"res_id": 0, "label": False, "contribution": 3},
                {"res_id": visit.id, "label": visit.reference, "contribution": 12},
            ],
        )

    def test_mail_of_odoo_to_everybody_is_silent(self):
        default = self.env.ref("digest.digest_digest_default")
        default.action_activate()
        settings = self.env["ir.config_parameter"]
        settings.set_param("digest.default_digest_emails", "True")
        self._migrate("19.0.1.4.0")
        self.assertEqual(default.state, "deactivated")
        self.assertFalse(settings.get_param("digest.default_digest_emails"))
