from odoo import Command, api, fields, models

from ..tools.actions import open_list
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_COORDINATION = f"{_COORDINATOR},{_DIRECTION}"


class CooperationAgreement(models.Model):
    """The legal frame of an intervention: convention, partnership, letter [R2].

    National institutions sign conventions and partnership agreements, foreign
    bodies letters of engagement. Whoever drafted it does not validate it.
    """

    _name = "cooperation.agreement"
    _description = "Cooperation Agreement"
    _inherit = [
        "cooperation.agreement.author.mixin",
        "cooperation.agreement.number.mixin",
        "cooperation.agreement.paper.mixin",
        "cooperation.record.mixin",
        "cooperation.agreement.activity.mixin",
        "cooperation.agreement.parent.mixin",
        "cooperation.agreement.kind.mixin",
        "cooperation.agreement.sign.mixin",
        "cooperation.agreement.term.mixin",
        "cooperation.agreement.end.mixin",
        "cooperation.agreement.alert.mixin",
        "cooperation.agreement.leaning.mixin",
        "cooperation.agreement.fund.mixin",
        "cooperation.agreement.guard.mixin",
        "cooperation.agreement.text.mixin",
        "cooperation.agreement.version.mixin",
        "cooperation.agreement.amendment.mixin",
    ]
    _order = "date_start desc, id desc"
    _closed_states = ("expired", "terminated")
    _zone_frozen_states = ("active", "to_renew", "expired", "terminated")
    _default_initiative = "partnership"
    _guarded_fields = frozenset(
        {
            "state",
            "is_imported",
            "reference",
            "submitted_by_id",
            "validated_by_id",
            "term_start",
            "signing_version_id",
        }
    )
    # States in which the text can still be written, and those before signature.
    _open_states = ("draft", "negotiation")
    _unsigned_states = ("draft", "negotiation", "validation", "to_sign")
    # What the direction validates and the parties sign.
    _text_fields = frozenset(
        {
            "name",
            "kind",
            "parent_id",
            "partner_id",
            "area_ids",
            "country_ids",
            "date_start",
            "date_end",
            "renewal",
            "notice_days",
            "funding_line_ids",
            "article_ids",
            "second_lang",
            "amends_end",
            "amends_areas",
            "amends_countries",
            "amends_parties",
        }
    )
    _transitions = {
        "action_negotiate": Transition(("draft",), "negotiation", _COORDINATOR),
        "action_submit": Transition(
            ("draft", "negotiation"),
            "validation",
            _COORDINATOR,
            "_get_submit_blockers",
        ),
        "action_validate": Transition(
            ("validation",), "to_sign", _DIRECTION, "_get_validate_blockers"
        ),
        "action_return": Transition(
            ("validation", "to_sign"),
            "negotiation",
            _COORDINATION,
            "_get_return_blockers",
            main=False,
        ),
        "action_activate": Transition(
            ("to_sign",), "active", _COORDINATION, "_get_activate_blockers"
        ),
        "action_flag_renewal": Transition(
            ("active",),
            "to_renew",
            _COORDINATION,
            "_get_flag_renewal_blockers",
            main=False,
        ),
        "action_renew": Transition(
            ("to_renew",), "active", _COORDINATION, "_get_renew_blockers", main=False
        ),
        "action_expire": Transition(
            ("active", "to_renew"),
            "expired",
            _COORDINATION,
            "_get_expire_blockers",
            main=False,
        ),
        "action_terminate": Transition(
            ("active", "to_renew"),
            "terminated",
            _DIRECTION,
            "_get_terminate_blockers",
            main=False,
        ),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("negotiation", "Negotiation"),
            ("validation", "Validation"),
            ("to_sign", "To sign"),
            ("active", "Active"),
            ("to_renew", "To renew"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    child_ids = fields.One2many(
        "cooperation.agreement", "parent_id", string="Amendments and Applications"
    )
    child_count = fields.Integer(compute="_compute_child_count")
    partner_id = fields.Many2one(string="Counterpart", required=True)
    party_ids = fields.One2many(
        "cooperation.agreement.party", "agreement_id", string="Parties", copy=True
    )
    area_ids = fields.Many2many("cooperation.area", string="Areas of Cooperation")
    country_ids = fields.Many2many("res.country", string="Countries Covered")
    submitted_by_id = fields.Many2one(
        "res.users", string="Submitted By", readonly=True, copy=False
    )
    validated_by_id = fields.Many2one(
        "res.users", string="Validated By", readonly=True, copy=False
    )
    return_note = fields.Text(
        string="Note for the Drafter",
        copy=False,
        tracking=True,
        help="What has to change before the agreement is submitted again.",
    )
    mission_ids = fields.One2many("cooperation.mission", "agreement_id")
    mission_count = fields.Integer(compute="_compute_mission_count")

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    def _compute_child_count(self):
        self._compute_count("child_count", "cooperation.agreement", "parent_id")

    def _compute_mission_count(self):
        self._compute_count("mission_count", "cooperation.mission", "agreement_id")

    def _compute_count(self, name, model, field_name):
        counts = dict(
            self.env[model]._read_group(
                [(field_name, "in", self.ids)], [field_name], ["__count"]
            )
        )
        for agreement in self:
            agreement[name] = counts.get(agreement._origin, 0)

    @api.model
    def _prepare_born_values(self, parent):
        """It covers the country of the file that it is born of."""
        countries = {"country_ids": [Command.set(parent.country_id.ids)]}
        return super()._prepare_born_values(parent) | countries

    # ------------------------------------------------------------
    # What is frozen
    # ------------------------------------------------------------

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state not in self._open_states:
            frozen |= self._text_fields
        if self.state not in self._unsigned_states:
            frozen |= {"party_ids"}
        # The signed file is not changed behind its field either, in any state.
        return frozen | {"signed_file"}

    def _is_text_frozen(self):
        """Return whether parties and funding lines cannot change any more."""
        self.ensure_one()
        return self.state not in self._open_states and not self._is_history_open()

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_negotiate(self):
        """Open the negotiation with the counterpart."""
        return self._take_transition("action_negotiate")

    def action_submit(self):
        """Ask the direction to validate the text, which is frozen from now on."""
        return self._take_transition(
            "action_submit", {"submitted_by_id": self.env.uid, "return_note": False}
        )

    def action_validate(self):
        """Validate the text, so that it can be signed.

        :raise AccessError: the user is not of the direction
        :raise UserError: the user has drafted or submitted it
        """
        self._check_transition("action_validate")
        for agreement in self:
            version = agreement._keep_version("validated")
            agreement._take_transition(
                "action_validate",
                {"validated_by_id": self.env.uid, "signing_version_id": version.id},
            )
        return True

    def action_return(self):
        """Return the text to its drafter; signatures given so far are void."""
        self._check_transition("action_return")
        self._void_signatures()
        return self._take_transition(
            "action_return",
            {
                "validated_by_id": False,
                "signing_version_id": False,
                "signed_file": False,
                "signed_filename": False,
                "signed_sha256": False,
            },
        )

    def action_activate(self):
        """Put in force what everybody has signed; it is dated by the last one."""
        for agreement in self:
            if agreement.state == "to_sign" and not agreement._get_unsigned():
                agreement._make_missing_file()
            signed = agreement._get_signatories().mapped("signed_on")
            agreement._take_transition(
                "action_activate",
                {"date_signed": max(filter(None, signed), default=False)},
            )
            agreement._keep_version("signed")
            agreement.activity_feedback(
                ["cnfpt_cooperation.mail_activity_agreement_signed"]
            )
        self._apply_amendments()
        self._apply_checklist()
        return True

    def action_open_children(self):
        """Open the amendments and the agreements that apply this one."""
        return self._open_files(self._name, "parent_id", self.env._("Amendments"))

    def action_open_missions(self):
        """Open the missions made under this agreement."""
        return self._open_files(
            "cooperation.mission", "agreement_id", self.env._("Missions")
        )

    def _open_files(self, model, field_name, title):
        self.ensure_one()
        default = {f"default_{field_name}": self.id}
        return open_list(title, model, [(field_name, "=", self.id)], **default)

    def _get_party_bodies(self):
        """Return the bodies that are party to it, whichever office signs."""
        return (self.partner_id | self.party_ids.partner_id).commercial_partner_id
