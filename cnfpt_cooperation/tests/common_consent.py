from .common_link import LinkCommon


class ConsentCommon(LinkCommon):
    """An expert of a city proposed for a mission, and mails that are really written."""

    _link_path = "cooperation/answer"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.city.email = "mayor@example.com"
        cls.user_coordinator.email = "coordinator@example.com"
        cls.expert = cls._create_active_expert("Amina Test")
        cls.mission = cls._create_funded_mission(name="Budget of Sfax", city="Sfax")
        cls.assignment = cls._as_coordinator(
            cls._create_assignment(cls.mission, cls.expert)
        )

    def _press(self, action, assignment=None):
        """Press a button and let the mails go; return those that went."""
        return self._collect_mails(getattr(assignment or self.assignment, action))

    def _get_consent(self, path):
        consents = self.env["cooperation.assignment.consent"]
        return consents._find(path.rpartition("/")[2])
