from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.wording import format_period
from .cooperation_transition_mixin import CooperationTransitionMixin, Transition

ORIGINS = [
    ("cnfpt", "CNFPT agent"),
    ("local_authority", "Agent of a local authority"),
    ("other", "Other"),
]
_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_PRIVATE = "cnfpt_cooperation.cnfpt_cooperation_group_private"


class CooperationExpert(models.Model):
    """Somebody on the roster: a contact with an employer, skills and languages [R7].

    Never deleted once known: an expert who has left stays, in the state “Left”,
    because past missions count them.
    """

    _name = "cooperation.expert"
    _description = "Expert"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
        "cooperation.expert.position.mixin",
        "cooperation.expert.profile.mixin",
        "cooperation.expert.freshness.mixin",
        "cooperation.expert.match.mixin",
        "cooperation.ledger.mixin",
    ]
    _ledger_field = "expert_id"
    _order = "name, id"
    _rec_names_search = ["name", "employer_id.complete_name"]
    _guarded_fields = CooperationTransitionMixin._guarded_fields | {"suspended_for"}
    _transitions = {
        "action_activate": Transition(
            ("candidate", "suspended", "left"),
            "active",
            _COORDINATOR,
            "_get_activate_blockers",
        ),
        "action_suspend": Transition(
            ("active",), "suspended", _COORDINATOR, main=False
        ),
        "action_leave": Transition(
            ("candidate", "active", "suspended"),
            "left",
            _COORDINATOR,
            "_get_leave_blockers",
            main=False,
        ),
    }

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(related="partner_id.name", store=True, index="trigram")
    avatar_128 = fields.Image(related="partner_id.avatar_128")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("candidate", "Candidate"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("left", "Left"),
        ],
        required=True,
        default="candidate",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    user_id = fields.Many2one(
        "res.users", string="Followed By", default=lambda self: self.env.user
    )
    employer_id = fields.Many2one(
        "res.partner",
        domain="[('is_company', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    origin = fields.Selection(
        ORIGINS,
        compute="_compute_origin",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Experts are CNFPT agents or agents of local authorities [R7].",
    )
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    is_consent_given = fields.Boolean(
        string="Consents to Be Listed", help="The expert agreed to be on the roster."
    )
    assignment_ids = fields.One2many(
        "cooperation.assignment", "expert_id", string="Assignments"
    )
    day_ids = fields.One2many("cooperation.expert.day", "expert_id")
    mission_count = fields.Integer(
        string="Missions",
        compute="_compute_mission_count",
        help="Missions confirmed, ordered or done.",
    )
    days_this_year = fields.Float(
        compute="_compute_days_this_year",
        digits=(16, 1),
        help="Days done and planned in this calendar year.",
    )
    private_phone = fields.Char(groups=_PRIVATE)
    private_email = fields.Char(groups=_PRIVATE)
    birth_date = fields.Date(groups=_PRIVATE)
    passport_expiry = fields.Date(groups=_PRIVATE)
    private_note = fields.Text(groups=_PRIVATE)

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)", "This contact is on the roster already."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("employer_id.cooperation_partner_type_id.code")
    def _compute_origin(self):
        origins = {"cnfpt_structure": "cnfpt", "local_authority": "local_authority"}
        for expert in self:
            code = expert.employer_id.cooperation_partner_type_id.code
            expert.origin = origins.get(code, "other")

    @api.depends("assignment_ids.state")
    def _compute_mission_count(self):
        counts = dict(
            self.env["cooperation.assignment"]._read_group(
                [
                    ("expert_id", "in", self.ids),
                    ("state", "in", ("confirmed", "ordered", "done")),
                ],
                ["expert_id"],
                ["__count"],
            )
        )
        for expert in self:
            expert.mission_count = counts.get(expert._origin, 0)

    @api.depends("day_ids.fraction", "day_ids.date")
    def _compute_days_this_year(self):
        today = fields.Date.context_today(self)
        days = dict(
            self.env["cooperation.expert.day"]._read_group(
                [
                    ("expert_id", "in", self.ids),
                    ("date", ">=", today.replace(month=1, day=1)),
                    ("date", "<=", today.replace(month=12, day=31)),
                ],
                ["expert_id"],
                ["fraction:sum"],
            )
        )
        for expert in self:
            expert.days_this_year = days.get(expert._origin, 0.0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        for expert in self:
            if expert.assignment_ids:
                raise UserError(
                    self.env._(
                        "“%(expert)s” has been proposed for “%(mission)s” and stays on "
                        "the roster: use “Leave the Roster” instead.",
                        expert=expert.display_name,
                        mission=expert.assignment_ids[0].mission_id.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def action_activate(self):
        """Put the experts on the roster: they can be invited and confirmed.

        The accreditation starts today if it never did, and a profile that is not
        dated counts as checked today [R16].

        :raise UserError: employer, skill, language, consent missing, or the
            accreditation is over
        """
        self._take_transition("action_activate", {"suspended_for": False})
        today = fields.Date.context_today(self)
        self.filtered(lambda e: not e.validity_start).validity_start = today
        self.filtered(lambda e: not e.date_confirmed).date_confirmed = today
        return True

    def action_accredit(self):
        """Start a new accreditation today, where the last one is over [R16].

        The suspensions and written requests of the former one stay, and count for
        nothing in the new one.

        :raise UserError: an accreditation still runs, or its clock is stopped
        """
        self.check_access("write")
        for expert in self:
            if expert.validity_state not in ("none", "lapsed", "ended"):
                raise UserError(
                    self.env._(
                        "The accreditation of “%(expert)s” is not over: %(note)s",
                        expert=expert.display_name,
                        note=expert.validity_note,
                    )
                )
        self.validity_start = fields.Date.context_today(self)
        return True

    def action_suspend(self):
        """Take the experts off the roster for a while."""
        return self._take_transition("action_suspend", {"suspended_for": "decision"})

    def action_leave(self):
        """Take the experts off the roster for good; their past missions stay.

        :raise UserError: an assignment is confirmed or ordered
        """
        return self._take_transition("action_leave", {"suspended_for": False})

    def _get_activate_blockers(self):
        self.ensure_one()
        name = self.display_name
        if not self.employer_id:
            yield self.env._("Give the employer of “%(expert)s”.", expert=name)
        if not self.skill_ids:
            yield self.env._("Give at least one skill of “%(expert)s”.", expert=name)
        if not self.language_ids:
            yield self.env._(
                "Give at least one working language of “%(expert)s”.", expert=name
            )
        if not self.is_consent_given:
            yield self.env._(
                "“%(expert)s” has not consented to be listed: ask, then tick “Consents "
                "to Be Listed”.",
                expert=name,
            )
        yield from self._get_accreditation_blockers(fields.Date.context_today(self))

    def _get_leave_blockers(self):
        self.ensure_one()
        for assignment in self.assignment_ids:
            if assignment.state in ("confirmed", "ordered"):
                yield self.env._(
                    "“%(expert)s” is firm on “%(mission)s” (%(period)s): finish or "
                    "cancel that assignment first.",
                    expert=self.display_name,
                    mission=assignment.mission_id.display_name,
                    period=format_period(
                        self.env, assignment.date_start, assignment.date_end
                    ),
                )
