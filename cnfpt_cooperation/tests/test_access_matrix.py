from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MODULE, CooperationCommon

OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
ROLES = (
    "public",
    "portal",
    "employee",
    "officer",
    "coordinator",
    "direction",
    "administrator",
    "protocol",
    "private",
)
# What each role may do, in the order of ROLES; "" is nothing at all. "protocol" is an
# officer with the protocol group, "private" a coordinator with the private group.
REFERENCE = ("", "", "r", "r", "r", "r", "rwcd", "r", "r")
OWN_REFERENCE = ("", "", "", "r", "r", "r", "rwcd", "r", "r")
OFFICER_FILE = ("", "", "", "rwcd", "rwcd", "r", "rwcd", "rwcd", "rwcd")
OFFICER_WIZARD = ("", "", "", "rwcd", "rwcd", "", "rwcd", "rwcd", "rwcd")
COORDINATOR_FILE = ("", "", "", "r", "rwcd", "r", "rwcd", "r", "rwcd")
ROSTER_KEEPERS = ("", "", "", "", "rwcd", "", "rwcd", "", "rwcd")
SIGNED_FILE = ("", "", "", "r", "rwcd", "rw", "rwcd", "r", "rwcd")
KEPT_BY_COORDINATOR = ("", "", "", "r", "rwc", "r", "rwcd", "r", "rwc")
WIZARD = ("", "", "", "rwcd", "rwcd", "", "rwcd", "rwcd", "rwcd")
COORDINATOR_WIZARD = ("", "", "", "", "rwcd", "", "rwcd", "", "rwcd")
SIGNING_WIZARD = ("", "", "", "", "rwcd", "rwcd", "rwcd", "", "rwcd")
EVERYBODY_WIZARD = ("", "", "", *("rwc",) * 6)
READ_ONLY = ("", "", "", "r", "r", "r", "r", "r", "r")
PREPARED_REPORT = ("", "", "", "r", "rwc", "rwc", "rwcd", "r", "rwc")
MATRIX = {
    "cooperation.zone": REFERENCE,
    "cooperation.theme": REFERENCE,
    "cooperation.area": REFERENCE,
    "cooperation.language": REFERENCE,
    "cooperation.partner.type": REFERENCE,
    "cooperation.partner.alias": (
        *("", "", "r"),
        *("rwcd", "rwcd", "r", "rwcd", "rwcd", "rwcd"),
    ),
    "cooperation.mission.kind": OWN_REFERENCE,
    "cooperation.request.criterion": OWN_REFERENCE,
    "cooperation.cost.rate": OWN_REFERENCE,
    "cooperation.per.diem.rate": OWN_REFERENCE,
    "cooperation.opening.figure": OWN_REFERENCE,
    "cooperation.expert.statement": COORDINATOR_WIZARD,
    "cooperation.safety.advice": KEPT_BY_COORDINATOR,
    "cooperation.network": KEPT_BY_COORDINATOR,
    "cooperation.network.membership": COORDINATOR_FILE,
    "cooperation.programme": (
        *("", "", ""),
        *("r", "rwc", "rw", "rwcd", "r", "rwc"),
    ),
    "cooperation.request": OFFICER_FILE,
    "cooperation.visit": OFFICER_FILE,
    "cooperation.visit.session": OFFICER_FILE,
    "cooperation.visit.session.write": WIZARD,
    "cooperation.visit.session.copy": WIZARD,
    "cooperation.visit.session.speaker": WIZARD,
    "cooperation.visit.template": OFFICER_FILE,
    "cooperation.visit.template.session": OFFICER_FILE,
    "cooperation.visit.delegate": OFFICER_FILE,
    "cooperation.visit.programme.version": READ_ONLY,
    "cooperation.visit.protocol": ("", "", "", "", "", "", "", "rwcd", ""),
    "cooperation.request.decide": OFFICER_WIZARD,
    "cooperation.visit.delegate.import": OFFICER_WIZARD,
    "cooperation.visit.delegate.import.line": OFFICER_WIZARD,
    "cooperation.purge.proof": ("", "", "", "", "", "", "r", "r", ""),
    "cooperation.room": OWN_REFERENCE,
    "cooperation.birth.new": OFFICER_WIZARD,
    "cooperation.visit.close": OFFICER_WIZARD,
    "cooperation.visit.close.promise": OFFICER_WIZARD,
    "cooperation.internship": OFFICER_FILE,
    "cooperation.internship.piece": OFFICER_FILE,
    "cooperation.commitment": OFFICER_FILE,
    "cooperation.training.session": OFFICER_FILE,
    "cooperation.training.place": OFFICER_FILE,
    "cooperation.agreement": SIGNED_FILE,
    "cooperation.agreement.party": SIGNED_FILE,
    "cooperation.agreement.renewal": READ_ONLY,
    "cooperation.leaning": READ_ONLY,
    "cooperation.agreement.end": (
        *("", "", "", ""),
        *("rwcd", "rwcd", "rwcd", "", "rwcd"),
    ),
    "cooperation.agreement.signature": READ_ONLY,
    "cooperation.agreement.sign": SIGNING_WIZARD,
    "cooperation.agreement.sign.line": SIGNING_WIZARD,
    "cooperation.agreement.template": COORDINATOR_FILE,
    "cooperation.agreement.template.article": COORDINATOR_FILE,
    "cooperation.agreement.article": COORDINATOR_FILE,
    "cooperation.agreement.version": READ_ONLY,
    "cooperation.agreement.reply": KEPT_BY_COORDINATOR,
    "cooperation.agreement.compare": EVERYBODY_WIZARD,
    "cooperation.agreement.consolidated": EVERYBODY_WIZARD,
    "cooperation.agreement.send": COORDINATOR_WIZARD,
    "cooperation.funding.line": COORDINATOR_FILE,
    "cooperation.funding.tranche": COORDINATOR_FILE,
    "cooperation.funding.allocation": COORDINATOR_FILE,
    "cooperation.funding.statement": COORDINATOR_FILE,
    "cooperation.funding.statement.line": READ_ONLY,
    "cooperation.funding.ledger": READ_ONLY,
    "cooperation.expert": COORDINATOR_FILE,
    "cooperation.expert.skill": COORDINATOR_FILE,
    "cooperation.expert.language": COORDINATOR_FILE,
    "cooperation.expert.position": ROSTER_KEEPERS,
    "cooperation.expert.call": COORDINATOR_FILE,
    "cooperation.expert.call.piece": COORDINATOR_FILE,
    "cooperation.expert.call.criterion": COORDINATOR_FILE,
    "cooperation.expert.application": ROSTER_KEEPERS,
    "cooperation.expert.application.piece": ROSTER_KEEPERS,
    "cooperation.expert.application.mark": ROSTER_KEEPERS,
    "cooperation.expert.check": ("", "", "", "", "r", "", "r", "", "r"),
    "cooperation.expert.renewal": ROSTER_KEEPERS,
    "cooperation.expert.availability": COORDINATOR_FILE,
    "cooperation.expert.suspension": ROSTER_KEEPERS,
    "cooperation.expert.criterion": OWN_REFERENCE,
    "cooperation.assignment.regret": COORDINATOR_WIZARD,
    "cooperation.assignment.regret.line": COORDINATOR_WIZARD,
    "cooperation.expert.ranking": ("", "", "", "", "r", "", "r", "", "r"),
    "cooperation.mission": SIGNED_FILE,
    "cooperation.mission.deliverable": COORDINATOR_FILE,
    "cooperation.mission.template": COORDINATOR_FILE,
    "cooperation.mission.template.deliverable": COORDINATOR_FILE,
    "cooperation.mission.close": COORDINATOR_WIZARD,
    "cooperation.mission.cover": COORDINATOR_WIZARD,
    "cooperation.mission.cover.line": COORDINATOR_WIZARD,
    "cooperation.mission.close.expert": COORDINATOR_WIZARD,
    "cooperation.mission.close.deliverable": COORDINATOR_WIZARD,
    "cooperation.assignment": SIGNED_FILE,
    "cooperation.assignment.consent": READ_ONLY,
    "cooperation.expert.day": COORDINATOR_FILE,
    "cooperation.expert.day.adjustment": COORDINATOR_FILE,
    "cooperation.ledger.year": OWN_REFERENCE,
    "cooperation.activity.report": READ_ONLY,
    "cooperation.birth": READ_ONLY,
    "cooperation.week": READ_ONLY,
    "cooperation.watch": READ_ONLY,
    "cooperation.digest.sending": READ_ONLY,
    "cooperation.presence": READ_ONLY,
    "cooperation.area.activity": READ_ONLY,
    "cooperation.agreement.area": READ_ONLY,
    "cooperation.quiet": READ_ONLY,
    "cooperation.annual.report": PREPARED_REPORT,
    "cooperation.annual.report.section": PREPARED_REPORT,
    "cooperation.figure": ("", "", "", "r", "r", "rwc", "rwcd", "r", "r"),
    "cooperation.figure.snapshot": READ_ONLY,
    "cooperation.figure.snapshot.row": READ_ONLY,
    "cooperation.figure.deletion": READ_ONLY,
    "cooperation.figure.explain": READ_ONLY,
    "cooperation.figure.explain.line": READ_ONLY,
}


@tagged("post_install", "-at_install")
class TestAccessMatrix(CooperationCommon):
    """Each role, each model, each operation: allowed or refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal = new_test_user(cls.env, "portal_test", "base.group_portal")
        cls.user_public = cls.env.ref("base.public_user")

    def test_matrix(self):
        for model, rights in MATRIX.items():
            for name, allowed in zip(ROLES, rights, strict=True):
                user = getattr(self, f"user_{name}")
                records = self.env[model].with_user(user)
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=name, operation=operation):
                        if letter in allowed:
                            records.check_access(operation)
                        else:
                            with self.assertRaises(AccessError):
                                records.check_access(operation)

    def test_matrix_is_complete(self):
        """A model of ours without a row here is a hole."""
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == MODULE and not model._abstract
        }
        self.assertEqual(ours, set(MATRIX))

    def test_private_fields(self):
        """Private data of an expert: for its own group, not even for coordinators."""
        expert = self._create_expert(private_phone="+33 0 00 00 00 00")
        private = ["private_phone", "private_email", "birth_date", "passport_expiry"]
        for name in ("officer", "coordinator", "direction", "administrator"):
            visible = expert.with_user(getattr(self, f"user_{name}"))
            for field_name in private:
                with (
                    self.subTest(role=name, field=field_name),
                    self.assertRaises(AccessError),
                ):
                    visible.read([field_name])
            with self.subTest(role=name), self.assertRaises(AccessError):
                visible.search([("private_phone", "!=", False)])
        values = expert.with_user(self.user_private).read(["private_phone"])
        self.assertEqual(values[0]["private_phone"], "+33 0 00 00 00 00")

    def test_protocol_field(self):
        """The sheet of a delegate does not show through the delegate."""
        delegate = self.env["cooperation.visit.delegate"].create(
            {"visit_id": self._create_visit().id, "name": "Test Delegate"}
        )
        for name in ("officer", "coordinator", "direction", "administrator"):
            with self.subTest(role=name), self.assertRaises(AccessError):
                delegate.with_user(getattr(self, f"user_{name}")).read(["protocol_ids"])
        delegate.with_user(self.user_protocol).read(["protocol_ids"])

    def test_direction_writes_what_it_signs(self):
        """The direction changes nothing in a mission that is not ready to sign."""
        mission = self._create_mission().with_user(self.user_direction)
        mission.check_access("read")
        with self.assertRaises(AccessError):
            mission.city = "Tunis"

    def test_nobody_deletes_what_has_started(self):
        """Even an administrator: a file that has left its first state stays."""
        visit = self._create_visit(cancel_reason="The delegation is not coming.")
        visit.action_cancel()
        with self.assertRaises(AccessError):
            visit.with_user(self.user_administrator).check_access("unlink")
