import itertools

import lxml.etree

from odoo.tests import TransactionCase, tagged

from ..tools.annual.document import Cell, Column, Table
from ..tools.annual.words import AnnualWords
from ..tools.charts import Series, draw_bars, draw_lines
from .common import MODULE

NBSP = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
class TestAnnualWords(TransactionCase):
    """Sentences made from numbers: who is named, what agrees, nothing invented."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = AnnualWords(cls.env(context={"lang": "en_US"}))
        cls.zones = {
            code: cls.env.ref(f"{MODULE}.zone_{code}").with_context(lang="en_US")
            for code in ("europe", "afrique", "mediterranee", "asie")
        }

    def _describe(self, code="visits", **counts):
        pairs = [(self.zones[zone], counts.get(zone)) for zone in self.zones]
        return self.words.describe_zones(code, pairs, "2030").replace(NBSP, " ")

    def test_majority_of_one(self):
        self.assertEqual(
            self._describe("missions", afrique=6, mediterranee=65, asie=6),
            "2030: 77 expert missions, mostly in the Mediterranean (65 of 77, 84.4 %).",
        )

    def test_half_is_no_majority(self):
        self.assertEqual(
            self._describe(europe=2, afrique=1, mediterranee=1),
            "2030: 4 delegations, in 3 zones, without a majority.",
            "two of four are not most of them, and the others are equal",
        )

    def test_equals_are_named_together(self):
        self.assertEqual(
            self._describe(europe=3, afrique=2, mediterranee=2, asie=1),
            "2030: 8 delegations, mostly from Europe, Africa, and the Mediterranean "
            "(7 of 8, 87.5 %).",
        )

    def test_all_equal(self):
        self.assertEqual(
            self._describe(europe=1, afrique=1, mediterranee=1, asie=1),
            "2030: 4 delegations, in 4 zones, without a majority.",
        )

    def test_two_zones(self):
        self.assertEqual(
            self._describe(europe=1, asie=1),
            "2030: 2 delegations, all from Europe and Asia.",
        )

    def test_one_zone(self):
        self.assertEqual(self._describe(asie=1), "2030: 1 delegation, from Asia.")

    def test_nothing(self):
        self.assertEqual(self._describe(), "")
        self.assertEqual(self._describe(asie=0), "")

    def test_zone_of_their_own(self):
        zone = self.env["cooperation.zone"].create({"name": "Arctic", "code": "arctic"})
        sentence = self.words.describe_zones("visits", [(zone, 2)], "2030")
        self.assertIn("from the zone “Arctic”", sentence)

    def test_years(self):
        self.assertEqual(
            self.words.describe_year(2030, {"visits": 1, "days": 1.5}).replace(
                NBSP, " "
            ),
            "In 2030, the Mission received 1 delegation and provided 1.5 expert days.",
        )
        self.assertEqual(
            self.words.describe_year(2030, {"visits": None}),
            "No file counts in 2030 yet.",
        )

    def test_before(self):
        compare = self.words.compare
        for before, words in (
            (None, "nothing is known of 2029"),
            (3, "as many as in 2029"),
            (1, "2 more than in 2029"),
            (5, "2 fewer than in 2029"),
        ):
            with self.subTest(before=before):
                self.assertIn(words, compare("visits", 2030, 3, before))

    def test_course(self):
        describe = self.words.describe_course
        points = [(2028, None), (2029, 4), (2030, 1)]
        self.assertEqual(
            describe("visits", points).replace(NBSP, " "),
            "From 4 delegations in 2029 to 1 delegation in 2030 (−3).",
        )
        self.assertIn("the only year that is known", describe("visits", points[:2]))
        self.assertEqual(describe("visits", points[:1]), "")

    def test_promises(self):
        describe = self.words.describe_promises
        self.assertEqual(describe(2030, {}), "No promise was due in 2030.")
        self.assertEqual(
            describe(2030, {"kept": 1}), "The one promise due in 2030 was kept."
        )
        self.assertIn("is not kept yet", describe(2030, {"late": 1}))


@tagged("post_install", "-at_install")
class TestAnnualWordsInFrench(TransactionCase):
    """The same sentences in French: elisions, prepositions, agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env = cls.env(context={"lang": "fr_FR"})
        cls.words = AnnualWords(cls.env)

    def _read(self, text):
        return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    def _describe(self, code, **counts):
        pairs = [
            (self.env.ref(f"{MODULE}.zone_{zone}"), count)
            for zone, count in counts.items()
        ]
        return self._read(self.words.describe_zones(code, pairs, "2030"))

    def test_zones(self):
        self.assertEqual(
            self._describe(
                "visits",
                europe=8,
                afrique=12,
                mediterranee=18,
                asie=7,
                ameriques_caraibes=3,
            ),
            "2030 : 48 délégations, en majorité d’Afrique et de la Méditerranée "
            "(30 sur 48, 62,5 %).",
        )
        self.assertEqual(
            self._describe("missions", mediterranee=65, asie=12),
            "2030 : 77 missions d’expertise, en majorité en Méditerranée "
            "(65 sur 77, 84,4 %).",
        )
        self.assertEqual(
            self._describe("missions", ameriques_caraibes=1),
            "2030 : 1 mission d’expertise, aux Amériques et aux Caraïbes.",
        )

    def test_year(self):
        totals = {"visits": 1, "days": 1.5, "persons": 2, "agreements": 3}
        self.assertEqual(
            self._read(self.words.describe_year(2030, totals)),
            "En 2030, la Mission a accueilli 1 délégation, a mobilisé 2 personnes pour "
            "1,5 jour d’expertise et a signé 3 accords.",
        )

    def test_course(self):
        self.assertEqual(
            self._read(self.words.compare("trainees", 2030, 44, 80)),
            "44 stagiaires en 2030, soit 36 de moins qu’en 2029.",
        )


@tagged("post_install", "-at_install")
class TestCharts(TransactionCase):
    """Drawings are well formed, say what they show, and hatch what was published."""

    def _parse(self, svg):
        root = lxml.etree.fromstring(str(svg))
        return root, {
            name: [el for el in root.iter() if lxml.etree.QName(el).localname == name]
            for name in ("title", "desc", "rect", "text", "circle", "path")
        }

    def test_bars(self):
        svg = draw_bars(
            "zones",
            "Visits <2030>",
            "A & B",
            ["Africa", "Asia"],
            [Series("Live", [3, None]), Series("Published", [12, 7], True)],
        )
        root, parts = self._parse(svg)
        self.assertEqual(root.get("role"), "img")
        self.assertEqual(root.get("aria-labelledby"), "zones-title zones-desc")
        self.assertEqual(parts["title"][0].text, "Visits <2030>")
        self.assertEqual(parts["desc"][0].text, "A & B")
        texts = [text.text for text in parts["text"]]
        self.assertEqual(texts, ["Live", "Published", "Africa", "15", "Asia", "7"])
        hatched = [rect for rect in parts["rect"] if rect.get("fill") == "#ffffff"]
        self.assertEqual(len(hatched), 3, "two bars and the legend")
        self.assertEqual(len(parts["path"]), 3)

    def test_widths_are_in_proportion(self):
        svg = draw_bars("b", "t", "d", ["a", "b"], [Series("s", [10, 5])])
        widths = [float(rect.get("width")) for rect in self._parse(svg)[1]["rect"]]
        self.assertAlmostEqual(widths[0], widths[1] * 2, delta=0.2)

    def test_parts_of_a_bar_are_told_without_colour(self):
        names = ("kept", "late", "open", "given up")
        svg = draw_bars("b", "t", "d", ["a"], [Series(name, [2]) for name in names])
        _root, parts = self._parse(svg)
        texts = [text.text for text in parts["text"]]
        self.assertEqual(texts[4:], ["a", "2", "2", "2", "2", "8"], "each has its own")
        greys = [self._get_grey(rect.get("fill")) for rect in parts["rect"][:4]]
        for darker, lighter in itertools.pairwise(greys):
            self.assertGreater(lighter - darker, 0.15, greys)

    @staticmethod
    def _get_grey(colour):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return (0.299 * red + 0.587 * green + 0.114 * blue) / 255

    def test_numbers_of_two_lines_stay_apart(self):
        series = [Series("Missions", [1, 12]), Series("Agreements", [4, 1])]
        _root, parts = self._parse(draw_lines("l", "t", "d", ["2030", "2031"], series))
        numbers = [text for text in parts["text"] if text.get("font-weight")]
        heights = {(text.get("x"), text.text): float(text.get("y")) for text in numbers}
        self.assertEqual(len(heights), 4)
        by_year = {x: {} for x, __ in heights}
        for (x, text), y in heights.items():
            by_year[x][int(text)] = y
        for found in by_year.values():
            most, least = max(found), min(found)
            self.assertGreater(found[least] - found[most], 20, "no letter on another")

    def test_number_of_a_valley_stands_below(self):
        years = ["2015", "2016", "2017"]
        for least, is_below in ((13, True), (160, False)):
            lines = [Series("s", [least] * 3), Series("t", [314, 169, 263])]
            _root, parts = self._parse(draw_lines("l", "t", "d", years, lines))
            [number] = [text for text in parts["text"] if text.text == "169"]
            [point] = [
                point
                for point in parts["circle"][3:]
                if point.get("cx") == number.get("x")
            ]
            below = float(number.get("y")) > float(point.get("cy"))
            self.assertEqual(below, is_below, least)

    def test_hatches_stay_inside(self):
        svg = draw_bars("b", "t", "d", ["a"], [Series("s", [4], True)])
        _root, parts = self._parse(svg)
        rect, path = parts["rect"][-1], parts["path"][-1]
        x, width = float(rect.get("x")), float(rect.get("width"))
        points = path.get("d").replace("M", " ").replace("L", " ").split()
        for number in points[::2]:
            self.assertTrue(x - 0.1 <= float(number) <= x + width + 0.1)

    def test_lines_stop_where_nothing_is_known(self):
        series = [Series("Days", [164, None, 127, 94], published=frozenset({0}))]
        svg = draw_lines("l", "t", "d", ["2015", "2016", "2017", "2018"], series)
        _root, parts = self._parse(svg)
        [line] = [
            path
            for path in parts["path"]
            if "stroke-width" in path.attrib and path.get("d").count("M") > 1
        ]
        self.assertEqual(line.get("d").count("M"), 2, "the line is taken up again")
        fills = [circle.get("fill") for circle in parts["circle"]]
        self.assertEqual(len(fills), 3)
        self.assertEqual(fills[0], "#ffffff", "a published total is hollow")
        self.assertNotIn("#ffffff", fills[1:])

    def test_nothing_to_draw(self):
        self._parse(draw_bars("b", "t", "d", ["a"], [Series("s", [None])]))
        self._parse(draw_lines("l", "t", "d", ["2030"], [Series("s", [None])]))


@tagged("post_install", "-at_install")
class TestLongTable(TransactionCase):
    """A table that is longer than a page is drawn in parts, each with its headings."""

    def _make_table(self, count):
        columns = [Column("Partner", "text"), Column("Delegations", "count", True)]
        rows = [[Cell(text=f"Partner {n}"), Cell(1, "1")] for n in range(count)]
        return Table("T", "", columns, rows, [Cell(text="Total"), Cell(count)])

    def test_parts(self):
        for count in (1, 15, 16, 24, 25, 200):
            with self.subTest(count=count):
                table = self._make_table(count)
                parts = table.split()
                rows = [row for part in parts for row in part.rows]
                self.assertEqual(rows, table.rows, "nothing is lost, nothing is twice")
                self.assertFalse(any(part.is_long for part in parts))
                *others, last = parts
                self.assertEqual(last.total, table.total)
                self.assertFalse(any(part.total for part in others))

    def test_widths(self):
        widths = self._make_table(30).widths
        self.assertAlmostEqual(sum(widths), 100, delta=0.5)
        self.assertGreater(widths[1], 40, "a heading of one long word has its room")
