from odoo import api, fields, models


class CooperationRequestCriterion(models.Model):
    """One reason to say yes to a request, and how much it weighs.

    The weights need no particular sum: a score is what a request gets out of what it
    could get, in percent. What is changed here is seen at once on the requests that
    wait for a decision, and on no other.
    """

    _name = "cooperation.request.criterion"
    _description = "Criterion of the Score"
    _inherit = ["cooperation.criterion.mixin"]

    code = fields.Selection(
        [
            ("priority_area", "Priority area"),
            ("live_agreement", "Live agreement"),
            ("theme_offered", "Theme in the offer"),
            ("notice_period", "Notice period"),
            ("host_load", "Hosts’ hours left"),
        ],
        string="What Is Looked At",
        required=True,
    )
    threshold = fields.Float(
        help="Notice period: days from which it counts in full. Hosts’ hours: hours "
        "a week that the Mission’s house gives to delegations.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        self.env["cooperation.request"]._refresh_undecided()
        return criteria

    def write(self, vals):
        result = super().write(vals)
        self.env["cooperation.request"]._refresh_undecided()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["cooperation.request"]._refresh_undecided()
        return result
