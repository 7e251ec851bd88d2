import doctest
import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from odoo.addons.cnfpt_cooperation.tools import per_diem

from .common_expertise import ExpertiseCommon


class CostCommon(ExpertiseCommon):
    """A country with a daily allowance of 100 € in 2029, of 160 € from 2030 on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.currency_id = cls.env.ref("base.EUR")
        cls.rates = cls.env["cooperation.per.diem.rate"]
        cls.rates.search([("country_id", "=", cls.tunisia.id)]).unlink()
        cls._create_rate("2029-01-01", 100)
        cls.rate = cls._create_rate("2030-01-01", 160)

    @classmethod
    def _create_rate(cls, start, amount, **values):
        return cls.rates.create(
            {
                "country_id": cls.tunisia.id,
                "date_start": start,
                "amount": amount,
                "source": "Test order",
                **values,
            }
        )

    @classmethod
    def _create_costed_mission(cls, **values):
        """Five days in Tunisia; what it costs is not said."""
        return cls._create_mission(
            **{
                "kind_id": cls.kind.id,
                "terms_of_reference": "<p>Train.</p>",
                "planned_days": 5,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestPerDiemRate(CostCommon):
    """Rates are dated, have a source, and come in any currency."""

    def test_examples(self):
        self.assertFalse(doctest.testmod(per_diem).failed)

    def test_the_rate_in_force_on_the_first_day(self):
        for start, end, amount in (
            ("2028-12-01", "2028-12-05", 0),
            ("2029-12-29", "2030-01-02", 100),
            ("2030-01-01", "2030-01-05", 160),
        ):
            mission = self._create_mission(date_start=start, date_end=end)
            self.assertEqual(mission._get_per_diem(mission.date_start), amount)

    def test_another_currency(self):
        """20,480 dinars at 128 to the euro are 160 €, whatever Odoo's rates say."""
        dinar = self.env.ref("base.DZD")
        values = {"amount": 20480, "currency_id": dinar.id, "exchange_rate": 128}
        self.rate.write(values)
        self.assertEqual(self.rate.euro_amount, 160)
        with self.assertRaisesRegex(ValidationError, "One Euro Buys.*DZD"):
            self.rate.exchange_rate = 0

    def test_one_rate_a_date(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._create_rate("2030-01-01", 90)

    def test_administrators_keep_the_rates(self):
        self.rate.with_user(self.user_administrator).amount = 170
        for user in (self.user_officer, self.user_coordinator, self.user_direction):
            self.assertEqual(self.rate.with_user(user).amount, 170)
            with self.assertRaises(AccessError):
                self.rate.with_user(user).amount = 1

    def test_rates_shipped_have_their_source(self):
        """[004]: the countries in which the Mission works, as the State publishes."""
        for code in ("ma", "dz", "lb", "bj", "cm", "ci", "ht", "vn"):
            rate = self.env.ref(f"cnfpt_cooperation.per_diem_{code}")
            self.assertIn("3 juillet 2006", rate.source)
            self.assertGreater(rate.euro_amount, 50)
            self.assertLess(rate.euro_amount, 400)
        self.assertEqual(self.env.ref("cnfpt_cooperation.per_diem_bj").euro_amount, 145)
        # 137,000 CFA francs at the fixed parity.
        ivory_coast = self.env.ref("cnfpt_cooperation.per_diem_ci")
        self.assertEqual(ivory_coast.euro_amount, 208.86)


@tagged("post_install", "-at_install")
class TestMissionCost(CostCommon):
    """Planned cost: 65 % of the allowance a night, 17.5 % a meal, and travel."""

    def test_nobody_known_yet(self):
        """4 nights, 5 midday and 4 evening meals of 160 €: 416 + 140 + 112."""
        mission = self._create_costed_mission(travel_cost=400)
        self.assertEqual(mission.cost_estimate, 668 + 400)
        self.assertEqual(mission.planned_cost, 1068)
        mission.planned_expert_count = 2
        self.assertEqual(mission.planned_cost, 2136)

    def test_provided_free_of_charge(self):
        mission = self._create_costed_mission()
        for name, expected in (
            ("is_night_provided", 668 - 416),
            ("is_midday_provided", 668 - 416 - 140),
            ("is_evening_provided", 0),
        ):
            mission[name] = True
            self.assertEqual(mission.planned_cost, expected, name)

    def test_at_a_distance(self):
        mission = self._create_costed_mission(travel_cost=400, modality="remote")
        self.assertEqual(mission.cost_estimate, 0)
        self.assertIn("At a distance", mission.cost_html)

    def test_who_agreed_counts_with_their_own_stay(self):
        """Two of three nights provided, a longer flight: nobody else is needed."""
        mission = self._create_costed_mission(travel_cost=400)
        assignment = self._create_assignment(mission, date_end="2030-05-09")
        self.assertEqual(mission.cost_estimate, 1068, "proposed: not yet going")
        self._as_coordinator(assignment).action_accept()
        # 3 nights, 4 midday and 3 evening meals.
        self.assertEqual(assignment.per_diem_amount, 312 + 112 + 84)
        self.assertEqual(mission.planned_cost, 508 + 400)
        self._as_coordinator(assignment).write(
            {"night_provided_count": 2, "travel_cost": 650, "other_cost": 80}
        )
        self.assertEqual(assignment.cost, 508 - 208 + 650 + 80)
        self.assertEqual(mission.planned_cost, 1030)
        for text in ("Test Expert", "2 provided", "Test order"):
            self.assertIn(text, " ".join(mission.cost_html.split()))

    def test_not_more_provided_than_taken(self):
        assignment = self._create_assignment(self._create_costed_mission())
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            assignment.night_provided_count = 5
            self.env.flush_all()

    def test_a_cost_by_hand_stays(self):
        mission = self._create_costed_mission()
        mission.planned_cost = 900
        mission.date_end = "2030-05-11"
        self.assertEqual(mission.planned_cost, 900)
        self.assertTrue(mission.is_cost_by_hand)
        self.assertIn("by hand", mission.cost_html)
        mission.action_take_estimate()
        self.assertFalse(mission.is_cost_by_hand)
        self.assertEqual(mission.planned_cost, mission.cost_estimate)
        self.assertEqual(mission.planned_cost, 828)

    def test_nothing_by_hand_is_nothing(self):
        mission = self._create_costed_mission(planned_cost=0)
        self.assertTrue(mission.is_cost_by_hand)
        self.assertEqual(mission.planned_cost, 0)

    def test_form_follows_the_estimate(self):
        form = Form(self.env["cooperation.mission"].with_user(self.user_coordinator))
        form.name = "In the form"
        form.country_id = self.tunisia
        form.date_start = "2030-05-06"
        form.date_end = "2030-05-10"
        self.assertEqual(form.planned_cost, 668)
        mission = form.save()
        self.assertFalse(mission.is_cost_by_hand)
        with Form(mission) as form:
            form.planned_cost = 700
        self.assertTrue(mission.is_cost_by_hand)
        self.assertEqual(mission.planned_cost, 700)

    def test_a_new_rate_changes_what_is_open(self):
        mission = self._create_costed_mission()
        self.rate.amount = 200
        self.assertEqual(mission.planned_cost, 835)

    def test_funded_missions_keep_their_plan(self):
        """What was funded does not move; the estimate stays beside it."""
        mission = self._create_funded_mission(planned_cost=668)
        self.rate.amount = 200
        self.assertEqual(mission.planned_cost, 668)
        self.assertEqual(mission.cost_estimate, 835)
        with self.assertRaisesRegex(ValidationError, "not covered by third-party"):
            mission.action_take_estimate()

    def test_the_order_freezes_what_was_reckoned(self):
        mission = self._create_ordered_mission(planned_cost=668)
        assignment = self._as_coordinator(mission.assignment_ids)
        self.rate.amount = 200
        self.assertEqual(assignment.per_diem_rate, 160)
        self.assertEqual(assignment.cost, 668)
        for name in ("night_count", "evening_provided_count", "travel_cost"):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                assignment.write({name: 1})
        with self.assertRaisesRegex(UserError, "is computed"):
            assignment.write({"cost": 1})

    @users("direction_test", "officer_test")
    def test_others_read_only(self):
        mission = self._create_costed_mission().with_env(self.env)
        self.assertEqual(mission.cost_estimate, 668)
        self.assertTrue(mission.cost_html)
        with self.assertRaises(AccessError):
            mission.action_take_estimate()

    def test_no_rate(self):
        self.rates.search([("country_id", "=", self.tunisia.id)]).unlink()
        mission = self._create_costed_mission()
        self.assertEqual(mission.planned_cost, 0)
        self.assertIn("No daily allowance of Tunisia", mission.cost_html)

    def test_random_missions_equal_plain_python(self):
        """A seeded set of stays, reckoned apart in cents."""
        chance = random.Random(20301)
        for _number in range(25):
            start = date(2030, 1, 1) + timedelta(chance.randrange(300))
            end = start + timedelta(chance.randrange(12))
            flags = {
                f"is_{part}_provided": chance.random() < 0.5
                for part in ("night", "midday", "evening")
            }
            experts, travel = chance.randint(0, 4), chance.randrange(90000) / 100
            self.rate.amount = chance.randrange(8000, 30000) / 100
            mission = self._create_costed_mission(
                date_start=start,
                date_end=end,
                planned_expert_count=experts,
                travel_cost=travel,
                **flags,
            )
            days = (end - start).days + 1
            shares = (
                650 * (days - 1) * (not flags["is_night_provided"])
                + 175 * days * (not flags["is_midday_provided"])
                + 175 * (days - 1) * (not flags["is_evening_provided"])
            )
            allowance = Decimal(str(self.rate.amount)) * shares / 1000
            allowance = allowance.quantize(Decimal("0.01"), ROUND_HALF_UP)
            expected = experts * (allowance + Decimal(str(travel)))
            self.assertAlmostEqual(mission.cost_estimate, float(expected), 2)


@tagged("post_install", "-at_install")
class TestFundingBalance(CostCommon):
    """[R1]: the balance is shown long before the gate refuses."""

    def _figures(self, mission, line):
        return mission._get_lines_figures()[line]

    def test_from_the_draft_on(self):
        agreement = self._create_active_agreement(days=20, amount=20000)
        line = agreement.funding_line_ids
        other = self._create_ordered_mission(agreement=agreement)
        mission = self._create_full_mission(agreement_id=agreement.id)
        figures = self._figures(mission, line)
        self.assertEqual(figures["granted"], (20, 20000))
        self.assertEqual(figures["planned"], (5, 1200))
        self.assertEqual(figures["ordered"], (5, 1200))
        self.assertEqual(figures["committed"], (5, 1200))
        self.assertEqual(figures["done"], (0, 0))
        self.assertEqual(figures["invoiced"], (0, 0))
        self.assertEqual(figures["left"], (15, 18800))
        self.assertEqual(figures["own"], (0, 0))
        self.assertEqual(figures["would_leave"], (15, 18800))
        self.assertIn("Test grant", mission.funding_balance_html)
        self.assertIn("not covered", mission.funding_balance_html)
        allocation = self.env["cooperation.funding.allocation"].create(
            {"mission_id": mission.id, "funding_line_id": line.id}
        )
        self.assertEqual((allocation.days, allocation.amount), (5, 1200))
        figures = self._figures(mission, line)
        self.assertEqual(figures["planned"], (10, 2400))
        self.assertEqual(figures["ordered"], (5, 1200))
        self.assertEqual(figures["own"], (5, 1200))
        self.assertEqual(figures["left"], (15, 18800), "nothing is taken by a draft")
        self.assertEqual(figures["would_leave"], (10, 17600))
        self.assertNotIn("not covered", mission.funding_balance_html)
        # The one that is ordered says the same of itself.
        figures = self._figures(other, line)
        self.assertEqual(figures["own"], (5, 1200))
        self.assertEqual(figures["would_leave"], figures["left"])

    def test_what_would_be_overdrawn(self):
        agreement = self._create_active_agreement(days=4, amount=1000)
        mission = self._create_full_mission(agreement_id=agreement.id)
        self.env["cooperation.funding.allocation"].create(
            {
                "mission_id": mission.id,
                "funding_line_id": agreement.funding_line_ids.id,
                "days": 5,
                "amount": 1200,
            }
        )
        figures = self._figures(mission, agreement.funding_line_ids)
        self.assertEqual(figures["would_leave"], (-1, -200))
        self.assertIn("text-danger", mission.funding_balance_html)

    def test_own_money_is_no_funding(self):
        agreement = self._create_active_agreement(line={"funder_id": self.inset.id})
        mission = self._create_full_mission(agreement_id=agreement.id)
        self.assertFalse([*mission._get_balance_rows()])
