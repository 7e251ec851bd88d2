from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

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
    _inherit = [
        "cooperation.covered.mixin",
        "cooperation.record.mixin",
        "cooperation.required.piece.mixin",
        "cooperation.internship.guard.mixin",
    ]
    _order = "date_start desc, id desc"
    _default_initiative = "hosting"
    _closed_states = ("closed", "cancelled")
    _cover_states = _cover_kept_states = (
        "draft",
        "matched",
        "agreement",
        "cleared",
        "ongoing",
    )
    # What the placement agreement says does not change once it is signed.
    _covered_states = ("cleared", "ongoing", "evaluated", "closed")
    _covered_fields = frozenset(
        {
            "direction",
            "intern_id",
            "partner_id",
            "home_body_id",
            "date_start",
            "pieces_deadline",
            "piece_ids",
            "security_opinion",
            "placement_agreement_file",
            "placement_agreement_filename",
            "placement_agreement_date",
        }
    )
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
        group_expand="_group_expand_open_states",
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
    is_abroad = fields.Boolean(
        compute="_compute_is_abroad",
        help="The host lies outside France: a security opinion is asked.",
    )
    date_start = fields.Date(string="Starts On", tracking=True, index=True)
    date_end = fields.Date(string="Ends On", tracking=True)
    placement_agreement_file = fields.Binary(
        string="Signed Placement Agreement", attachment=True, copy=False
    )
    placement_agreement_filename = fields.Char(copy=False)
    placement_agreement_date = fields.Date(string="Agreement Signed On", copy=False)
    piece_ids = fields.One2many(
        "cooperation.internship.piece", "internship_id", string="Pieces"
    )
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
    cancel_reason = fields.Text(string="Reason", copy=False)

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An internship cannot end before it starts."
    )
    _matched_dates = models.Constraint(
        "CHECK (state IN ('draft', 'cancelled') OR is_imported IS TRUE "
        "OR (date_start IS NOT NULL AND date_end IS NOT NULL))",
        "An internship that is matched keeps its dates.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("direction", "home_body_id", "intern_id", "partner_id")
    def _compute_country_id(self):
        """An incoming intern counts where they come from, not where they stay."""
        for internship in self:
            country = internship.partner_id.country_id
            if internship.direction == "incoming":
                country = (
                    internship.home_body_id.country_id
                    or internship.intern_id.country_id
                )
            internship.country_id = internship.country_id or country

    def _get_usual_act(self):
        return "exchange"

    @api.depends("partner_id.country_id")
    def _compute_is_abroad(self):
        for internship in self:
            country = internship.partner_id.country_id
            internship.is_abroad = bool(country) and not country._is_french()

    # ------------------------------------------------------------
    # Which host [R11]
    # ------------------------------------------------------------

    @api.constrains("direction", "partner_id")
    def _check_host(self):
        for internship in self:
            sentences = list(internship._get_host_blockers())
            if internship.partner_id and sentences:
                raise ValidationError("\n".join(sentences))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open each file with the pieces that are always asked for [R17]."""
        internships = super().create(vals_list)
        for internship in internships.filtered(
            lambda new: not new.piece_ids and not new.is_imported
        ):
            internship.piece_ids = [
                Command.create({"name": name, "sequence": sequence})
                for sequence, name in enumerate(
                    internship._get_default_piece_names(), start=1
                )
            ]
        return internships

    def _get_default_piece_names(self):
        """Return the names of the pieces, in the language of whoever opens the file."""
        self.ensure_one()
        names = [
            self.env._("Curriculum vitae"),
            self.env._("Letter of motivation"),
            self.env._("Copy of an identity document"),
            self.env._("Proof of liability insurance"),
        ]
        if self.direction == "outgoing":
            names += [
                self.env._("Proof of health and repatriation insurance"),
                self.env._("Authorisation for a mission abroad"),
            ]
        else:
            names.append(self.env._("Letter from the school of origin"))
        return names

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state in self._covered_states:
            frozen |= self._covered_fields
        return frozen

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_match(self):
        """The intern, the host, both tutors and the dates are agreed on."""
        return self._take_transition("action_match")

    def action_prepare_agreement(self):
        """The file is complete: the placement agreement goes round for signature."""
        return self._take_transition("action_prepare_agreement")

    def action_clear(self):
        """Signed and safe: the intern may leave."""
        return self._take_transition("action_clear")

    def action_start(self):
        """The intern has arrived."""
        return self._take_transition("action_start")

    def action_evaluate(self):
        """The stay is over and evaluated."""
        return self._take_transition("action_evaluate")

    def action_close(self):
        """Close the file: nothing in it changes any more."""
        return self._take_transition("action_close")

    def action_reopen(self):
        """Take the match back to look for another host or other dates."""
        return self._take_transition("action_reopen")

    def action_cancel(self):
        """Cancel, for a reason that is written down, what has not started."""
        return self._take_transition("action_cancel")
