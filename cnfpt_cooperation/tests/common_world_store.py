"""How a random world gets into the database: as past records come in."""

from odoo import Command

from ..models.cooperation_guarded_mixin import GUARD_KEY, HISTORY


class WorldStore:
    """Stores files that were drawn, in a few statements; mixed into `WorldCommon`."""

    @classmethod
    def _store(cls, model, files, *left_out, **values):
        """Create records as the import of history does; the zone is left to it."""
        context = {
            GUARD_KEY: HISTORY,
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
        }
        records = cls.env[model].with_context(**context)
        return records.create(
            [
                {
                    name: value
                    for name, value in {**file, **values}.items()
                    if name not in ("zone_id", *left_out)
                }
                for file in files
            ]
        ).with_env(cls.env)

    @classmethod
    def _store_visits(cls, files):
        cls._store("cooperation.visit", files)

    @classmethod
    def _store_missions(cls, files):
        missions = cls._store("cooperation.mission", files, "team")
        teams = [
            {**mobilisation, "mission_id": mission.id}
            for mission, file in zip(missions, files, strict=True)
            for mobilisation in file["team"]
        ]
        assignments = cls._store("cooperation.assignment", teams, "days")
        cls._store(
            "cooperation.expert.day",
            [
                {**day, "assignment_id": assignment.id}
                for assignment, mobilisation in zip(assignments, teams, strict=True)
                for day in mobilisation["days"]
            ],
        )

    @classmethod
    def _store_internships(cls, files):
        cls._store("cooperation.internship", files, intern_id=cls.intern.id)

    @classmethod
    def _store_trainings(cls, files):
        cls._store("cooperation.training.session", files)

    @classmethod
    def _store_agreements(cls, files):
        """Agreements, then what amends them."""
        roots = [file for file in files if "parent" not in file]
        children = [file for file in files if "parent" in file]
        made = {}
        for group in (roots, children):
            values = [
                {
                    **file,
                    "parent_id": "parent" in file and made[file["parent"]["name"]],
                    "funding_line_ids": [
                        Command.create(cls._get_line_values(line))
                        for line in file["lines"]
                    ],
                }
                for file in group
            ]
            records = cls._store("cooperation.agreement", values, "parent", "lines")
            made.update(zip([f["name"] for f in group], records.ids, strict=True))

    @classmethod
    def _get_line_values(cls, line):
        return {
            "name": "Grant",
            "funder_id": cls.funder.id,
            "amount": line["amount"],
            "currency_id": cls.currencies[line["currency"]].id,
        }

    @classmethod
    def _mix_history_and_live(cls):
        """Half of the files were not taken over: they live here."""
        cls.env.flush_all()
        for model in ("visit", "mission", "assignment", "expert_day", "internship"):
            cls.cr.execute(
                f"UPDATE cooperation_{model} SET is_imported = FALSE WHERE id % 2 = 0"
            )
