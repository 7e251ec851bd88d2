import hashlib
from base64 import b64decode

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.cooperation_funding_figure_mixin import FIGURES
from .common_agreement import AgreementCommon
from .common_link import LinkCommon

_DOLLARS = 1.2


@tagged("post_install", "-at_install")
class TestAgreementFullLife(LinkCommon, AgreementCommon):
    """Three parties, two funders, dollars, two amendments, and a termination."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.env["res.currency.rate"].create(
            {"name": "2029-01-01", "currency_id": cls.dollar.id, "rate": _DOLLARS}
        )
        cls.env.company.currency_id = cls.env.ref("base.EUR")
        cls.funder.email = "agency@example.com"
        cls.foreign_body.email = "school@example.com"
        cls.other_area = cls.env["cooperation.area"].create(
            {"name": "Other area", "code": "other_area"}
        )

    def test_full_life(self):
        with freeze_time("2029-11-05"):
            agreement = self._draft()
            self._negotiate(agreement)
        with freeze_time("2029-12-10"):
            self._sign_by_all(agreement)
        with freeze_time("2030-02-01"):
            mission = self._order_mission(agreement)
            self._refuse_what_is_not_covered(agreement)
        with freeze_time("2030-04-01"):
            first = self._add_money(agreement)
        with freeze_time("2030-05-31"):
            self._do_and_state(agreement, mission)
        with freeze_time("2030-06-15"):
            second = self._change_words(agreement)
            later = self._plan_next_year(agreement, first)
        with freeze_time("2030-08-01"):
            self._terminate(agreement)
            self._check_consolidated(agreement, first, second)
            self._check_flags(mission, later)
            self._check_totals(agreement)

    # ------------------------------------------------------------
    # Before the signature
    # ------------------------------------------------------------

    def _draft(self):
        """A convention of three, paid in euros and in dollars."""
        grants = [
            {
                "name": "Grant of the agency",
                "funder_id": self.funder.id,
                "days": 20,
                "amount": 20000,
                "overhead_rate": 5,
                "cofinancing_rate": 70,
            },
            {
                "name": "Grant of the organisation",
                "funder_id": self.organisation.id,
                "days": 10,
                "amount": 9000,
                "currency_id": self.dollar.id,
            },
        ]
        agreement = self._create_agreement(
            name="Training of executives",
            country_id=self.tunisia.id,
            is_own_initiative=True,
            date_start="2030-01-01",
            date_end="2030-12-31",
            party_ids=[
                Command.create({"partner_id": self.foreign_body.id}),
                Command.create(
                    {"partner_id": self.funder.id, "role": "funder", "share": 70}
                ),
                Command.create(
                    {"partner_id": self.organisation.id, "role": "funder", "share": 30}
                ),
            ],
            funding_line_ids=[Command.create(grant) for grant in grants],
        )
        self.assertEqual(agreement.kind, "convention")
        agreement.action_draft_text()
        self.assertGreater(len(agreement.article_ids), 3)
        return agreement

    def _negotiate(self, agreement):
        """Sent, answered, changed, validated by somebody else than the author."""
        self.env["cooperation.agreement.send"].with_user(self.user_coordinator).create(
            {"agreement_id": agreement.id}
        ).action_send()
        self.assertEqual(agreement.state, "negotiation")
        article = agreement.article_ids.sorted("sequence")[0].with_context(lang="fr_FR")
        article.name = "Objet de la convention"
        agreement.action_submit()
        with self.assertRaises(AccessError):
            agreement.action_validate()
        agreement.with_user(self.user_direction).action_validate()
        with self.assertRaises(UserError):
            article.name = "Autre objet"
        kinds = agreement.version_ids.mapped("kind")
        self.assertLessEqual({"sent", "validated"}, set(kinds))

    # ------------------------------------------------------------
    # Signatures
    # ------------------------------------------------------------

    def _sign_by_all(self, agreement):
        """The school on paper, the agency by its link, CNFPT in the tool: any order."""
        parties = {party.partner_id: party for party in agreement._get_signatories()}
        self.assertEqual(set(parties), {self.cnfpt, self.funder, self.foreign_body})
        self._collect_mails(agreement.action_ask_signatures)
        self._sign(agreement, parties[self.foreign_body], "2029-12-01")
        with self.assertRaisesRegex(UserError, "has not signed"):
            agreement.action_activate()
        link = agreement.sudo().signature_ids.filtered(
            lambda found: found.party_id == parties[self.funder]
        )
        self.assertTrue(
            link._take_answer("signed", link.version_id.sha256, "Ada", "Director")
        )
        agreement.with_user(self.user_direction).action_sign()
        agreement.action_activate()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(
            agreement.signed_sha256,
            hashlib.sha256(b64decode(agreement.signed_file)).hexdigest(),
        )
        dollars = agreement.funding_line_ids.filtered(
            lambda line: line.currency_id == self.dollar
        )
        self.assertEqual(dollars.amount_company, 7500)
        self._check_totals(agreement)

    # ------------------------------------------------------------
    # Money
    # ------------------------------------------------------------

    def _allocate(self, mission, shares):
        """Take days and costs, in euros, from lines."""
        self.env["cooperation.funding.allocation"].with_user(
            self.user_coordinator
        ).create(
            [
                {
                    "mission_id": mission.id,
                    "funding_line_id": line.id,
                    "days": days,
                    "cost": cost,
                }
                for line, days, cost in shares
            ]
        )
        mission.invalidate_recordset()

    def _order_mission(self, agreement):
        """Five days that cost 3,000 euros, of which the organisation pays 900."""
        euros, dollars = agreement.funding_line_ids.sorted("id")
        mission = self._as_coordinator(
            self._create_full_mission(agreement_id=agreement.id, planned_cost=3000)
        )
        self._allocate(mission, [(euros, 3, 2100), (dollars, 2, 900)])
        mission.action_scope()
        mission.action_fund()
        self._create_confirmed_assignment(mission)
        mission.action_staff()
        mission.action_order()
        self.assertRecordValues(
            mission.allocation_ids.sorted("funding_line_id"),
            [{"amount": 2100, "overhead": 105}, {"amount": 1080, "overhead": 0}],
        )
        self.assertEqual(euros.amount_left, 20000 - 2205)
        self.assertEqual(dollars.amount_left, 9000 - 1080)
        self._check_totals(agreement)
        return mission

    def _refuse_what_is_not_covered(self, agreement):
        """Missing days are named with their number, and with who could cover them."""
        other = self._create_active_agreement(name="Other convention", days=30)
        euros = agreement.funding_line_ids.sorted("id")[0]
        mission = self._as_coordinator(
            self._create_full_mission(agreement_id=agreement.id, planned_days=20)
        )
        self._allocate(mission, [(euros, 17, 840)])
        mission.action_scope()
        with self.assertRaises(UserError) as refusal:
            mission.action_fund()
        self.assertIn("3 expert days", str(refusal.exception))
        self.assertIn(other.reference, str(refusal.exception))
        # The agency pays 70 % of a mission at the most.
        mission.allocation_ids.write({"cost": 1200})
        with self.assertRaisesRegex(UserError, "pays 70 % of the cost at most"):
            mission.action_fund()
        mission.cancel_reason = "Not covered"
        mission.action_cancel()

    def _do_and_state(self, agreement, mission):
        """Days done are stated to each funder with what they cost, to the cent."""
        mission.action_generate_days()
        mission.action_days_done()
        self._check_totals(agreement)
        totals = {}
        for funder in (self.funder, self.organisation):
            statement = (
                self.env["cooperation.funding.statement"]
                .with_user(self.user_coordinator)
                .create(
                    {
                        "agreement_id": agreement.id,
                        "funder_id": funder.id,
                        "date_from": "2030-05-01",
                        "date_to": "2030-05-31",
                    }
                )
            )
            statement.action_issue()
            totals[funder] = (statement.days, statement.total)
        self.assertEqual(totals, {self.funder: (3, 2205), self.organisation: (2, 1080)})
        self.assertEqual(agreement.days_invoiced, 5)
        self._call_payment(agreement)
        self._check_totals(agreement)

    def _call_payment(self, agreement):
        """A tranche that was called is received with the date of the bank."""
        line = agreement.funding_line_ids.sorted("id")[0]
        tranche = (
            self.env["cooperation.funding.tranche"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "name": "First",
                    "funding_line_id": line.id,
                    "amount": 8000,
                    "date_due": "2030-05-15",
                }
            )
        )
        self.assertEqual(tranche.status, "late")
        tranche.action_call()
        self.assertTrue(tranche.call_reference)
        tranche.date_received = "2030-05-30"
        self.assertEqual(tranche.status, "received")
        self.assertEqual(line.amount_received, 8000)

    def _check_totals(self, agreement):
        """Every total is the sum of the list that it opens."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = [*(agreement.funding_line_ids | agreement.granted_line_ids)]
        for record in [agreement, *lines]:
            action = record.action_open_ledger()
            rows = self.env[action["res_model"]].search(action["domain"])
            own = rows.currency_id <= record.currency_id
            for figure in FIGURES:
                measure = "amount" if own else "company"
                for name, column in (("days", "days"), ("amount", measure)):
                    is_grant = record in lines and figure == "granted"
                    shown = record[name if is_grant else f"{name}_{figure}"]
                    with self.subTest(record=record.display_name, figure=figure):
                        total = sum(rows.mapped(f"{column}_{figure}"))
                        self.assertAlmostEqual(shown, total, 2)

    # ------------------------------------------------------------
    # Amendments
    # ------------------------------------------------------------

    def _amend(self, agreement, **values):
        """Draft an amendment that its original parties sign."""
        amendment = self._create_agreement(
            kind="amendment",
            parent_id=agreement.id,
            country_id=self.tunisia.id,
            is_own_initiative=True,
            **{"date_end": agreement.date_end, **values},
        )
        self.assertEqual(
            amendment._get_signatories().partner_id,
            agreement._get_signatories().partner_id,
        )
        return amendment

    def _add_money(self, agreement):
        """The first amendment: six months, five days, the first article anew."""
        target = agreement.article_ids.sorted("sequence")[0]
        amendment = self._amend(
            agreement,
            name="More days",
            date_start="2030-04-01",
            date_end="2031-06-30",
            funding_line_ids=[
                Command.create(
                    {
                        "name": "Second grant of the agency",
                        "funder_id": self.funder.id,
                        "days": 5,
                        "amount": 5000,
                    }
                )
            ],
            article_ids=[
                Command.create(
                    {
                        "operation": "replace",
                        "target_id": target.id,
                        "name": "Objet étendu",
                        "body": "<p>Former aussi en 2031.</p>",
                    }
                )
            ],
        )
        self._move_to(amendment, "to_sign")
        self._sign(amendment, signed_on="2030-04-01")
        amendment.action_activate()
        self.assertEqual(str(agreement.date_end), "2031-06-30")
        self.assertEqual(agreement.days_granted, 35)
        self._check_totals(agreement)
        return amendment

    def _change_words(self, agreement):
        """The second amendment: another area, the last article taken out."""
        last = agreement.article_ids.sorted("sequence")[-1]
        amendment = self._amend(
            agreement,
            name="Another area",
            date_start="2030-06-15",
            area_ids=(self.area | self.other_area).ids,
            article_ids=[Command.create({"operation": "remove", "target_id": last.id})],
        )
        self._move_to(amendment, "to_sign")
        self._sign(amendment, signed_on="2030-06-15")
        amendment.action_activate()
        self.assertEqual(agreement.area_ids, self.area | self.other_area)
        self.assertEqual(amendment.amendment_number, 2)
        return amendment

    def _check_consolidated(self, agreement, first, second):
        """The whole instrument as amended is read at any date."""
        agreement = agreement.with_context(lang="fr_FR")
        signed, april, june = (
            agreement._get_text_at(date)
            for date in ("2030-01-15", "2030-04-15", "2030-06-20")
        )
        self.assertEqual(signed[0]["name"], "Objet de la convention")
        self.assertEqual(signed[0]["source"], agreement)
        self.assertEqual(april[0]["name"], "Objet étendu")
        self.assertEqual(april[0]["source"], first)
        self.assertEqual(len(april), len(signed))
        self.assertEqual(len(june), len(signed) - 1)
        ends = [
            str(agreement._get_terms_at(date)["date_end"])
            for date in ("2030-01-15", "2030-04-15")
        ]
        self.assertEqual(ends, ["2030-12-31", "2031-06-30"])
        self.assertEqual(
            agreement._get_terms_at("2030-06-20")["area_ids"], second.area_ids
        )

    # ------------------------------------------------------------
    # Its end
    # ------------------------------------------------------------

    def _plan_next_year(self, agreement, amendment):
        """A mission of 2031 that the first amendment alone makes possible."""
        mission = self._as_coordinator(
            self._create_full_mission(
                name="Next year",
                agreement_id=agreement.id,
                date_start="2031-03-03",
                date_end="2031-03-07",
            )
        )
        line = amendment.funding_line_ids
        self._allocate(mission, [(line, 5, 1200)])
        mission.action_scope()
        mission.action_fund()
        self.assertEqual(line.days_left, 0)
        return mission

    def _terminate(self, agreement):
        """The direction alone ends it, on a day and for a reason."""
        dialog = self.env["cooperation.agreement.end"].create(
            {
                "agreement_id": agreement.id,
                "kind": "terminate",
                "date": "2030-09-30",
                "reason": "The agency was dissolved.",
            }
        )
        with self.assertRaises(AccessError):
            dialog.with_user(self.user_coordinator).action_confirm()
        dialog.with_user(self.user_direction).action_confirm()
        self.assertEqual(agreement.state, "terminated")
        self.assertEqual(str(agreement.date_cover_end), "2030-09-30")

    def _check_flags(self, done, later):
        """What was done stays covered; what comes after the end is flagged."""
        self.assertFalse(done.is_cover_lost)
        self.assertTrue(later.is_cover_lost)
        with self.assertRaises(UserError) as refusal:
            self._create_confirmed_assignment(later)
        self.assertIn(later.cover_sentence, str(refusal.exception))
