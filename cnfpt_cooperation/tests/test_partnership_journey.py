from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import MODULE
from .test_cooperation_agreement import AgreementCommon


@tagged("post_install", "-at_install", "cooperation_browser")
class TestPartnershipJourney(AgreementCommon, HttpCase):
    """An agreement and an internship in a real browser, each step by its own role."""

    def _walk(self, path, tour, user):
        user.tour_enabled = False
        self.start_tour(f"/odoo/{path}", tour, login=user.login, timeout=120)

    def test_agreement_from_draft_to_force(self):
        self._walk(
            "agreements", "cooperation_agreement_draft_tour", self.user_coordinator
        )
        self._walk(
            "agreements", "cooperation_agreement_validate_tour", self.user_direction
        )
        self._walk(
            "agreements", "cooperation_agreement_sign_tour", self.user_coordinator
        )
        agreement = self.env["cooperation.agreement"].search(
            [("name", "=", "Training of executives in Sousse")]
        )
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "active",
                    "kind": "engagement_letter",
                    "zone_id": self.zone_mediterranean.id,
                    "submitted_by_id": self.user_coordinator.id,
                    "validated_by_id": self.user_direction.id,
                    "date_signed": fields.Date.context_today(agreement),
                }
            ],
        )

    def test_internship_from_match_to_evaluation(self):
        today = fields.Date.context_today(self.env.user)
        tutors = self.env["res.partner"].create(
            [{"name": "Test Host Tutor"}, {"name": "Test School Tutor"}]
        )
        internship = (
            self.env["cooperation.internship"]
            .with_user(self.user_officer)
            .create(
                {
                    "name": "Test placement",
                    "intern_id": self.env["res.partner"]
                    .create({"name": "Test Intern"})
                    .id,
                    "partner_id": self.foreign_body.id,
                    "home_body_id": self.env.ref(f"{MODULE}.partner_inet").id,
                    "school_tutor_id": tutors[1].id,
                    "date_start": today,
                    "date_end": today,
                    "pieces_deadline": today,
                }
            )
        )
        internship.piece_ids[1:].write({"date_received": today})
        self._walk("internships", "cooperation_internship_tour", self.user_coordinator)
        self.assertRecordValues(
            internship,
            [
                {
                    "state": "evaluated",
                    "evaluation": "4",
                    "host_tutor_id": tutors[0].id,
                    "security_opinion": "favourable",
                }
            ],
        )
