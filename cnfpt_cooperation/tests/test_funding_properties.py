from collections import defaultdict
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CooperationCommon
from .common_funding import COMMITTED, FIGURES, FIRST, TODAY, World, copy_rows

_AGREEMENTS = 10_000
_MEASURES = ("days", "amount", "company")
_COLUMNS = [f"{measure}_{figure}" for measure in _MEASURES for figure in FIGURES]


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestFundingProperties(CooperationCommon):
    """Ten thousand random agreements: the ledger says what plain Python reckons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("EUR", "JPY", "TND", "XOF")
        cls.env["res.currency"].with_context(active_test=False).search(
            [("name", "in", names)]
        ).active = True
        cls.own = cls.env.company.currency_id
        cls.currencies = cls.own | cls.env["res.currency"].search(
            [("name", "in", names)]
        )
        cls.experts = cls.env["cooperation.expert"].browse()
        for number in range(40):
            cls.experts |= cls._create_expert(f"Counted Expert {number}")
        cls.funders = (
            cls.funder
            | cls.foreign_body
            | cls.env["res.partner"].create(
                [
                    {"name": f"Funder {number}", "is_company": True}
                    for number in range(8)
                ]
            )
        )
        cls.env.flush_all()
        cls.world = World(
            20300615,
            _AGREEMENTS,
            [cls._describe(currency) for currency in cls.currencies],
            cls._describe(cls.own),
            cls.funders.ids,
            cls.experts.ids,
        )
        cls.world.index()
        cls._write_world()

    @classmethod
    def _describe(cls, currency):
        return currency.id, Decimal(str(currency.rounding))

    @classmethod
    def _write_world(cls):
        world, cr = cls.world, cls.env.cr
        copy_rows(
            cr,
            "cooperation_agreement",
            (
                *("id", "reference", "name", "kind", "state", "parent_id"),
                *("instrument_id", "date_start", "date_end", "date_cover_end"),
                *("partner_id", "renewal", "initiative", "active"),
            ),
            (
                (
                    *(id_, "/", f"Agreement {id_}"),
                    "amendment" if parent else "convention",
                    *(state, parent, parent, start, end, end),
                    *(cls.funder.id, "none", "partnership", True),
                )
                for id_, (state, parent, start, end) in world.agreements.items()
            ),
        )
        copy_rows(
            cr,
            "cooperation_mission",
            (
                *("id", "reference", "name", "state", "planned_days", "currency_id"),
                *("initiative", "modality", "is_imported", "active"),
            ),
            (
                (
                    *(id_, "/", f"Mission {id_}", state, planned, cls.own.id),
                    *("expertise", "remote", True, True),
                )
                for id_, (state, planned) in world.missions.items()
            ),
        )
        cls._write_lines()
        cls._write_days()

    @classmethod
    def _write_lines(cls):
        world, cr = cls.world, cls.env.cr
        copy_rows(
            cr,
            "cooperation_funding_line",
            (
                *("id", "name", "agreement_id", "funder_id", "is_third_party"),
                *("currency_id", "company_currency_id", "currency_rate", "days"),
                *("amount", "date_start", "date_end", "overhead_rate"),
                "cofinancing_rate",
            ),
            (
                (
                    *(line.id, f"Line {line.id}", line.agreement, line.funder, True),
                    *(line.currency.id, cls.own.id, line.rate, line.days),
                    *(line.amount, line.start, line.end, 0, 100),
                )
                for line in world.lines.values()
            ),
        )
        copy_rows(
            cr,
            "cooperation_funding_allocation",
            (
                *("id", "funding_line_id", "mission_id", "days", "cost", "amount"),
                *("overhead", "amount_held", "is_committed"),
            ),
            (
                (
                    *(FIRST + number, share.line, share.mission, share.days),
                    *(share.amount, share.amount, share.overhead),
                    share.amount + share.overhead,
                    world.missions[share.mission][0] in COMMITTED,
                )
                for number, share in enumerate(world.shares)
            ),
        )
        cls._learn()
        lines = cls.env["cooperation.funding.line"].search([("id", ">=", FIRST)])
        for name in ("instrument_id", "amount_company", "days_planned"):
            cls.env.add_to_compute(lines._fields[name], lines)
        cls.env.flush_all()

    @classmethod
    def _learn(cls):
        """Count the rows, as the server does by itself of those that stay."""
        cls.env.cr.execute("ANALYZE")

    @classmethod
    def _write_days(cls):
        world, cr = cls.world, cls.env.cr
        pairs = {(day.mission, day.expert) for day in world.days}
        numbers = {pair: FIRST + n for n, pair in enumerate(sorted(pairs))}
        copy_rows(
            cr,
            "cooperation_assignment",
            ("id", "mission_id", "expert_id", "state", "role"),
            ((id_, *pair, "declined", "expert") for pair, id_ in numbers.items()),
        )
        copy_rows(
            cr,
            "cooperation_expert_day",
            (
                *("id", "assignment_id", "mission_id", "expert_id", "funding_line_id"),
                *("date", "kind", "fraction", "half", "state"),
            ),
            (
                (
                    *(day.id, numbers[day.mission, day.expert], day.mission),
                    *(day.expert, day.line, day.date, "field", day.fraction),
                    "morning" if day.fraction < 1 else None,
                    day.state,
                )
                for day in world.days
            ),
        )
        cls._write_statements()
        cls._learn()

    @classmethod
    def _write_statements(cls):
        world, cr = cls.world, cls.env.cr
        copy_rows(
            cr,
            "cooperation_funding_statement",
            (
                *("id", "reference", "agreement_id", "funder_id", "currency_id"),
                *("state", "date_from", "date_to"),
            ),
            (
                (FIRST + n, "/", FIRST, cls.funder.id, cls.own.id, state, TODAY, TODAY)
                for n, state in enumerate(("draft", "issued", "withdrawn"))
            ),
        )
        states = {"draft": FIRST, "issued": FIRST + 1, "withdrawn": FIRST + 2}
        copy_rows(
            cr,
            "cooperation_funding_statement_line",
            (
                *("id", "statement_id", "state", "day_id", "funding_line_id"),
                *("mission_id", "expert_id", "date", "kind", "fraction", "amount"),
                *("overhead", "total"),
            ),
            (
                (
                    *(FIRST + n, states[told.state], told.state, told.day, told.line),
                    *(told.mission, cls.experts[0].id, TODAY, "field", told.fraction),
                    *(told.amount, told.overhead, told.amount + told.overhead),
                )
                for n, told in enumerate(world.told)
            ),
        )

    # ------------------------------------------------------------
    # Comparing
    # ------------------------------------------------------------

    def _assert_same(self, read, expected, places):
        """Compare figures to the half day and to the last unit of the currency."""
        for name, value in expected.items():
            if abs(Decimal(repr(read[name])) - value) > Decimal(10) ** -places:
                self.assertEqual((name, read[name]), (name, value))

    def _sum_up(self, rows):
        sums = dict.fromkeys(_COLUMNS, Decimal(0))
        for row in rows:
            for name in _COLUMNS:
                sums[name] += row[name]
        return sums

    def test_ledger(self):
        expected = self.world.reckon()
        self._check_rows(expected)
        self._check_lines(expected)
        self._check_agreements(expected)
        self._check_footers(expected)
        self._check_paces()

    def _check_rows(self, expected):
        """Every row, every column, and no row too many."""
        self.env.cr.execute(
            "SELECT * FROM cooperation_funding_ledger WHERE funding_line_id >= %s",
            [FIRST],
        )
        rows = self.env.cr.dictfetchall()
        self.assertEqual(len(rows), len(expected))
        self.assertEqual(len({row["id"] for row in rows}), len(rows))
        for row in rows:
            key = (row["funding_line_id"], row["mission_id"])
            self._assert_same(row, {n: expected[key][n] for n in _COLUMNS}, 6)
            line = self.world.lines[key[0]]
            self.assertEqual(row["agreement_id"], line.agreement)
            self.assertEqual(
                row["instrument_id"], self.world.get_instrument(line.agreement)
            )

    def _check_lines(self, expected):
        """What each line says, by its stored sums and by the ledger."""
        by_line = defaultdict(list)
        for (line, _mission), row in expected.items():
            by_line[line].append(row)
        lines = self.env["cooperation.funding.line"].browse(list(self.world.lines))
        names = [
            f"{measure}_{figure}"
            for measure in ("days", "amount")
            for figure in FIGURES[1:]
        ]
        for read in lines.read([*names, "days", "amount", "amount_company"]):
            sums = self._sum_up(by_line[read["id"]])
            self._assert_same(read, {name: sums[name] for name in names}, 6)
            self._assert_same(
                read,
                {
                    "days": sums["days_granted"],
                    "amount": sums["amount_granted"],
                    "amount_company": sums["company_granted"],
                },
                6,
            )

    def _check_agreements(self, expected):
        """What each agreement says: its own lines, and those added to it."""
        world, sums, used = self.world, defaultdict(list), defaultdict(set)
        for (number, _mission), row in expected.items():
            line = world.lines[number]
            keys = {world.get_instrument(line.agreement)}
            if world.agreements[line.agreement][1]:
                keys.add(line.agreement)
            for key in keys:
                sums[key].append(row)
                used[key].add(line.currency)
        agreements = self.env["cooperation.agreement"].browse(list(world.agreements))
        names = [f"{m}_{figure}" for m in ("days", "amount") for figure in FIGURES]
        for read in agreements.read(["currency_id", *names], load=None):
            found = self._sum_up(sums[read["id"]])
            if len(used[read["id"]]) > 1:
                self.assertEqual(read["currency_id"], self.own.id)
                for figure in FIGURES:
                    found[f"amount_{figure}"] = found[f"company_{figure}"]
            elif used[read["id"]]:
                [currency] = used[read["id"]]
                self.assertEqual(read["currency_id"], currency.id)
            self._assert_same(read, {name: found[name] for name in names}, 6)

    def _check_footers(self, expected):
        """The totals of lists, as they are filtered and grouped."""
        ledger = self.env["cooperation.funding.ledger"]
        world = self.world
        lines = world.lines
        groups = {
            "funder_id": lambda line, _mission: lines[line].funder,
            "currency_id": lambda line, _mission: lines[line].currency.id,
            "agreement_id": lambda line, _mission: lines[line].agreement,
            "mission_id": lambda _line, mission: mission or False,
            "mission_state": lambda _line, mission: (
                world.missions[mission][0] if mission else False
            ),
        }
        for name, get_key in groups.items():
            sums = defaultdict(list)
            for key, row in expected.items():
                sums[get_key(*key)].append(row)
            found = ledger._read_group(
                [("funding_line_id", ">=", FIRST)],
                [name],
                [f"{column}:sum" for column in _COLUMNS],
            )
            self.assertEqual(len(found), len(sums))
            for key, *totals in found:
                key = getattr(key, "id", key)
                read = dict(zip(_COLUMNS, totals, strict=True))
                self._assert_same(read, self._sum_up(sums[key]), 4)

    def _check_paces(self):
        """The day on which each line and each agreement runs dry."""
        world = self.world
        together = defaultdict(list)
        for line in world.lines.values():
            together[world.get_instrument(line.agreement)].append(line)
        for model, groups in (
            ("cooperation.funding.line", {n: [x] for n, x in world.lines.items()}),
            ("cooperation.agreement", together),
        ):
            paces = self.env[model]._read_paces()
            dated = 0
            for number, lines in groups.items():
                found = (paces.get(number) or {}).get("date") or None
                dated += bool(found)
                granted = any(line.days or line.amount for line in lines)
                expected = world.foretell(lines) if granted else None
                if found != expected:
                    self.assertEqual((model, lines, found), (model, lines, expected))
            self.assertGreater(dated, 1000)
