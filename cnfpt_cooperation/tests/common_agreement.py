import base64

from odoo import Command
from odoo.tests import new_test_user

from .common import MODULE, CooperationCommon, role

SIGNED = base64.b64encode(b"%PDF-1.4 signed")


class AgreementCommon(CooperationCommon):
    """Counterparts of every sort and the path of an agreement to its signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cnfpt = cls.env.ref(f"{MODULE}.partner_cnfpt")
        cls.area = cls.env["cooperation.area"].create(
            {"name": "Test area", "code": "test_area"}
        )
        cls.embassy = cls._create_body("Embassy of France", "embassy", cls.tunisia)
        cls.organisation = cls._create_body(
            "Test Organisation", "international_organisation", cls.france
        )
        # Of the direction and a coordinator at once: a small team has such people.
        cls.user_both = new_test_user(
            cls.env, "both_test", role("direction", "coordinator")
        )

    @classmethod
    def _create_body(cls, name, type_code, country):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "country_id": country.id,
                "cooperation_partner_type_id": cls.env.ref(
                    f"{MODULE}.partner_type_{type_code}"
                ).id,
            }
        )

    @classmethod
    def _create_agreement(cls, user=None, **values):
        return (
            cls.env["cooperation.agreement"]
            .with_user(user or cls.user_coordinator)
            .create(
                {
                    "name": "Test agreement",
                    "partner_id": cls.funder.id,
                    "date_start": "2030-01-01",
                    "date_end": "2030-12-31",
                    "area_ids": cls.area.ids,
                    **values,
                }
            )
        )

    @classmethod
    def _add_article(cls, agreement, name="Objet", body="Former les formateurs."):
        """Write an article in French, the language of every instrument."""
        cls.env["res.lang"]._activate_lang("fr_FR")
        return (
            cls.env["cooperation.agreement.article"]
            .with_context(lang="fr_FR")
            .create(
                {
                    "agreement_id": agreement.id,
                    "name": name,
                    "body": f"<p>{body}</p>",
                }
            )
        )

    @classmethod
    def _move_to(cls, agreement, state):
        """Take the agreement along the main path, each step by its own role."""
        agreement = agreement.with_user(cls.user_coordinator)
        agreement.action_submit()
        if state == "validation":
            return agreement
        agreement.with_user(cls.user_direction).action_validate()
        if state == "to_sign":
            return agreement
        cls._sign(agreement)
        agreement.action_activate()
        return agreement

    @classmethod
    def _sign(cls, agreement, parties=None, signed_on="2026-01-15"):
        """Note the paper that these, or all those who are left, have signed."""
        agreement.env["cooperation.agreement.sign"].create(
            {
                "agreement_id": agreement.id,
                "signed_file": SIGNED,
                "signed_filename": "signed.pdf",
                "line_ids": [
                    Command.create(
                        {
                            "party_id": party.id,
                            "signed_on": signed_on,
                            "signatory_name": f"Head of {party.partner_id.name}",
                        }
                    )
                    for party in parties or agreement._get_unsigned()
                ],
            }
        ).action_note()
