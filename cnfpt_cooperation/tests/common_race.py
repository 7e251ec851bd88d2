import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as model_service
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name

WAIT = 30  # seconds; a thread that waits longer is a deadlock


class RaceCase(BaseCase):
    """Two people press the same button at the same instant, on two connections.

    What is committed here is really committed: each test takes its records away.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        # The thread that runs the tests holds this lock until they have all run.
        self.patch(Registry, "_lock", DummyRLock())
        # Who loses begins again sooner than in life: the races are many.
        uniform = random.uniform
        self.patch(
            model_service.random, "uniform", lambda low, high: uniform(low, high / 20)
        )
        self.created = []
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM cooperation_ledger_year")
            self.known_years = [res_id for (res_id,) in cr.fetchall()]

    def tearDown(self):
        """Take the records back to their start, which alone may be deleted."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            for model, res_id in reversed(self.created):
                record = env[model].browse(res_id)
                if hasattr(record, "_guarded_write"):
                    start = record._fields["state"].default(record)
                    record._guarded_write({"state": start})
                record.unlink()
            env.flush_all()
            # Years come into the list with what counts in them.
            cr.execute(
                "DELETE FROM cooperation_ledger_year WHERE id != ALL(%s)",
                [self.known_years],
            )
        super().tearDown()

    def _load(self, env, model, **cells):
        """Create one record as past ones come in, with its state."""
        result = env[model].load(
            [f"{name}/.id" if name.endswith("_id") else name for name in cells],
            [[str(cell) for cell in cells.values()]],
        )
        self.assertTrue(result["ids"], result["messages"])
        self.created.append((model, result["ids"][0]))
        return env[model].browse(result["ids"])

    def _open(self, cr):
        return api.Environment(
            cr,
            SUPERUSER_ID,
            {"cooperation_history_import": True, "tracking_disable": True},
        )

    def _create_mission(self, env, name, **cells):
        return self._load(
            env,
            "cooperation.mission",
            name=name,
            country_id=env.ref("base.tn").id,
            date_start="2030-05-06",
            date_end="2030-05-10",
            planned_days=5,
            **cells,
        )

    def _load_work(self, env, date_start, date_end, **cells):
        """Return an expert's ordered assignment on an ongoing mission.

        :param cells: more about the mission
        """
        dates = {"date_start": date_start, "date_end": date_end}
        partner = self._load(env, "res.partner", name="Raced Expert")
        expert = self._load(
            env, "cooperation.expert", partner_id=partner.id, state="active"
        )
        mission = self._load(
            env,
            "cooperation.mission",
            name="Raced mission",
            state="ongoing",
            country_id=env.ref("base.tn").id,
            **dates,
            **cells,
        )
        return self._load(
            env,
            "cooperation.assignment",
            mission_id=mission.id,
            expert_id=expert.id,
            state="ordered",
            **dates,
        )

    def _load_grant(self, env, **values):
        """Return a funding line of an agreement in force, of a funder of its own."""
        funder = self._load(env, "res.partner", name="Raced Agency", is_company=True)
        agreement = self._load(
            env,
            "cooperation.agreement",
            name="Raced convention",
            state="active",
            kind="engagement_letter",
            partner_id=funder.id,
            date_start="2020-01-01",
            date_end="2030-12-31",
        )
        line = env["cooperation.funding.line"].create(
            {
                "name": "Raced grant",
                "agreement_id": agreement.id,
                "funder_id": funder.id,
                **values,
            }
        )
        self.created.append((line._name, line.id))
        return line

    def _create_covered(self, env, name, line, **share):
        """Return a scoped mission that is covered by a line, and not funded yet."""
        mission = self._create_mission(
            env,
            name,
            state="scoped",
            agreement_id=line.agreement_id.id,
            modality="remote",
        )
        env["cooperation.funding.allocation"].create(
            {"mission_id": mission.id, "funding_line_id": line.id, **share}
        )
        return mission

    def _create_rivals(self, env):
        """Return two assignments of one expert, on two missions of the same dates."""
        partner = self._load(env, "res.partner", name="Raced Expert")
        expert = self._load(
            env, "cooperation.expert", partner_id=partner.id, state="active"
        )
        missions = [self._create_mission(env, name, state="funded") for name in "AB"]
        return [
            self._load(
                env,
                "cooperation.assignment",
                mission_id=mission.id,
                expert_id=expert.id,
                state="accepted",
                expert_consent_date="2030-04-01",
            )
            for mission in missions
        ]

    def _race(self, *runs):
        """Run functions of an environment at once; return what each was told."""
        barrier = threading.Barrier(len(runs))

        def run(function):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                env.cr.execute("SELECT 1")  # the snapshot is taken here
                barrier.wait(WAIT)
                try:
                    retrying(partial(function, env), env)
                except UserError as refusal:
                    cr.rollback()
                    return str(refusal)
                return ""

        with ThreadPoolExecutor(max_workers=len(runs)) as executor:
            futures = [executor.submit(run, function) for function in runs]
            return [future.result(WAIT) for future in futures]

    @contextmanager
    def _keep_racing(self, *runs):
        """Give a function that runs all the functions once, on threads that stay.

        Every second round one of them starts a little later, so that races are lost
        before, during and after the writing.
        """
        barrier = threading.Barrier(len(runs))

        def run(function, place, number):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                env.cr.execute("SELECT 1")
                barrier.wait(WAIT)
                if number % len(runs) == place:
                    time.sleep(number % 10 / 1000)
                try:
                    retrying(partial(function, env), env)
                except UserError as refusal:
                    cr.rollback()
                    return str(refusal)
                return ""

        with ThreadPoolExecutor(max_workers=len(runs)) as executor:

            def race(number):
                futures = [
                    executor.submit(run, function, place, number)
                    for place, function in enumerate(runs)
                ]
                return [future.result(WAIT) for future in futures]

            yield race

    def _read_states(self, records):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return [env[r._name].browse(r.id).state for r in records]
