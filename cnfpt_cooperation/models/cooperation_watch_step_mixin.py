from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import urls

from ..tools.actions import notify, open_list

# What can be done from the list, by step: the model whose records one has to write.
_STEP_MODELS = {
    "ask": None,
    "call": "cooperation.funding.tranche",
    "cover": "cooperation.mission",
    "contact": "res.partner",
    "days": "cooperation.expert.day",
}
# Steps that change nothing: whoever reads the row may take them.
_LOOKS = ("rows", "why")


class CooperationWatchStepMixin(models.AbstractModel):
    """From a row of the watchlist to what it is about, and to what can be done now."""

    _name = "cooperation.watch.step.mixin"
    _description = "Steps of the Watchlist"

    step = fields.Selection(
        [
            ("ask", "Ask for the Evaluation"),
            ("call", "Call the Tranche"),
            ("cover", "Cover the Mission"),
            ("contact", "Plan a Call"),
            ("days", "Open the Days"),
            ("rows", "Open the Rows"),
            ("why", "See What Moved"),
        ],
        string="Next Step",
        compute="_compute_step",
    )

    @api.depends("kind", "detail", "quantity", "date_other", "res_model")
    @api.depends_context("uid")
    def _compute_step(self):
        for row in self:
            step = row._get_step()
            model = _STEP_MODELS.get(step) or row.res_model
            may_act = step in _LOOKS or self.env[model].has_access("write")
            row.step = may_act and step

    def _get_step(self):
        """Return what can be done about it here, if anything."""
        self.ensure_one()
        if self.kind == "evaluation":
            return not self.quantity and "ask"
        if self.kind == "tranche":
            return not self.date_other and "call"
        if self.kind == "cover":
            return self.res_model == "cooperation.mission" and "cover"
        if self.kind in ("silent", "dormant"):
            return self.detail != "planned" and "contact"
        if self.kind == "days":
            return "days"
        if self.kind == "figure":
            return "why"
        return self.kind == "concentration" and "rows"

    def _get_record(self):
        """Return what the row is about.

        :raise UserError: it is gone, or hidden from the user
        """
        self.ensure_one()
        key = (self.res_model, self.res_id)
        record = self._get_visible_files([key]).get(key)
        if record is None:
            raise UserError(self.env._("This is settled: reload the list."))
        return record

    def _get_url(self):
        """Return the link to what the row is about, for a mail."""
        self.ensure_one()
        path = f"/odoo/{self.res_model}/{self.res_id}"
        return urls.urljoin(self.get_base_url(), path)

    def action_open_record(self):
        """Open what the row is about."""
        record = self._get_record()
        if record._name == "cooperation.zone":
            return self._open_rows()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_step(self):
        """Do what the button of the row says.

        :raise UserError: it is settled, or what the step itself refuses
        """
        self.ensure_one()
        record, step = self._get_record(), self.step
        if not step:
            raise UserError(self.env._("There is nothing to do about it from here."))
        return getattr(self, f"_do_{step}")(record)

    def _do_ask(self, visit_or_mission):
        visit_or_mission.action_send_evaluation()
        return notify(self.env._("The evaluation has been asked for."))

    def _do_call(self, tranche):
        tranche.action_call()
        return notify(self.env._("The payment has been called for today."))

    def _do_cover(self, mission):
        return mission.action_open_cover()

    def _do_contact(self, _record):
        self.env["cooperation.quiet"].browse(self.id // 16).action_plan_contact()
        return notify(
            self.env._("A call is planned within a week: it is in your activities.")
        )

    def _do_days(self, mission):
        return open_list(
            mission.display_name,
            "cooperation.expert.day",
            [
                ("mission_id", "=", mission.id),
                ("state", "=", "planned"),
                ("date", "<", fields.Date.context_today(self)),
            ],
        )

    def _do_rows(self, _zone):
        return self._open_rows()

    def _do_why(self, figure):
        return figure.action_explain()

    def _open_rows(self):
        """Open the visits or missions of one zone that make the share."""
        kind, _sep, published = self.detail.partition("_")
        return self.env["cooperation.activity.report"]._get_rows_action(
            self.subject,
            [
                ("kind", "=", kind),
                ("is_opening", "=", bool(published)),
                ("zone_id", "=", self.zone_id.id),
                ("period", ">=", self.date_other),
                ("period", "<=", self.date),
            ],
        )
