from odoo import fields, models


class CooperationAgreementParty(models.Model):
    """A body that is party to an agreement, in one role."""

    _name = "cooperation.agreement.party"
    _description = "Agreement Party"
    _order = "sequence, id"
    _rec_name = "partner_id"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        [
            ("signatory", "Signatory"),
            ("funder", "Funder"),
            ("beneficiary", "Beneficiary"),
            ("operator", "Operator"),
        ],
        required=True,
        default="signatory",
    )
    signatory_name = fields.Char(string="Signed By")
    signed_on = fields.Date(copy=False)

    _role_uniq = models.Constraint(
        "UNIQUE(agreement_id, partner_id, role)",
        "A body is party to an agreement once in each role.",
    )
