from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CooperationAgreementParty(models.Model):
    """A body that is party to an agreement, in one role.

    Signatories sign between the validation and the entry into force; how they sign is
    in the signature mixin of parties.
    """

    _name = "cooperation.agreement.party"
    _description = "Agreement Party"
    _inherit = [
        "cooperation.agreement.part.mixin",
        "cooperation.agreement.party.signature.mixin",
    ]
    _order = "sequence, id"
    _rec_name = "partner_id"
    _text_fields = frozenset({"agreement_id", "partner_id", "role", "share"})

    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", string="Body", required=True, index=True, ondelete="restrict"
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
    contact_id = fields.Many2one(
        "res.partner",
        string="Who Signs",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('is_company', '=', False), ('parent_id', 'child_of', partner_id)]",
        help="The person who signs for the body, and to whom the personal link goes; "
        "the body itself when it is empty.",
    )
    share = fields.Float(
        string="Share (%)",
        digits=(5, 2),
        help="Its part in the whole, in percent: what a funder pays of the cost, what "
        "an operator carries out. Empty when the text says nothing.",
    )
    is_national_counterpart = fields.Boolean(
        related="partner_id.is_national_counterpart", string="National"
    )
    agreement_state = fields.Selection(related="agreement_id.state")

    _role_uniq = models.Constraint(
        "UNIQUE(agreement_id, partner_id, role)",
        "A body is party to an agreement once in each role.",
    )
    _share_in_percent = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)",
        "The share of a party lies between 0 and 100 %.",
    )

    @api.constrains("agreement_id", "partner_id", "role")
    def _check_kind_fits(self):
        self.agreement_id._check_kind_fits()

    @api.constrains("agreement_id", "role", "share")
    def _check_shares(self):
        sentences = [
            sentence
            for agreement in self.agreement_id
            for sentence in agreement._get_share_blockers()
        ]
        if sentences:
            raise ValidationError("\n".join(sentences))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for party in self.filtered("signed_on"):
            raise UserError(
                self.env._(
                    "%(body)s has signed “%(agreement)s”: it stays among the parties.",
                    body=party.partner_id.display_name,
                    agreement=party.agreement_id.display_name,
                )
            )

    def _get_expected_signatory(self):
        """Return who is to sign, as far as it is known."""
        self.ensure_one()
        return {
            "signatory_name": self.contact_id.name,
            "signatory_function": self.contact_id.function,
        }

    @api.model
    def _get_parts_label(self):
        return self.env._("parties")
