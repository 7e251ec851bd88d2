from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_expertise import ExpertiseCommon


@freeze_time("2030-06-15")
@tagged("post_install", "-at_install")
class FundingLedgerCommon(ExpertiseCommon):
    """An agreement in dinars: three for one unit of our own since 2030."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env.company.currency_id
        cls.dinar = cls.env.ref("base.TND")
        cls.dinar.active = True
        cls.dinar.rate_ids.unlink()
        cls._set_rate("2030-01-01", 3)

    @classmethod
    def _set_rate(cls, date, rate):
        return cls.env["res.currency.rate"].create(
            {"currency_id": cls.dinar.id, "name": date, "rate": rate}
        )

    @classmethod
    def _create_dinar_agreement(cls, **line):
        line = {"currency_id": cls.dinar.id, **line}
        return cls._create_active_agreement(days=20, amount=30000, line=line)

    def _cover(self, mission, line, **values):
        return self.env["cooperation.funding.allocation"].create(
            {"mission_id": mission.id, "funding_line_id": line.id, **values}
        )


@tagged("post_install", "-at_install")
class TestFundingCurrency(FundingLedgerCommon):
    """The rate is that of the signature, and stays."""

    def test_rate_of_its_day(self):
        line = self._create_dinar_agreement().funding_line_ids
        self.assertEqual(line.currency_date.isoformat(), "2030-01-01")
        self.assertEqual(line.currency_rate, 3)
        self.assertEqual(line.amount_company, 10000)
        self._set_rate("2030-02-01", 5)
        self.dinar.rate_ids.filtered(lambda r: r.rate == 3).rate = 4
        self.env.invalidate_all()
        self.assertEqual((line.currency_rate, line.amount_company), (3, 10000))

    def test_own_currency(self):
        line = self._create_active_agreement(amount=700).funding_line_ids
        self.assertEqual((line.currency_rate, line.amount_company), (1, 700))

    def test_no_rate_counts_for_nothing(self):
        """Neither the currency of the company nor the first rate is taken for it."""
        agreement = self._create_active_agreement(
            date_start="2029-01-01", line={"currency_id": self.dinar.id}
        )
        line = agreement.funding_line_ids
        self.assertEqual((line.currency_rate, line.amount_company), (0, 0))
        mission = self._create_full_mission(agreement_id=agreement.id)
        share = self._cover(mission, line, days=5, cost=1200)
        self.assertEqual(share.amount, 0)
        self.assertTrue(share.obstacle)

    def test_rate_is_nobodys_to_write(self):
        line = self._create_dinar_agreement().funding_line_ids
        for name, value in (
            ("currency_rate", 1),
            ("currency_date", "2030-03-01"),
            ("amount_company", 1),
        ):
            for user in (self.user_coordinator, self.user_administrator):
                with self.subTest(name), self.assertRefused(UserError, "computed"):
                    line.with_user(user).write({name: value})

    def test_agreement_in_two_currencies(self):
        agreement = self._create_dinar_agreement()
        self.assertEqual(agreement.currency_id, self.dinar)
        self.assertEqual(agreement.amount_granted, 30000)
        self.env["cooperation.funding.line"].with_user(self.user_administrator).create(
            {
                "name": "Second grant",
                "agreement_id": agreement.id,
                "funder_id": self.funder.id,
                "amount": 500,
                "days": 1,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(agreement.currency_id, self.own)
        self.assertEqual(agreement.amount_granted, 10500)
        self.assertEqual(agreement.days_granted, 21)


@tagged("post_install", "-at_install")
class TestFundingShare(FundingLedgerCommon):
    """What a line pays of a mission, with its overheads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_dinar_agreement(overhead_rate=7)
        cls.line = cls.agreement.funding_line_ids
        cls.mission = cls._create_full_mission(agreement_id=cls.agreement.id)

    def test_cost_amount_and_overheads(self):
        share = self._cover(self.mission, self.line, days=5, cost=1200)
        self.assertRecordValues(
            share,
            [
                {
                    "cost": 1200,
                    "amount": 3600,
                    "overhead": 252,
                    "amount_held": 3852,
                    "cost_share": 100,
                }
            ],
        )
        self.assertEqual(self.mission.covered_cost, 1200)
        self.assertFalse(self.mission.missing_cost)
        self.assertEqual(self.line.amount_planned, 3852)
        share.with_user(self.user_coordinator).cost = 600
        self.assertEqual((share.amount, share.amount_held), (1800, 1926))
        self.assertEqual(share.cost_share, 50)

    def test_an_amount_gives_its_cost(self):
        share = self._cover(self.mission, self.line, days=5, amount=1800)
        self.assertEqual((share.cost, share.amount), (600, 1800))
        share.write({"amount": 3600})
        self.assertEqual((share.cost, share.overhead), (1200, 252))

    def test_nobody_covers_much_for_little(self):
        """A crafted call cannot cover a cost that the line does not pay."""
        share = self._cover(self.mission, self.line, days=5, cost=600)
        with self.assertRefused(ValidationError, "give one of the two"):
            share.with_user(self.user_coordinator).write({"cost": 1200, "amount": 1})
        for name in ("overhead", "amount_held"):
            with self.subTest(name), self.assertRefused(UserError, "computed"):
                share.with_user(self.user_coordinator).write({name: 0})

    def test_proposed_share(self):
        """What is proposed is what is missing, as far as the line may pay it."""
        with Form(self.mission.with_user(self.user_coordinator)) as form:
            with form.allocation_ids.new() as share:
                share.funding_line_id = self.line
        self.assertRecordValues(
            self.mission.allocation_ids, [{"days": 5, "cost": 1200, "amount": 3600}]
        )

    def test_proposed_share_leaves_room_for_overheads(self):
        for amount, cost in ((100, 93.45), (0.01, 0), (107, 100)):
            agreement = self._create_active_agreement(
                amount=amount, line={"overhead_rate": 7}
            )
            share = self._cover(
                self._create_full_mission(agreement_id=agreement.id),
                agreement.funding_line_ids,
            )
            with self.subTest(amount):
                self.assertEqual(share.cost, cost)
                self.assertLessEqual(share.amount_held, amount)

    def test_proposed_share_is_a_share(self):
        agreement = self._create_active_agreement(line={"cofinancing_rate": 60})
        mission = self._create_full_mission(agreement_id=agreement.id)
        share = self._cover(mission, agreement.funding_line_ids)
        self.assertEqual((share.cost, share.cost_share), (720, 60))

    @mute_logger("odoo.sql_db")
    def test_overheads_are_held_too(self):
        """Missions that the line could pay without their overheads are refused."""
        agreement = self._create_active_agreement(
            amount=1200, line={"overhead_rate": 7}
        )
        mission = self._create_full_mission(agreement_id=agreement.id)
        self._cover(mission, agreement.funding_line_ids, days=5, cost=1200)
        mission = self._as_coordinator(mission)
        mission.action_scope()
        with self.assertRefused(UserError, "has only .* left"):
            mission.action_fund()

    def test_a_grant_without_amount_pays_nothing(self):
        """The database refuses it too, where two confirm at once."""
        line = self._create_active_agreement(amount="").funding_line_ids
        self.env.cr.execute(
            "UPDATE cooperation_funding_line SET amount = NULL WHERE id = %s", [line.id]
        )
        line.invalidate_recordset()
        mission = self._create_full_mission(agreement_id=line.agreement_id.id)
        self._cover(mission, line, days=5, cost=1200)
        with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
            self._as_coordinator(mission).action_scope()
            self._as_coordinator(mission).action_fund()

    def test_rates_out_of_range(self):
        for values in (
            {"overhead_rate": -1},
            {"overhead_rate": 101},
            {"cofinancing_rate": 0},
            {"cofinancing_rate": 100.5},
        ):
            with self.subTest(values), mute_logger("odoo.sql_db"):
                with (
                    self.assertRaises(AssertionError),
                    self.cr.savepoint(),
                ):
                    self._create_active_agreement(line=values)


@tagged("post_install", "-at_install")
class TestFundingLedger(FundingLedgerCommon):
    """Granted, planned, committed, ordered, done, invoiced, left."""

    def _read(self, **domain):
        rows = self.env["cooperation.funding.ledger"].search(
            [(name, "=", value) for name, value in domain.items()]
        )
        return rows.with_user(self.user_officer)

    def test_life_of_a_mission(self):
        agreement = self._create_active_agreement(days=20, amount=20000)
        line = agreement.funding_line_ids
        [grant] = self._read(funding_line_id=line.id)
        self.assertRecordValues(
            grant, [{"mission_id": False, "days_granted": 20, "amount_left": 20000}]
        )
        mission = self._create_ordered_mission(agreement=agreement)
        row = self._read(mission_id=mission.id)
        self.assertEqual(row.display_name, mission.display_name)
        self.assertRecordValues(
            row,
            [
                {
                    "days_granted": 0,
                    "days_planned": 5,
                    "days_committed": 5,
                    "days_ordered": 5,
                    "days_done": 0,
                    "days_left": -5,
                    "amount_committed": 1200,
                    "company_committed": 1200,
                    "amount_left": -1200,
                }
            ],
        )
        mission.assignment_ids.action_generate_days()
        with freeze_time("2030-05-08"):
            mission.action_days_done()
        self.env.invalidate_all()
        self.assertEqual(row.days_done, 3)
        self.assertEqual(row.amount_done, 720)
        self.assertEqual((line.days_done, line.amount_done), (3, 720))
        self.assertEqual((agreement.days_done, agreement.days_left), (3, 15))

    def test_amount_of_days_done_is_rounded_once(self):
        agreement = self._create_active_agreement(days=20, amount=20000)
        mission = self._create_ordered_mission(
            agreement=agreement,
            date_end="2030-05-08",
            planned_days=3,
            planned_cost=100,
        )
        mission.assignment_ids.action_generate_days()
        with freeze_time("2030-05-06"):
            mission.action_days_done()
        row = self._read(mission_id=mission.id)
        self.assertEqual((row.days_done, row.amount_done), (1, 33.33))
        with freeze_time("2030-05-08"):
            mission.action_days_done()
        self.env.invalidate_all()
        self.assertEqual((row.days_done, row.amount_done), (3, 100))

    def test_totals_open_what_makes_them_up(self):
        agreement = self._create_active_agreement()
        line = agreement.funding_line_ids.with_user(self.user_officer)
        self._create_funded_mission(agreement=agreement)
        self._create_full_mission(agreement_id=agreement.id)
        for figure in ("granted", "planned", "committed", "ordered", "left"):
            action = line.with_context(
                cooperation_ledger_figure=figure
            ).action_open_ledger()
            rows = self.env[action["res_model"]].search(action["domain"])
            name = "days" if figure == "granted" else f"days_{figure}"
            with self.subTest(figure):
                self.assertEqual(sum(rows.mapped(f"days_{figure}")), line[name])
        source = self._read(funding_line_id=line.id)[0].action_open_source()
        self.assertEqual(source["res_id"], line.id)

    def test_an_amendment_adds_to_its_agreement(self):
        agreement = self._create_active_agreement(days=20, amount=20000)
        amendment = self._create_active_agreement(
            days=7, amount=700, kind="amendment", parent_id=agreement.id
        )
        self.env.invalidate_all()
        self.assertEqual((agreement.days_granted, agreement.amount_left), (27, 20700))
        self.assertEqual(amendment.days_granted, 7)
        action = agreement.action_open_funding_lines()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(lines.mapped("days")), agreement.days_granted)

    def test_nobody_writes_the_ledger(self):
        agreement = self._create_active_agreement()
        row = self._read(funding_line_id=agreement.funding_line_ids.id)
        with self.assertRaises(AccessError):
            row.with_user(self.user_administrator).write({"days_granted": 1})


@tagged("post_install", "-at_install")
class TestFundingPace(FundingLedgerCommon):
    """The day on which a grant runs dry at the pace of twelve months."""

    def _work(self, line, *dates):
        mission = self._create_mission()
        self._cover(mission, line, days=len(dates), cost=0)
        assignment = self._create_assignment(mission, self._create_expert())
        days = self.env["cooperation.expert.day"].with_context(
            cooperation_history_import=True
        )
        rows = [
            [str(assignment.id), date, str(line.id), "done", "preparation"]
            for date in dates
        ]
        columns = ["assignment_id/.id", "date", "funding_line_id/.id", "state", "kind"]
        result = days.with_user(self.user_administrator).load(columns, rows)
        self.assertTrue(result["ids"], result["messages"])
        self.env.invalidate_all()

    def test_at_the_present_pace(self):
        """Three days in 166 days, 17 to go: 166 × 17 ÷ 3 days from today."""
        line = self._create_active_agreement(days=20, amount=0).funding_line_ids
        self.assertFalse(line.date_run_dry)
        self.assertEqual(line.pace, "idle")
        self._work(line, "2030-02-04", "2030-02-05", "2030-02-06")
        self.assertEqual(line.date_run_dry.isoformat(), "2033-01-11")
        self.assertEqual(line.pace, "lasting")
        self.assertIn("3 expert days done since 01/01/2030", line.pace_sentence)
        self.assertEqual(line.agreement_id.date_run_dry, line.date_run_dry)

    def test_before_its_end(self):
        line = self._create_active_agreement(days=4, amount=0).funding_line_ids
        self._work(line, "2030-02-04", "2030-02-05", "2030-02-06")
        self.assertEqual(line.date_run_dry.isoformat(), "2030-08-10")
        self.assertEqual(line.pace, "early")
        lines = self.env["cooperation.funding.line"]
        self.assertIn(line, lines.search([("pace", "=", "early")]))
        self.assertIn(line, lines.search([("date_run_dry", "<=", "2030-08-10")]))
        self.assertNotIn(line, lines.search([("date_run_dry", "<", "2030-08-10")]))
        self.assertNotIn(line, lines.search([("pace", "!=", "early")]))

    def test_used_up(self):
        line = self._create_active_agreement(days=2, amount=0).funding_line_ids
        self._work(line, "2030-02-04", "2030-02-05")
        self.assertEqual(line.date_run_dry.isoformat(), "2030-02-05")
        self.assertEqual(line.pace, "dry")

    def test_not_begun(self):
        agreement = self._create_active_agreement(
            date_start="2030-09-01", date_end="2031-08-31"
        )
        line = agreement.funding_line_ids
        self.assertFalse(line.pace or line.date_run_dry)
        self.assertIn("before 09/01/2030", line.pace_sentence)

    def test_nothing_granted(self):
        line = self._create_active_agreement(days=0, amount=0).funding_line_ids
        self.assertFalse(line.pace or line.date_run_dry or line.pace_sentence)
