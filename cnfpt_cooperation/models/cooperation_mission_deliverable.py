from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date

_ACTIVITY = "cnfpt_cooperation.mail_activity_type_late_deliverable"
_OVER = ("closed", "cancelled")


class CooperationMissionDeliverable(models.Model):
    """Something a mission must hand over, by a date; or the reason why it does not."""

    _name = "cooperation.mission.deliverable"
    _description = "Mission Deliverable"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "mission_id"
    _parts_field = "deliverable_ids"
    _order = "date_due, id"

    name = fields.Char(required=True)
    mission_id = fields.Many2one(
        "cooperation.mission", required=True, index=True, ondelete="cascade"
    )
    mission_state = fields.Selection(
        related="mission_id.state", string="State of the Mission"
    )
    partner_id = fields.Many2one(related="mission_id.partner_id", string="Beneficiary")
    user_id = fields.Many2one(related="mission_id.user_id", string="In Charge")
    date_due = fields.Date(string="Due On", index="btree_not_null")
    date_delivered = fields.Date(string="Delivered On")
    waiver = fields.Char(
        string="Reason for None", help="Why it is not delivered, if it is not."
    )
    document_file = fields.Binary(string="Document", attachment=True, copy=False)
    document_filename = fields.Char(copy=False)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    flagged_on = fields.Date(
        copy=False,
        readonly=True,
        help="The day on which the one in charge was told that it is late.",
    )

    @api.depends("date_due", "date_delivered", "waiver", "mission_id.state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for deliverable in self:
            deliverable.is_late = bool(
                deliverable._is_open()
                and deliverable.date_due
                and deliverable.date_due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("date_delivered", "=", False)
            & Domain("waiver", "in", [False, ""])
            & Domain("mission_id.state", "not in", _OVER)
            & Domain("date_due", "<", fields.Date.context_today(self))
        )

    def _is_open(self):
        """Return whether it is still to come."""
        self.ensure_one()
        return not (
            self.date_delivered
            or (self.waiver or "").strip()
            or self.mission_state in _OVER
        )

    @api.constrains("date_delivered")
    def _check_date_delivered(self):
        today = fields.Date.context_today(self)
        for deliverable in self:
            if deliverable.date_delivered and deliverable.date_delivered > today:
                raise ValidationError(
                    self.env._(
                        "“%(deliverable)s” cannot have been delivered on %(date)s, "
                        "which is still to come.",
                        deliverable=deliverable.name,
                        date=format_date(self.env, deliverable.date_delivered),
                    )
                )

    def _get_sentence_part(self):
        """Return “Report (05/25/2030)”."""
        due = self.date_due and format_date(self.env, self.date_due)
        return f"{self.name} ({due})" if due else self.name

    # ------------------------------------------------------------
    # Late
    # ------------------------------------------------------------

    def write(self, vals):
        if "date_due" in vals:
            vals = {**vals, "flagged_on": False}
        result = super().write(vals)
        if not vals.keys().isdisjoint({"date_due", "date_delivered", "waiver"}):
            self.mission_id._settle_late_deliverables()
        return result

    def action_deliver(self):
        """Note that these were delivered today."""
        self.write({"date_delivered": fields.Date.context_today(self)})
        return True

    @api.model
    def _cron_flag_late(self, batch_size=500):
        """Tell those in charge, once, what is late, by batches."""
        unknown = Domain("is_late", "=", True) & Domain("flagged_on", "=", False)
        late = self.search(unknown, limit=batch_size)
        for mission, deliverables in late.grouped("mission_id").items():
            user = mission.user_id
            if user.active:
                told = deliverables.with_context(lang=user.lang)
                names = ", ".join(d._get_sentence_part() for d in told)
                mission.activity_schedule(
                    _ACTIVITY,
                    note=told.env._("Late: %(deliverables)s", deliverables=names),
                    user_id=user.id,
                )
        late.flagged_on = fields.Date.context_today(self)
        self.env["ir.cron"]._commit_progress(
            len(late), remaining=self.search_count(unknown)
        )
