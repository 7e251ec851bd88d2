from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CooperationAgreementParty(models.Model):
    """A body that is party to an agreement, in one role.

    Signatories sign between the validation and the entry into force.
    """

    _name = "cooperation.agreement.party"
    _description = "Agreement Party"
    _inherit = ["cooperation.agreement.part.mixin"]
    _order = "sequence, id"
    _rec_name = "partner_id"
    _text_fields = frozenset({"agreement_id", "partner_id", "role"})

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
    signatory_name = fields.Char(string="Signed By", copy=False)
    signed_on = fields.Date(copy=False)
    is_national_counterpart = fields.Boolean(
        related="partner_id.is_national_counterpart", string="National"
    )
    agreement_state = fields.Selection(related="agreement_id.state")

    _role_uniq = models.Constraint(
        "UNIQUE(agreement_id, partner_id, role)",
        "A body is party to an agreement once in each role.",
    )

    @api.constrains("agreement_id", "partner_id", "role")
    def _check_kind_fits(self):
        self.agreement_id._check_kind_fits()

    @api.constrains("signed_on")
    def _check_signed_on(self):
        today = fields.Date.context_today(self)
        for party in self:
            if party.signed_on and party.signed_on > today:
                raise ValidationError(
                    self.env._(
                        "%(body)s cannot have signed in the future: give the day on "
                        "which it signed.",
                        body=party.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties.filtered("signed_on")._check_signing_open()
        return parties

    def write(self, vals):
        if vals.keys() & {"signed_on", "signatory_name"}:
            self._check_signing_open(is_signing=bool(vals.get("signed_on")))
        return super().write(vals)

    def _check_signing_open(self, is_signing=True):
        """Refuse signatures before the validation and after the entry into force."""
        for party in self:
            agreement = party.agreement_id
            states = ("to_sign",) if is_signing else agreement._unsigned_states
            if agreement.state not in states and not agreement._is_history_open():
                raise UserError(
                    self.env._(
                        "“%(agreement)s” is in the state “%(state)s”: %(body)s signs "
                        "it once the direction has validated it.",
                        agreement=agreement.display_name,
                        state=agreement._get_state_label(agreement.state),
                        body=party.partner_id.display_name,
                    )
                    if agreement.state in agreement._unsigned_states
                    else self.env._(
                        "“%(agreement)s” is signed: the signature of %(body)s cannot "
                        "be changed any more.",
                        agreement=agreement.display_name,
                        body=party.partner_id.display_name,
                    )
                )

    @api.model
    def _get_parts_label(self):
        return self.env._("parties")
