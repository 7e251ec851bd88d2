from odoo import fields, models


class CooperationExpertCriterion(models.Model):
    """One thing that makes an expert right for a mission, and how much it weighs.

    The weights need no particular sum: a score is what an expert gets out of what they
    could get, in percent. A criterion on which a mission asks for nothing leaves its
    weight to the others.
    """

    _name = "cooperation.expert.criterion"
    _description = "Criterion of the Ranking"
    _inherit = ["cooperation.criterion.mixin"]

    code = fields.Selection(
        [
            ("skills", "Needed skills and their level"),
            ("languages", "Needed languages and their level"),
            ("country", "Knows the country"),
            ("availability", "Said to be free"),
            ("rotation", "Time since the last mission"),
            ("freshness", "Profile confirmed of late"),
            ("evaluation", "Evaluations of past missions"),
            ("employer", "Employer’s answer time"),
        ],
        string="What Is Looked At",
        required=True,
    )
    threshold = fields.Float(
        string="Days",
        help="Last mission: days after which it counts in full. Profile: days for "
        "which it counts in full; twice as many and it counts no more. Employer: days "
        "of waiting from which it counts no more.",
    )
