from odoo import fields, models


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    name = fields.Char(translate=True)
    cooperation_visit_kind = fields.Selection(
        selection=lambda self: self._get_visit_kinds(),
        string="Kind of Visit",
        index="btree_not_null",
        help="Visits of this kind get these activities when they are planned: those "
        "before count from the arrival, those after from the departure.",
    )
    cooperation_anchor = fields.Selection(
        [("date_review", "Start of the notice"), ("date_end", "Last day of the term")],
        string="Counts From",
        index="btree_not_null",
        help="Agreements in force get these activities: they are due so many days "
        "before or after this date, and move with it.",
    )

    def _get_visit_kinds(self):
        kinds = self.env["cooperation.visit"]._fields["kind"]
        return kinds._description_selection(self.env)
