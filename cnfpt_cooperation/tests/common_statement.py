from odoo.tests import freeze_time

from .common_expertise import ExpertiseCommon
from .common_papers import PaperReader

_TODAY = "2030-06-20"


class StatementCommon(PaperReader, ExpertiseCommon):
    """A mission of five days, all done, on a grant of 20 days; it is 20 June 2030."""

    # Values of the funding line, besides its 20 days and 20,000.
    _line_values: dict = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(_TODAY))
        cls.agreement = cls._create_active_agreement(line=cls._line_values)
        cls.line = cls.agreement.funding_line_ids
        cls.expert = cls._create_active_expert("Amina Exemple")
        cls.mission = cls._create_done_mission(cls.expert)
        cls.days = cls.mission.day_ids.sorted("date")

    @classmethod
    def _create_done_mission(cls, expert, **values):
        """Return an ordered mission; all its days, Monday to Friday, are done."""
        mission = cls._create_ordered_mission(
            expert, **{"agreement": cls.agreement, "planned_cost": 1000, **values}
        )
        cls._as_coordinator(mission).action_generate_days()
        cls._as_coordinator(mission).action_days_done()
        return mission

    @classmethod
    def _create_statement(cls, **values):
        return (
            cls.env["cooperation.funding.statement"]
            .with_user(cls.user_coordinator)
            .create(
                {
                    "agreement_id": cls.agreement.id,
                    "date_from": "2030-05-01",
                    "date_to": "2030-05-31",
                    **values,
                }
            )
        )
