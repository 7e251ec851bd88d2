from odoo import api, fields, models

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationRequest(models.Model):
    """What somebody asks of the Mission; work is demand-driven [R3].

    An accepted request is converted into the file that answers it. A declined one
    counts in the statistics of demand, never of activity.
    """

    _name = "cooperation.request"
    _description = "Cooperation Request"
    _inherit = ["cooperation.record.mixin"]
    _order = "date_received desc, id desc"
    _default_initiative = "hosting"
    _closed_states = ("declined", "cancelled")
    _zone_frozen_states = ("accepted", "converted", "declined", "cancelled")
    _transitions = {
        "action_qualify": Transition(
            ("new",), "qualified", _OFFICER, "_get_qualify_blockers"
        ),
        "action_accept": Transition(
            ("qualified", "postponed"), "accepted", _OFFICER, "_get_accept_blockers"
        ),
        "action_postpone": Transition(
            ("qualified",),
            "postponed",
            _OFFICER,
            "_get_postpone_blockers",
            main=False,
        ),
        "action_decline": Transition(
            ("new", "qualified", "postponed"),
            "declined",
            _OFFICER,
            "_get_decline_blockers",
            main=False,
        ),
        "action_cancel": Transition(
            ("new", "qualified", "accepted", "postponed"),
            "cancelled",
            _OFFICER,
            main=False,
        ),
        "action_mark_converted": Transition(
            ("accepted",), "converted", _OFFICER, "_get_convert_blockers", main=False
        ),
    }

    kind = fields.Selection(
        [
            ("visit", "Learn about CNFPT (visit)"),
            ("internship", "Host a student"),
            ("partnership", "Partnership"),
            ("training", "Take part in training"),
            ("publication", "Consult publications"),
            ("expertise", "Expert support"),
        ],
        required=True,
        default="visit",
        tracking=True,
        help="What foreign institutions and authorities ask for [R10].",
    )
    origin = fields.Selection(
        [
            ("local_authority", "Local authority"),
            ("association", "Association of authorities"),
            ("state", "State"),
            ("embassy", "Embassy of France"),
            ("institutional_partner", "Institutional partner"),
            ("foreign_body", "Foreign institution"),
        ],
        required=True,
        default="embassy",
        help="Who asks [R3].",
    )
    channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("phone", "Telephone"),
            ("meeting", "Meeting"),
            ("web", "Web"),
        ],
        default="email",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("qualified", "Qualified"),
            ("accepted", "Accepted"),
            ("postponed", "Postponed"),
            ("declined", "Declined"),
            ("converted", "Converted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    request_id = fields.Many2one(string="Earlier Request")
    partner_id = fields.Many2one(string="Requester")
    contact_id = fields.Many2one("res.partner", string="Contact Person")
    beneficiary_id = fields.Many2one(
        "res.partner", string="On Behalf Of", help="The body that would benefit."
    )
    date_received = fields.Date(
        string="Received On", required=True, default=fields.Date.context_today
    )
    date_wanted_start = fields.Date(string="Wanted From")
    date_wanted_end = fields.Date(string="Wanted Until")
    headcount = fields.Integer(string="Number of People")
    language_ids = fields.Many2many("cooperation.language", string="Languages")
    decision_date = fields.Date(readonly=True, copy=False)
    decision_user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, copy=False
    )
    decision_reason = fields.Text(copy=False, tracking=True)
    postponed_until = fields.Date(copy=False)
    visit_ids = fields.One2many("cooperation.visit", "request_id")
    mission_ids = fields.One2many("cooperation.mission", "request_id")
    agreement_ids = fields.One2many("cooperation.agreement", "request_id")
    internship_ids = fields.One2many("cooperation.internship", "request_id")

    _wanted_date_order = models.Constraint(
        "CHECK (date_wanted_end >= date_wanted_start)",
        "The wanted dates end before they start.",
    )
    _headcount_positive = models.Constraint(
        "CHECK (headcount >= 0)", "A number of people cannot be negative."
    )
