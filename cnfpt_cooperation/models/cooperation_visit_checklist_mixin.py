from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.actions import open_list


class CooperationVisitChecklistMixin(models.AbstractModel):
    """What has to be done for a visit of its kind, from D-28 to D+10.

    The activity plans of the kind give the items; each is an activity of its officer.
    They come once, when the visit is planned, follow its days, its officer and its
    kind as long as they are open, and go when it does not take place.
    """

    _name = "cooperation.visit.checklist.mixin"
    _description = "Checklist of a Visit"

    checklist_total = fields.Integer(
        string="Items of the Checklist", compute="_compute_checklist"
    )
    checklist_done = fields.Integer(string="Items Done", compute="_compute_checklist")
    checklist_progress = fields.Char(string="Checklist", compute="_compute_checklist")

    @api.depends("activity_ids")
    def _compute_checklist(self):
        counts = {}
        for res_id, active, count in self._get_checklist_model()._read_group(
            self._get_checklist_domain(), ["res_id", "active"], ["__count"]
        ):
            counts[res_id, active] = count
        for visit in self:
            done = counts.get((visit._origin.id, False), 0)
            total = done + counts.get((visit._origin.id, True), 0)
            visit.checklist_done, visit.checklist_total = done, total
            visit.checklist_progress = f"{done} / {total}" if total else False

    @api.model
    def _get_checklist_model(self):
        """Items count and move for whoever may write the visit, done ones too."""
        return self.env["mail.activity"].sudo().with_context(active_test=False)

    def _get_checklist_domain(self):
        return (
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("cooperation_template_id", "!=", False)
        )

    def write(self, vals):
        """Take the open items along with the days, the officer and the kind."""
        moved = not vals.keys().isdisjoint(("date_start", "date_end"))
        before = {visit: (visit.date_start, visit.date_end) for visit in self if moved}
        officers = {visit: visit.user_id for visit in self if "user_id" in vals}
        result = super().write(vals)
        if before:
            self._move_checklist(before)
        if officers:
            self._hand_over_checklist(officers)
        if "kind" in vals:
            self.filtered("checklist_total")._apply_checklist()
        return result

    # ------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------

    def _apply_checklist(self):
        """Give the visits the items of their kind, each once, and only those.

        What another kind asked for and nobody has done yet goes; what both ask for
        stays as it is.
        """
        templates = self._get_checklist_templates()
        items = self._get_checklist_model().search(self._get_checklist_domain())
        by_visit = items.grouped("res_id")
        obsolete, values = items.browse(), []
        for visit in self:
            wanted = templates.filtered(
                lambda item, visit=visit: (
                    item.plan_id.cooperation_visit_kind == visit.kind
                )
            )
            there = by_visit.get(visit.id, items.browse())
            for template in wanted - there.cooperation_template_id:
                twin = there.filtered(
                    lambda item, template=template: (
                        item.cooperation_template_id.summary == template.summary
                    )
                )
                if twin:
                    twin[:1].cooperation_template_id = template
                elif item := visit._prepare_checklist_item(template):
                    values.append(item)
            obsolete |= there.filtered(
                lambda item, wanted=wanted: (
                    item.active and item.cooperation_template_id not in wanted
                )
            )
        obsolete.unlink()
        # One mail for each item would bury the officer.
        quick = self._get_checklist_model().with_context(
            mail_activity_quick_update=True
        )
        quick.create(values)

    @api.model
    def _get_checklist_templates(self):
        """Return the items of all kinds of visit."""
        return self.env["mail.activity.plan.template"].search(
            [
                ("plan_id.active", "=", True),
                ("plan_id.res_model", "=", self._name),
                ("plan_id.cooperation_visit_kind", "!=", False),
            ]
        )

    def _prepare_checklist_item(self, template):
        """Return the values of an activity, or None when its time is over.

        A visit planned late has its first items due today; one that is over has none
        of them any more.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        due = self._get_checklist_date(template)
        if not due or (due < today and self.date_end < today):
            return None
        officer = template._determine_responsible(self.user_id, self)["responsible"]
        due = max(due, today)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": template.activity_type_id.id,
            "summary": template.with_context(lang=officer.lang).summary,
            "note": template.note,
            "user_id": officer.id,
            "date_deadline": due,
            "cooperation_due": due,
            "cooperation_template_id": template.id,
            "automated": True,
        }

    def _get_checklist_date(self, template):
        """Before counts from the arrival, after from the departure."""
        self.ensure_one()
        is_after = template.delay_from == "after_plan_date"
        day = self.date_end if is_after else self.date_start
        return day and template._get_date_deadline(day)

    # ------------------------------------------------------------
    # Following
    # ------------------------------------------------------------

    def _get_open_checklist(self):
        items = self._get_checklist_model().search(self._get_checklist_domain())
        return items.filtered("active")

    def _move_checklist(self, before):
        """Move the open items with the days of their visit.

        An item to which somebody gave another day keeps its distance to the visit.

        :param before: arrival and departure of each visit before it moved
        """
        moves = {}
        for item in self._get_open_checklist():
            visit = self.browse(item.res_id)
            is_usual = item.date_deadline == item.cooperation_due
            if day := visit._get_moved_day(item, is_usual, before[visit]):
                moves.setdefault((day, is_usual), []).append(item)
        for (day, is_usual), items in moves.items():
            values = {"date_deadline": day}
            if is_usual:
                values["cooperation_due"] = day
            self.env["mail.activity"].sudo().union(*items).write(values)

    def _get_moved_day(self, item, is_usual, before):
        """Return the new day of an open item, or False when the visit has no dates.

        :param is_usual: it is still due on the day that the checklist gave it
        :param before: arrival and departure before the visit moved
        """
        self.ensure_one()
        day = self._get_checklist_date(item.cooperation_template_id)
        if not day or is_usual:
            return day and max(day, fields.Date.context_today(self))
        is_after = item.cooperation_template_id.delay_from == "after_plan_date"
        old, new = before[is_after], (self.date_start, self.date_end)[is_after]
        return old and item.date_deadline + (new - old)

    def _hand_over_checklist(self, officers):
        """Give the open items of the former officer to the new one.

        :param officers: the officer of each visit before the change
        """
        by_visit = self._get_open_checklist().grouped("res_id")
        for visit, officer in officers.items():
            items = by_visit.get(visit.id, self.env["mail.activity"])
            held = items.filtered(lambda item, officer=officer: item.user_id == officer)
            if held and visit.user_id != officer:
                held.with_context(mail_activity_quick_update=True).write(
                    {"user_id": visit.user_id.id}
                )

    def _drop_checklist(self):
        """Take the open items away: the visit does not take place."""
        self._get_open_checklist().unlink()

    def action_open_checklist(self):
        """Open the items of the checklist, those that are done too."""
        self.ensure_one()
        return {
            **open_list(
                self.env._("Checklist"),
                "mail.activity",
                list(self._get_checklist_domain()),
                active_test=False,
                create=False,
            ),
            "views": [
                (
                    self.env.ref("cnfpt_cooperation.mail_activity_view_list").id,
                    "list",
                ),
                (False, "form"),
            ],
        }
