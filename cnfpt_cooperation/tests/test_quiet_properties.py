import random
from calendar import monthrange
from datetime import date, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import MODULE, CooperationCommon

_TODAY = date(2030, 2, 28)
_DEAD = ("draft", "declined", "cancelled")
_ACTS = ("exchange", "study_visit", "collaboration", "co_production")
_STATES = {
    "cooperation.visit": ("draft", "planned", "done", "closed", "declined"),
    "cooperation.mission": ("draft", "scoped", "ongoing", "closed", "cancelled"),
    "cooperation.internship": ("draft", "matched", "closed", "cancelled"),
    "cooperation.training.session": ("draft", "planned", "done", "cancelled"),
}


def add_months(day, months):
    """Return the same day `months` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@tagged("post_install", "-at_install")
class TestQuietProperties(CooperationCommon):
    """Random partners, agreements and files, against plain Python."""

    def _draw_day(self):
        return date(2026, 1, 1) + timedelta(days=self.dice.randrange(365 * 5))

    def _set(self, record, **values):
        """Put a record where its steps would lead it, in the database itself."""
        record.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE {record._table} SET {name} = %s WHERE id = %s",
                [value, record.id],
            )

    def _draw_world(self):
        dice = self.dice
        kind = self.env.ref(f"{MODULE}.partner_type_training_institute")
        self.bodies = self.env["res.partner"].create(
            [
                {
                    "name": f"Body {number}",
                    "is_company": True,
                    "country_id": self.tunisia.id,
                    "cooperation_partner_type_id": kind.id,
                }
                for number in range(40)
            ]
        )
        self.created = {}
        for body in self.bodies:
            self.created[body] = self._draw_day()
            self._set(body, create_date=self.created[body])
        self.offices = {
            self.env["res.partner"].create(
                {"name": f"Office of {body.name}", "parent_id": body.id}
            ): body
            for body in self.bodies[:10]
        }
        self.areas = self.env["cooperation.area"].search([])
        self._draw_agreements()
        self._draw_files(dice)

    def _draw_agreements(self):
        """Agreements, some with an amendment or an application."""
        dice, self.agreements = self.dice, []
        rows = [
            {
                "name": f"Agreement {number}",
                "kind": "engagement_letter",
                "state": dice.choice(["active", "to_renew", "expired", "terminated"]),
                "partner_id": dice.choice(self.bodies).id,
                "country_id": self.tunisia.id,
                "is_own_initiative": True,
                "date_start": self._draw_day(),
                "date_end": "2039-12-31",
            }
            for number in range(30)
        ]
        roots = self._load_histories("cooperation.agreement", rows)
        amended = [
            {**row, "kind": "amendment", "name": "Amendment", "parent_id": root.id}
            for row, root in zip(rows[:12], roots, strict=False)
        ]
        for row in amended:
            row["state"] = dice.choice(["active", "expired"])
        amendments = self._load_histories("cooperation.agreement", amended)
        for agreement in roots | amendments:
            areas = dice.sample(list(self.areas), dice.randrange(4))
            agreement._guarded_write({"area_ids": [Command.set([a.id for a in areas])]})
            self.agreements.append(agreement)

    def _draw_files(self, dice):
        self.files = []
        everybody = [*self.bodies, *self.offices]
        for number in range(240):
            model = dice.choice(list(_STATES))
            start = self._draw_day()
            end = start + timedelta(days=dice.randrange(40))
            agreement = dice.choice([None, *self.agreements])
            areas = agreement._get_areas() if agreement else self.areas.browse()
            file = self.env[model].create(
                {
                    "name": f"File {number}",
                    "partner_id": dice.choice(everybody).id
                    if model != "cooperation.internship"
                    else dice.choice(self.bodies).id,
                    "country_id": self.tunisia.id,
                    "date_start": start,
                    "date_end": end,
                    "agreement_id": agreement.id if agreement else False,
                }
            )
            area = dice.choice([None, *areas])
            self._set(
                file,
                state=dice.choice(_STATES[model]),
                area_id=area.id if area else None,
                act=dice.choice(_ACTS),
            )
            self.files.append(file)
        for _number in range(30):
            request = self._create_request(
                partner_id=dice.choice(everybody).id, date_received=self._draw_day()
            )
            self._set(request, state=dice.choice(["new", "declined", "cancelled"]))
            self.files.append(request)
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Plain Python
    # ------------------------------------------------------------

    def _get_last_exchanges(self):
        """Return the last exchange of each body, said in plain words."""
        last = {}

        def note(partner, day):
            body = self.offices.get(partner, partner)
            last[body] = max(last.get(body, day), day)

        for file in self.files:
            if file._name == "cooperation.request":
                # Whoever was declined has had an answer.
                if file.state != "cancelled":
                    note(file.partner_id, file.date_received)
            elif file.state not in _DEAD:
                note(file.partner_id, file.date_end)
                if file.agreement_id:
                    note(file.agreement_id.partner_id, file.date_end)
        for agreement in self.agreements:
            note(agreement.partner_id, agreement.date_signed or agreement.date_start)
        return last

    def _get_family(self, agreement):
        family = [agreement]
        for member in self.agreements:
            if member.parent_id == agreement:
                family.append(member)
        return family

    def _get_acts(self, agreement):
        family = self._get_family(agreement)
        return [
            file
            for file in self.files
            if file._name != "cooperation.request"
            and file.state not in _DEAD
            and file.agreement_id in family
        ]

    def _get_covered(self, agreement):
        return set(agreement.area_ids)

    def _get_expected(self):
        """Return {(kind, body, agreement, area): (last day, day it is too long)}."""
        expected = {}
        last = self._get_last_exchanges()
        for body in self.bodies:
            since = last.get(body) or self.created[body]
            expected["partner", body.id, None, None] = (
                last.get(body),
                add_months(since, self.months),
            )
        for agreement in self.agreements:
            if agreement.kind == "amendment" or agreement.state in (
                "expired",
                "terminated",
            ):
                continue
            acts = self._get_acts(agreement)
            start = agreement.date_start
            days = [act.date_end for act in acts]
            expected["agreement", agreement.partner_id.id, agreement.id, None] = (
                max(days, default=None),
                add_months(max(days, default=start), 12),
            )
            for area in self._get_covered(agreement):
                days = [act.date_end for act in acts if act.area_id == area]
                expected["area", agreement.partner_id.id, agreement.id, area.id] = (
                    max(days, default=None),
                    add_months(max(days, default=start), 12),
                )
        return expected

    def _get_found(self):
        rows = self.env["cooperation.quiet"].search(
            [("partner_id", "in", self.bodies.ids)]
        )
        self.assertEqual(len(rows), len(set(rows.ids)))
        return {
            (
                row.kind,
                row.partner_id.id,
                row.agreement_id.id if row.kind != "partner" else None,
                row.area_id.id or None,
            ): (row.date_last or None, row.date_quiet)
            for row in rows
        }

    def _check_areas(self):
        """What stands against each area, and the list that each total opens."""
        areas = self.env["cooperation.agreement.area"]
        activity = self.env["cooperation.area.activity"]
        for agreement in self.agreements:
            rows = areas.search([("agreement_id", "=", agreement.id)])
            if agreement.kind == "amendment":
                self.assertFalse(rows)
                continue
            acts = self._get_acts(agreement)
            named = {act.area_id for act in acts}
            self.assertEqual(
                set(rows.area_id),
                {a for a in named if a} | {*self._get_covered(agreement)},
            )
            self.assertEqual(sum(rows.mapped("total")), len(acts))
            self.assertEqual(agreement.activity_count, len(acts))
            for row in rows:
                mine = [act for act in acts if act.area_id == row.area_id]
                for act in _ACTS:
                    self.assertEqual(row[act], sum(m.act == act for m in mine))
                action = row.action_open_activity()
                self.assertEqual(activity.search_count(action["domain"]), len(mine))
                self.assertEqual(
                    row.is_covered, row.area_id in self._get_covered(agreement)
                )

    def test_random_worlds(self):
        for seed in range(4):
            self.dice = random.Random(seed)
            self.months = self.dice.choice([1, 6, 12, 18])
            self.env["ir.config_parameter"].set_param(
                "cnfpt_cooperation.quiet_months", str(self.months)
            )
            with self.subTest(seed=seed), freeze_time(f"{_TODAY} 12:00:00"):
                self._draw_world()
                expected = self._get_expected()
                found = self._get_found()
                self.assertEqual(found.keys() ^ expected.keys(), set())
                for key, row in expected.items():
                    self.assertEqual(found[key], row, key)
                quiet = self.env["cooperation.quiet"].search(
                    [("is_quiet", "=", True), ("partner_id", "in", self.bodies.ids)]
                )
                self.assertEqual(
                    len(quiet), sum(day <= _TODAY for _last, day in expected.values())
                )
                self.assertTrue(quiet)
                self._check_areas()
