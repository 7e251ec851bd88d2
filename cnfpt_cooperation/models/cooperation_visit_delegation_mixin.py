from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import open_dialog, open_list
from .cooperation_visit_delegate import MOST_DELEGATES


class CooperationVisitDelegationMixin(models.AbstractModel):
    """The people of a visit: who is expected, who came, and their protocol."""

    _name = "cooperation.visit.delegation.mixin"
    _description = "Delegation of a Visit"

    delegate_count = fields.Integer(
        string="Number of Delegates", compute="_compute_delegate_count"
    )
    protocol_count = fields.Integer(
        string="Number of Protocol Sheets",
        compute="_compute_protocol_count",
        groups="cnfpt_cooperation.cnfpt_cooperation_group_protocol",
    )

    @api.depends("delegate_ids")
    def _compute_delegate_count(self):
        counts = dict(
            self.env["cooperation.visit.delegate"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.delegate_count = counts.get(visit._origin, 0)

    @api.depends("delegate_ids.protocol_ids")
    def _compute_protocol_count(self):
        counts = dict(
            self.env["cooperation.visit.protocol"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.protocol_count = counts.get(visit._origin, 0)

    def _get_too_many_sentence(self, count):
        """Return why `count` delegates cannot be written name by name."""
        self.ensure_one()
        return self.env._(
            "“%(visit)s” would have %(count)s delegates, and a visit holds at most "
            "%(most)s: name those who matter and give the number of all in “People "
            "Declared”, or split the visit.",
            visit=self.display_name,
            count=count,
            most=MOST_DELEGATES,
        )

    def unlink(self):
        """Delegates go one by one, so that protocol sheets leave their proof."""
        self.delegate_ids.unlink()
        return super().unlink()

    def action_import_delegates(self):
        """Open the dialog that reads delegates from a pasted list or a file."""
        self.ensure_one()
        return open_dialog(
            self.env._("Delegates from a List"),
            "cooperation.visit.delegate.import",
            default_visit_id=self.id,
            dialog_size="extra-large",
        )

    # ------------------------------------------------------------
    # Who came
    # ------------------------------------------------------------

    def action_everyone_came(self):
        """Note that all who were expected came: the delegates and those declared.

        :raise UserError: nobody is expected, or the visit has not begun
        """
        for visit in self:
            visit._check_not_frozen({"headcount_actual", "delegate_ids"})
            if visit.state not in ("confirmed", "ongoing", "done"):
                raise UserError(
                    self.env._(
                        "“%(visit)s” is in the state “%(state)s”: confirm it before "
                        "you say who came.",
                        visit=visit.display_name,
                        state=visit._get_state_label(visit.state),
                    )
                )
            if blockers := list(visit._get_start_blockers()):
                raise UserError("\n".join(blockers))
            expected = max(visit.headcount_declared, len(visit.delegate_ids))
            if not expected:
                raise UserError(
                    self.env._(
                        "“%(visit)s” expects nobody yet: write its delegates, or the "
                        "number of people declared.",
                        visit=visit.display_name,
                    )
                )
            visit.delegate_ids.filtered(lambda d: not d.is_present).is_present = True
            visit.headcount_actual = expected
        return True

    # ------------------------------------------------------------
    # Protocol
    # ------------------------------------------------------------

    def action_open_protocol_sheets(self):
        """Open the protocol sheets of the delegation.

        :raise AccessError: the user is not of the protocol group
        """
        self.ensure_one()
        self.env["cooperation.visit.protocol"].check_access("read")
        return open_list(
            self.env._("Protocol Sheets"),
            "cooperation.visit.protocol",
            [("visit_id", "=", self.id)],
        )

    def action_create_protocol_sheets(self):
        """Open one protocol sheet for each delegate that has none, then show them.

        :raise AccessError: the user is not of the protocol group
        """
        sheets = self.env["cooperation.visit.protocol"]
        sheets.check_access("create")
        missing = self.delegate_ids.filtered(lambda d: not d.protocol_ids)
        sheets.create(
            [
                {"delegate_id": delegate.id, "form_of_address": delegate.civility}
                for delegate in missing
            ]
        )
        return self.action_open_protocol_sheets()
