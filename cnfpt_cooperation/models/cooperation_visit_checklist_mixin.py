from odoo import api, models
from odoo.fields import Domain


class CooperationVisitChecklistMixin(models.AbstractModel):
    """What has to be done for a visit of its kind, from D-28 to D+10.

    Before counts from the arrival, after from the departure. The items come when the
    visit is planned, and go when it does not take place.
    """

    _name = "cooperation.visit.checklist.mixin"
    _description = "Checklist of a Visit"
    _inherit = ["cooperation.checklist.mixin"]

    _checklist_choices = ("kind",)

    @api.model
    def _get_plan_domain(self):
        return Domain("plan_id.cooperation_visit_kind", "!=", False)

    def _wants_plan(self, plan):
        return plan.cooperation_visit_kind == self.kind
