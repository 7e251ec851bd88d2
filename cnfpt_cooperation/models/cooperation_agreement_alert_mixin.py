from odoo import api, models
from odoo.fields import Domain


class CooperationAgreementAlertMixin(models.AbstractModel):
    """What whoever is in charge is told before the notice and the end of a term.

    Activity plans say what and how long before; the items move with the dates. Each
    term has its own: what was done in the last one is to be done again in the next.
    """

    _name = "cooperation.agreement.alert.mixin"
    _description = "Alerts of an Agreement"
    _inherit = ["cooperation.checklist.mixin"]

    _checklist_dates = ("date_review", "date_end")
    _checklist_movers = ("notice_days",)
    _checklist_choices = ("renewal", "date_denounced")

    @api.model
    def _get_plan_domain(self):
        return Domain("plan_id.cooperation_anchor", "!=", False)

    def _wants_plan(self, plan):
        """An amendment ends with what it amends; a notice is for what is renewed."""
        if self.state not in ("active", "to_renew") or self.kind == "amendment":
            return False
        has_notice = self.renewal != "none" and not self.date_denounced
        return plan.cooperation_anchor == "date_end" or has_notice

    def _get_checklist_anchor(self, template):
        return template.plan_id.cooperation_anchor

    def _get_checklist_owner(self):
        return self.user_id or self.create_uid

    def _keep_items(self, items):
        start = self.term_start
        return items.filtered(
            lambda item: item.active or not start or item.cooperation_due >= start
        )
