from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common_watch import TODAY, WatchCommon, day


@freeze_time("2030-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestWatchFigures(WatchCommon):
    """Shares, figures and what other lists say; who sees what, and what one can do."""

    def _get_shares(self):
        self.env.invalidate_all()
        rows = self.env["cooperation.watch"].search([("kind", "=", "concentration")])
        return {
            (row.detail, row.zone_id): (row.severity, row.quantity, row.total)
            for row in rows
        }

    def _create_past_missions(self, *places):
        self._load_histories(
            "cooperation.mission",
            [
                {
                    "name": f"Mission {number}",
                    "state": "reported",
                    "partner_id": self.foreign_body.id,
                    "country_id": country.id,
                    "is_own_initiative": True,
                    "date_start": start,
                    "date_end": start,
                }
                for number, (country, start) in enumerate(places)
            ],
        )

    def test_concentration(self):
        """84.4 % of the missions of 2015-2018; then exactly at the threshold."""
        published = ("mission_published", self.zone_mediterranean)
        self.assertEqual(self._get_shares(), {published: ("know", 65, 77)})
        row = self.env["cooperation.watch"].search([("kind", "=", "concentration")])
        self.assertIn("84.4%", row.sentence)
        self.assertIn("65 of 77", row.sentence)
        near, far = (self.tunisia, day(-1)), (self.benin, TODAY)
        before = (self.benin, TODAY.replace(year=2029))
        live = ("mission", self.zone_mediterranean)
        self._create_past_missions(*[near] * 3, far)
        self.assertNotIn(live, self._get_shares(), "four say nothing")
        self._create_past_missions(*[near] * 3, far, before)
        self.assertEqual(self._get_shares()[live], ("soon", 6, 8), "75 % of 8")
        self.assertIn(published, self._get_shares(), "also with live files around")
        row = self.env["cooperation.watch"].search(
            [("kind", "=", "concentration"), ("detail", "=", "mission")]
        )
        action = row.with_user(self.user_direction).action_open_record()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(rows.mapped("missions")), 6)
        self._create_past_missions(far)
        self.assertNotIn(live, self._get_shares())
        self.env["res.config.settings"].create(
            {"cooperation_watch_share": 66}
        ).execute()
        self.assertEqual(self._get_shares()[live], ("soon", 6, 9))

    def test_figures_that_moved(self):
        figure = self.env["cooperation.figure"].create(
            {
                "name": "Delegations of 2030",
                "code": "T1",
                "measure": "visits",
                "definition": "All of them.",
                "date_start": "2030-01-01",
                "date_end": "2030-12-31",
            }
        )
        visit = {
            "state": "done",
            "partner_id": self.foreign_body.id,
            "country_id": self.tunisia.id,
            "is_own_initiative": True,
            "date_start": "2030-05-01",
            "date_end": "2030-05-01",
        }
        self._load_history("cooperation.visit", name="One", **visit)
        figure.with_user(self.user_direction).action_publish()
        self.assertFalse(self._watch("figure", figure))
        self._load_history("cooperation.visit", name="Two", **visit)
        published = Datetime.context_timestamp(figure, figure.published_on).date()
        self.assertEqual(
            self._watch("figure", figure), {figure.id: ("soon", published)}
        )
        row = self.env["cooperation.watch"].search([("kind", "=", "figure")])
        self.assertIn("published as 1 on", row.sentence)
        self.assertIn("today 2", row.sentence)
        why = row.with_user(self.user_direction).action_step()
        self.assertEqual(why["res_model"], "cooperation.figure.explain")
        self.assertEqual(why["name"], "Why 2 and not 1?")
        figure.with_user(self.user_direction).action_supersede()
        self.assertFalse(self._watch("figure", figure))

    def test_where_it_is(self):
        """In the country of the file, wherever its funder has its seat."""
        self.funder.country_id = self.env.ref("base.fr")
        agreement = self._create_active_agreement(date_start="2028-01-01")
        mission = self._create_mission(agreement_id=agreement.id)
        self._set(mission, state="funded")
        self._set(agreement, state="terminated", date_cover_end=day(-1))
        unused = self._create_active_agreement(date_start="2028-01-01")
        tranche = unused.funding_line_ids.tranche_ids.create(
            {
                "name": "First",
                "funding_line_id": unused.funding_line_ids.id,
                "amount": 100,
                "date_due": day(-1),
            }
        )
        rows = self.env["cooperation.watch"].search([])
        for record in (mission, unused, tranche):
            with self.subTest(record=record):
                row = rows.filtered_domain(
                    [("res_model", "=", record._name), ("res_id", "=", record.id)]
                )
                self.assertEqual(row.country_id, self.tunisia)
                self.assertEqual(row.zone_id, self.tunisia.cooperation_zone_id)

    def test_found_by_its_name(self):
        promise = self.env["cooperation.commitment"].create(
            {
                "name": "Send the unmistakable guide",
                "partner_id": self.foreign_body.id,
                "made_by": "us",
                "date_due": day(-1),
            }
        )
        watch = self.env["cooperation.watch"].with_user(self.user_direction)
        row = watch.search([("subject", "ilike", "unmistakable")])
        self.assertEqual((row.kind, row.res_id), ("promise", promise.id))
        self.assertIn(row, watch.search([("subject", "not ilike", "mistaken")]))
        self.assertNotIn(row, watch.search([("subject", "not ilike", "unmistak")]))
        self.assertFalse(watch.search([("subject", "=", "unmistakable")]))

    def test_whatever_it_is_about_has_a_form(self):
        """A zone opens its rows instead."""
        forms = self.env["ir.ui.view"].search(
            [("type", "=", "form"), ("mode", "=", "primary")]
        )
        named = {*self.env["cooperation.watch"]._get_file_models()}
        self.assertEqual(named - {*forms.mapped("model")}, {"cooperation.zone"})

    def test_what_other_lists_say(self):
        """Silence, pace and lost cover are those of their own lists."""
        agreement = self._create_active_agreement(date_start="2028-01-01")
        mission = self._create_mission(agreement_id=agreement.id)
        self._set(mission, state="funded")
        self._set(agreement, state="terminated", date_cover_end=day(-1))
        quiet_agreement = self._create_active_agreement(
            name="Unused", date_start="2028-01-01"
        )
        lost = self.env["cooperation.leaning"].search(
            [("is_cover_lost", "=", True), ("res_model", "=", mission._name)]
        )
        self.assertEqual(set(self._watch("cover", mission)), set(lost.mapped("res_id")))
        self.assertIn(mission.id, lost.mapped("res_id"))
        quiet = self.env["cooperation.quiet"].search([("is_quiet", "=", True)])
        silent = quiet.filtered(lambda row: row.kind != "partner").agreement_id
        self.assertIn(quiet_agreement, silent)
        watched = self.env["cooperation.watch"].search([("kind", "=", "silent")])
        self.assertEqual(set(watched.mapped("res_id")), set(silent.ids))
        dormant = quiet.filtered(lambda row: row.kind == "partner" and row.date_last)
        watched = self.env["cooperation.watch"].search([("kind", "=", "dormant")])
        self.assertEqual(set(watched.mapped("res_id")), set(dormant.partner_id.ids))

    def test_grants_that_run_dry(self):
        agreement = self._create_active_agreement(days=10)
        line = agreement.funding_line_ids
        paces = self.env.registry["cooperation.funding.line"]
        for offset, pace, severity in (
            (30, "early", "urgent"),
            (31, "early", "soon"),
            (90, "early", "soon"),
            (91, "early", "know"),
            (91, "lasting", None),
            (-5, "dry", "know"),
        ):
            found = {"date": day(offset), "pace": pace, "end": day(199), "left": 3.0}
            self.patch(
                paces, "_read_paces", lambda _self, _ids=None, f=found: {line.id: f}
            )
            expected = {line.id: (severity, day(offset))} if severity else {}
            self.assertEqual(self._watch("line", line), expected)

    # ------------------------------------------------------------
    # Who sees what, and what can be done
    # ------------------------------------------------------------

    def test_each_sees_what_is_in_their_charge(self):
        promises = self.env["cooperation.commitment"].create(
            [
                {"name": "Guide", "date_due": day(-1), "user_id": user.id}
                for user in (self.user_officer, self.user_coordinator)
            ]
        )
        own, other = promises.ids
        for user, seen in (
            (self.user_officer, {own}),
            (self.user_coordinator, {own, other}),
            (self.user_direction, {own, other}),
            (self.user_administrator, {own, other}),
            (self.user_protocol, set()),
        ):
            with self.subTest(user.login):
                self.assertEqual(set(self._watch("promise", promises, user)), seen)
        with self.assertRaises(AccessError):
            self._watch("promise", promises, self.user_employee)
        row = self.env["cooperation.watch"].search([("res_id", "=", own)], limit=1)
        with self.assertRefused(UserError, "nothing to do about it from here"):
            row.with_user(self.user_officer).action_step()

    def test_steps(self):
        """The button of a row is that of the file, for who may press it there."""
        agreement = self._create_active_agreement()
        tranche = self.env["cooperation.funding.tranche"].create(
            {
                "name": "First",
                "funding_line_id": agreement.funding_line_ids.id,
                "amount": 100,
                "date_due": day(-1),
            }
        )
        watch = self.env["cooperation.watch"]
        domain = [("kind", "=", "tranche"), ("res_id", "=", tranche.id)]
        row = watch.with_user(self.user_coordinator).search(domain)
        self.assertEqual((row.severity, row.step), ("urgent", "call"))
        self.assertIn("100.00", row.sentence)
        told = row.action_step()
        self.assertIn("has been called for", told["params"]["message"])
        self.assertEqual(tranche.date_called, TODAY)
        self.env.invalidate_all()
        row = watch.with_user(self.user_coordinator).search(domain)
        self.assertEqual((row.severity, row.step), ("soon", False))
        self.assertEqual(row.action_open_record()["res_id"], tranche.id)

    def test_settings(self):
        agreement = self._create_active_agreement(date_end=day(120), renewal="none")
        self.assertFalse(self._watch("agreement", agreement))
        settings = self.env["res.config.settings"]
        settings.create({"cooperation_watch_ahead_days": 120}).execute()
        self.assertEqual(
            self._watch("agreement", agreement), {agreement.id: ("soon", day(120))}
        )
        for name, wrong in (
            ("cooperation_watch_ahead_days", 0),
            ("cooperation_watch_report_days", 1001),
            ("cooperation_watch_share", 101),
        ):
            with self.assertRaises(ValidationError):
                settings.create({name: wrong})

    def test_as_many_queries_for_twenty_rows_as_for_two(self):
        self.env["cooperation.commitment"].create(
            [
                {
                    "name": f"Guide {number}",
                    "date_due": day(-1),
                    "partner_id": self.env["res.partner"]
                    .create({"name": f"Body {number}"})
                    .id,
                }
                for number in range(20)
            ]
        )
        watch = self.env["cooperation.watch"].with_user(self.user_direction)
        names = ["sentence", "explanation", "subject", "step", "severity", "user_id"]

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = watch.search_read([("kind", "=", "promise")], names, limit=limit)
            self.assertEqual(len(rows), limit)
            return self.env.cr.sql_log_count - before

        count(20)
        self.assertEqual(count(2), count(20))
        model = type(watch)
        with patch.object(
            model, "_fetch_query", autospec=True, side_effect=model._fetch_query
        ) as asked:
            count(20)
        self.assertEqual(asked.call_count, 1, "The view is costly: it is asked once.")
