from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare
from odoo.tools.misc import formatLang

# What a counterpart signs: national institutions, then foreign bodies [R2] [004].
_NATIONAL_KINDS = ("convention", "partnership", "framework")
_FOREIGN_KINDS = ("engagement_letter",)
# What follows another agreement, whose kind decides.
DEPENDENT_KINDS = ("application", "amendment")


class CooperationAgreementKindMixin(models.AbstractModel):
    """Which kind of agreement a counterpart signs [R2] [004].

    National institutions, embassies of France abroad among them, sign conventions,
    partnership agreements and frameworks, beside which foreign bodies may sign.
    Foreign bodies alone sign letters of engagement. An application follows its
    framework, an amendment what it amends. CNFPT and its structures are on our side.
    """

    _name = "cooperation.agreement.kind.mixin"
    _description = "Kind of Agreement"

    kind = fields.Selection(
        [
            ("convention", "Convention"),
            ("partnership", "Partnership agreement"),
            ("engagement_letter", "Letter of engagement"),
            ("framework", "Framework agreement"),
            ("application", "Application of a framework"),
            ("amendment", "Amendment"),
        ],
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="National institutions sign conventions, partnership agreements and "
        "frameworks, foreign bodies letters of engagement; an application follows its "
        "framework, an amendment what it amends.",
    )
    kind_reason = fields.Char(
        string="What It Signs",
        compute="_compute_kind_reason",
        help="Why the counterpart signs this kind of agreement and no other.",
    )

    @api.depends("partner_id")
    def _compute_kind(self):
        """Propose what the counterpart signs; a saved agreement keeps its kind."""
        for agreement in self:
            kind = agreement.kind or _NATIONAL_KINDS[0]
            body = agreement.partner_id
            if body and not agreement._origin and kind not in DEPENDENT_KINDS:
                kinds = agreement._get_fitting_kinds(body)
                kind = kind if kind in kinds else kinds[0]
            agreement.kind = kind

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_kind_reason(self):
        for agreement in self:
            body = agreement.partner_id
            agreement.kind_reason = (
                bool(body)
                and not body.is_cnfpt_structure
                and agreement._get_side_sentence(body)
            )

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

    @api.model
    def _get_fitting_kinds(self, body):
        """Return the kinds that `body` signs alone; a person signs for their body."""
        return _NATIONAL_KINDS if self._is_national(body) else _FOREIGN_KINDS

    @api.model
    def _is_national(self, body):
        return (
            body.is_national_counterpart
            or body.commercial_partner_id.is_national_counterpart
        )

    @api.model
    def _get_side_sentence(self, body):
        """Say in words on which side a counterpart stands, and why [R2]."""
        known = body if body.cooperation_partner_type_id else body.commercial_partner_id
        kind = known.cooperation_partner_type_id
        values = {"body": body.display_name, "type": kind.name or ""}
        if self._is_national(body):
            if kind.national_rule == "always":
                return self.env._(
                    "%(body)s is of the type “%(type)s”: it stands for the French "
                    "State wherever it is, and signs as a national institution.",
                    **values,
                )
            return self.env._("%(body)s is a national institution.", **values)
        if not kind or not (known.country_id or kind.national_rule == "never"):
            return self.env._(
                "%(body)s is a foreign body as long as its contact does not say "
                "otherwise: give it a type and a country.",
                **values,
            )
        if kind.national_rule == "never" and known.country_id.code == "FR":
            return self.env._(
                "%(body)s is of the type “%(type)s”: it is a foreign body even when it "
                "is seated in France.",
                **values,
            )
        return self.env._("%(body)s is a foreign body.", **values)

    def _get_kind_blockers(self):
        """Name each counterpart that does not sign this kind, and what it signs."""
        self.ensure_one()
        root = self._get_root()
        kind = root.kind
        if not kind or kind in DEPENDENT_KINDS:
            return
        # An amendment is signed by the parties of what it amends, and maybe by others.
        bodies = self._get_counterparts() | root._get_counterparts()
        is_beside = kind in _NATIONAL_KINDS and any(map(self._is_national, bodies))
        values = {
            "agreement": self.name or self.env._("This agreement"),
            "kind": dict(self._fields["kind"]._description_selection(self.env))[kind],
        }
        for body in bodies:
            if kind in self._get_fitting_kinds(body) or is_beside:
                continue
            if self._is_national(body):
                what = self.env._(
                    "It signs a convention or a partnership agreement, or a "
                    "framework, but “%(agreement)s” is of the kind “%(kind)s”.",
                    **values,
                )
            else:
                what = self.env._(
                    "It signs a letter of engagement, or beside a national "
                    "institution, but “%(agreement)s” is of the kind “%(kind)s” and "
                    "no national institution signs it.",
                    **values,
                )
            yield f"{self._get_side_sentence(body)} {what}"

    def _get_share_blockers(self):
        """The funders of one agreement pay the whole at the most."""
        self.ensure_one()
        funders = self.party_ids.filtered(lambda party: party.role == "funder")
        total = sum(funders.mapped("share"))
        if float_compare(total, 100, precision_digits=2) > 0:
            yield self.env._(
                "The funders of “%(agreement)s” pay %(total)s %% together: lower their "
                "shares, which add up to 100 %% at the most.",
                agreement=self.display_name,
                total=formatLang(self.env, total, digits=2),
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
