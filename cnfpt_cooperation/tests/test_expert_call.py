import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common_link import LinkCommon

_PDF = "JVBERi0xLjQK"
_WEIGHTS = (50, 30, 20)


@tagged("post_install", "-at_install")
class TestExpertCall(LinkCommon):
    """A call for experts: complete at the deadline, weighted, told why [R17]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._create_call()
        with freeze_time("2030-02-01"):
            cls.call.action_open()

    @classmethod
    def _create_call(cls, **values):
        call = cls.env["cooperation.expert.call"].create(
            {
                "name": "Local finance",
                "user_id": cls.user_coordinator.id,
                "description": "<p>Two trainers.</p>",
                "country_ids": [Command.set(cls.benin.ids)],
                "places": 2,
                "date_deadline": "2030-02-28",
                "criterion_ids": [
                    Command.create({"name": f"Criterion {weight}", "weight": weight})
                    for weight in _WEIGHTS
                ],
                **values,
            }
        )
        return cls._as_coordinator(call)

    @freeze_time("2030-02-10")
    def _apply(self, name, is_complete=True, email=True, **values):
        partner = self.env["res.partner"].create(
            {
                "name": name,
                "email": email and f"{name.lower()}@example.com",
                "lang": "en_US",
            }
        )
        application = self._as_coordinator(
            self.env["cooperation.expert.application"].create(
                {
                    "call_id": self.call.id,
                    "partner_id": partner.id,
                    "employer_id": self.city.id,
                    "job_title": "Director of finance",
                    **values,
                }
            )
        )
        pieces = application.piece_ids if is_complete else application.piece_ids[1:]
        pieces.write({"piece_file": _PDF, "piece_filename": "piece.pdf"})
        # Their day is noted when they are saved.
        self.env.flush_all()
        return application

    def _mark(self, application, *marks):
        for line, mark in zip(application.mark_ids, marks, strict=True):
            line.mark = str(mark)

    def _close(self):
        with freeze_time("2030-03-01"):
            return self._collect_mails(self.call.action_close_entries)

    # ------------------------------------------------------------
    # The call
    # ------------------------------------------------------------

    @users("coordinator_test")
    @freeze_time("2030-02-01")
    def test_open_says_what_is_missing(self):
        call = self.env["cooperation.expert.call"].create({"name": "Empty"})
        self.assertEqual(len(call.piece_ids), 3)
        self.assertEqual(sum(call.criterion_ids.mapped("weight")), 100)
        call.piece_ids.is_required = False
        call.criterion_ids.unlink()
        with self.assertRaises(UserError) as refusal:
            call.action_open()
        for word in ("looks for", "deadline", "required piece", "criteria"):
            self.assertIn(word, str(refusal.exception))
        call.date_deadline = "2030-01-31"
        with self.assertRefused(UserError, "01/31/2030, is over"):
            call.action_open()

    def test_rules_are_fixed_once_open(self):
        """Candidates know by what they are judged; only more time may be given."""
        with freeze_time("2030-02-10"):
            for change in (
                lambda: self.call.write({"threshold": 60}),
                lambda: self.call.criterion_ids[0].write({"weight": 1}),
                lambda: self.call.criterion_ids[0].unlink(),
                lambda: self.call.piece_ids[0].write({"is_required": False}),
                lambda: self.env["cooperation.expert.call.piece"].create(
                    {"call_id": self.call.id, "name": "One more"}
                ),
            ):
                with self.assertRefused(UserError, "cannot be changed any more"):
                    change()
            with self.assertRefused(ValidationError, "today or later"):
                self.call.date_deadline = "2030-02-09"
            self.call.date_deadline = "2030-03-10"

    def test_entries_close_after_the_deadline(self):
        with freeze_time("2030-02-28"):
            with self.assertRefused(UserError, "until 02/28/2030"):
                self.call.action_close_entries()
        self._close()
        self.assertEqual(self.call.state, "selection")

    def test_who_may(self):
        """Coordinators keep calls; the direction reads them, without candidates."""
        application = self._apply("Ada")
        for user in (self.user_officer, self.user_direction):
            self.assertEqual(self.call.with_user(user).application_count, 1)
            with self.assertRaises(AccessError):
                self.call.with_user(user).read(["application_ids"])
            with self.assertRaises(AccessError):
                application.with_user(user).read(["score"])
            with self.assertRaises(AccessError):
                self.call.with_user(user).action_close_entries()
        self._close()
        for user in (self.user_officer, self.user_direction):
            checklist = self.call.with_user(user).transition_checklist
            self.assertIn("wait for a decision: 1.", checklist)
            self.assertNotIn("Ada", checklist)
        self.assertIn("Ada", self.call.transition_checklist)

    # ------------------------------------------------------------
    # Files [R17]
    # ------------------------------------------------------------

    def test_files_come_in_while_the_call_is_open(self):
        with self.assertRefused(UserError, "02/28/2030"):
            self._apply("Late", date_received="2030-03-01")
        self._close()
        with self.assertRefused(UserError, "takes no application"):
            self._apply("Later")
        self.call = self._create_call(name="Draft")
        with self.assertRefused(UserError, "takes no application"):
            self._apply("Early")

    def test_complete_at_the_deadline_or_refused(self):
        """A piece that is missing or late refuses the file, and says so."""
        ada = self._apply("Ada")
        missing = self._apply("Missing", is_complete=False)
        late = self._apply("Late", is_complete=False)
        with freeze_time("2030-03-01"):
            late.piece_ids[0].piece_file = _PDF
            self.env.flush_all()
        mails = self._close()
        self.assertEqual(
            (ada | missing | late).mapped("state"),
            ["admissible", "refused", "refused"],
        )
        self.assertEqual(len(mails), 2)
        by_address = {mail["email_to"][0]: mail["body"] for mail in mails}
        self.assertIn(
            "“Curriculum vitae” is missing", by_address["missing@example.com"]
        )
        self.assertIn(
            "came on 03/01/2030, after the deadline of 02/28/2030",
            by_address["late@example.com"],
        )
        self.assertEqual(str(missing.told_on), "2030-03-01")
        self.assertFalse(ada.told_on)
        self.assertEqual(self.call.admissible_count, 1)
        with self.assertRefused(UserError, "cannot be changed any more"):
            missing.piece_ids[0].piece_file = _PDF

    def test_no_refusal_while_pieces_may_come(self):
        incomplete = self._apply("Ada", is_complete=False)
        with freeze_time("2030-02-28"):
            with self.assertRefused(UserError, "may come in until 02/28/2030"):
                incomplete.action_refuse()
            complete = self._apply("Bob")
            with self.assertRefused(UserError, "complete: say in “Reason Told”"):
                complete.action_refuse()
            complete.refusal_reason = "Not an agent of a local authority."
            complete.action_refuse()
        self.assertEqual(complete.state, "refused")

    # ------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------

    def test_score(self):
        """Marks by weight, in percent; a mark that lacks is not a zero."""
        application = self._apply("Ada")
        self._close()
        self.assertFalse(application.is_marked)
        self._mark(application, 5, 3, 0)
        self.assertTrue(application.is_marked)
        self.assertEqual(application.score, 68.0)
        application.mark_ids[2].mark = False
        self.assertFalse(application.is_marked)
        with self.assertRefused(UserError, "Mark “Ada” by every criterion"):
            self.call.action_select_best()

    def test_random_selections(self):
        """Who is taken is who a plain computation takes, whatever the marks."""
        chance = random.Random(17)
        people = [self._apply(f"Person{n}") for n in range(7)]
        self._close()
        for turn in range(12):
            marks = {p: [chance.randrange(6) for _w in _WEIGHTS] for p in people}
            with self.env.cr.savepoint() as savepoint:
                self.call._guarded_write({"places": chance.randrange(1, 5)})
                self.call._guarded_write({"threshold": chance.choice((0, 40, 60))})
                for person in people:
                    self._mark(person, *marks[person])
                points = {
                    person: sum(
                        w * m for w, m in zip(_WEIGHTS, marks[person], strict=True)
                    )
                    / 5
                    for person in people
                }
                fit = sorted(
                    (p for p in people if points[p] >= self.call.threshold),
                    key=lambda p: -points[p],
                )
                cut = fit[: self.call.places]
                tie = len(fit) > len(cut) and points[fit[len(cut)]] == points[cut[-1]]
                with self.subTest(turn=turn, points=sorted(points.values())):
                    if tie:
                        with self.assertRefused(UserError, "are equal"):
                            self.call.action_select_best()
                    else:
                        self.call.action_select_best()
                        for person in people:
                            self.assertAlmostEqual(person.score, points[person])
                            taken = "selected" if person in cut else "not_selected"
                            self.assertEqual(person.state, taken)
                            self.assertEqual(
                                bool(person.refusal_reason), taken[0] == "n"
                            )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_decided_and_told(self):
        """Everybody is told why; who is taken joins the roster with the CV."""
        ada, bob, cleo = (self._apply(name) for name in ("Ada", "Bob", "Cleo"))
        silent = self._apply("Silent", email=False)
        self._close()
        for application, mark in ((ada, 5), (bob, 4), (cleo, 3), (silent, 1)):
            self._mark(application, mark, mark, mark)
        with self.assertRefused(UserError, "“Ada” is in the state “Admissible”"):
            self.call.action_decide()
        self.call.action_select_best()
        self.assertEqual([ada.rank, bob.rank, cleo.rank], [1, 2, 3])
        with self.assertRefused(UserError, "2 places of “Local finance” are taken"):
            cleo.action_select()
        mails = self._collect_mails(self.call.action_decide)
        told = {mail["email_to"][0]: mail["body"] for mail in mails}
        for name in ("ada", "bob", "cleo"):
            self.assertIn(f"{name}@example.com", told)
        self.assertIn("your file came 1 of 4", told["ada@example.com"])
        refusal = told["cleo@example.com"]
        self.assertIn("Your file came 3 of 4, with 60.0 %", refusal)
        self.assertIn("last of the 2 taken has 80.0 %", refusal)
        self.assertIn("Criterion 50", refusal)
        self.assertTrue(cleo.told_on)
        self.assertFalse(silent.told_on)
        self.assertIn("letter", silent.activity_ids.summary)
        expert = ada.expert_id
        self.assertRecordValues(
            expert,
            [
                {
                    "state": "candidate",
                    "name": "Ada",
                    "employer_id": self.city.id,
                    "job_title": "Director of finance",
                    "cv_filename": "piece.pdf",
                    "country_ids": self.benin.ids,
                    "origin": "local_authority",
                }
            ],
        )
        self.assertFalse(cleo.expert_id)
        self.assertEqual(self.call.selected_count, 2)
        for change in (
            lambda: cleo.write({"refusal_reason": "Other"}),
            lambda: self.call.write({"places": 3}),
            lambda: cleo.mark_ids[0].write({"mark": "5"}),
        ):
            with self.assertRefused(UserError, "cannot be changed any more"):
                change()

    def test_people_decide(self):
        """The proposal may be changed by hand, with a reason that is told."""
        ada, bob, cleo = (self._apply(name) for name in ("Ada", "Bob", "Cleo"))
        self._close()
        for application, mark in ((ada, 5), (bob, 4), (cleo, 4)):
            self._mark(application, mark, mark, mark)
        with self.assertRefused(UserError, "Bob, Cleo are equal with 80.0 %"):
            self.call.action_select_best()
        with self.assertRefused(UserError, "why “Bob” is not taken"):
            bob.action_turn_down()
        bob.refusal_reason = "Another agent of the same city was taken."
        bob.action_turn_down()
        (ada | cleo).action_select()
        mails = self._collect_mails(self.call.action_decide)
        refusal = next(m for m in mails if m["email_to"] == ["bob@example.com"])
        self.assertIn("same city", refusal["body"])

    def test_more_than_the_places_at_once(self):
        people = [self._apply(name) for name in ("Ada", "Bob", "Cleo")]
        self._close()
        for person in people:
            self._mark(person, 4, 4, 4)
        with self.assertRefused(UserError, "are taken"):
            people[0].union(*people[1:]).action_select()
        self.env.invalidate_all()

    def test_already_on_the_roster(self):
        """Who is known already keeps their file."""
        ada = self._apply("Ada")
        known = self.env["cooperation.expert"].create({"partner_id": ada.partner_id.id})
        self._close()
        self._mark(ada, 5, 5, 5)
        self.call.action_select_best()
        self.call.action_decide()
        self.assertEqual(ada.expert_id, known)

    def test_called_off(self):
        """Everybody is told the reason; it is asked for first."""
        self._apply("Ada")
        with self.assertRefused(UserError, "candidates are told"):
            self.call.action_cancel()
        self.call.cancel_reason = "The programme has ended."
        mails = self._collect_mails(self.call.action_cancel)
        self.assertEqual(len(mails), 1)
        self.assertIn("The programme has ended.", mails[0]["body"])

    def test_crafted_writes(self):
        """State, result and telling change by the buttons only."""
        ada = self._apply("Ada")
        for values in (
            {"state": "selected"},
            {"told_on": "2030-03-01"},
            {"expert_id": self._create_expert().id},
            {"score": 100},
            {"is_marked": True},
        ):
            with self.assertRaises(UserError):
                ada.write(values)
        with self.assertRaises(UserError):
            self.call.write({"selected_count": 0})
        with self.assertRaises(UserError):
            self.call.write({"state": "decided"})
        with self.assertRefused(UserError, "entries are closed"):
            ada.action_admit()
            self._mark(ada, 5, 5, 5)
            ada.action_select()
