import base64

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import MODULE, CooperationCommon

FILE = base64.b64encode(b"%PDF-1.4 agreement")


@tagged("post_install", "-at_install")
class TestInternship(CooperationCommon):
    """R11 and R17: the right host, a complete file, a covered stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.inet = cls.env.ref(f"{MODULE}.partner_inet")
        cls.intern, cls.host_tutor, cls.school_tutor = partners.create(
            [{"name": "Intern"}, {"name": "Host Tutor"}, {"name": "School Tutor"}]
        )
        cls.french_host = partners.create(
            {"name": "French City", "is_company": True, "country_id": cls.france.id}
        )
        cls.organisation = partners.create(
            {
                "name": "Organisation in Paris",
                "is_company": True,
                "country_id": cls.france.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_international_organisation"
                ).id,
            }
        )

    @classmethod
    def _create_internship(cls, **values):
        return (
            cls.env["cooperation.internship"]
            .with_user(cls.user_officer)
            .create(
                {
                    "name": "Test internship",
                    "direction": "outgoing",
                    "intern_id": cls.intern.id,
                    "partner_id": cls.foreign_body.id,
                    "home_body_id": cls.inet.id,
                    "host_tutor_id": cls.host_tutor.id,
                    "school_tutor_id": cls.school_tutor.id,
                    "date_start": "2030-03-01",
                    "date_end": "2030-06-30",
                    "pieces_deadline": "2030-01-31",
                    **values,
                }
            )
        )

    @classmethod
    def _move_to(cls, internship, state):
        """Take the internship along the main path up to `state`."""
        internship = internship.with_user(cls.user_officer)
        internship.action_match()
        if state == "matched":
            return internship
        internship.piece_ids.write({"date_received": "2026-01-15"})
        internship.action_prepare_agreement()
        if state == "agreement":
            return internship
        cls._cover(internship)
        internship.with_user(cls.user_coordinator).action_clear()
        if state == "cleared":
            return internship
        with freeze_time("2030-03-01"):
            internship.action_start()
        return internship

    @classmethod
    def _cover(cls, internship):
        internship.write(
            {
                "placement_agreement_file": FILE,
                "placement_agreement_date": "2026-02-01",
                "security_opinion": "favourable",
            }
        )

    # ------------------------------------------------------------
    # Host [R11]
    # ------------------------------------------------------------

    def test_hosts(self):
        table = [
            ("outgoing", self.foreign_body, True),
            ("outgoing", self.organisation, True),
            ("outgoing", self.french_host, False),
            ("outgoing", self.inet, False),
            ("incoming", self.inet, True),
            ("incoming", self.french_host, True),
            ("incoming", self.foreign_body, False),
        ]
        for direction, host, allowed in table:
            with self.subTest(direction=direction, host=host.name):
                values = {"direction": direction, "partner_id": host.id}
                if direction == "incoming":
                    values["country_id"] = self.benin.id
                if allowed:
                    self._create_internship(**values).action_match()
                else:
                    with self.assertRaisesRegex(ValidationError, host.name):
                        self._create_internship(**values)

    def test_french_territories_are_not_abroad(self):
        territory = self.env["res.country"].search(
            [("is_french_territory", "=", True)], limit=1
        )
        host = self.french_host.copy({"country_id": territory.id})
        with self.assertRaises(ValidationError):
            self._create_internship(partner_id=host.id)

    def test_host_without_a_country(self):
        host = self.french_host.copy({"country_id": False})
        with self.assertRaisesRegex(ValidationError, "country"):
            self._create_internship(partner_id=host.id)

    def test_country_that_counts(self):
        """The host's when we send, the intern's own when we receive."""
        self.assertEqual(self._create_internship().country_id, self.tunisia)
        incoming = self._create_internship(
            direction="incoming",
            partner_id=self.inet.id,
            home_body_id=self.foreign_body.id,
        )
        self.assertEqual(incoming.country_id, self.tunisia)
        self.assertEqual(incoming.zone_id, self.zone_mediterranean)

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def test_main_path(self):
        internship = self._move_to(self._create_internship(), "ongoing")
        with freeze_time("2030-06-30"):
            internship.write({"evaluation": "3", "evaluation_note": "Good work."})
            internship.action_evaluate()
            self.assertEqual(internship.state, "evaluated")
            internship.action_close()
        self.assertEqual(internship.state, "closed")
        with self.assertRaises(UserError):
            internship.evaluation = "1"

    @users("officer_test")
    def test_match_names_what_is_missing(self):
        for name in ("partner_id", "host_tutor_id", "school_tutor_id", "date_end"):
            internship = self._create_internship(**{name: False})
            label = internship._get_field_label(name)
            with self.subTest(field=name), self.assertRaisesRegex(UserError, label):
                internship.action_match()
            self.assertIn(label, internship.transition_checklist)

    def test_dates_stay_once_matched(self):
        internship = self._move_to(self._create_internship(), "matched")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(flush=False),
        ):
            internship.date_end = False
            self.env.flush_all()

    def test_default_pieces(self):
        outgoing = self._create_internship()
        incoming = self._create_internship(
            direction="incoming", partner_id=self.inet.id, country_id=self.benin.id
        )
        self.assertIn(
            "Authorisation for a mission abroad", outgoing.piece_ids.mapped("name")
        )
        self.assertIn(
            "Letter from the school of origin", incoming.piece_ids.mapped("name")
        )
        own = self._create_internship(piece_ids=[(0, 0, {"name": "Only this"})])
        self.assertEqual(own.piece_ids.mapped("name"), ["Only this"])

    def test_every_required_piece(self):
        """Each missing piece is named; an optional one is not asked for [R17]."""
        internship = self._move_to(self._create_internship(), "matched")
        self.assertEqual(internship.missing_piece_count, len(internship.piece_ids))
        with self.assertRaises(UserError) as error:
            internship.action_prepare_agreement()
        for piece in internship.piece_ids:
            self.assertIn(piece.name, str(error.exception))
        internship.piece_ids[0].is_required = False
        internship.piece_ids[1].piece_file = FILE
        self.assertTrue(internship.piece_ids[1].date_received)
        internship.piece_ids[2:].write({"date_received": "2026-01-15"})
        self.assertEqual(internship.missing_piece_count, 0)
        internship.action_prepare_agreement()

    def test_deadline_of_the_pieces(self):
        internship = self._move_to(
            self._create_internship(pieces_deadline=False), "matched"
        )
        internship.piece_ids.write({"date_received": "2030-02-10"})
        with self.assertRaisesRegex(UserError, "due"):
            internship.action_prepare_agreement()
        internship.pieces_deadline = "2030-02-09"
        with self.assertRaisesRegex(UserError, "after the deadline"):
            internship.action_prepare_agreement()
        internship.pieces_deadline = "2030-02-10"
        internship.action_prepare_agreement()

    def test_clearing_needs_the_placement_agreement(self):
        internship = self._move_to(self._create_internship(), "agreement")
        cleared = internship.with_user(self.user_coordinator)
        internship.security_opinion = "favourable"
        with self.assertRaisesRegex(UserError, "signed placement agreement"):
            cleared.action_clear()
        internship.placement_agreement_file = FILE
        with self.assertRaisesRegex(UserError, "day on which"):
            cleared.action_clear()
        internship.placement_agreement_date = "2030-02-01"
        with self.assertRaisesRegex(UserError, "only"):
            cleared.action_clear()
        with freeze_time("2030-03-15"):
            internship.placement_agreement_date = "2030-03-10"
            with self.assertRaisesRegex(UserError, "after the start"):
                cleared.action_clear()
        internship.placement_agreement_date = "2026-02-01"
        cleared.action_clear()

    def test_security_opinion(self):
        for host, opinion, allowed in (
            (self.foreign_body, "none", False),
            (self.foreign_body, "asked", False),
            (self.foreign_body, "unfavourable", False),
            (self.foreign_body, "favourable", True),
            (self.organisation, "none", True),
            (self.organisation, "unfavourable", False),
        ):
            internship = self._move_to(
                self._create_internship(partner_id=host.id), "agreement"
            )
            self._cover(internship)
            internship.security_opinion = opinion
            cleared = internship.with_user(self.user_coordinator)
            with self.subTest(host=host.name, opinion=opinion):
                if allowed:
                    cleared.action_clear()
                else:
                    with self.assertRaisesRegex(UserError, "security opinion"):
                        cleared.action_clear()

    def test_only_a_coordinator_clears(self):
        internship = self._move_to(self._create_internship(), "agreement")
        self._cover(internship)
        for user in (self.user_officer, self.user_direction, self.user_employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                internship.with_user(user).action_clear()

    def test_start_and_end_by_their_dates(self):
        internship = self._move_to(self._create_internship(), "cleared")
        with freeze_time("2030-02-28"), self.assertRaisesRegex(UserError, "starts on"):
            internship.action_start()
        with freeze_time("2030-03-01"):
            internship.action_start()
        internship.write({"evaluation": "3", "evaluation_note": "Good work."})
        with freeze_time("2030-06-29"), self.assertRaisesRegex(UserError, "ends on"):
            internship.action_evaluate()
        with freeze_time("2030-05-02"):
            internship.date_end = "2030-05-01"
            internship.action_evaluate()

    def test_evaluation_in_a_mark_and_in_words(self):
        internship = self._move_to(self._create_internship(), "ongoing")
        with freeze_time("2030-07-01"):
            with self.assertRaisesRegex(UserError, "an evaluation"):
                internship.action_evaluate()
            internship.evaluation = "3"
            with self.assertRaisesRegex(UserError, "has brought"):
                internship.action_evaluate()

    def test_cancel_needs_a_reason(self):
        internship = self._move_to(self._create_internship(), "matched")
        with self.assertRaisesRegex(UserError, "Reason"):
            internship.action_cancel()
        internship.cancel_reason = "The host withdrew."
        internship.action_cancel()
        self.assertEqual(internship.state, "cancelled")

    def test_wrong_state(self):
        internship = self._create_internship().with_user(self.user_coordinator)
        for state in dict(internship._fields["state"].selection):
            internship.sudo()._guarded_write({"state": state})
            for action, transition in internship._transitions.items():
                if state in transition.source:
                    continue
                with (
                    self.subTest(state=state, action=action),
                    self.assertRaisesRegex(UserError, "does not lead"),
                ):
                    getattr(internship, action)()

    def test_crafted_writes(self):
        internship = self._create_internship()
        with self.assertRaises(UserError):
            internship.state = "cleared"
        with self.assertRaises(UserError):
            self._create_internship(state="cleared")
        self._move_to(internship, "cleared")
        for values in (
            {"intern_id": self.host_tutor.id},
            {"partner_id": self.organisation.id},
            {"direction": "incoming"},
            {"country_id": self.benin.id},
            {"placement_agreement_file": False},
            {"security_opinion": "none"},
            {"piece_ids": [(5, 0, 0)]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                internship.write(values)
        piece = internship.piece_ids[0]
        with self.assertRaises(UserError):
            piece.date_received = False
        with self.assertRaises(UserError):
            piece.unlink()
        with self.assertRaises(UserError):
            piece.create({"name": "New", "internship_id": internship.id})

    def test_zone_is_frozen(self):
        internship = self._move_to(self._create_internship(), "agreement")
        self.tunisia.cooperation_zone_id = self.zone_africa
        self.assertEqual(internship.zone_id, self.zone_mediterranean)
