import random
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users

from ..report.wording import FRENCH
from .test_agreement_text import AgreementTextCommon


class AmendmentCommon(AgreementTextCommon):
    """An instrument in force and amendments that are put in force quickly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls._create_text("Objet", "Durée", "Suivi")
        cls._enact(cls.root, "2030-01-01")

    @classmethod
    def _enact(cls, agreement, signed):
        """Put in force as its last step does; its own tests take the whole path."""
        agreement = agreement.sudo()
        version = agreement._keep_version("validated")
        agreement._guarded_write(
            {
                "state": "active",
                "date_signed": signed,
                "signing_version_id": version.id,
            }
        )
        agreement._apply_amendments()
        return agreement

    @classmethod
    def _create_amendment(cls, *articles, root=None, **values):
        """Return a draft amendment; articles are dicts of values."""
        root = root or cls.root
        return cls._create_agreement(
            kind="amendment",
            parent_id=root.id,
            article_ids=[
                Command.create({"sequence": 10 * rank, **article})
                for rank, article in enumerate(articles, 1)
            ],
            **{"date_start": "2030-03-01", "date_end": root.date_end, **values},
        )

    def _read(self, agreement, day):
        text = agreement.with_context(lang=FRENCH)._get_text_at(day)
        return [(item["number"], item["name"]) for item in text]


@tagged("post_install", "-at_install")
class TestAgreementAmendment(AmendmentCommon):
    """The whole instrument as amended, at any date, with the source of each article."""

    def test_operations(self):
        first, second, third = self.root.article_ids
        amendment = self._create_amendment(
            {"name": "Objet de l’avenant"},
            {"operation": "replace", "target_id": first.id, "name": "Objet élargi"},
            {"operation": "remove", "target_id": second.id},
            {"operation": "add", "target_id": third.id, "name": "Comité"},
            {"operation": "add", "name": "Données"},
        )
        before = [("1", "Objet"), ("2", "Durée"), ("3", "Suivi")]
        self.assertEqual(self._read(self.root, "2030-06-01"), before, "a draft is none")
        self._enact(amendment, "2030-02-10")
        self.assertEqual(self._read(self.root, "2030-02-28"), before)
        after = [
            ("1", "Objet élargi"),
            ("3", "Suivi"),
            ("3-1", "Comité"),
            ("4", "Données"),
        ]
        self.assertEqual(self._read(self.root, "2030-03-01"), after)
        self.assertEqual(self._read(amendment, "2030-03-01"), after)
        sources = [i["source"] for i in self.root._get_text_at("2030-03-01")]
        self.assertEqual(sources, [amendment, self.root, amendment, amendment])
        own = [i["name"] for i in amendment.with_context(lang=FRENCH)._get_text_at()]
        self.assertEqual(own[0], "Objet de l’avenant")
        self.assertEqual(len(own), 5)

    def test_amendment_of_an_amendment(self):
        added = self._enact(
            self._create_amendment({"operation": "add", "name": "Comité"}), "2030-02-10"
        ).article_ids
        change = self._create_amendment(
            {"operation": "replace", "target_id": added.id, "name": "Comité élargi"},
            {"operation": "add", "target_id": added.id, "name": "Réunions"},
            date_start="2030-05-01",
        )
        self._enact(change, "2030-04-10")
        self.assertEqual(
            self._read(self.root, "2030-05-01")[3:],
            [("4", "Comité élargi"), ("4-1", "Réunions")],
        )

    def test_words_of_the_changes(self):
        target = self.root.article_ids[1]
        amendment = self._create_amendment(
            {"operation": "replace", "target_id": target.id, "name": "x"},
            {"operation": "remove", "target_id": target.id},
            {"operation": "add", "target_id": target.id, "name": "x"},
            {"operation": "add", "name": "x"},
            {"name": "x"},
        )
        document = self.env["cooperation.agreement.document"]
        self.assertEqual(
            [document._word_change(item) for item in amendment._get_text_at()],
            [
                "Article 2 is replaced by the following:",
                "Article 2 is removed.",
                "The following article is added after article 2:",
                "The following article is added:",
                "",
            ],
        )

    def test_refused_operations(self):
        other = self._create_text("Ailleurs")
        own = self.root.article_ids[0]
        for values, sentence in (
            ({"operation": "replace"}, "Choose the article"),
            ({"target_id": own.id}, "Say what"),
            (
                {"operation": "remove", "target_id": other.article_ids.id},
                "no article of the instrument",
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertRefused(ValidationError, sentence),
            ):
                self._create_amendment({"name": "x", **values})
        with self.assertRefused(ValidationError, "is no amendment"):
            other.article_ids.write({"operation": "add"})

    def test_same_article_twice(self):
        target = self.root.article_ids[0].id
        words = {"name_french": "x", "body_french": "<p>x</p>"}
        amendment = self._create_amendment(
            {"operation": "replace", "target_id": target, **words},
            {"operation": "remove", "target_id": target},
        )
        self.assertIn("twice", " ".join(amendment._get_blockers("action_submit")))

    def test_article_that_is_gone(self):
        target = self.root.article_ids[0].id
        remove = {"operation": "remove", "target_id": target}
        self._enact(self._create_amendment(remove), "2030-02-10")
        late = self._create_amendment(remove, date_start="2030-04-01")
        self.assertIn(
            "is not in the text", " ".join(late._get_blockers("action_submit"))
        )

    def test_article_that_is_referred_to_stays(self):
        amendment = self._create_amendment({"operation": "add", "name": "Comité"})
        article = amendment.article_ids
        self._create_articles(
            amendment, "Réunions", operation="add", target_id=article.id
        )
        with self.assertRefused(UserError, "refers to"):
            article.unlink()
        with self.assertRefused(ValidationError, "behind itself"):
            article.target_id = amendment.article_ids[0]

    @users("coordinator_test")
    def test_consolidated_dialog(self):
        target = self.root.article_ids[0]
        amendment = self._create_amendment(
            {
                "operation": "replace",
                "target_id": target.id,
                "name_french": "Objet élargi",
                "body_french": "<p>Nouveau <b>texte</b></p>",
            }
        )
        self._enact(amendment, "2030-02-10")
        action = self.root.with_user(self.env.user).action_open_consolidated()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"date": "2030-02-28"})
        )
        self.assertNotIn("Objet élargi", wizard.text)
        self.assertIn("No amendment is in effect", wizard.text)
        wizard.date = "2030-03-01"
        self.assertIn("Nouveau <b>texte</b>", wizard.text)
        self.assertIn(amendment.reference, wizard.text)
        self.assertIn("Test area", wizard.text)


@tagged("post_install", "-at_install")
class TestAmendedTerms(AmendmentCommon):
    """End, areas, countries, parties and funding lines, at any date."""

    def test_terms(self):
        area = self.env["cooperation.area"].create({"name": "Other", "code": "other"})
        amendment = self._create_amendment(
            date_end="2031-06-30",
            area_ids=[Command.set((self.area | area).ids)],
            country_ids=[Command.set(self.benin.ids)],
            amends_parties=True,
        )
        self.assertTrue(amendment.amends_end)
        self.assertTrue(amendment.amends_areas)
        self.assertTrue(amendment.amends_countries)
        line = self.env["cooperation.funding.line"].create(
            {
                "agreement_id": amendment.id,
                "name": "Second grant",
                "funder_id": self.funder.id,
                "days": 5,
            }
        )
        self._enact(amendment, "2030-02-10")
        before = self.root._get_terms_at("2030-02-28")
        after = self.root._get_terms_at("2030-03-01")
        self.assertEqual(str(before["date_end"]), "2030-12-31")
        self.assertEqual(before["area_ids"], self.area)
        self.assertFalse(before["country_ids"])
        self.assertEqual(before["party_ids"], self.root.party_ids)
        self.assertFalse(before["funding_line_ids"])
        self.assertEqual(str(after["date_end"]), "2031-06-30")
        self.assertEqual(after["area_ids"], self.area | area)
        self.assertEqual(after["country_ids"], self.benin)
        self.assertEqual(after["party_ids"], amendment.party_ids)
        self.assertEqual(after["funding_line_ids"], line)
        self.assertEqual(str(self.root.date_end), "2031-06-30")
        self.assertEqual(self.root.area_ids, self.area | area)
        self.assertEqual(str(self.root._get_terms_at()["date_end"]), "2030-12-31")

    def test_what_is_not_changed_stays(self):
        """An amendment drafted before another one does not undo it."""
        early = self._create_amendment({"operation": "add", "name": "Comité"})
        longer = self._create_amendment(date_end="2032-12-31", date_start="2030-02-01")
        self._enact(longer, "2030-01-20")
        self._enact(early, "2030-02-20")
        self.assertFalse(early.amends_end)
        self.assertEqual(str(self.root.date_end), "2032-12-31")
        self.assertEqual(
            str(self.root._get_terms_at("2030-06-01")["date_end"]), "2032-12-31"
        )

    def test_shorter_end(self):
        self._enact(self._create_amendment(date_end="2030-09-30"), "2030-02-10")
        self.assertEqual(str(self.root.date_end), "2030-09-30")
        self.assertEqual(
            str(self.root._get_terms_at("2030-02-01")["date_end"]), "2030-12-31"
        )


@tagged("post_install", "-at_install")
class TestConsolidationProperties(AmendmentCommon):
    """Random chains of amendments, read at random days, against plain Python."""

    _rounds = 40

    def _oracle(self, names, amendments, day):
        """Reckon the text anew: lists and loops, nothing of the code under test."""
        nodes = []  # number, name or None, children as indexes, key
        where, top = {}, []

        def put(key, name, behind):
            siblings = nodes[where[behind]][2] if behind in where else top
            stem = f"{nodes[where[behind]][0]}-" if behind in where else ""
            where[key] = len(nodes)
            siblings.append(len(nodes))
            nodes.append([f"{stem}{len(siblings)}", name, []])

        for number, name in enumerate(names):
            put(("root", number), name, None)
        for own in sorted(amendments, key=lambda a: (a["signed"], a["rank"])):
            for key, operation, target, name in own["changes"]:
                if operation == "add":
                    put(key, name if own["effect"] <= day else None, target)
        for own in sorted(
            amendments, key=lambda a: (a["effect"], a["signed"], a["rank"])
        ):
            if own["effect"] > day:
                continue
            for _key, operation, target, name in own["changes"]:
                if operation == "add" or nodes[where[target]][1] is None:
                    continue
                nodes[where[target]][1] = name if operation == "replace" else None

        def walk(indexes):
            for index in indexes:
                number, name, children = nodes[index]
                if name is not None:
                    yield number, name
                yield from walk(children)

        return list(walk(top))

    def _imagine(self, dice):
        """Return the names of the articles of an instrument, and its amendments."""
        names = [f"R{n}" for n in range(dice.randint(1, 6))]
        keys = [("root", n) for n in range(len(names))]
        amendments, start = [], date(2030, 1, 1)
        for rank in range(dice.randint(0, 6)):
            changes, used = [], set()
            for number in range(dice.randint(1, 5)):
                operation = dice.choice(("add", "add", "replace", "remove"))
                target = dice.choice(keys)
                if operation != "add" and target in used:
                    continue
                used.add(target)
                if operation == "add" and dice.random() < 0.3:
                    target = None
                key = (rank, number)
                changes.append((key, operation, target, f"A{rank}.{number}"))
            keys += [c[0] for c in changes if c[1] == "add"]
            signed = start + timedelta(days=dice.randint(0, 60))
            effect = signed + timedelta(days=dice.randint(-20, 40))
            amendments.append(
                {"rank": rank, "signed": signed, "effect": effect, "changes": changes}
            )
        # One amends what is in force: those signed later refer to those before.
        for day, own in zip(
            sorted(a["signed"] for a in amendments), amendments, strict=True
        ):
            own["effect"] += day - own["signed"]
            own["signed"] = day
        return names, amendments

    def _build(self, names, amendments):
        """Return the instrument made of what was imagined."""
        root = self._create_agreement()
        records = dict(
            zip(
                [("root", n) for n in range(len(names))],
                self._create_articles(root, *names),
                strict=True,
            )
        )
        root.sudo()._guarded_write({"state": "active", "date_signed": "2029-12-01"})
        for own in amendments:
            amendment = self._create_agreement(
                kind="amendment", parent_id=root.id, date_start=own["effect"]
            )
            for rank, (key, operation, target, name) in enumerate(own["changes"]):
                records[key] = records[("root", 0)].create(
                    {
                        "agreement_id": amendment.id,
                        "sequence": rank,
                        "operation": operation,
                        "target_id": records[target].id if target else False,
                        "name": name,
                    }
                )
            amendment.sudo()._guarded_write(
                {"state": "active", "date_signed": own["signed"]}
            )
        return root

    def test_random_chains(self):
        for seed in range(self._rounds):
            dice = random.Random(seed)
            names, amendments = self._imagine(dice)
            root = self._build(names, amendments)
            days = {date(2029, 12, 31), date(2031, 1, 1)}
            for own in amendments:
                days |= {own["effect"], own["effect"] - timedelta(days=1)}
            for day in sorted(days):
                with self.subTest(seed=seed, day=day):
                    self.assertEqual(
                        [(i["number"], i["name"]) for i in root._get_text_at(day)],
                        self._oracle(names, amendments, day),
                    )
