from odoo import fields, models

from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"


class CooperationCommitment(models.Model):
    """A promise made during a visit, a mission or another file."""

    _name = "cooperation.commitment"
    _description = "Commitment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "date_due, id"
    _transitions = {
        "action_keep": Transition(
            ("open", "late"), "kept", _OFFICER, "_get_keep_blockers"
        ),
        "action_mark_late": Transition(
            ("open",), "late", _OFFICER, "_get_late_blockers", main=False
        ),
        "action_drop": Transition(
            ("open", "late"), "dropped", _OFFICER, "_get_drop_blockers", main=False
        ),
        "action_reopen": Transition(("kept", "dropped"), "open", _OFFICER, main=False),
    }

    name = fields.Char(string="Promise", required=True, tracking=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("kept", "Kept"),
            ("late", "Late"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    made_by = fields.Selection(
        [("us", "By the Mission"), ("them", "By the partner")],
        required=True,
        default="us",
    )
    res_model = fields.Char(string="Model of the File", index=True)
    res_id = fields.Many2oneReference(
        string="File", model_field="res_model", index="btree_not_null"
    )
    partner_id = fields.Many2one("res.partner", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, tracking=True
    )
    date_due = fields.Date(string="Due On", required=True, tracking=True)
    proof = fields.Text()
    drop_reason = fields.Text()
