from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.batches import run_each
from .cooperation_transition_mixin import Transition

_OFFICER = "cnfpt_cooperation.cnfpt_cooperation_group_officer"
_LATE_ACTIVITY = "cnfpt_cooperation.mail_activity_type_late_commitment"


class CooperationCommitment(models.Model):
    """A promise made during a visit, a mission or another file.

    It outlives its file: it is kept, with its proof, or dropped, with the reason,
    even after the file is closed.
    """

    _name = "cooperation.commitment"
    _description = "Commitment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.file.ref.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "date_due, id"
    _closed_states = ("kept", "dropped")
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
        "action_reopen": Transition(
            ("late", "kept", "dropped"),
            "open",
            _OFFICER,
            "_get_reopen_blockers",
            main=False,
        ),
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
        group_expand="_group_expand_open_states",
    )
    made_by = fields.Selection(
        [("us", "By the Mission"), ("them", "By the partner")],
        required=True,
        default="us",
    )
    res_model = fields.Char(string="Model of the File", index=True)
    res_id = fields.Many2oneReference(
        string="File Number", model_field="res_model", index="btree_not_null"
    )
    file_ref = fields.Reference(
        selection="_selection_file_ref",
        string="File",
        compute="_compute_file_ref",
        inverse="_inverse_file_ref",
        help="The visit, the mission or the other file during which it was made.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
    )
    date_due = fields.Date(string="Due On", required=True, tracking=True)
    proof = fields.Text(help="What shows that the promise was kept.")
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        "cooperation_commitment_proof_rel",
        "commitment_id",
        "attachment_id",
        string="Proof on File",
        copy=False,
        # What proves a promise is not thrown away.
        ondelete="restrict",
    )
    proof_ref = fields.Reference(
        selection="_selection_file_ref",
        string="Kept By",
        copy=False,
        help="The mission, the visit or the other file by which it was kept.",
    )
    drop_reason = fields.Text(help="Why the promise will not be kept.")

    _file_complete = models.Constraint(
        "CHECK ((res_model IS NULL) = (res_id IS NULL OR res_id = 0))",
        "A commitment names the model and the number of its file, or neither.",
    )

    @api.depends("res_model", "res_id")
    def _compute_file_ref(self):
        """Name the file, unless it is gone or the user may not see it."""
        visible = self._get_visible_files(
            (commitment.res_model, commitment.res_id) for commitment in self
        )
        for commitment in self:
            key = (commitment.res_model, commitment.res_id)
            commitment.file_ref = visible.get(key, False)

    @api.depends("res_model", "res_id")
    def _compute_partner_id(self):
        """A promise made during a file concerns its partner, unless told otherwise."""
        for commitment in self:
            file = commitment.file_ref
            commitment.partner_id = commitment.partner_id or (file and file.partner_id)

    def _inverse_file_ref(self):
        for commitment in self:
            commitment.write(
                {
                    "res_model": commitment.file_ref and commitment.file_ref._name,
                    "res_id": commitment.file_ref and commitment.file_ref.id,
                }
            )

    @api.constrains("res_model")
    def _check_res_model(self):
        for commitment in self:
            if (
                commitment.res_model
                and commitment.res_model not in self._get_file_models()
            ):
                raise ValidationError(
                    self.env._(
                        "“%(model)s” is not a kind of file of the Mission: the "
                        "commitment “%(commitment)s” cannot belong to it.",
                        model=commitment.res_model,
                        commitment=commitment.name,
                    )
                )

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _get_keep_blockers(self):
        self.ensure_one()
        is_written = (self.proof or "").strip()
        if not (is_written or self.proof_attachment_ids or self.proof_ref):
            yield self.env._(
                "Write in “Proof” what shows that “%(commitment)s” was kept, attach a "
                "document, or name the file by which it was kept.",
                commitment=self.name,
            )

    def _get_drop_blockers(self):
        self.ensure_one()
        if not (self.drop_reason or "").strip():
            yield self.env._(
                "Write in “Reason” why “%(commitment)s” is dropped.",
                commitment=self.name,
            )

    def _get_outcome(self):
        """Return the state; a promise is late from the day after it was due, whether
        or not the nightly job has marked it.
        """
        self.ensure_one()
        is_past = self.date_due < fields.Date.context_today(self)
        return "late" if self.state == "open" and is_past else self.state

    def _get_late_blockers(self):
        self.ensure_one()
        if self.date_due >= fields.Date.context_today(self):
            yield self.env._(
                "“%(commitment)s” is not late: it is due on %(date)s.",
                commitment=self.name,
                date=self._format_date(self.date_due),
            )

    def _get_reopen_blockers(self):
        self.ensure_one()
        if self.state == "late" and self.date_due < fields.Date.context_today(self):
            yield self.env._(
                "“%(commitment)s” was due on %(date)s: give it a date to come first.",
                commitment=self.name,
                date=self._format_date(self.date_due),
            )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_keep(self):
        """Say that the promise was kept; its proof is there already."""
        self._take_transition("action_keep")
        return self.activity_unlink([_LATE_ACTIVITY])

    def action_mark_late(self):
        """Say that the day has passed and remind the owner, as every night does."""
        self._take_transition("action_mark_late")
        return self._remind_owner()

    def action_drop(self):
        """Give the promise up; the reason is written already."""
        self._take_transition("action_drop")
        return self.activity_unlink([_LATE_ACTIVITY])

    def action_reopen(self):
        """Take the promise up again, or follow a due date that was put off."""
        self._take_transition("action_reopen")
        return self.activity_unlink([_LATE_ACTIVITY])

    def _remind_owner(self):
        """Give the owner, or else the user in charge of the file, an activity."""
        by_user = {}
        for commitment in self:
            users = commitment.user_id
            if commitment.file_ref:
                users += commitment.file_ref.user_id
            user = users.filtered("active")[:1]
            by_user[user] = by_user.get(user, self.browse()) | commitment
        for user, commitments in by_user.items():
            if user:
                commitments.activity_schedule(_LATE_ACTIVITY, user_id=user.id)
        return True

    def action_open_file(self):
        """Open the file during which the promise was made.

        :raise UserError: the promise belongs to no file, or it is gone
        """
        self.ensure_one()
        if not self.file_ref:
            raise UserError(
                self.env._(
                    "“%(commitment)s” belongs to no file that you can open.",
                    commitment=self.name,
                )
            )
        return self.file_ref.get_formview_action()

    @api.model
    def _cron_mark_late(self, batch_size=500):
        """Mark the open promises whose due date has passed, by batches."""
        overdue = Domain("state", "=", "open") & Domain(
            "date_due", "<", fields.Date.context_today(self)
        )
        commitments = self.search(overdue, limit=batch_size)
        failed = run_each(commitments, lambda promise: promise.action_mark_late())
        left = self.search_count(overdue & Domain("id", "not in", failed.ids))
        self.env["ir.cron"]._commit_progress(len(commitments), remaining=left)
