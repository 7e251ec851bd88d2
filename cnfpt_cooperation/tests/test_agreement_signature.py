import base64
from hashlib import sha256
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MODULE
from .common_agreement import SIGNED, AgreementCommon

CONTENT = base64.b64decode(SIGNED)
CHECKSUM = sha256(CONTENT).hexdigest()


@tagged("post_install", "-at_install")
class TestAgreementSignature(AgreementCommon):
    """Every way to sign, in any order, and every way to sign that is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_agreement()
        cls._add_article(cls.agreement)
        cls.agreement = cls._move_to(cls.agreement, "to_sign")
        cls.ours = cls.agreement.party_ids.filtered("partner_id.is_cnfpt_structure")
        cls.theirs = cls.agreement.party_ids - cls.ours

    def _open_dialog(self, user=None, **values):
        agreement = self.agreement.with_user(user or self.user_coordinator)
        context = agreement.action_note_signatures()["context"]
        return (
            self.env["cooperation.agreement.sign"]
            .with_user(user or self.user_coordinator)
            .with_context(**context)
            .create({"signed_file": SIGNED, "signed_filename": "signed.pdf", **values})
        )

    # ------------------------------------------------------------
    # On paper
    # ------------------------------------------------------------

    def test_paper_keeps_the_file_with_its_checksum(self):
        dialog = self._open_dialog()
        self.assertEqual(dialog.line_ids.party_id, self.ours | self.theirs)
        dialog.line_ids.signatory_name = " Ada Director "
        dialog.line_ids.signatory_function = "Director"
        dialog.action_note()
        self.assertRecordValues(
            self.theirs,
            [
                {
                    "signatory_name": "Ada Director",
                    "signatory_function": "Director",
                    "signature_channel": "paper",
                    "signed_by_id": self.user_coordinator.id,
                    "signed_sha256": CHECKSUM,
                    "name_at_signature": self.funder.name,
                }
            ],
        )
        self.assertTrue(self.theirs.signed_at)
        self.assertEqual(self.agreement.signed_file, SIGNED)
        self.assertEqual(self.agreement.signed_sha256, CHECKSUM)
        todo = self.env.ref(f"{MODULE}.mail_activity_agreement_signed")
        self.assertEqual(self.agreement.activity_ids.activity_type_id, todo)
        self.agreement.action_activate()
        self.assertEqual(self.agreement.state, "active")
        self.assertNotIn(todo, self.agreement.activity_ids.activity_type_id)

    def test_paper_of_one_party_then_of_the_other(self):
        """The fuller scan takes the place of the first one, which stays beside it."""
        self._sign(self.agreement, self.theirs)
        self.assertEqual(self.agreement.signed_count, 1)
        fuller = b"%PDF-1.4 signed by both"
        dialog = self._open_dialog(signed_file=base64.b64encode(fuller))
        self.assertEqual(dialog.line_ids.party_id, self.ours)
        dialog.line_ids.signatory_name = "President"
        dialog.action_note()
        self.assertEqual(self.agreement.signed_sha256, sha256(fuller).hexdigest())
        kept = self.agreement.message_ids.attachment_ids
        self.assertEqual(kept.raw, CONTENT)

    def test_paper_without_what_it_needs(self):
        names = {"signatory_name": "Ada Director"}
        for change, values, words in (
            ({}, {}, "Give the name"),
            (names | {"is_signed": False}, {}, "Tick who has signed"),
            (names | {"signed_on": False}, {}, "Give the day"),
            (names, {"signed_file": False}, "Attach the scanned paper"),
            (
                names,
                {"signed_file": base64.b64encode(b"no paper")},
                "not what its name",
            ),
            (names, {"signed_filename": "signed.exe"}, "is a program"),
        ):
            with self.subTest(words):
                dialog = self._open_dialog(**values)
                dialog.line_ids.write(change)
                with self.assertRefused(UserError, words):
                    dialog.action_note()
        dialog = self._open_dialog()
        dialog.line_ids.write(names | {"signed_on": "2031-01-01"})
        with self.assertRefused(ValidationError, "in the future"):
            dialog.action_note()
        self.assertFalse(self.agreement.signed_file)
        self.assertEqual(self.agreement.signed_count, 0)

    def test_nobody_signs_twice_or_for_another_agreement(self):
        other = self._move_to(self._create_agreement(), "to_sign")
        self._sign(self.agreement, self.theirs)
        for party, words in (
            (self.theirs, "already"),
            (other.party_ids[0], "is not party"),
        ):
            dialog = self._open_dialog(line_ids=[Command.clear()])
            dialog.line_ids = [
                Command.create(
                    {
                        "party_id": party.id,
                        "signed_on": "2026-01-15",
                        "signatory_name": "Ada Director",
                    }
                )
            ]
            with self.subTest(words), self.assertRefused(UserError, words):
                dialog.action_note()

    def test_nobody_signs_before_the_validation_or_once_in_force(self):
        draft = self._create_agreement()
        with self.assertRefused(UserError, "once the direction has validated"):
            self._sign(draft)
        self._move_to(draft, "validation")
        with self.assertRefused(UserError, "once the direction has validated"):
            self._sign(draft)
        self._sign(self.agreement)
        self.agreement.action_activate()
        with self.assertRefused(UserError, "cannot be changed any more"):
            self._sign(self.agreement, self.theirs)
        with self.assertRefused(UserError, "does not change afterwards"):
            self.agreement._keep_signed_file(b"%PDF forged", "forged.pdf")

    def test_who_notes_paper(self):
        self._open_dialog(self.user_direction).line_ids.signatory_name = "Ada"
        for user in (self.user_officer, self.user_protocol, self.user_employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open_dialog(user)
            dialog = self._open_dialog()
            dialog.line_ids.signatory_name = "Ada"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dialog.with_user(user).action_note()

    def test_beneficiary_does_not_sign(self):
        agreement = self._create_agreement(
            party_ids=[
                Command.create(
                    {"partner_id": self.foreign_body.id, "role": "beneficiary"}
                )
            ]
        )
        self._move_to(agreement, "to_sign")
        self.assertEqual(agreement.signatory_count, 2)
        beneficiary = agreement.party_ids.filtered(lambda p: p.role == "beneficiary")
        with self.assertRefused(UserError, "in another role"):
            self._sign(agreement, beneficiary)

    # ------------------------------------------------------------
    # In the tool
    # ------------------------------------------------------------

    def test_direction_signs_for_cnfpt(self):
        self.user_direction.partner_id.function = "Director General"
        self.assertTrue(self.agreement.with_user(self.user_direction).can_sign)
        self.agreement.with_user(self.user_direction).action_sign()
        self.assertRecordValues(
            self.ours,
            [
                {
                    "signatory_name": self.user_direction.name,
                    "signatory_function": "Director General",
                    "signature_channel": "tool",
                    "signed_by_id": self.user_direction.id,
                    "signed_sha256": self.agreement.signing_version_id.sha256,
                }
            ],
        )
        self.assertFalse(self.theirs.signed_on)
        with self.assertRefused(UserError, "already"):
            self.agreement.with_user(self.user_direction).action_sign()

    def test_nobody_else_signs_for_cnfpt(self):
        for user in (
            self.user_coordinator,
            self.user_officer,
            self.user_administrator,
            self.user_employee,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.agreement.with_user(user).action_sign()

    def test_author_does_not_sign(self):
        """Not who created, nor who is in charge, nor who submitted it."""
        created = self._create_agreement(self.user_both, user_id=False)
        in_charge = self._create_agreement(user_id=self.user_both.id)
        for agreement in created | in_charge:
            self._move_to(agreement, "to_sign")
            self.assertFalse(agreement.with_user(self.user_both).can_sign)
            with self.assertRefused(UserError, "another member of the direction"):
                agreement.with_user(self.user_both).action_sign()

    def test_signing_waits_for_the_validation(self):
        agreement = self._create_agreement()
        for state in ("validation", "draft"):
            if state == "validation":
                self._move_to(agreement, "validation")
            with self.assertRaisesRegex((UserError, AccessError), r"."):
                agreement.with_user(self.user_direction).action_sign()

    def test_text_that_is_not_in_the_tool_is_signed_on_paper(self):
        agreement = self._move_to(self._create_agreement(), "to_sign")
        with self.assertRefused(UserError, "it has no article"):
            agreement.with_user(self.user_direction).action_sign()
        self._sign(agreement)

    def test_one_on_paper_and_one_in_the_tool(self):
        """In any order; the scan of the one is the signed file of both."""
        self._sign(self.agreement, self.theirs)
        self.agreement.with_user(self.user_direction).action_sign()
        self.assertEqual(self.agreement.signed_sha256, CHECKSUM)
        self.agreement.action_activate()
        self.assertEqual(self.agreement.state, "active")

    def test_all_in_the_tool_make_their_file(self):
        with patch.object(
            self.registry["cooperation.agreement"],
            "_render_instrument",
            lambda agreement, date=None: CONTENT,
            create=True,
        ):
            self.agreement.with_user(self.user_direction).action_sign()
            self.assertFalse(self.agreement.signed_file)
            self.agreement.sudo()._sign_in_tool(self.theirs, "Ada", "Director")
        self.assertEqual(self.agreement.signed_file, SIGNED)
        self.assertEqual(self.agreement.signed_sha256, CHECKSUM)
        self.assertTrue(self.agreement.signed_filename.endswith(".pdf"))
        self.agreement.action_activate()

    def test_failed_printing_does_not_undo_the_signatures(self):
        reason = "No paper"

        def fail(agreement, date=None):
            raise UserError(reason)

        model = self.registry["cooperation.agreement"]
        with patch.object(model, "_render_instrument", fail, create=True):
            self.agreement.with_user(self.user_direction).action_sign()
            self.agreement.sudo()._sign_in_tool(self.theirs, "Ada", "Director")
            self.assertEqual(self.agreement.signed_count, 2)
            with self.assertRefused(UserError, "Keep the signed file"):
                self.agreement.action_activate()
        with patch.object(
            model, "_render_instrument", lambda a, date=None: CONTENT, create=True
        ):
            self.agreement.action_activate()
        self.assertEqual(self.agreement.signed_sha256, CHECKSUM)

    def test_return_makes_signatures_void(self):
        self.agreement.with_user(self.user_direction).action_sign()
        self._sign(self.agreement, self.theirs)
        self.agreement.return_note = "The dates are wrong."
        self.agreement.action_return()
        for name in self.theirs._get_guarded_fields():
            self.assertFalse(any(self.agreement.party_ids.mapped(name)), name)
        self.assertFalse(self.agreement.signed_file)
        self.assertFalse(self.agreement.signed_sha256)
        self.assertIn(self.funder.name, str(self.agreement.message_ids.mapped("body")))

    # ------------------------------------------------------------
    # Crafted calls
    # ------------------------------------------------------------

    def test_signatures_are_not_written(self):
        """By nobody, in no state, in no way."""
        values = {
            "signed_on": "2026-01-15",
            "signed_at": "2026-01-15 10:00:00",
            "signature_channel": "tool",
            "signatory_name": "Forged",
            "signatory_function": "Forged",
            "signed_by_id": self.user_direction.id,
            "signed_sha256": "0" * 64,
            "name_at_signature": "Forged",
        }
        self.assertEqual(values.keys(), self.theirs._get_guarded_fields())
        draft = self._create_agreement()
        for user in (self.user_coordinator, self.user_both, self.user_administrator):
            parties = (self.theirs | draft.party_ids[0]).with_user(user)
            for party in parties:
                for name, value in values.items():
                    for forged in (
                        party,
                        party.with_context(cooperation_guard=True),
                        party.with_context(cooperation_guard="TRANSITION"),
                        party.sudo(),
                    ):
                        with (
                            self.subTest(user=user.login, field=name),
                            self.assertRefused(UserError, "by the buttons"),
                        ):
                            forged.write({name: value})
                    with self.assertRefused(UserError, "by the buttons"):
                        party.agreement_id.write(
                            {"party_ids": [Command.update(party.id, {name: value})]}
                        )
                    with self.assertRefused(UserError, "by the buttons"):
                        draft.with_user(user).write(
                            {
                                "party_ids": [
                                    Command.create(
                                        {
                                            "partner_id": self.embassy.id,
                                            name: value,
                                        }
                                    )
                                ]
                            }
                        )

    def test_signatures_do_not_come_by_defaults(self):
        draft = self._create_agreement()
        with self.assertRefused(UserError, "by the buttons"):
            self.env["cooperation.agreement.party"].with_user(
                self.user_coordinator
            ).with_context(default_signed_on="2026-01-15").create(
                {"agreement_id": draft.id, "partner_id": self.embassy.id}
            )

    def test_signed_file_is_not_written(self):
        agreements = self._create_agreement() | self.agreement
        for agreement in agreements:
            for name, value in (
                ("signed_file", SIGNED),
                ("signed_filename", "forged.pdf"),
                ("signed_sha256", CHECKSUM),
                ("date_signed", "2026-01-15"),
            ):
                with self.subTest(name), self.assertRefused(UserError, "buttons"):
                    agreement.write({name: value})
                with self.subTest(name), self.assertRaises(UserError):
                    self._create_agreement(**{name: value})
            with self.assertRefused(UserError, "Signed File"):
                self.env["ir.attachment"].with_user(self.user_coordinator).create(
                    {
                        "name": "forged",
                        "datas": SIGNED,
                        "res_model": agreement._name,
                        "res_id": agreement.id,
                        "res_field": "signed_file",
                    }
                )

    def test_signed_party_stays(self):
        self._sign(self.agreement, self.theirs)
        with self.assertRaises(UserError):
            self.theirs.sudo().unlink()

    def test_links_are_not_written(self):
        model = self.env["cooperation.agreement.signature"]
        for user in (self.user_coordinator, self.user_direction, self.user_both):
            with self.assertRaises(AccessError):
                model.with_user(user).create(
                    {
                        "agreement_id": self.agreement.id,
                        "party_id": self.theirs.id,
                        "version_id": self.agreement.signing_version_id.id,
                        "partner_id": self.funder.id,
                        "user_id": user.id,
                        "deadline": "2030-01-01",
                    }
                )
