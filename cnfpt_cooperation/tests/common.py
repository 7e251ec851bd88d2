from contextlib import contextmanager

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

MODULE = "cnfpt_cooperation"


def role(*names):
    """Return the external ids of our groups, as `new_test_user` wants them."""
    return ",".join(f"{MODULE}.{MODULE}_group_{name}" for name in names)


class CooperationCommon(BaseCommon):
    """One user per role, two countries, a few bodies, and a factory per file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer = new_test_user(cls.env, "officer_test", role("officer"))
        cls.user_coordinator = new_test_user(
            cls.env, "coordinator_test", role("coordinator")
        )
        cls.user_direction = new_test_user(cls.env, "direction_test", role("direction"))
        cls.user_administrator = new_test_user(
            cls.env, "administrator_test", role("administrator")
        )
        cls.user_protocol = new_test_user(cls.env, "protocol_test", role("protocol"))
        cls.user_private = new_test_user(cls.env, "private_test", role("private"))
        cls.user_employee = new_test_user(cls.env, "employee_test", "base.group_user")
        cls.tunisia = cls.env.ref("base.tn")
        cls.benin = cls.env.ref("base.bj")
        cls.france = cls.env.ref("base.fr")
        cls.zone_mediterranean = cls.env.ref(f"{MODULE}.zone_mediterranee")
        cls.zone_africa = cls.env.ref(f"{MODULE}.zone_afrique")
        cls.foreign_body = cls.env["res.partner"].create(
            {
                "name": "Test School of Administration",
                "is_company": True,
                "country_id": cls.tunisia.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_training_institute"
                ).id,
            }
        )
        cls.funder = cls.env["res.partner"].create(
            {
                "name": "Test Development Agency",
                "is_company": True,
                "country_id": cls.france.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_agency"
                ).id,
            }
        )

    @contextmanager
    def assertRefused(self, error, pattern):
        """Like assertRaisesRegex, and what was done inside is undone."""
        with self.assertRaises(error) as refusal:
            yield
        self.assertRegex(str(refusal.exception), pattern)

    @classmethod
    def _create_request(cls, **values):
        return cls.env["cooperation.request"].create(
            {
                "name": "Test request",
                "partner_id": cls.foreign_body.id,
                "country_id": cls.tunisia.id,
                **values,
            }
        )

    @classmethod
    def _create_visit(cls, **values):
        return cls.env["cooperation.visit"].create(
            {
                "name": "Test visit",
                "partner_id": cls.foreign_body.id,
                "country_id": cls.tunisia.id,
                "is_own_initiative": True,
                "date_start": "2030-03-04",
                "date_end": "2030-03-06",
                "headcount_declared": 12,
                **values,
            }
        )

    @classmethod
    def _create_mission(cls, **values):
        return cls.env["cooperation.mission"].create(
            {
                "name": "Test mission",
                "partner_id": cls.foreign_body.id,
                "country_id": cls.tunisia.id,
                "is_own_initiative": True,
                "date_start": "2030-05-06",
                "date_end": "2030-05-10",
                **values,
            }
        )

    @classmethod
    def _create_active_agreement(cls, days=20, amount=20000, line=None, **values):
        """Return an agreement in force over 2030 with one third-party funding line.

        It comes in by the history import, as what was signed before the software
        did: its life has its own tests.

        :param dict line: values of the funding line other than its days and amount
        """
        values = {
            "name": "Test convention",
            "kind": "convention",
            "state": "active",
            "partner_id": cls.funder.id,
            "country_id": cls.tunisia.id,
            "is_own_initiative": True,
            "date_start": "2030-01-01",
            "date_end": "2030-12-31",
            **values,
        }
        line = {
            "name": "Test grant",
            "funder_id": cls.funder.id,
            "days": days,
            "amount": amount,
            **(line or {}),
        }
        return cls._load_history(
            "cooperation.agreement",
            **values,
            **{f"funding_line_ids/{key}": line[key] for key in line},
        )

    @classmethod
    def _load_history(cls, model, **cells):
        """Return one past record, taken over by the administrator with its state.

        :param cells: values by field name; those of a many2one are database ids
        """
        return cls._load_histories(model, [cells])

    @classmethod
    def _load_histories(cls, model, rows):
        """Return past records, as `_load_history`; all rows have the same cells."""
        result = (
            cls.env[model]
            .with_user(cls.user_administrator)
            .with_context(cooperation_history_import=True, tracking_disable=True)
            .load(
                [f"{name}/.id" if name.endswith("_id") else name for name in rows[0]],
                [[str(cell) for cell in cells.values()] for cells in rows],
            )
        )
        if not result["ids"]:
            raise AssertionError(result["messages"])
        return cls.env[model].browse(result["ids"])

    @classmethod
    def _create_expert(cls, name="Test Expert", **values):
        address = f"{name.lower().replace(' ', '.')}@example.com"
        partner = cls.env["res.partner"].create({"name": name, "email": address})
        return cls.env["cooperation.expert"].create(
            {"partner_id": partner.id, "is_consent_given": True, **values}
        )
