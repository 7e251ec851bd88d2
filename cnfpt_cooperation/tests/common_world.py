"""A random world of files of every kind, made fast, and its oracle."""

import random
from datetime import date, timedelta

from .common import MODULE, CooperationCommon
from .common_oracle import Oracle
from .common_world_store import WorldStore

# Each country lies in one zone [R5].
_COUNTRIES = {
    "tn": "mediterranee",
    "lb": "mediterranee",
    "ma": "mediterranee",
    "bj": "afrique",
    "ci": "afrique",
    "vn": "asie",
    "ht": "ameriques_caraibes",
    "ro": "europe",
}
_ZONES = sorted(set(_COUNTRIES.values()))
_INITIATIVES = ("training", "partnership", "hosting", "resources", "events")
_ORIGINS = ("cnfpt", "cnfpt", "cnfpt", "local_authority", "local_authority", "other")
# What was published covers 2015 to 2018: live files lie before, in and after it.
_NEW_YEARS = [date(year, 12, 20) for year in (2014, 2015, 2016, 2018, 2019, 2020)]
_FIRST, _LAST = date(2014, 11, 1), date(2021, 4, 30)
# From each day on, units of the currency for one of our own; CHF has no rate at all.
_RATES = {"USD": [(date(2010, 1, 1), 1.25), (date(2017, 7, 1), 1.6)], "CHF": []}
_STATES = {
    "visit": (
        *("draft", "planned", "confirmed", "declined", "cancelled"),
        *("ongoing", "done", "closed") * 2,
    ),
    "mission": (
        *("draft", "scoped", "funded", "staffed", "ordered", "cancelled"),
        *("ongoing", "reported", "closed") * 2,
    ),
    "assignment": (
        *("proposed", "invited", "accepted", "confirmed", "declined", "cancelled"),
        *("ordered", "done") * 4,
    ),
    "internship": (
        *("draft", "matched", "agreement", "cleared", "cancelled"),
        *("ongoing", "evaluated", "closed"),
    ),
    "training": ("draft", "planned", "done", "done", "cancelled"),
    "agreement": (
        *("draft", "negotiation", "validation", "to_sign"),
        *("active", "to_renew", "expired", "terminated"),
    ),
}
_HOLDING = ("confirmed", "ordered")
_SIZES = {"visit": 40, "mission": 30, "internship": 16, "training": 14, "agreement": 18}


class WorldCommon(WorldStore, CooperationCommon):
    """Makes worlds: the same seed, the same world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_away_what_is_there()
        cls.places = {
            code: cls.env.ref(f"base.{code}").id for code in sorted(_COUNTRIES)
        }
        cls.zones = {
            name: cls.env.ref(f"{MODULE}.zone_{name}").id for name in sorted(_ZONES)
        }
        cls._create_dimensions()
        cls._create_people()
        cls._create_currencies()

    @classmethod
    def _put_away_what_is_there(cls):
        """Records of a demo database do not count here."""
        for name in (*_STATES, "expert.day"):
            model = "training.session" if name == "training" else name
            records = cls.env[f"cooperation.{model}"]
            start = records._fields["state"].default(records)
            cls.cr.execute(f"UPDATE {records._table} SET state = %s", [start])

    @classmethod
    def _create_dimensions(cls):
        themes = cls.env["cooperation.theme"].create([{"name": "Law"}, {"name": "Pay"}])
        children = cls.env["cooperation.theme"].create(
            [
                {"name": "Statute", "parent_id": themes[0].id},
                {"name": "Competition", "parent_id": themes[0].id},
            ]
        )
        grandchild = cls.env["cooperation.theme"].create(
            {"name": "Examinations", "parent_id": children[1].id}
        )
        cls.themes = themes | children | grandchild
        cls.programmes = cls.env["cooperation.programme"].create(
            [{"name": "River programme"}, {"name": "Hill programme"}]
        )
        cls.bodies = cls.foreign_body | cls.foreign_body.create(
            [
                {
                    "name": f"Body of {code}",
                    "is_company": True,
                    "country_id": cls.env.ref(f"base.{code}").id,
                    "cooperation_partner_type_id": (
                        cls.foreign_body.cooperation_partner_type_id.id
                    ),
                }
                for code in ("bj", "vn")
            ]
        )

    @classmethod
    def _create_people(cls):
        contacts = cls.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(9)]
        )
        cls.intern = contacts[-1]
        cls.experts = cls.env["cooperation.expert"].create(
            [
                {"partner_id": contact.id, "is_consent_given": True}
                for contact in contacts[:-1]
            ]
        )

    @classmethod
    def _create_currencies(cls):
        names = ["EUR", *_RATES]
        cls.currencies = {
            currency.name: currency
            for currency in cls.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", names)])
        }
        for currency in cls.currencies.values():
            currency.active = True
        cls.env.company.currency_id = cls.currencies["EUR"]
        for name, rates in _RATES.items():
            cls.currencies[name].rate_ids.unlink()
            cls.env["res.currency.rate"].create(
                [
                    {
                        "currency_id": cls.currencies[name].id,
                        "name": day,
                        "rate": rate,
                        "company_id": cls.env.company.id,
                    }
                    for day, rate in rates
                ]
            )

    @staticmethod
    def _get_rate(currency, day):
        """Return what one of our own is worth at `day`; zero when nobody knows."""
        if currency == "EUR":
            return 1
        return max(
            (since, rate)
            for since, rate in [(date.min, 0), *_RATES[currency]]
            if since <= day
        )[1]

    # ------------------------------------------------------------
    # Drawing: plain values, which the oracle counts
    # ------------------------------------------------------------

    @classmethod
    def _create_world(cls, seed, **sizes):
        """Make a world and return its oracle.

        :param sizes: how many files of a kind, other than usual
        """
        chance = random.Random(seed)
        parents = {"theme_id": {t.id: t.parent_id.id for t in cls.themes}}
        oracle = Oracle(cls.zones, parents)
        for kind, usual in _SIZES.items():
            draw = getattr(cls, f"_draw_{kind}")
            files = [draw(chance, n) for n in range(sizes.get(kind, usual))]
            if kind == "mission":
                cls._draw_teams(chance, files)
            if kind == "agreement":
                cls._draw_amendments(chance, files)
            getattr(cls, f"_store_{kind}s")(files)
            oracle.files[kind] = files
            for file in files:
                if kind == "agreement":
                    oracle.add_agreement(file, cls._get_rate)
                else:
                    getattr(oracle, f"add_{kind}")(file)
        cls._mix_history_and_live()
        cls.env.flush_all()
        cls.env.invalidate_all()
        return oracle

    @classmethod
    def _draw_day(cls, chance):
        """Draw a first day; every third lies at the end of a year."""
        if chance.random() < 0.33:
            return chance.choice(_NEW_YEARS) + timedelta(days=chance.randint(0, 16))
        span = (_LAST - _FIRST).days
        return _FIRST + timedelta(days=chance.randint(0, span))

    @classmethod
    def _draw_file(cls, chance, kind, number, longest=8):
        """Draw what every file has; some have no country, theme or programme."""
        code = chance.choice([*cls.places, None]) if kind != "agreement" else "lb"
        start = cls._draw_day(chance)
        return {
            "name": f"{kind.title()} {number}",
            "state": chance.choice(_STATES[kind]),
            "active": chance.random() > 0.1,
            "country_id": code and cls.places[code],
            "zone_id": code and cls.zones[_COUNTRIES[code]],
            "theme_id": chance.choice([*cls.themes.ids, None]),
            "programme_id": chance.choice([*cls.programmes.ids, None]),
            "initiative": chance.choice(_INITIATIVES),
            "partner_id": chance.choice(cls.bodies.ids),
            "date_start": start,
            "date_end": start + timedelta(days=chance.randint(0, longest)),
        }

    @classmethod
    def _draw_visit(cls, chance, number):
        return {
            **cls._draw_file(chance, "visit", number),
            "headcount_declared": chance.randint(0, 30),
            "headcount_actual": chance.choice((0, 0, 1, 7, 12, 25)),
        }

    @classmethod
    def _draw_mission(cls, chance, number):
        return {
            **cls._draw_file(chance, "mission", number, longest=12),
            "modality": chance.choice(("on_site", "on_site", "remote")),
        }

    @classmethod
    def _draw_internship(cls, chance, number):
        return cls._draw_file(chance, "internship", number, longest=120)

    @classmethod
    def _draw_training(cls, chance, number):
        return {
            **cls._draw_file(chance, "training", number),
            "trainee_count": chance.choice((0, 3, 11, 24)),
        }

    @classmethod
    def _draw_agreement(cls, chance, number):
        file = cls._draw_file(chance, "agreement", number, longest=900)
        signed = file["date_start"] - timedelta(days=chance.randint(0, 40))
        return {
            **file,
            "kind": "engagement_letter",
            "date_signed": chance.choice((signed, None)),
            "lines": [
                {
                    "amount": chance.randint(1, 9000) + chance.choice((0, 0.5, 0.37)),
                    "currency": chance.choice(("EUR", "EUR", "USD", "CHF")),
                }
                for _line in range(chance.choice((0, 1, 1, 2, 3)))
            ],
        }

    @classmethod
    def _draw_amendments(cls, chance, files):
        """Every third agreement amends the one before it."""
        for parent, child in zip(files[1::3], files[2::3], strict=False):
            child["kind"], child["parent"] = "amendment", parent
            child["partner_id"] = parent["partner_id"]

    @classmethod
    def _draw_teams(cls, chance, missions):
        """One to three experts a mission; nobody is held twice or works twice a day."""
        held, worked = set(), set()
        for mission in missions:
            people = chance.sample(cls.experts.ids, chance.randint(0, 3))
            mission["team"] = []
            for person in people:
                span = (mission["date_end"] - mission["date_start"]).days
                start = mission["date_start"] + timedelta(chance.randint(0, span // 2))
                state = chance.choice(_STATES["assignment"])
                days = {(person, start + timedelta(n)) for n in range(span + 1)}
                if state in _HOLDING and days & held:
                    state = "done"
                if state in _HOLDING:
                    held |= days
                end = mission["date_end"]
                mobilisation = {
                    "expert_id": person,
                    "state": state,
                    "origin": chance.choice(_ORIGINS),
                    "date_start": start,
                    "date_end": end,
                }
                mobilisation["days"] = cls._draw_days(chance, mobilisation, worked)
                mission["team"].append(mobilisation)

    @classmethod
    def _draw_days(cls, chance, mobilisation, worked):
        """Days before, during and after, whole or half; two halves share a date."""
        days = []
        start, end = mobilisation["date_start"], mobilisation["date_end"]
        for offset in range(-3, (end - start).days + 4):
            day = start + timedelta(days=offset)
            kind = "field"
            if day < start or day > end:
                kind = "preparation" if day < start else "report"
            halves = chance.choice(
                (None, ("morning", "afternoon"), ("morning",), ("afternoon",), ())
            )
            wanted = ("morning", "afternoon") if halves is None else halves
            slots = {(mobilisation["expert_id"], day, half) for half in wanted}
            if (
                not slots
                or slots & worked
                or (kind != "field" and chance.random() < 0.6)
            ):
                continue
            worked |= slots
            state = chance.choice(("done", "done", "planned"))
            shape = (
                [(1.0, None)] if halves is None else [(0.5, half) for half in halves]
            )
            days += [
                {
                    "date": day,
                    "kind": kind,
                    "state": state,
                    "fraction": fraction,
                    "half": half,
                }
                for fraction, half in shape
            ]
        return days
