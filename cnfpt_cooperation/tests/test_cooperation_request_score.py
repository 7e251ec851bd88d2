from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import MODULE, CooperationCommon


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationRequestScore(CooperationCommon):
    """Each point has its reason, and what is unknown is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        criteria = cls.env["cooperation.request.criterion"].search([])
        cls.criteria = {criterion.code: criterion for criterion in criteria}
        for code, weight in (
            ("priority_area", 30),
            ("live_agreement", 25),
            ("theme_offered", 20),
            ("notice_period", 15),
            ("host_load", 10),
        ):
            cls.criteria[code].weight = weight
        cls.criteria["notice_period"].threshold = 60
        cls.criteria["host_load"].threshold = 20
        cls.theme = cls.env["cooperation.theme"].create(
            {"name": "Test offered", "is_offered": True}
        )
        cls.vietnam = cls.env.ref("base.vn")
        cls.germany = cls.env.ref("base.de")

    def _get_points(self, request):
        """Return the points of a request by code of criterion."""
        return {
            self.env["cooperation.request.criterion"].browse(part["criterion"]).code:
            part["points"]
            for part in request.score_parts
        }  # fmt: skip

    @users("officer_test")
    def test_everything_speaks_for_it(self):
        agreement = self._create_active_agreement(
            partner_id=self.foreign_body.id, kind="engagement_letter"
        )
        request = self._create_request(
            theme_id=self.theme.id, date_wanted_start="2030-04-01"
        ).with_env(self.env)
        self.assertEqual(request.score, 100)
        for words in (
            "Tunisia lies in a priority area",
            f"{agreement.reference} · Test convention” is in force with this body",
            "12/31/2030",
            "In the offer: Test offered",
            "Days of notice: 76; 60 count in full",
            "weeks: 0 of 20",
            "30 / 30",
        ):
            self.assertIn(words, request.score_explanation)

    @users("officer_test")
    def test_unknown_earns_nothing_and_is_said(self):
        request = self._create_request(partner_id=False, country_id=False)
        request = request.with_env(self.env)
        self.assertEqual(request.score, 0)
        for words in ("No country", "No theme", "No wanted date", "No agreement"):
            self.assertIn(words, request.score_explanation)

    def test_half_marks(self):
        """Francophone outside the priority areas; an agreement with the country."""
        request = self._create_request(country_id=self.vietnam.id)
        self.assertEqual(self._get_points(request)["priority_area"], 15)
        request = self._create_request(country_id=self.germany.id)
        self.assertEqual(self._get_points(request)["priority_area"], 0)
        self._create_active_agreement(country_id=self.tunisia.id)
        request = self._create_request()
        self.assertEqual(self._get_points(request)["live_agreement"], 12.5)
        self.assertIn("in force for this country", request.score_explanation)

    def test_agreement_that_ends_before(self):
        self._create_active_agreement(
            partner_id=self.foreign_body.id, kind="engagement_letter"
        )
        request = self._create_request(date_wanted_start="2031-02-01")
        self.assertEqual(self._get_points(request)["live_agreement"], 0)

    def test_notice_grows_shorter(self):
        """The same request, looked at thirty days before and on the day."""
        request = self._create_request(date_wanted_start="2030-02-14")
        self.assertEqual(self._get_points(request)["notice_period"], 7.5)
        with freeze_time("2030-02-14"):
            self.assertEqual(self._get_points(request)["notice_period"], 7.5)
            self.env["cooperation.request"]._cron_refresh_scores()
            self.assertEqual(self._get_points(request)["notice_period"], 0)
            self.assertIn("wanted date has come", request.score_explanation)

    def test_hours_already_promised(self):
        """Two hours of talk in the week are promised; the break is nobody's."""
        visit = self._create_visit(date_start="2030-03-04", date_end="2030-03-06")
        self.env["cooperation.visit.session"].create(
            [
                {
                    "name": "Talk",
                    "kind": kind,
                    "visit_id": visit.id,
                    "start": "2030-03-04 08:00:00",
                    "stop": "2030-03-04 18:00:00",
                }
                for kind in ("talk", "break")
            ]
        )
        dates = {"date_wanted_start": "2030-03-07", "date_wanted_end": "2030-03-08"}
        request = self._create_request(**dates)
        self.assertEqual(self._get_points(request)["host_load"], 10)
        visit.action_plan()
        request.action_refresh_score()
        self.assertEqual(self._get_points(request)["host_load"], 5)
        self.assertIn("weeks: 10 of 20", request.score_explanation)
        later = self._create_request(date_wanted_start="2030-03-11")
        self.assertEqual(self._get_points(later)["host_load"], 10)

    @users("administrator_test")
    def test_weights_are_the_administrators(self):
        """Waiting requests follow at once; decided ones keep what they had."""
        waiting = self._create_request().with_env(self.env)
        decided = self._create_request().with_env(self.env)
        decided.action_qualify()
        decided.action_accept()
        before = decided.score
        self.assertEqual(waiting.score, before)
        self.env.ref(f"{MODULE}.request_criterion_priority_area").weight = 300
        self.assertGreater(waiting.score, before)
        self.assertEqual(decided.score, before)
        self.env["cooperation.request.criterion"].search([]).active = False
        self.assertEqual(waiting.score, 0)

    @users("officer_test")
    def test_nobody_writes_a_score(self):
        request = self._create_request().with_env(self.env)
        for name in ("score", "score_parts", "cost_estimate"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "computed"):
                request[name] = 100
        with self.assertRaises(AccessError):
            self.env.ref(f"{MODULE}.request_criterion_priority_area").weight = 1

    def test_many_cost_no_more_queries(self):
        bodies = self.env["res.partner"].create(
            [{"name": f"Body {n}", "country_id": self.tunisia.id} for n in range(20)]
        )
        requests = self.env["cooperation.request"].browse(
            [
                self._create_request(
                    partner_id=body.id, date_wanted_start="2030-03-04"
                ).id
                for body in bodies
            ]
        )
        counts = []
        for some in (requests, requests[:2], requests):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._refresh_score()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def _set_rates(self):
        for code, amount, per_day in (
            ("session", 50, 4),
            ("person", 20, 1),
            ("interpreter", 500, 1),
        ):
            rate = self.env["cooperation.cost.rate"].search([("code", "=", code)])
            currency = self.env.company.currency_id
            rate.write(
                {"amount": amount, "per_day": per_day, "currency_id": currency.id}
            )

    def test_cost_of_a_visit(self):
        """Three working days of ten people who speak no French."""
        self._set_rates()
        request = self._create_request(
            headcount=10,
            date_wanted_start="2030-03-01",  # a Friday
            date_wanted_end="2030-03-05",
            language_ids=self.env.ref(f"{MODULE}.language_ar").ids,
        )
        self.assertEqual(request.cost_estimate, 3 * (4 * 50 + 10 * 20 + 500))
        self.assertIn("30 ×", request.cost_explanation)
        request.language_ids |= self.env.ref(f"{MODULE}.language_fr")
        self.assertEqual(request.cost_estimate, 3 * (4 * 50 + 10 * 20))

    def test_what_the_cost_does_not_know(self):
        self._set_rates()
        request = self._create_request()
        self.assertFalse(request.cost_estimate)
        self.assertIn("Give the wanted dates", request.cost_explanation)
        request.date_wanted_start = "2030-03-04"
        for words in ("number of people", "interpreter may be needed"):
            self.assertIn(words, request.cost_explanation)
        request.kind = "internship"
        self.assertFalse(request.cost_estimate)
        self.assertIn("Nothing is hosted", request.cost_explanation)

    @users("officer_test")
    def test_amount_by_hand(self):
        request = self._create_request(date_wanted_start="2030-03-04")
        request = request.with_env(self.env)
        request.cost_manual = 1234
        self.assertEqual(request.cost_estimate, 1234)
        self.assertIn("by hand", request.cost_explanation)
        self._assert_currency(request)
        request.cost_manual = 0
        self.assertNotEqual(request.cost_estimate, 1234)

    def _assert_currency(self, request):
        self.assertEqual(request.currency_id, self.env.company.currency_id)
