import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_agreement import SIGNED, AgreementCommon
from .common_statement import StatementCommon
from .test_agreement_amendment import AmendmentCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestAgreementCrafted(AgreementCommon):
    """What somebody who knows the API, and not only the buttons, cannot do."""

    def _get_file(self, record, name):
        """Return the attachment behind a file, as a client finds it."""
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("res_field", "=", name),
            ]
        )

    def _assert_file_kept(self, record, name):
        before = record.sudo().with_context(bin_size=False)[name]
        self.assertTrue(before)
        for user in (self.user_coordinator, self.user_direction):
            file = self._get_file(record, name).with_user(user)
            for values in ({"datas": base64.b64encode(b"forged")}, {"res_id": 0}):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(UserError):
                        file.write(values)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                file.unlink()
        record.invalidate_recordset()
        self.assertEqual(record.sudo().with_context(bin_size=False)[name], before)

    def test_call_is_not_changed_behind_its_field(self):
        """The paper that went out stays the one that its checksum tells of."""
        agreement = self._create_active_agreement()
        tranche = self.env["cooperation.funding.tranche"].create(
            {
                "name": "First",
                "funding_line_id": agreement.funding_line_ids.id,
                "amount": 100,
                "date_due": "2030-03-10",
            }
        )
        tranche.with_user(self.user_coordinator).action_call()
        self._assert_file_kept(tranche, "file")

    def test_refusal_is_not_changed_behind_its_field(self):
        agreement = self._create_active_agreement(renewal="tacit")
        agreement.with_user(self.user_coordinator)._denounce(
            date(2030, 2, 1),
            self.funder,
            "Over.",
            denunciation_file=SIGNED,
            denunciation_filename="letter.pdf",
        )
        self._assert_file_kept(agreement, "denunciation_file")

    def test_in_charge_until_just_now(self):
        """Whoever is in charge does not step back to decide on their own text."""
        agreement = self._create_agreement(user_id=self.user_direction.id)
        agreement.action_submit()
        own = agreement.with_user(self.user_direction)
        with self.assertRaises(UserError):
            own.action_validate()
        with self.assertRaises(UserError):
            own.user_id = False
            own.action_validate()
        self.assertEqual(agreement.state, "validation")

    def test_writer_of_the_text(self):
        """Who wrote the terms is an author of them, whoever created the file."""
        agreement = self._create_agreement()
        own = agreement.with_user(self.user_both)
        own.date_end = "2031-12-31"
        agreement.action_submit()
        with self.assertRaisesRegex(UserError, "another member of the direction"):
            own.action_validate()

    def test_writer_of_an_article(self):
        agreement = self._create_agreement()
        article = self._add_article(agreement.sudo())
        own = agreement.with_user(self.user_both)
        article.with_user(self.user_both).body_french = "<p>Other words.</p>"
        agreement.action_submit()
        with self.assertRaisesRegex(UserError, "another member of the direction"):
            own.action_validate()
        self.assertEqual(agreement.sudo().author_ids, self.user_both)
        with self.assertRaisesRegex(UserError, "by the buttons"):
            own.sudo().author_ids = False

    def test_no_tacit_renewal_before_the_notice(self):
        """Until the notice begins, each party may still refuse."""
        agreement = self._create_active_agreement(renewal="tacit", notice_days=90)
        own = agreement.with_user(self.user_coordinator)
        with self.assertRaises(UserError):
            own.action_flag_renewal()
            own.action_renew()
        self.assertEqual(agreement.date_end, date(2030, 12, 31))


@tagged("post_install", "-at_install")
class TestDayCrafted(StatementCommon):
    """Days and costs go where the funding of their mission is, once."""

    def test_day_on_a_line_that_does_not_pay(self):
        """A day is charged to what covers its mission, and to nothing else."""
        other = self._create_active_agreement(name="Other", days=1)
        day = self._as_coordinator(self.days[0])
        day.action_replan()
        with self.assertRaises(ValidationError):
            day.funding_line_id = other.funding_line_ids

    def test_costs_of_an_earlier_period(self):
        """What was stated up to May is not taken back by a statement of a day."""
        agreement = self._create_active_agreement(name="Costs", days=0, amount=500)
        line = agreement.funding_line_ids
        self.env["cooperation.funding.allocation"].create(
            {"mission_id": self.mission.id, "funding_line_id": line.id, "cost": 100}
        )
        whole = self._create_statement(agreement_id=agreement.id)
        whole.action_issue()
        self.assertEqual(whole.total, 100)
        part = self._create_statement(agreement_id=agreement.id, date_to="2030-05-07")
        self.assertEqual(part.total, 0)


@tagged("post_install", "-at_install")
class TestCountriesToCome(AmendmentCommon):
    """An amendment changes where one may go from its first day, and no earlier."""

    def _is_refused(self, agreement, country, day):
        mission = self._create_mission(
            country_id=country.id, date_start=day, date_end=day
        )
        allocations = self.env["cooperation.funding.allocation"]
        return bool([*allocations._get_place_obstacles(agreement, mission)])

    def test_from_its_first_day(self):
        morocco = self.env.ref("base.ma")
        root = self._create_agreement(country_ids=(self.tunisia | morocco).ids)
        self._add_article(root)
        root = self._enact(root, "2030-01-01")
        amendment = self._create_amendment(
            root=root, date_start="2030-12-01", country_ids=self.tunisia.ids
        )
        self._enact(amendment, "2030-02-01")
        for country, day, is_refused in (
            (morocco, "2030-08-05", False),
            (morocco, "2030-12-02", True),
            (self.tunisia, "2030-08-05", False),
            (self.tunisia, "2030-12-02", False),
        ):
            with self.subTest(country=country.code, day=day):
                found = self._is_refused(root, country, day)
                self.assertEqual(found, is_refused)
