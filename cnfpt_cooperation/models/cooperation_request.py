from odoo import api, fields, models

from .cooperation_record_mixin import CooperationRecordMixin
from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"

# Who asks, by the type of the requesting body [R3].
_ORIGIN_BY_PARTNER_TYPE = {
    "ministry": "state",
    "agency": "institutional_partner",
    "embassy": "embassy",
    "association_authorities": "association",
    "association_staff": "association",
    "local_authority": "local_authority",
}


class CooperationRequest(models.Model):
    """What somebody asks of the Mission; work is demand-driven [R3].

    An accepted request is converted into the file that answers it. A declined one
    counts in the statistics of demand, never of activity.
    """

    _name = "cooperation.request"
    _description = "Cooperation Request"
    _inherit = [
        "cooperation.request.mail.mixin",
        "cooperation.request.duplicate.mixin",
        "cooperation.request.score.mixin",
        "cooperation.request.cost.mixin",
        "cooperation.request.letter.mixin",
        "cooperation.request.conversion.mixin",
        "cooperation.correspondence.mixin",
        "cooperation.record.mixin",
    ]
    _order = "date_received desc, id desc"
    _period = ("date_wanted_start", "date_wanted_end")
    _default_initiative = "hosting"
    _closed_states = ("declined", "converted", "cancelled")
    _guarded_fields = CooperationRecordMixin._guarded_fields | {
        "decision_date",
        "decision_user_id",
        "duplicate_of_id",
        "letter_subject",
        "letter_body",
        "letter_date",
    }
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
        "action_reopen": Transition(
            ("accepted", "postponed", "declined", "converted", "cancelled"),
            "qualified",
            _OFFICER,
            "_get_reopen_blockers",
            main=False,
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
        compute="_compute_origin",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Who asks [R3]; proposed from the type of the requesting body.",
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
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    request_id = fields.Many2one(string="Earlier Request")
    partner_id = fields.Many2one(string="Requester")
    beneficiary_id = fields.Many2one(
        "res.partner",
        string="On Behalf Of",
        index="btree_not_null",
        ondelete="restrict",
        help="The body that would benefit, when somebody else asks for it.",
    )
    priority = fields.Selection(
        [("0", "Not rated"), ("1", "Low"), ("2", "Medium"), ("3", "High")],
        default="0",
        help="What the officer thinks of it, whatever the score says.",
    )
    date_received = fields.Date(
        string="Received On",
        required=True,
        default=fields.Date.context_today,
        index=True,
    )
    date_wanted_start = fields.Date(string="Wanted From")
    date_wanted_end = fields.Date(string="Wanted Until")
    headcount = fields.Integer(string="Number of People")
    decision_date = fields.Date(readonly=True, copy=False)
    decision_user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, copy=False
    )
    decision_reason = fields.Text(
        copy=False, tracking=True, help="What is answered to the requester, and why."
    )
    postponed_until = fields.Date(copy=False, tracking=True)
    _wanted_date_order = models.Constraint(
        "CHECK (date_wanted_end >= date_wanted_start)",
        "The wanted dates end before they start.",
    )
    _headcount_positive = models.Constraint(
        "CHECK (headcount >= 0)", "A number of people cannot be negative."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("partner_id.cooperation_partner_type_id")
    def _compute_origin(self):
        for request in self:
            partner_type = request.partner_id.cooperation_partner_type_id.code
            proposed = _ORIGIN_BY_PARTNER_TYPE.get(partner_type)
            request.origin = proposed or request.origin or "foreign_body"

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _get_qualify_blockers(self):
        self.ensure_one()
        if not self.partner_id:
            yield self.env._(
                "Say who asks: “%(request)s” has no requester.",
                request=self.display_name,
            )
        yield from self._get_country_blockers()
        if self.kind == "visit" and self.country_id and self.country_id._is_french():
            yield self.env._(
                "“%(country)s” is not a foreign country: give “%(request)s” the "
                "country from which the delegation comes.",
                country=self.country_id.name,
                request=self.display_name,
            )

    def _get_accept_blockers(self):
        self.ensure_one()
        yield from self._get_qualify_blockers()
        if not self.user_id:
            yield self.env._(
                "Name who is in charge of “%(request)s” before you accept it.",
                request=self.display_name,
            )

    def _get_postpone_blockers(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.postponed_until or self.postponed_until <= today:
            yield self.env._(
                "Write in “Postponed Until” the day to come on which “%(request)s” "
                "is looked at again.",
                request=self.display_name,
            )

    def _get_decline_blockers(self):
        self.ensure_one()
        if not (self.decision_reason or "").strip():
            yield self.env._(
                "Write in “Decision Reason” why “%(request)s” is declined.",
                request=self.display_name,
            )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_qualify(self):
        """Say that who asks, and from which country, is known.

        Whoever qualifies what came by e-mail takes charge of it.
        """
        self._take_transition("action_qualify")
        self.filtered(lambda request: not request.user_id).user_id = self.env.user
        self._refresh_score()
        return True

    def action_accept(self):
        """Accept the request; the day and the user are kept."""
        return self._take_transition("action_accept", self._prepare_decision())

    def action_postpone(self):
        """Put the decision off until the day written on the request."""
        return self._take_transition("action_postpone", self._prepare_decision())

    def action_decline(self):
        """Decline the request, with its reason; the day and the user are kept."""
        return self._take_transition("action_decline", self._prepare_decision())

    def action_cancel(self):
        """Say that the requester has given up."""
        return self._take_transition("action_cancel")

    def action_reopen(self):
        """Come back to the decision when no living file answers the request."""
        return self._take_transition(
            "action_reopen",
            {
                "decision_date": False,
                "decision_user_id": False,
                "duplicate_of_id": False,
            },
        )

    def action_mark_converted(self):
        """Say that the request is answered: by a file, or by publications sent."""
        return self._take_transition("action_mark_converted")

    def _prepare_decision(self):
        return {
            "decision_date": fields.Date.context_today(self),
            "decision_user_id": self.env.uid,
        }
