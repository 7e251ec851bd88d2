from datetime import datetime

from odoo.tests import tagged

from .common_expertise import ExpertiseCommon


@tagged("post_install", "-at_install")
class TestAssignmentClash(ExpertiseCommon):
    """What else an expert is counted on for: warnings, never refusals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._create_active_expert("Amina Test")
        cls.mission = cls._create_funded_mission()
        cls.assignment = cls._as_coordinator(
            cls._create_assignment(cls.mission, cls.expert)
        )
        cls.visit = cls._create_visit(date_start="2030-05-01", date_end="2030-05-20")

    def _create_session(self, day, hour=9, **values):
        start = datetime(2030, 5, day, hour)
        return self.env["cooperation.visit.session"].create(
            {
                "visit_id": self.visit.id,
                "name": "Local finance",
                "start": start,
                "stop": start.replace(minute=59),
                "speaker_ids": self.expert.partner_id.ids,
                **values,
            }
        )

    def _create_internship(self, **values):
        return self.env["cooperation.internship"].create(
            {
                "name": "Test internship",
                "direction": "outgoing",
                "intern_id": self.env["res.partner"].create({"name": "Intern"}).id,
                "partner_id": self.foreign_body.id,
                "country_id": self.tunisia.id,
                "is_own_initiative": True,
                "date_start": "2030-05-08",
                "date_end": "2030-07-31",
                **values,
            }
        )

    def _get_clashes(self, assignment=None):
        self.env.invalidate_all()
        return str((assignment or self.assignment).clashes or "")

    def test_speaker_at_a_session(self):
        self._create_session(8)
        text = self._get_clashes()
        self.assertIn("Amina Test speaks at “Local finance”", text)
        self.assertIn(self.visit.reference, text)

    def test_host_of_a_session(self):
        self._create_session(8, speaker_ids=False, host_id=self.expert.partner_id.id)
        self.assertIn("Local finance", self._get_clashes())

    def test_days_of_the_place(self):
        """Eleven at night on the eve, in Paris, is the first day in UTC already."""
        self.visit.tz = "Europe/Paris"
        session = self._create_session(5, hour=21)
        self.assertFalse(self._get_clashes())
        session.write(
            {"start": datetime(2030, 5, 5, 22), "stop": datetime(2030, 5, 5, 23)}
        )
        self.assertIn("Local finance", self._get_clashes())
        session.write(
            {"start": datetime(2030, 5, 10, 21), "stop": datetime(2030, 5, 10, 22)}
        )
        self.assertIn("Local finance", self._get_clashes())
        session.write(
            {"start": datetime(2030, 5, 10, 22), "stop": datetime(2030, 5, 10, 23)}
        )
        self.assertFalse(self._get_clashes())

    def test_visits_that_do_not_take_place(self):
        self._create_session(8)
        self.visit.cancel_reason = "The delegation is not coming."
        self.visit.action_cancel()
        self.assertFalse(self._get_clashes())

    def test_tutor_of_an_intern(self):
        internship = self._create_internship()
        for name in ("host_tutor_id", "school_tutor_id"):
            internship[name] = self.expert.partner_id
            self.assertFalse(self._get_clashes(), "a draft holds nobody")
            internship._guarded_write({"state": "ongoing"})
            self.assertIn("Amina Test tutors “", self._get_clashes())
            internship._guarded_write({"state": "draft"})
            internship[name] = False
        internship.write(
            {"host_tutor_id": self.expert.partner_id.id, "date_start": "2030-05-11"}
        )
        internship._guarded_write({"state": "ongoing"})
        self.assertFalse(self._get_clashes())

    def test_warnings_refuse_nothing(self):
        self._create_session(8)
        self._create_internship(host_tutor_id=self.expert.partner_id.id)._guarded_write(
            {"state": "ongoing"}
        )
        self.assignment.action_accept()
        self.assignment.action_confirm()
        self.assertIn("Local finance", self._get_clashes())
        self.assignment.action_cancel()
        self.assertFalse(self._get_clashes())

    def test_seen_by_who_reads_no_internship(self):
        """The direction is warned as well, before it signs."""
        self._create_session(8)
        self.assertIn(
            "Local finance",
            self._get_clashes(self.assignment.with_user(self.user_direction)),
        )

    def test_one_question_for_a_whole_list(self):
        assignments = self.assignment
        for number in range(6):
            expert = self._create_active_expert(f"Expert {number}")
            assignments |= self._create_assignment(self.mission, expert)
            self._create_session(8, speaker_ids=expert.partner_id.ids)
        counts = []
        for some in (assignments[:2], assignments):
            some.read(["clashes"])
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(["clashes"])
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
