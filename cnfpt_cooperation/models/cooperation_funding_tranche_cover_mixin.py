from odoo import api, models


class CooperationFundingTrancheCoverMixin(models.AbstractModel):
    """A tranche that is still to come leans on the agreement of its line."""

    _name = "cooperation.funding.tranche.cover.mixin"
    _description = "Cover of a Tranche"
    _inherit = ["cooperation.cover.mixin"]

    @api.model
    def _get_cover_triggers(self):
        return [
            "date_received",
            "funding_line_id.agreement_id.state",
            "funding_line_id.agreement_id.date_cover_end",
        ]

    def _is_leaning(self):
        return not self.date_received

    def _is_cover_kept(self):
        return False

    def _is_cover_due(self):
        return False

    def _get_cover_agreements(self):
        return self.funding_line_id.agreement_id._get_instruments()

    def _get_last_day(self):
        return self.date_due

    def _get_lost_advice(self):
        return self.env._("call for what is still owed, or settle it with the funder.")
