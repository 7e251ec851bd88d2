from odoo import fields, models

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
    _inherit = ["cooperation.record.mixin"]
    _order = "date_start desc, id desc"
    _closed_states = ("expired", "terminated")
    _zone_frozen_states = ("active", "to_renew", "expired", "terminated")
    _default_initiative = "partnership"
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
            ("validation", "to_sign"), "negotiation", _COORDINATION, main=False
        ),
        "action_activate": Transition(
            ("to_sign",), "active", _COORDINATION, "_get_activate_blockers"
        ),
        "action_flag_renewal": Transition(
            ("active",), "to_renew", _COORDINATION, main=False
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

    kind = fields.Selection(
        [
            ("convention", "Convention"),
            ("partnership", "Partnership agreement"),
            ("engagement_letter", "Letter of engagement"),
            ("amendment", "Amendment"),
        ],
        required=True,
        default="convention",
        tracking=True,
    )
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
        group_expand=True,
    )
    parent_id = fields.Many2one(
        "cooperation.agreement",
        string="Amends or Applies",
        index="btree_not_null",
        ondelete="restrict",
    )
    child_ids = fields.One2many("cooperation.agreement", "parent_id")
    partner_id = fields.Many2one(string="Counterpart", required=True)
    party_ids = fields.One2many(
        "cooperation.agreement.party", "agreement_id", string="Parties", copy=True
    )
    funding_line_ids = fields.One2many(
        "cooperation.funding.line", "agreement_id", string="Funding Lines"
    )
    area_ids = fields.Many2many("cooperation.area", string="Areas of Cooperation")
    country_ids = fields.Many2many("res.country", string="Countries Covered")
    date_start = fields.Date(string="In Force From", tracking=True)
    date_end = fields.Date(string="In Force Until", tracking=True)
    date_signed = fields.Date(string="Signed On", readonly=True, copy=False)
    renewal = fields.Selection(
        [("none", "None"), ("tacit", "Tacit"), ("written", "Written")],
        required=True,
        default="written",
    )
    notice_days = fields.Integer(
        string="Notice", default=90, help="Days before the end when it is reviewed."
    )
    signature_mode = fields.Selection(
        [("tool", "In the tool"), ("outside", "Outside, on paper")],
        default="outside",
    )
    signed_file = fields.Binary(attachment=True, copy=False)
    signed_filename = fields.Char(copy=False)
    validated_by_id = fields.Many2one(
        "res.users", string="Validated By", readonly=True, copy=False
    )
    termination_reason = fields.Text(copy=False)
    mission_ids = fields.One2many("cooperation.mission", "agreement_id")
    mission_count = fields.Integer(compute="_compute_mission_count")

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An agreement cannot end before it starts."
    )
    _amendment_parent = models.Constraint(
        "CHECK (kind != 'amendment' OR parent_id IS NOT NULL)",
        "An amendment names the agreement that it amends.",
    )
    _notice_positive = models.Constraint(
        "CHECK (notice_days >= 0)", "A notice cannot be negative."
    )
