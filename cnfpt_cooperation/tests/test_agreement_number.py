from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementNumber(AgreementCommon):
    """By year and kind; amendments 1, 2, 3 within what they amend."""

    def test_by_year_and_kind(self):
        with freeze_time("2029-12-31"):
            old = self._create_agreement()
        with freeze_time("2030-02-01"):
            numbers = [
                self._create_agreement(**values).reference
                for values in (
                    {},
                    {},
                    {"kind": "partnership"},
                    {"kind": "framework"},
                    {"partner_id": self.foreign_body.id},
                    {"kind": "partnership"},
                )
            ]
        self.assertTrue(old.reference.startswith("CONV/2029/"))
        for number, start in zip(
            numbers,
            ("CONV", "CONV", "PART", "CADR", "LETT", "PART"),
            strict=True,
        ):
            self.assertRegex(number, rf"^{start}/2030/\d{{4}}$")
        self.assertEqual(int(numbers[1][-4:]), int(numbers[0][-4:]) + 1)
        self.assertEqual(int(numbers[5][-4:]), int(numbers[2][-4:]) + 1)

    def test_follows_the_kind_until_it_is_validated(self):
        agreement = self._create_agreement()
        first = agreement.reference
        agreement.name = "Other"
        self.assertEqual(agreement.reference, first)
        agreement.kind = "partnership"
        self.assertTrue(agreement.reference.startswith("PART/"))
        number = agreement.reference
        self._move_to(agreement, "active")
        for values in ({"kind": "convention"}, {"reference": first}):
            with self.assertRaises(UserError):
                agreement.write(values)
        self.assertEqual(agreement.reference, number)

    def test_amendments_are_numbered_within_their_agreement(self):
        root = self._move_to(self._create_agreement(), "active")
        other = self._move_to(self._create_agreement(), "active")
        first = self._create_agreement(kind="amendment", parent_id=root.id)
        second = self._create_agreement(kind="amendment", parent_id=first.id)
        elsewhere = self._create_agreement(kind="amendment", parent_id=other.id)
        for amendment, number, agreement in (
            (first, 1, root),
            (second, 2, root),
            (elsewhere, 1, other),
        ):
            self.assertEqual(amendment.amendment_number, number)
            self.assertEqual(amendment.reference, f"{agreement.reference}-A{number}")

    def test_number_of_a_deleted_draft_is_used_again(self):
        root = self._move_to(self._create_agreement(), "active")
        first = self._create_agreement(kind="amendment", parent_id=root.id)
        second = self._create_agreement(kind="amendment", parent_id=root.id)
        second.unlink()
        third = self._create_agreement(kind="amendment", parent_id=root.id)
        self.assertEqual(third.amendment_number, 2)
        first.unlink()
        fourth = self._create_agreement(kind="amendment", parent_id=root.id)
        self.assertEqual(fourth.amendment_number, 3)

    def test_numbers_are_not_written(self):
        root = self._move_to(self._create_agreement(), "active")
        values = {"kind": "amendment", "parent_id": root.id}
        amendment = self._create_agreement(**values)
        with self.assertRaisesRegex(UserError, "A new record starts"):
            self._create_agreement(amendment_number=7, **values)
        for record, name in (
            (amendment, "amendment_number"),
            (root, "amendment_last"),
        ):
            with self.assertRaisesRegex(UserError, "by the buttons"):
                record.write({name: 9})
