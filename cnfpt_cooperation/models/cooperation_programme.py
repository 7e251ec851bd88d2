from odoo import fields, models

from .cooperation_transition_mixin import Transition

_COORDINATION = (
    "cnfpt_cooperation.cnfpt_cooperation_group_coordinator,"
    "cnfpt_cooperation.cnfpt_cooperation_group_direction"
)


class CooperationProgramme(models.Model):
    """A country file or a concerted programme that groups files [R8]."""

    _name = "cooperation.programme"
    _description = "Cooperation Programme"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _transitions = {
        "action_open": Transition(
            ("draft", "closed"), "open", _COORDINATION, "_get_open_blockers"
        ),
        "action_close": Transition(("open",), "closed", _COORDINATION, main=False),
    }

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(copy=False)
    kind = fields.Selection(
        [
            ("country_file", "Country file"),
            ("concerted", "Concerted programme"),
        ],
        required=True,
        default="country_file",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    country_ids = fields.Many2many("res.country")
    partner_ids = fields.Many2many("res.partner", string="Partners")
    user_id = fields.Many2one(
        "res.users", string="In Charge", default=lambda self: self.env.user
    )
    objectives = fields.Html(translate=True)
    date_start = fields.Date()
    date_end = fields.Date()
    active = fields.Boolean(default=True)
    color = fields.Integer()
    request_ids = fields.One2many("cooperation.request", "programme_id")
    agreement_ids = fields.One2many("cooperation.agreement", "programme_id")
    mission_ids = fields.One2many("cooperation.mission", "programme_id")
    visit_ids = fields.One2many("cooperation.visit", "programme_id")
    internship_ids = fields.One2many("cooperation.internship", "programme_id")
    request_count = fields.Integer(compute="_compute_file_counts")
    agreement_count = fields.Integer(compute="_compute_file_counts")
    mission_count = fields.Integer(compute="_compute_file_counts")
    visit_count = fields.Integer(compute="_compute_file_counts")
    internship_count = fields.Integer(compute="_compute_file_counts")

    _code_uniq = models.Constraint("UNIQUE(code)", "This code already exists.")
    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A programme cannot end before it starts."
    )

    def _compute_file_counts(self):
        for name in ("request", "agreement", "mission", "visit", "internship"):
            counts = dict(
                self.env[f"cooperation.{name}"]._read_group(
                    [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
                )
            )
            for programme in self:
                programme[f"{name}_count"] = counts.get(programme._origin, 0)

    def _get_open_blockers(self):
        self.ensure_one()
        if not self.country_ids:
            yield self.env._(
                "Give “%(programme)s” at least one country.",
                programme=self.display_name,
            )

    def action_open(self):
        """Open a programme: files can be counted under it."""
        return self._take_transition("action_open")

    def action_close(self):
        """Close a programme; it can be opened again."""
        return self._take_transition("action_close")

    def action_open_requests(self):
        """Open the requests of this programme."""
        return self._open_files("cooperation.request", self.env._("Requests"))

    def action_open_agreements(self):
        """Open the agreements of this programme."""
        return self._open_files("cooperation.agreement", self.env._("Agreements"))

    def action_open_missions(self):
        """Open the missions of this programme."""
        return self._open_files("cooperation.mission", self.env._("Missions"))

    def action_open_visits(self):
        """Open the visits of this programme."""
        return self._open_files("cooperation.visit", self.env._("Visits"))

    def action_open_internships(self):
        """Open the internships of this programme."""
        return self._open_files("cooperation.internship", self.env._("Internships"))

    def _open_files(self, model, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "list,kanban,form",
            "domain": [("programme_id", "=", self.id)],
            "context": {
                "default_programme_id": self.id,
                "default_country_id": self.country_ids[:1].id,
            },
        }
