from odoo import fields, models

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"
_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"


class CooperationInternship(models.Model):
    """A placement abroad of an INET student, or at home of a foreign one [R11].

    An outgoing host is foreign or an international organisation. The placement
    agreement covers the stay before it starts.
    """

    _name = "cooperation.internship"
    _description = "Internship"
    _inherit = ["cooperation.record.mixin", "cooperation.required.piece.mixin"]
    _order = "date_start desc, id desc"
    _default_initiative = "hosting"
    _closed_states = ("closed", "cancelled")
    _zone_frozen_states = ("agreement", "cleared", "ongoing", "evaluated", "closed")
    _transitions = {
        "action_match": Transition(
            ("draft",), "matched", _OFFICER, "_get_match_blockers"
        ),
        "action_prepare_agreement": Transition(
            ("matched",), "agreement", _OFFICER, "_get_prepare_agreement_blockers"
        ),
        "action_clear": Transition(
            ("agreement",), "cleared", _COORDINATOR, "_get_clear_blockers"
        ),
        "action_start": Transition(
            ("cleared",), "ongoing", _OFFICER, "_get_start_blockers"
        ),
        "action_evaluate": Transition(
            ("ongoing",), "evaluated", _OFFICER, "_get_evaluate_blockers"
        ),
        "action_close": Transition(
            ("evaluated",), "closed", _OFFICER, "_get_close_blockers"
        ),
        "action_reopen": Transition(
            ("matched", "agreement"), "draft", _OFFICER, main=False
        ),
        "action_cancel": Transition(
            ("draft", "matched", "agreement", "cleared"),
            "cancelled",
            _OFFICER,
            "_get_cancel_blockers",
            main=False,
        ),
    }

    direction = fields.Selection(
        [("outgoing", "Outgoing"), ("incoming", "Incoming")],
        required=True,
        default="outgoing",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("matched", "Matched"),
            ("agreement", "Placement agreement"),
            ("cleared", "Cleared"),
            ("ongoing", "Ongoing"),
            ("evaluated", "Evaluated"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    partner_id = fields.Many2one(string="Host Body")
    intern_id = fields.Many2one(
        "res.partner",
        string="Intern",
        domain="[('is_company', '=', False)]",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    cohort = fields.Char(help="The intern's year group.")
    course = fields.Char(help="The course that the placement belongs to.")
    home_body_id = fields.Many2one(
        "res.partner",
        string="School",
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
    )
    host_tutor_id = fields.Many2one("res.partner", string="Tutor at the Host")
    school_tutor_id = fields.Many2one("res.partner", string="Tutor at the School")
    date_start = fields.Date(string="Starts On", tracking=True, index=True)
    date_end = fields.Date(string="Ends On", tracking=True)
    placement_agreement_file = fields.Binary(
        string="Signed Placement Agreement", attachment=True, copy=False
    )
    placement_agreement_filename = fields.Char(copy=False)
    placement_agreement_date = fields.Date(string="Agreement Signed On", copy=False)
    piece_ids = fields.One2many("cooperation.internship.piece", "internship_id")
    security_opinion = fields.Selection(
        [
            ("none", "Not asked"),
            ("asked", "Asked"),
            ("favourable", "Favourable"),
            ("unfavourable", "Unfavourable"),
        ],
        required=True,
        default="none",
        copy=False,
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    allowance = fields.Monetary(string="Monthly Allowance")
    evaluation = fields.Selection(
        [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very good")], copy=False
    )
    evaluation_note = fields.Text(copy=False)
    cancel_reason = fields.Text(copy=False)

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An internship cannot end before it starts."
    )
