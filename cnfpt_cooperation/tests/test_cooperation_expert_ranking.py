import random
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import html2plaintext

from .common_expertise import ExpertiseCommon

_DAY = timedelta(days=1)
_LEVEL_SHARES = {"A1": 0, "A2": 0.25, "B1": 0.5, "B2": 0.75, "C1": 1, "C2": 1}


class RankingCommon(ExpertiseCommon):
    """A mission in Tunisia that wants a skill and two languages, in May 2030."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria = {
            criterion.code: criterion
            for criterion in cls.env["cooperation.expert.criterion"].search([])
        }
        cls.under = cls.env["cooperation.theme"].create(
            {"name": "Test local budget", "parent_id": cls.theme.id}
        )
        cls.mission = cls._create_funded_mission(
            need_theme_ids=[Command.set(cls.theme.ids)],
            need_language_ids=[Command.set([cls.french.id, cls.arabic.id])],
        )

    @classmethod
    def _rank(cls, mission=None, user=None):
        mission = mission or cls.mission
        cls.env.flush_all()
        cls.env.invalidate_all()
        return (
            cls.env["cooperation.expert.ranking"]
            .with_user(user or cls.user_coordinator)
            .with_context(cooperation_mission_id=mission.id)
        )

    @classmethod
    def _get_row(cls, expert, mission=None):
        row = cls._rank(mission).search([("expert_id", "=", expert.id)])
        row.ensure_one()
        return row

    @classmethod
    def _create_speaker(cls, name, level="C1", **values):
        """An active expert who has both languages."""
        known = [
            Command.create({"language_id": language.id, "level": level})
            for language in (cls.french, cls.arabic)
        ]
        return cls._create_active_expert(name, **{"language_ids": known, **values})


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestCooperationExpertRanking(RankingCommon):
    """Who suits a mission best, with the reason of every point."""

    def test_score_is_the_sum_of_its_points(self):
        free = {"kind": "free", "date_start": "2030-05-01", "date_end": "2030-06-01"}
        expert = self._create_speaker(
            "Amina",
            skill_ids=[Command.create({"theme_id": self.under.id, "level": "3"})],
            country_ids=self.tunisia.ids,
            date_confirmed="2030-02-01",
            availability_ids=[Command.create(free)],
        )
        row = self._get_row(expert)
        self.assertRecordValues(
            row,
            [
                {
                    "mission_id": self.mission.id,
                    "skills_points": 22.5,  # three quarters of 30
                    "languages_points": 20,
                    "country_points": 5,  # says to know it: half of 10
                    "availability_points": 5,
                    "rotation_points": 15,  # never called
                    "freshness_points": 5,
                    "evaluation_points": 5,  # unknown: half of 10
                    "employer_points": 2.5,  # never asked: half of 5
                    "score": 80,
                    "is_excluded": False,
                }
            ],
        )
        for words in ("22.5 / 30", "Test local budget (Mastery)", "French C1"):
            self.assertIn(words, row.explanation)
        self.assertRegex(row.sentence, r"^For: Skills \(.*\), Languages \(.*\)\.$")

    def test_weights_are_the_administrators(self):
        """What an administrator weighs is what counts, at once."""
        expert = self._create_speaker("Amina")
        with self.assertRaises(AccessError):
            self._as_coordinator(self.criteria["skills"]).weight = 90
        for code, criterion in self.criteria.items():
            weight = {"languages": 10, "rotation": 30}.get(code, 0)
            criterion.with_user(self.user_administrator).weight = weight
        self.assertEqual(self._get_row(expert).score, 100)
        self.criteria["rotation"].active = False
        row = self._get_row(expert)
        self.assertEqual((row.languages_points, row.rotation_points), (100, 0))
        self.criteria["languages"].weight = 0
        row = self._get_row(expert)
        self.assertEqual(row.score, 0)
        self.assertFalse(row.is_excluded)

    def test_what_is_not_asked_does_not_count(self):
        """A mission that asks for no skill leaves their weight to the rest."""
        mission = self._create_mission(
            country_id=False, partner_id=False, date_start=False, date_end=False
        )
        row = self._get_row(self._create_speaker("Amina"), mission)
        for code in ("skills", "languages", "country", "availability"):
            self.assertEqual(row[f"{code}_points"], 0)
        # 15 + 5 + 5 + 2.5 out of 35
        self.assertAlmostEqual(row.score, 78.6)
        self.assertNotIn("Skills", row.explanation)

    def test_order(self):
        """The best first; between equals who waited longest; the excluded last."""
        best, busy = self._create_speaker("Best"), self._create_speaker("Busy")
        weak = self._create_active_expert("Weak")
        earlier, later = self._create_speaker("Earlier"), self._create_speaker("Later")
        self.criteria["rotation"].threshold = 30
        for expert, year in ((earlier, 2026), (later, 2028)):
            self._load_history(
                "cooperation.assignment",
                expert_id=expert.id,
                mission_id=self._load_history(
                    "cooperation.mission",
                    name="Past",
                    state="closed",
                    date_start=f"{year}-05-06",
                    date_end=f"{year}-05-10",
                    country_id=self.benin.id,
                ).id,
                date_start=f"{year}-05-06",
                date_end=f"{year}-05-10",
                state="done",
            )
        busy.availability_ids = [
            Command.create({"date_start": "2030-05-01", "date_end": "2030-05-06"})
        ]
        own = best | busy | weak | earlier | later
        rows = self._rank().search([("expert_id", "in", own.ids)])
        self.assertEqual(rows.expert_id, best | earlier | later | weak | busy)
        self.assertEqual(rows.expert_id.mapped("name")[-1], "Busy")
        self.assertEqual(rows[0].score, rows[2].score)

    def test_exclusions_tell_their_reason(self):
        booked = self._create_speaker("Booked")
        other = self._create_funded_mission()
        self._create_confirmed_assignment(other, booked)
        proposed = self._create_speaker("Proposed")
        self._create_assignment(self.mission, proposed)
        period = {"date_start": "2030-05-10", "date_end": "2030-05-20"}
        cases = {
            booked: rf"^Double booked with {other.reference}.*05/06/2030",
            proposed: "^Already on this mission: Proposed",
            self._create_speaker(
                "Absent", availability_ids=[Command.create(period)]
            ): r"^Not available \(05/10/2030 – 05/20/2030\)",
            self._create_speaker(
                "On leave",
                position_ids=[
                    Command.create({"position": "leave_of_absence", **period})
                ],
            ): r"^Position “Leave of absence \(disponibilité\)” \(05/10/2030",
            self._create_speaker(
                "Ending", validity_start="2028-05-08"
            ): "^Accreditation until 05/07/2030, before the mission ends",
            self._create_speaker(
                "Suspended", suspension_ids=[Command.create(period)]
            ): r"^Accreditation suspended \(05/10/2030",
            self._create_expert("Candidate"): "Not active on the roster: Candidate",
        }
        rows = self._rank().search([("expert_id", "in", [e.id for e in cases])])
        self.assertEqual(len(rows), len(cases))
        for row in rows:
            with self.subTest(expert=row.expert_id.name):
                self.assertTrue(row.is_excluded)
                self.assertRegex(row.sentence, cases[row.expert_id])
                self.assertIn("text-danger", row.explanation)
                if row.expert_id != proposed:
                    with self.assertRefused(UserError, "cannot be proposed"):
                        row.action_propose()

    def test_who_left_is_not_there(self):
        gone, archived = self._create_speaker("Gone"), self._create_speaker("Archived")
        self._as_coordinator(gone).action_leave()
        archived.active = False
        self.assertFalse(
            self._rank().search([("expert_id", "in", (gone | archived).ids)])
        )

    def test_facts_of_past_missions(self):
        """Country worked in, evaluations and the employer's time come by themselves."""
        worker, colleague = (
            self._create_speaker("Worker"),
            self._create_speaker("Other"),
        )
        past = self._load_history(
            "cooperation.mission",
            name="Past",
            state="closed",
            date_start="2029-05-07",
            date_end="2029-05-11",
            country_id=self.tunisia.id,
        )
        self._load_history(
            "cooperation.assignment",
            mission_id=past.id,
            expert_id=worker.id,
            state="done",
            date_start="2029-05-07",
            date_end="2029-05-11",
            evaluation="4",
            employer_asked_on="2029-04-01",
            employer_consent_date="2029-04-13",
        )
        self.assertRecordValues(
            worker | colleague,
            [
                {
                    "last_mission_end": date(2029, 5, 11),
                    "evaluation_average": 4,
                    "evaluation_count": 1,
                    "employer_answer_days": 12,
                },
                {
                    "last_mission_end": False,
                    "evaluation_average": 0,
                    "evaluation_count": 0,
                    "employer_answer_days": 12,
                },
            ],
        )
        row = self._get_row(worker)
        self.assertEqual(row.country_points, 10)
        self.assertEqual(row.evaluation_points, 10)
        self.assertEqual(row.employer_points, 4)  # 12 days of 60
        self.assertLess(row.rotation_points, 15)
        self.assertIn("Worked in Tunisia until 05/11/2029", row.explanation)
        self.assertIn("12 days to answer", row.explanation)
        colleague.employer_id = self.inset
        self.assertEqual(colleague.employer_answer_count, 0)
        self.assertEqual(self._get_row(colleague).employer_points, 5)

    def test_skills_follow_the_tree_of_themes(self):
        expert = self._create_speaker(
            "Amina",
            skill_ids=[Command.create({"theme_id": self.under.id, "level": "4"})],
        )
        self.assertEqual(self._get_row(expert).skills_points, 30)
        self.under.parent_id = self.other_theme
        self.assertEqual(self._get_row(expert).skills_points, 0)

    # ------------------------------------------------------------
    # Propose
    # ------------------------------------------------------------

    @users("coordinator_test")
    def test_propose_in_two_clicks(self):
        """The button of the mission, the button of the row; the file keeps why."""
        expert = self._create_speaker("Amina")
        action = self.mission.with_env(self.env).action_find_experts()
        rows = self.env[action["res_model"]].with_context(**action["context"])
        row = rows.search([("expert_id", "=", expert.id)])
        score, explanation = row.score, row.explanation
        self.assertEqual(row.action_propose()["tag"], "cooperation_ranking_done")
        assignment = self.mission.assignment_ids
        self.assertEqual(assignment.expert_id, expert)
        self.assertEqual(assignment.ranking_score, score)
        self.assertEqual(
            html2plaintext(assignment.ranking_explanation), html2plaintext(explanation)
        )
        row.action_propose()
        self.assertEqual(len(self.mission.assignment_ids), 1)
        with self.assertRefused(UserError, "buttons of the record only"):
            assignment.with_env(self.env).ranking_score = 100

    def test_propose_several(self):
        experts = self._create_speaker("One") | self._create_speaker("Two")
        self._rank().search([("expert_id", "in", experts.ids)]).action_propose()
        self.assertEqual(self.mission.assignment_ids.expert_id, experts)

    def test_only_coordinators_rank(self):
        """It tells why people are away: nobody else reads it [R15]."""
        expert = self._create_speaker("Amina")
        row_id = self._get_row(expert).id
        for user in (self.user_officer, self.user_direction, self.user_protocol):
            rows = self._rank(user=user)
            with self.assertRaises(AccessError):
                rows.search([])
            with self.assertRaises(AccessError):
                rows.browse(row_id).action_propose()

    def test_without_a_mission(self):
        """Nothing to rank for, whatever the client sends."""
        rows = self.env["cooperation.expert.ranking"].with_user(self.user_coordinator)
        self._create_speaker("Amina")
        for context in (0, False, "1 OR 1=1", [1], 2**31 - 1):
            with self.subTest(context=context):
                crafted = rows.with_context(cooperation_mission_id=context)
                self.assertFalse(crafted.search([]))
                for nobody in (crafted.browse(), crafted.browse(1)):
                    with self.assertRefused(UserError, "ranking of a mission"):
                        nobody.action_propose()

    def test_rows_remember_their_mission(self):
        """A row read without context, or beside one of another mission, is itself."""
        expert = self._create_speaker("Amina")
        other = self._create_mission(name="Other")
        rows = self._get_row(expert) | self._get_row(expert, other)
        rows = self.env["cooperation.expert.ranking"].browse(rows.ids)
        self.assertEqual(rows.mission_id, self.mission | other)
        self.assertEqual(rows.exists(), rows)
        self.assertNotEqual(rows[0].score, rows[1].score)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def test_queries_do_not_grow(self):
        """Ranking and its words cost as many queries for twenty experts as for two."""
        experts = self.env["cooperation.expert"].union(
            *(self._create_speaker(f"Expert {n}") for n in range(20))
        )
        names = {"expert_id": {}, "score": {}, "sentence": {}, "explanation": {}}
        counts = []
        for some in (experts[:2], experts[:2], experts):
            rows = self._rank()
            before = self.cr.sql_log_count
            found = rows.web_search_read([("expert_id", "in", some.ids)], names)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(found["length"], len(some))
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestRankingOracle(RankingCommon):
    """The statement says what plain Python says, for rosters drawn at random."""

    @freeze_time("2030-03-01")
    def test_random_rosters(self):
        draw = random.Random(2030)
        themes = self.theme | self.other_theme | self.under
        languages = self.env["cooperation.language"].search([], limit=4)
        countries = self.tunisia | self.benin
        experts = self.env["cooperation.expert"].union(
            *(
                self._draw_expert(draw, number, themes, languages, countries)
                for number in range(40)
            )
        )
        for _round in range(8):
            for criterion in self.criteria.values():
                criterion.weight = draw.choice((0, 5, 17, 30))
            start = date(2030, 4, 1) + _DAY * draw.randrange(60)
            mission = self._create_mission(
                date_start=start,
                date_end=start + _DAY * draw.randrange(10),
                country_id=draw.choice(countries).id,
                need_theme_ids=draw.sample(themes.ids, draw.randrange(3)),
                need_language_ids=draw.sample(languages.ids, draw.randrange(3)),
            )
            rows = self._rank(mission).search([("expert_id", "in", experts.ids)])
            self.assertEqual(rows.expert_id.sorted("id"), experts.sorted("id"))
            expected = {e: self._score(mission, e) for e in experts}
            for row in rows:
                score, is_excluded = expected[row.expert_id]
                self.assertAlmostEqual(row.score, score, places=6)
                self.assertEqual(row.is_excluded, is_excluded)
            keys = [
                (row.is_excluded, -row.score, row.last_mission_end or date.min, row.id)
                for row in rows
            ]
            self.assertEqual(keys, sorted(keys))

    def _draw_expert(self, draw, number, themes, languages, countries):
        def some_dates():
            start = date(2030, 3, 1) + _DAY * draw.randrange(120)
            return {"date_start": start, "date_end": start + _DAY * draw.randrange(20)}

        expert = self._create_expert(
            f"Expert {number}",
            employer_id=draw.choice((self.city, self.inset, self.funder)).id,
            validity_start=draw.choice(("2026-04-20", "2029-01-01", "2021-01-01")),
            date_confirmed=draw.choice((False, "2030-02-01", "2028-12-24")),
            country_ids=draw.sample(countries.ids, draw.randrange(2)),
            skill_ids=[
                Command.create({"theme_id": theme, "level": draw.choice("1234")})
                for theme in draw.sample(themes.ids, draw.randrange(1, 4))
            ],
            language_ids=[
                Command.create(
                    {"language_id": language, "level": draw.choice([*_LEVEL_SHARES])}
                )
                for language in draw.sample(languages.ids, draw.randrange(1, 4))
            ],
            availability_ids=[
                Command.create({"kind": draw.choice(("free", "busy")), **some_dates()})
                for _line in range(draw.randrange(2))
            ],
            position_ids=[
                Command.create(
                    {
                        **some_dates(),
                        "position": draw.choice(("activity", "parental_leave")),
                    }
                )
            ],
            suspension_ids=[
                Command.create(some_dates()) for _line in range(draw.random() < 0.2)
            ],
        )
        if draw.random() < 0.8 and expert.validity_end >= date(2030, 3, 1):
            self._as_coordinator(expert).action_activate()
        for year in draw.sample((2027, 2028, 2029), draw.randrange(3)):
            dates = {"date_start": f"{year}-05-06", "date_end": f"{year}-05-10"}
            asked = draw.choice(
                (
                    {},
                    {
                        "employer_asked_on": f"{year}-03-01",
                        "employer_consent_date": f"{year}-04-{draw.randrange(10, 30)}",
                    },
                )
            )
            mark = draw.choice(({}, {"evaluation": draw.choice("1234")}))
            self._load_history(
                "cooperation.assignment",
                mission_id=self._load_history(
                    "cooperation.mission",
                    name="Past",
                    state="closed",
                    country_id=draw.choice(countries).id,
                    **dates,
                ).id,
                expert_id=expert.id,
                state="done",
                **dates,
                **asked,
                **mark,
            )
        return expert

    def _score(self, mission, expert):
        """Return the score and whether the expert is excluded."""
        shares = {
            "rotation": self._get_rotation(mission, expert),
            "freshness": self._get_freshness(expert),
            "evaluation": self._get_evaluation(expert),
            "employer": self._get_employer(expert),
            "availability": 1
            if any(
                line.kind == "free"
                and line.date_start <= mission.date_start
                and line.date_end >= mission.date_end
                for line in expert.availability_ids
            )
            else 0.5,
            "country": self._get_country(mission, expert),
        }
        if needed := mission.need_theme_ids:
            shares["skills"] = sum(
                max(
                    (
                        int(skill.level)
                        for skill in expert.skill_ids
                        if need == skill.theme_id or need == skill.theme_id.parent_id
                    ),
                    default=0,
                )
                for need in needed
            ) / (4 * len(needed))
        if needed := mission.need_language_ids:
            shares["languages"] = sum(
                _LEVEL_SHARES[known.level]
                for known in expert.language_ids
                if known.language_id in needed
            ) / len(needed)
        total = sum(self.criteria[code].weight for code in shares)
        tenths = sum(
            round(share * (10 * (100 * self.criteria[code].weight / total)))
            for code, share in shares.items()
        )
        return tenths / 10, self._is_excluded(mission, expert)

    def _get_done(self, expert):
        return expert.assignment_ids.filtered(lambda a: a.state == "done")

    def _get_rotation(self, mission, expert):
        ends = self._get_done(expert).mapped("date_end")
        if not ends:
            return 1
        return min(max((mission.date_start - max(ends)).days, 0) / 365, 1)

    def _get_freshness(self, expert):
        if not expert.date_confirmed:
            return 0
        age = (date(2030, 3, 1) - expert.date_confirmed).days
        return min(max(2 - age / 365, 0), 1)

    def _get_evaluation(self, expert):
        marks = [int(a.evaluation) for a in expert.assignment_ids if a.evaluation]
        return (sum(marks) / len(marks) - 1) / 3 if marks else 0.5

    def _get_employer(self, expert):
        if expert.employer_id == self.inset:
            return 1
        waits = [
            (a.employer_consent_date - a.employer_asked_on).days
            for a in self.env["cooperation.assignment"].search([])
            if a.expert_id.employer_id == expert.employer_id
            and a.employer_asked_on
            and a.employer_consent_date
        ]
        return max(1 - sum(waits) / len(waits) / 60, 0) if waits else 0.5

    def _get_country(self, mission, expert):
        worked = self._get_done(expert).mission_id.country_id
        if mission.country_id in worked:
            return 1
        return 0.5 if mission.country_id in expert.country_ids else 0

    def _is_excluded(self, mission, expert):
        def is_near(line):
            return line.date_start <= mission.date_end and (
                not line.date_end or line.date_end >= mission.date_start
            )

        return (
            expert.state != "active"
            or not expert.validity_end
            or expert.validity_end < mission.date_end
            or any(map(is_near, expert.suspension_ids))
            or any(is_near(x) for x in expert.availability_ids if x.kind == "busy")
            or any(
                is_near(x)
                for x in expert.position_ids
                if x.position == "parental_leave"
            )
        )
