from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# What an administrator may complete in a file taken over from the past.
_KNOWN_OF_HISTORY = frozenset({"signed_on", "signatory_name", "signatory_function"})


class CooperationAgreementPartySignatureMixin(models.AbstractModel):
    """How a party has signed: when, by whom, in the tool or on paper.

    Nobody writes it directly: CNFPT signs by its direction, the others by their
    personal link, and what was signed on paper is noted with its scanned file.
    """

    _name = "cooperation.agreement.party.signature.mixin"
    _description = "Signature of a Party"
    _inherit = ["cooperation.guarded.mixin"]
    _guarded_fields = frozenset(
        {
            "signed_on",
            "signed_at",
            "signed_by_id",
            "signed_sha256",
            "signatory_name",
            "signatory_function",
            "signature_channel",
            "name_at_signature",
        }
    )

    signed_on = fields.Date(copy=False, readonly=True)
    signed_at = fields.Datetime(
        string="Noted At",
        copy=False,
        readonly=True,
        help="The instant at which it was signed in the tool, or noted from paper.",
    )
    signature_channel = fields.Selection(
        [("tool", "In the tool"), ("paper", "On paper")],
        string="Signed",
        copy=False,
        readonly=True,
    )
    signatory_name = fields.Char(string="Signed By", copy=False, readonly=True)
    signatory_function = fields.Char(
        string="Function of the Signatory", copy=False, readonly=True
    )
    signed_by_id = fields.Many2one(
        "res.users",
        string="User Who Signed or Noted It",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="Empty when it was signed by a personal link, without an account.",
    )
    signed_sha256 = fields.Char(
        string="Checksum of What Was Signed",
        copy=False,
        readonly=True,
        help="SHA-256 of the text signed in the tool, or of the scanned paper.",
    )
    name_at_signature = fields.Char(
        string="Name on That Day",
        copy=False,
        readonly=True,
        help="The name that the body bore when it signed; papers bear it for ever.",
    )

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

    def _check_direct_write(self, names):
        """An administrator completes what was signed before the software was there."""
        live = self
        if self._get_guarded_fields() & names <= _KNOWN_OF_HISTORY:
            live = self.filtered(lambda p: not p.agreement_id._is_history_open())
        if not live:
            return None
        return super(CooperationAgreementPartySignatureMixin, live)._check_direct_write(
            names
        )

    def _get_printed_name(self):
        """Return the name that papers bear: the one of the day of the signature."""
        self.ensure_one()
        body = self.partner_id
        return self.name_at_signature or (
            body._get_name_on(self.signed_on) if self.signed_on else body.name
        )

    def _get_signing_blockers(self, signed_on):
        """Say why the party does not sign on that day: nothing, when it may."""
        self.ensure_one()
        agreement, body = self.agreement_id, self.partner_id
        values = {"agreement": agreement.display_name, "body": body.display_name}
        if agreement.state in agreement._open_states + ("validation",):
            yield self.env._(
                "“%(agreement)s” is in the state “%(state)s”: %(body)s signs it once "
                "the direction has validated it.",
                state=agreement._get_state_label(agreement.state),
                **values,
            )
        elif agreement.state != "to_sign":
            yield self.env._(
                "“%(agreement)s” is signed: the signature of %(body)s cannot be "
                "changed any more.",
                **values,
            )
        elif self.signed_on:
            yield self.env._(
                "%(body)s has signed “%(agreement)s” on %(date)s already.",
                date=format_date(self.env, self.signed_on),
                **values,
            )
        elif self.role != "signatory":
            yield self.env._(
                "%(body)s does not sign “%(agreement)s”: it is party to it in another "
                "role.",
                **values,
            )
        elif body._has_ceased(signed_on):
            yield body._get_ceased_sentence(signed_on, agreement)

    def _take_signature(self, values):
        """Write one signature of each party, in the name that it bore on that day.

        :param dict values: signed_on, signatory_name, signatory_function,
            signature_channel, signed_by_id, signed_sha256
        :raise UserError: one of them does not sign; nothing is written
        """
        if refusals := [
            sentence
            for party in self
            for sentence in party._get_signing_blockers(values["signed_on"])
        ]:
            raise UserError("\n".join(refusals))
        for party in self:
            party._guarded_write(
                {
                    **values,
                    "signed_at": fields.Datetime.now(),
                    "name_at_signature": party.partner_id._get_name_on(
                        values["signed_on"]
                    ),
                }
            )

    def _void_signature(self):
        """Take the signatures back: the text is written anew."""
        self._guarded_write(dict.fromkeys(self._get_guarded_fields(), False))
