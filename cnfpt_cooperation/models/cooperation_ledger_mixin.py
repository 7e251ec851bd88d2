from odoo import api, fields, models
from odoo.exceptions import UserError


class CooperationLedgerMixin(models.AbstractModel):
    """Something that has days in the ledger: an expert, a mission, an assignment.

    The model that inherits has `day_ids` and names the field of the ledger that
    points at it.
    """

    _name = "cooperation.ledger.mixin"
    _description = "With Expert Days"
    _ledger_field = ""

    days_done = fields.Float(compute="_compute_days", digits=(16, 1))
    days_scheduled = fields.Float(
        string="Days to Come",
        compute="_compute_days",
        digits=(16, 1),
        help="Days that the ledger plans and that are not done yet.",
    )

    @api.depends("day_ids.state", "day_ids.fraction")
    def _compute_days(self):
        sums = {
            (record, state): days
            for record, state, days in self.env["cooperation.expert.day"]._read_group(
                [(self._ledger_field, "in", self.ids)],
                [self._ledger_field, "state"],
                ["fraction:sum"],
            )
        }
        for record in self:
            record.days_done = sums.get((record._origin, "done"), 0.0)
            record.days_scheduled = sums.get((record._origin, "planned"), 0.0)

    def action_days_done(self):
        """Note done all the days planned up to today.

        :raise UserError: there are none, or one of them cannot be done
        """
        today = fields.Date.context_today(self)
        days = self.day_ids.filtered(lambda d: d.state == "planned" and d.date <= today)
        if not days:
            raise UserError(
                self.env._(
                    "“%(record)s” has no planned day up to today.",
                    record=", ".join(self.mapped("display_name")),
                )
            )
        return days.action_done()

    def action_open_days(self):
        """Open the days of this record in the ledger."""
        return self._open_linked("cooperation_expert_day_action")

    def action_open_grid(self):
        """Open the days of this record on the month grid, where they begin."""
        self.ensure_one()
        first = min(self.day_ids.mapped("date"), default=False)
        if "date_start" in self._fields:
            first = self.date_start or first
        is_assignment = self._name == "cooperation.assignment"
        field = "id" if is_assignment else self._ledger_field
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cnfpt_cooperation.cooperation_expert_day_grid_action"
            ),
            "domain": [(field, "=", self.id)],
            "context": {"cooperation_grid_date": fields.Date.to_string(first) or False},
        }

    def action_open_assignments(self):
        """Open the assignments of this record, all states."""
        return self._open_linked("cooperation_assignment_action")

    def _open_linked(self, action):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                f"cnfpt_cooperation.{action}"
            ),
            "domain": [(self._ledger_field, "=", self.id)],
            "context": {f"default_{self._ledger_field}": self.id},
        }
