from datetime import date
from hashlib import sha256

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase

_ROUNDS = 40
_CONTENT = b"%PDF-1.4 raced"


@tagged("post_install", "-at_install")
class TestAgreementSignatureRace(RaceCase):
    """Parties sign, and amendments are numbered, at the same instant.

    Each sees the signature of the other, so that one of them is the last and makes
    the task; nobody signs twice, and no two amendments bear one number.
    """

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._open(cr)
            body = self._load(env, "res.partner", name="Raced School", is_company=True)
            self.agreement = self._load(
                env,
                "cooperation.agreement",
                name="Raced letter",
                state="to_sign",
                kind="engagement_letter",
                partner_id=body.id,
                date_start="2020-01-01",
                date_end="2030-12-31",
            )
            parties = self.agreement.party_ids
            ours = parties.filtered("partner_id.is_cnfpt_structure")
            self.ours, self.theirs = ours.id, (parties - ours).id

    def _sign(self, party_id, name):
        def sign(env):
            agreement = env["cooperation.agreement"].browse(self.agreement.id)
            party = env["cooperation.agreement.party"].browse(party_id)
            said = {"signed_on": date(2026, 1, 15), "signatory_name": name}
            agreement._sign_on_paper({party: said}, _CONTENT, "signed.pdf")

        return sign

    def _read(self, function):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            return function(env["cooperation.agreement"].browse(self.agreement.id))

    def _void(self):
        def void(agreement):
            agreement._void_signatures()
            agreement._guarded_write(
                {
                    name: False
                    for name in ("signed_file", "signed_filename", "signed_sha256")
                }
            )
            agreement.flush_recordset()

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            void(env["cooperation.agreement"].browse(self.agreement.id))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_parties_at_once(self):
        for _round in range(_ROUNDS):
            told = self._race(
                self._sign(self.ours, "President"), self._sign(self.theirs, "Head")
            )
            self.assertEqual(told, ["", ""])
            signed, checksum, tasks = self._read(
                lambda agreement: (
                    agreement.signed_count,
                    agreement.signed_sha256,
                    len(agreement.activity_ids),
                )
            )
            self.assertEqual(signed, 2)
            self.assertEqual(checksum, sha256(_CONTENT).hexdigest())
            self.assertEqual(tasks, 1)
            self._void()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_party_signs_once(self):
        for _round in range(_ROUNDS):
            told = self._race(
                self._sign(self.theirs, "Ada"), self._sign(self.theirs, "Eve")
            )
            self.assertEqual(sorted(map(bool, told)), [False, True], told)
            winner = "Ada" if not told[0] else "Eve"
            name = self._read(
                lambda agreement: (
                    agreement.party_ids.browse(self.theirs).signatory_name
                )
            )
            self.assertEqual(name, winner)
            self._void()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_numbers_of_amendments(self):
        def draft(env):
            env["cooperation.agreement"].create(
                {
                    "name": "Raced amendment",
                    "kind": "amendment",
                    "parent_id": self.agreement.id,
                    "partner_id": env["cooperation.agreement"]
                    .browse(self.agreement.id)
                    .partner_id.id,
                }
            )

        for _round in range(_ROUNDS // 4):
            self.assertEqual(self._race(draft, draft, draft), ["", "", ""])
        numbers, drafts = self._read(
            lambda agreement: (
                sorted(agreement.child_ids.mapped("amendment_number")),
                agreement.child_ids.ids,
            )
        )
        self.created += [("cooperation.agreement", res_id) for res_id in drafts]
        self.assertEqual(numbers, list(range(1, 3 * (_ROUNDS // 4) + 1)))
