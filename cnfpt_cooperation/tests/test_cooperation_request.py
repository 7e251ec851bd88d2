from ast import literal_eval
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users, warmup
from odoo.tools import mute_logger

from .common import MODULE, CooperationCommon


@freeze_time("2030-01-15")
@tagged("post_install", "-at_install")
class TestCooperationRequest(CooperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.embassy = cls.env["res.partner"].create(
            {
                "name": "Test Embassy",
                "is_company": True,
                "country_id": cls.tunisia.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_embassy"
                ).id,
            }
        )
        cls.theme = cls.env["cooperation.theme"].create({"name": "Test theme"})
        cls.other_theme = cls.env["cooperation.theme"].create({"name": "Test other"})
        cls.language = cls.env["cooperation.language"].search([], limit=1)
        cls.programme = cls.env["cooperation.programme"].create(
            {"name": "Test file", "country_ids": cls.tunisia.ids}
        )

    def _accept(self, **values):
        """Return an accepted request, seen by the user of the test."""
        request = self._create_request(user_id=self.user_officer.id, **values)
        request.action_qualify()
        request.action_accept()
        return request.with_env(self.env)

    @users("officer_test")
    def test_typed_in_under_a_minute(self):
        """Title and requester are enough: the rest is known from the requester."""
        with Form(self.env["cooperation.request"]) as form:
            form.name = "Delegation of mayors"
            form.partner_id = self.embassy
            self.assertEqual(form.country_id, self.tunisia)
            self.assertEqual(form.zone_id, self.zone_mediterranean)
            self.assertEqual(form.origin, "embassy")
        request = form.record
        self.assertEqual(request.state, "new")
        self.assertEqual(request.user_id, self.user_officer)
        self.assertEqual(request.date_received, date(2030, 1, 15))
        self.assertRegex(request.reference, r"^DEM/\d{4}/\d{4}$")

    @users("officer_test")
    def test_origin_stays_editable(self):
        with Form(self.env["cooperation.request"]) as form:
            form.name = "Asked by a friend"
            form.partner_id = self.embassy
            form.origin = "state"
        self.assertEqual(form.record.origin, "state")

    @users("officer_test")
    def test_qualify_wants_who_and_where(self):
        request = self._create_request(partner_id=False, country_id=False)
        request = request.with_env(self.env)
        with self.assertRaisesRegex(UserError, "(?s)no requester.*country"):
            request.action_qualify()
        self.assertIn("no requester", str(request.transition_checklist))
        request.partner_id = self.embassy
        request.country_id = self.tunisia
        request.action_qualify()
        self.assertEqual(request.state, "qualified")

    @users("officer_test")
    def test_no_delegation_from_france(self):
        """Neither from France nor from one of its territories; experts may go."""
        for country in (self.france, self.env.ref("base.gp")):
            request = self._create_request(country_id=country.id).with_env(self.env)
            with (
                self.subTest(country=country.name),
                self.assertRaisesRegex(UserError, "not a foreign country"),
            ):
                request.action_qualify()
            request.kind = "expertise"
            request.action_qualify()

    @users("officer_test")
    def test_accept_keeps_day_and_user(self):
        request = self._create_request().with_env(self.env)
        request.action_qualify()
        request.action_accept()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "accepted",
                    "decision_date": date(2030, 1, 15),
                    "decision_user_id": self.user_officer.id,
                }
            ],
        )

    @users("officer_test")
    def test_decision_is_not_forged(self):
        request = self._create_request().with_env(self.env)
        for values in (
            {"decision_date": "2029-01-01"},
            {"decision_user_id": self.user_direction.id},
            {"state": "accepted"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                request.write(values)

    @users("officer_test")
    def test_postpone_wants_a_day_to_come(self):
        request = self._create_request().with_env(self.env)
        request.action_qualify()
        for day in (False, "2030-01-15", "2029-12-31"):
            request.postponed_until = day
            with (
                self.subTest(day=day),
                self.assertRaisesRegex(UserError, "Postponed Until"),
            ):
                request.action_postpone()
        request.postponed_until = "2030-03-01"
        request.action_postpone()
        self.assertEqual(request.decision_user_id, self.user_officer)
        request.action_accept()
        self.assertEqual(request.state, "accepted")

    @users("officer_test")
    def test_decline_wants_a_reason(self):
        request = self._create_request().with_env(self.env)
        for reason in (False, "   "):
            request.decision_reason = reason
            with self.assertRaisesRegex(UserError, "Decision Reason"):
                request.action_decline()
        request.decision_reason = "No training in March."
        request.action_decline()
        self.assertEqual(request.state, "declined")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            request.name = "Another"

    @users("officer_test")
    def test_forbidden_steps(self):
        """Each state refuses the steps that do not start from it."""
        steps = set(self.env["cooperation.request"]._transitions) | {"action_convert"}
        allowed = {
            "new": {"action_qualify", "action_decline", "action_cancel"},
            "accepted": {
                "action_convert",
                "action_mark_converted",
                "action_cancel",
                "action_reopen",
            },
            "cancelled": {"action_reopen"},
        }
        new = self._create_request().with_env(self.env)
        cancelled = self._create_request().with_env(self.env)
        cancelled.action_cancel()
        for request in (new, self._accept(), cancelled):
            for step in steps - allowed[request.state]:
                with (
                    self.subTest(state=request.state, step=step),
                    self.assertRaisesRegex(UserError, "does not lead"),
                ):
                    getattr(request, step)()

    @users("direction_test", "employee_test")
    def test_other_roles_do_not_decide(self):
        request = self._create_request().with_env(self.env)
        accepted = self._accept()
        with self.assertRaises(AccessError):
            request.action_qualify()
        with self.assertRaises(AccessError):
            accepted.action_convert()

    @users("officer_test")
    def test_convert_to_visit(self):
        """One click, and nothing is typed twice."""
        request = self._accept(
            name="Mayors of Sousse",
            partner_id=self.foreign_body.id,
            programme_id=self.programme.id,
            theme_id=self.theme.id,
            theme_ids=self.other_theme.ids,
            language_ids=self.language.ids,
            headcount=14,
            date_wanted_start="2030-03-04",
            date_wanted_end="2030-03-06",
            description="<p>They wish to see a training plan.</p>",
        )
        action = request.action_convert()
        visit = self.env["cooperation.visit"].browse(action["res_id"])
        self.assertEqual(action["res_model"], "cooperation.visit")
        self.assertRecordValues(
            visit,
            [
                {
                    "name": "Mayors of Sousse",
                    "state": "draft",
                    "request_id": request.id,
                    "partner_id": self.foreign_body.id,
                    "visiting_body_ids": self.foreign_body.ids,
                    "country_id": self.tunisia.id,
                    "zone_id": self.zone_mediterranean.id,
                    "programme_id": self.programme.id,
                    "theme_id": self.theme.id,
                    "theme_ids": self.other_theme.ids,
                    "language_ids": self.language.ids,
                    "headcount_declared": 14,
                    "date_start": date(2030, 3, 4),
                    "date_end": date(2030, 3, 6),
                    "user_id": self.user_officer.id,
                }
            ],
        )
        self.assertIn("training plan", visit.description)
        self.assertEqual(request.state, "converted")
        self.assertEqual(request.file_count, 1)
        self.assertEqual(request.action_open_files()["res_id"], visit.id)
        self.assertEqual(visit.action_open_request()["res_id"], request.id)
        visit.action_plan()  # the request is the origin that R3 wants

    @users("officer_test")
    def test_conversion_hands_everything_over(self):
        """Contact person, letters' language, attachments, sender, cost and reason."""
        contact = self.env["res.partner"].create(
            {"name": "Test Rector", "parent_id": self.foreign_body.id}
        )
        spanish = self.env.ref(f"{MODULE}.language_es")
        values = {
            "contact_id": contact.id,
            "email_from": "rector@example.org",
            "language_ids": spanish.ids,
            "cost_manual": 1234,
            "decision_reason": "A good match.",
        }
        for kind in ("visit", "internship", "training"):
            request = self._accept(kind=kind, **values)
            for name in ("programme.txt", "list.exe.refused"):
                self.env["ir.attachment"].create(
                    {
                        "name": name,
                        "raw": b"text",
                        "res_model": request._name,
                        "res_id": request.id,
                    }
                )
            action = request.action_convert()
            file = self.env[action["res_model"]].browse(action["res_id"])
            log = "".join(file.message_ids.mapped("body"))
            with self.subTest(kind):
                for words in (
                    *("Test Rector", "rector@example.org", "1,234.00", "good match"),
                    request.reference,
                ):
                    self.assertIn(words, log)
                attached = self.env["ir.attachment"].search(
                    [("res_model", "=", file._name), ("res_id", "=", file.id)]
                )
                self.assertEqual(attached.mapped("name"), ["programme.txt"])
                if kind == "visit":
                    self.assertEqual(file.contact_id, contact)
                    self.assertEqual(file.language_id, spanish)

    @users("officer_test")
    def test_demand_counts_what_activity_does_not(self):
        """A declined request was asked for; nothing was done."""
        before = self.env["cooperation.activity.report"].search_count([])
        request = self._create_request(headcount=9).with_env(self.env)
        request.decision_reason = "No room."
        request.action_decline()
        action = self.env.ref(f"{MODULE}.cooperation_request_demand_action")
        demand = self.env["cooperation.request"].formatted_read_group(
            literal_eval(action.sudo().domain or "[]"),
            ["zone_id", "state", "date_received:year"],
            ["__count", "headcount:sum"],
        )
        row = next(
            row
            for row in demand
            if row["state"] == "declined"
            and row["zone_id"][0] == self.zone_mediterranean.id
            and row["date_received:year"][1] == "2030"
        )
        self.assertEqual((row["__count"], row["headcount:sum"]), (1, 9))
        self.env.flush_all()
        self.assertEqual(
            self.env["cooperation.activity.report"].search_count([]), before
        )
        self.assertEqual(self.foreign_body.cooperation_request_count, 1)

    @users("officer_test")
    def test_convert_for_somebody_else(self):
        """An embassy asks, its beneficiary comes."""
        request = self._accept(
            partner_id=self.embassy.id, beneficiary_id=self.foreign_body.id
        )
        visit = self.env["cooperation.visit"].browse(request.action_convert()["res_id"])
        self.assertEqual(visit.partner_id, self.foreign_body)
        self.assertEqual(visit.visiting_body_ids, self.foreign_body)

    @users("officer_test")
    def test_convert_before_the_visitors_are_known(self):
        """An embassy that asks is not taken for the delegation that comes."""
        request = self._accept(partner_id=self.embassy.id)
        visit = self.env["cooperation.visit"].browse(request.action_convert()["res_id"])
        self.assertFalse(visit.partner_id | visit.visiting_body_ids)
        self.assertIn("visiting body", "\n".join(visit._get_confirm_blockers()))

    @users("officer_test")
    def test_convert_to_internship_and_training(self):
        for kind, model in (
            ("internship", "cooperation.internship"),
            ("training", "cooperation.training.session"),
        ):
            with self.subTest(kind=kind):
                request = self._accept(kind=kind, date_wanted_start="2030-04-01")
                action = request.action_convert()
                self.assertEqual(action["res_model"], model)
                file = self.env[model].browse(action["res_id"])
                self.assertEqual(file.request_id, request)
                self.assertEqual(file.date_start, date(2030, 4, 1))
                self.assertEqual(request.state, "converted")

    @users("officer_test")
    @mute_logger("odoo.addons.base.models.ir_model")
    def test_officer_opens_neither_mission_nor_agreement(self):
        for kind in ("expertise", "partnership"):
            request = self._accept(kind=kind)
            with (
                self.subTest(kind=kind),
                self.assertRaisesRegex(AccessError, "DEM/.*coordinator"),
            ):
                request.action_convert()
            self.assertEqual(request.state, "accepted")

    @users("coordinator_test")
    def test_coordinator_converts_the_rest(self):
        mission_request = self._accept(kind="expertise", theme_id=self.theme.id)
        action = mission_request.action_convert()
        self.assertEqual(action["res_model"], "cooperation.mission")
        mission = self.env["cooperation.mission"].browse(action["res_id"])
        self.assertEqual(mission.need_theme_ids, self.theme)
        # A person asks for their body, and it is their body that signs.
        attache = self.env["res.partner"].create(
            {"name": "Attaché", "parent_id": self.embassy.id, "type": "contact"}
        )
        for partner, kind in (
            (self.foreign_body, "engagement_letter"),
            (self.embassy, "partnership"),
            (attache, "partnership"),
        ):
            request = self._accept(kind="partnership", partner_id=partner.id)
            action = request.action_convert()
            agreement = self.env["cooperation.agreement"].browse(action["res_id"])
            self.assertEqual(agreement.kind, kind)  # [R2]

    @users("officer_test")
    def test_publications_need_no_file(self):
        request = self._accept(kind="publication")
        with self.assertRaisesRegex(UserError, "without a file"):
            request.action_convert()
        request.action_mark_converted()
        self.assertEqual(request.state, "converted")

    @users("officer_test")
    def test_converted_wants_a_file(self):
        with self.assertRaisesRegex(UserError, "Convert"):
            self._accept().action_mark_converted()

    @users("officer_test")
    def test_nothing_is_half_converted(self):
        """The visit and the new state of the request come together or not at all."""
        request = self._accept()
        before = self.env["cooperation.visit"].search_count([])
        self.patch(
            type(request),
            "_get_convert_blockers",
            lambda request: iter(["Refused at the last moment."]),
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            request.action_convert()
        request.invalidate_recordset()
        self.assertEqual(request.state, "accepted")
        self.assertEqual(self.env["cooperation.visit"].search_count([]), before)

    @users("officer_test")
    def test_decide_anew_when_nothing_lives(self):
        request = self._accept()
        visit = self.env["cooperation.visit"].browse(request.action_convert()["res_id"])
        with self.assertRaisesRegex(UserError, "VIS/.*cancel"):
            request.action_reopen()
        visit.cancel_reason = "They came too early."
        visit.action_cancel()
        request.action_reopen()
        self.assertRecordValues(
            request,
            [{"state": "qualified", "decision_date": False, "decision_user_id": False}],
        )

    @users("officer_test")
    def test_country_moves_until_accepted(self):
        request = self._create_request().with_env(self.env)
        request.action_qualify()
        request.country_id = self.benin
        self.assertEqual(request.zone_id, self.zone_africa)
        request.action_accept()
        with self.assertRaises(UserError):
            request.country_id = self.tunisia

    @users("officer_test")
    @warmup
    def test_file_count_batch(self):
        """Counting costs the same for one request and for twenty."""
        requests = self.env["cooperation.request"].browse(
            [self._create_request().id for _index in range(20)]
        )
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            requests[:1].mapped("file_count")
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            requests.mapped("file_count")
