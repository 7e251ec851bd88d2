from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged, users

from .common import MODULE, CooperationCommon


@tagged("post_install", "-at_install")
class TestCovered(CooperationCommon):
    """What is done under an agreement: in one of its areas, as a kind of act [R13]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resources = cls.env.ref(f"{MODULE}.area_resources")
        cls.events = cls.env.ref(f"{MODULE}.area_events")
        cls.law = cls.env.ref(f"{MODULE}.area_territorial_law")
        cls.agreement = cls._create_active_agreement()
        cls._name_areas(cls.agreement, cls.resources | cls.events)

    @classmethod
    def _name_areas(cls, agreement, areas):
        """Name the areas of an agreement taken over from history."""
        agreement._guarded_write({"area_ids": areas.ids})

    @users("officer_test")
    def test_usual_act(self):
        """Each sort of file is one of the four kinds of act of the source."""
        visit = self._create_visit().with_env(self.env)
        self.assertEqual(visit.act, "exchange")
        visit.kind = "study_visit"
        self.assertEqual(visit.act, "study_visit")
        visit.act = "collaboration"
        self.assertEqual(visit.act, "collaboration")
        kinds = {
            "mission_kind_elearning_coproduction": "co_production",
            "mission_kind_experience_exchange": "exchange",
            "mission_kind_needs_diagnosis": "collaboration",
        }
        for kind, act in kinds.items():
            mission = self._create_mission(kind_id=self.env.ref(f"{MODULE}.{kind}").id)
            self.assertEqual(mission.act, act)
        session = self.env["cooperation.training.session"].create({"name": "Course"})
        self.assertEqual(session.act, "collaboration")
        internship = self.env["cooperation.internship"].create({"name": "Stay"})
        self.assertEqual(internship.act, "exchange")

    @users("officer_test")
    def test_area_is_of_the_agreement(self):
        visit = self._create_visit().with_env(self.env)
        with self.assertRefused(ValidationError, "say first under which one"):
            visit.area_id = self.resources
        visit.agreement_id = self.agreement
        self.assertFalse(visit.area_id)
        with self.assertRefused(
            ValidationError, "does not cover the area “Law of the territorial civil"
        ):
            visit.area_id = self.law
        visit.area_id = self.events
        other = self._create_active_agreement(name="Other")
        self._name_areas(other, self.law)
        visit.agreement_id = other
        self.assertEqual(visit.area_id, self.law, "The only one that there is.")
        visit.agreement_id = False
        self.assertFalse(visit.area_id)

    @users("coordinator_test")
    def test_mission_form(self):
        with Form(self.env["cooperation.mission"]) as form:
            form.name = "Course by correspondence"
            form.agreement_id = self.agreement
            self.assertEqual(form.agreement_area_ids[:], self.resources | self.events)
            form.area_id = self.events
        self.assertEqual(form.record.area_id, self.events)

    def test_area_of_an_amendment(self):
        """What is done under an amendment is in an area of what it amends."""
        amendment = self._load_history(
            "cooperation.agreement",
            name="Amendment",
            kind="amendment",
            state="active",
            partner_id=self.funder.id,
            parent_id=self.agreement.id,
            is_own_initiative=True,
            date_start="2030-01-01",
            date_end="2030-12-31",
        )
        self._name_areas(amendment, self.law)
        visit = self._create_visit(agreement_id=amendment.id, area_id=self.events.id)
        self.assertEqual(visit.area_id, self.events)
        with self.assertRefused(ValidationError, "does not cover the area"):
            visit.area_id = self.law
