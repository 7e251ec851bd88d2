from odoo import fields, models


class CooperationPartnerType(models.Model):
    """What a partner body is: ministry, embassy, local authority…"""

    _name = "cooperation.partner.type"
    _description = "Partner Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    national_rule = fields.Selection(
        [
            ("in_france", "National when in France"),
            ("always", "Always national"),
            ("never", "Never national"),
        ],
        required=True,
        default="never",
        help="Whether a body of this type signs as a national institution; "
        "embassies of France abroad always do [R2].",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code already exists.")
