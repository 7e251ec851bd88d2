from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

# What a counterpart signs: national institutions, then foreign bodies [R2] [004].
_NATIONAL_KINDS = ("convention", "partnership")
_FOREIGN_KINDS = ("engagement_letter",)


class CooperationAgreementKindMixin(models.AbstractModel):
    """Which kind of agreement a counterpart signs [R2] [004].

    National institutions, embassies of France abroad among them, sign conventions
    and partnership agreements; foreign bodies sign letters of engagement. An
    amendment follows what it amends. CNFPT and its structures are on our side.
    """

    _name = "cooperation.agreement.kind.mixin"
    _description = "Kind of Agreement"

    kind = fields.Selection(
        [
            ("convention", "Convention"),
            ("partnership", "Partnership agreement"),
            ("engagement_letter", "Letter of engagement"),
            ("amendment", "Amendment"),
        ],
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="National institutions sign conventions and partnership agreements, "
        "foreign bodies letters of engagement; an amendment follows what it amends.",
    )
    parent_id = fields.Many2one(
        "cooperation.agreement",
        string="Amends or Applies",
        index="btree_not_null",
        ondelete="restrict",
    )

    _amendment_parent = models.Constraint(
        "CHECK (kind != 'amendment' OR parent_id IS NOT NULL)",
        "An amendment names the agreement that it amends.",
    )

    @api.depends("partner_id")
    def _compute_kind(self):
        """Propose what the counterpart signs; a saved agreement keeps its kind."""
        for agreement in self:
            kind = agreement.kind or _NATIONAL_KINDS[0]
            body = agreement.partner_id
            if body and not agreement._origin and kind != "amendment":
                kinds = agreement._get_fitting_kinds(body)
                kind = kind if kind in kinds else kinds[0]
            agreement.kind = kind

    @api.onchange("kind", "parent_id", "partner_id", "party_ids")
    def _onchange_kind(self):
        """Say at once that a kind does not fit; the constraint refuses it later."""
        sentences = self.partner_id and list(self._get_kind_blockers())
        if not sentences:
            return None
        return {
            "warning": {
                "title": self.env._("This kind of agreement does not fit"),
                "message": "\n".join(sentences),
            }
        }

    @api.constrains("kind", "parent_id", "partner_id")
    def _check_kind_fits(self):
        for agreement in self:
            sentences = list(agreement._get_kind_blockers())
            if sentences:
                raise ValidationError("\n".join(sentences))

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An agreement cannot amend itself."))

    def _get_cnfpt(self):
        """Return the body that the Mission signs for, empty if it was deleted."""
        return (
            self.env.ref("cnfpt_cooperation.partner_cnfpt", raise_if_not_found=False)
            or self.env["res.partner"].browse()
        )

    def _get_signatories(self):
        return self.party_ids.filtered(lambda party: party.role == "signatory")

    def _get_counterparts(self):
        """Return the bodies that sign with CNFPT."""
        bodies = self.partner_id | self._get_signatories().partner_id
        return bodies.filtered(lambda body: not body.is_cnfpt_structure)

    def _get_root(self):
        """Return the agreement that a chain of amendments starts from."""
        self.ensure_one()
        agreement, seen = self, self.browse()
        while (
            agreement.kind == "amendment"
            and agreement.parent_id
            and agreement not in seen
        ):
            seen |= agreement
            agreement = agreement.parent_id
        return agreement

    @api.model
    def _get_fitting_kinds(self, body):
        """Return the kinds that `body` signs; a person signs for their body [R2]."""
        is_national = (
            body.is_national_counterpart
            or body.commercial_partner_id.is_national_counterpart
        )
        return _NATIONAL_KINDS if is_national else _FOREIGN_KINDS

    def _get_kind_blockers(self):
        """Name each counterpart that does not sign this kind, and what it signs."""
        self.ensure_one()
        kind = self._get_root().kind
        if not kind or kind == "amendment":
            return
        label = dict(self._fields["kind"]._description_selection(self.env))[kind]
        for body in self._get_counterparts():
            kinds = self._get_fitting_kinds(body)
            if kind in kinds:
                continue
            values = {
                "body": body.display_name,
                "agreement": self.name or self.env._("This agreement"),
                "kind": label,
            }
            if kinds == _NATIONAL_KINDS:
                yield self.env._(
                    "%(body)s is a national institution: it signs a convention or a "
                    "partnership agreement, but “%(agreement)s” is of the kind "
                    "“%(kind)s”.",
                    **values,
                )
            else:
                yield self.env._(
                    "%(body)s is a foreign body: it signs a letter of engagement, but "
                    "“%(agreement)s” is of the kind “%(kind)s”.",
                    **values,
                )

    # ------------------------------------------------------------
    # CRUD: the counterpart and CNFPT are always among the parties
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """CNFPT and the counterpart are signatories from the start."""
        agreements = super().create(vals_list)
        self.env["cooperation.agreement.party"].create(
            [
                {"agreement_id": agreement.id, "partner_id": body.id}
                for agreement in agreements
                for body in agreement._get_missing_signatories()
            ]
        )
        return agreements

    def write(self, vals):
        """A new counterpart takes the place of the former one among the parties."""
        if "partner_id" not in vals or "party_ids" in vals:
            return super().write(vals)
        for agreement in self:
            former = agreement._get_signatories().filtered(
                lambda party, body=agreement.partner_id: party.partner_id == body
            )
            commands = [
                Command.update(party.id, {"partner_id": vals["partner_id"]})
                for party in former
                if party.partner_id.id != vals["partner_id"]
            ]
            super(CooperationAgreementKindMixin, agreement).write(
                {**vals, "party_ids": commands} if commands else vals
            )
        return True

    def _get_missing_signatories(self):
        """Return CNFPT, when none of its structures signs, and the counterpart."""
        self.ensure_one()
        signatories = self._get_signatories().partner_id
        missing = self.partner_id - signatories
        if not any(signatories.mapped("is_cnfpt_structure")):
            missing = self._get_cnfpt() | missing
        return missing
