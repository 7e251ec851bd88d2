from odoo.fields import Command

from .common import MODULE, CooperationCommon


class ExpertiseCommon(CooperationCommon):
    """Two employers, what a mission and an expert need, and shortcuts to a state.

    The shortcuts take the steps as the coordinator does, with the buttons.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.city, cls.inset = cls.env["res.partner"].create(
            [
                {
                    "name": "Test City",
                    "is_company": True,
                    "cooperation_partner_type_id": cls.env.ref(
                        f"{MODULE}.partner_type_{code}"
                    ).id,
                }
                for code in ("local_authority", "cnfpt_structure")
            ]
        )
        cls.inset.name = "Test INSET"
        cls.kind = cls.env["cooperation.mission.kind"].search([], limit=1)
        cls.theme, cls.other_theme = cls.env["cooperation.theme"].create(
            [{"name": "Test budget"}, {"name": "Test water"}]
        )
        cls.french = cls.env.ref(f"{MODULE}.language_fr")
        cls.arabic = cls.env.ref(f"{MODULE}.language_ar")

    @classmethod
    def _as_coordinator(cls, record):
        return record.with_user(cls.user_coordinator)

    @classmethod
    def _create_active_expert(cls, name="Test Expert", **values):
        """An active expert of the city, in activity since 2020, accredited in 2030."""
        expert = cls._create_expert(
            name,
            **{
                "employer_id": cls.city.id,
                "skill_ids": [Command.create({"theme_id": cls.theme.id})],
                "language_ids": [Command.create({"language_id": cls.french.id})],
                "validity_start": "2029-09-01",
                "position_ids": [Command.create({"date_start": "2020-01-01"})],
                **values,
            },
        )
        cls._as_coordinator(expert).action_activate()
        return expert

    @classmethod
    def _create_full_mission(cls, **values):
        """A draft with all that its scope needs: five days, 1,200 euros."""
        return cls._create_mission(
            **{
                "kind_id": cls.kind.id,
                "terms_of_reference": "<p>Train the trainers.</p>",
                "planned_days": 5,
                "planned_cost": 1200,
                **values,
            }
        )

    @classmethod
    def _create_funded_mission(cls, agreement=None, **values):
        agreement = agreement or cls._create_active_agreement()
        mission = cls._create_full_mission(agreement_id=agreement.id, **values)
        cls.env["cooperation.funding.allocation"].create(
            {
                "mission_id": mission.id,
                "funding_line_id": agreement.funding_line_ids.id,
                "days": mission.planned_days,
                "amount": mission.planned_cost,
            }
        )
        cls._as_coordinator(mission).action_scope()
        cls._as_coordinator(mission).action_fund()
        return mission

    @classmethod
    def _create_assignment(cls, mission, expert=None, **values):
        expert = expert or cls._create_active_expert()
        return cls.env["cooperation.assignment"].create(
            {"mission_id": mission.id, "expert_id": expert.id, **values}
        )

    @classmethod
    def _create_confirmed_assignment(cls, mission, expert=None, **values):
        assignment = cls._create_assignment(
            mission, expert, employer_consent_date="2030-04-01", **values
        )
        cls._as_coordinator(assignment).action_accept()
        cls._as_coordinator(assignment).action_confirm()
        return assignment

    @classmethod
    def _create_ordered_mission(cls, expert=None, **values):
        mission = cls._create_funded_mission(**values)
        cls._create_confirmed_assignment(mission, expert)
        cls._as_coordinator(mission).action_staff()
        cls._as_coordinator(mission).action_order()
        return mission
