from odoo import models


class CooperationAgreementActivityMixin(models.AbstractModel):
    """What is done under an agreement, area by area [R13]."""

    _name = "cooperation.agreement.activity.mixin"
    _description = "Activity of an Agreement"

    def _get_areas(self):
        """Return the areas it covers, with those that amendments in force add."""
        amendments = self.child_ids.filtered(
            lambda child: (
                child.kind == "amendment" and child.state in ("active", "to_renew")
            )
        )
        return self.area_ids | amendments.area_ids
