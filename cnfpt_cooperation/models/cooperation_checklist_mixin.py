from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.actions import open_list


class CooperationChecklistMixin(models.AbstractModel):
    """What has to be done around the dates of a file, as activity plans say.

    Each item is an activity of whoever is in charge. They come once, follow the dates,
    the person in charge and what the plans are chosen by as long as they are open, and
    go when there is nothing left to prepare.

    The model that inherits says which plans a record wants (`_wants_plan`) and from
    which of its dates an item counts (`_get_checklist_anchor`).
    """

    _name = "cooperation.checklist.mixin"
    _description = "With a Checklist"

    # Dates that items count from, what moves them beside themselves, and the fields
    # that make a record want other plans.
    _checklist_dates: tuple[str, ...] = ("date_start", "date_end")
    _checklist_movers: tuple[str, ...] = ()
    _checklist_choices: tuple[str, ...] = ()

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
        for record in self:
            done = counts.get((record._origin.id, False), 0)
            total = done + counts.get((record._origin.id, True), 0)
            record.checklist_done, record.checklist_total = done, total
            record.checklist_progress = f"{done} / {total}" if total else False

    @api.model
    def _get_checklist_model(self):
        """Items count and move for whoever may write the file, done ones too."""
        return self.env["mail.activity"].sudo().with_context(active_test=False)

    def _get_checklist_domain(self):
        return (
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("cooperation_template_id", "!=", False)
        )

    def _get_checklist_days(self):
        """Return the dates that items count from, by the name of their field."""
        self.ensure_one()
        return {name: self[name] for name in self._checklist_dates}

    def write(self, vals):
        """Take the open items along with the dates, the person in charge and the
        plans.
        """
        movers = {*self._checklist_dates, *self._checklist_movers}
        is_moved = not vals.keys().isdisjoint(movers)
        before = {r: r._get_checklist_days() for r in self if is_moved}
        owners = {record: record.user_id for record in self if "user_id" in vals}
        result = super().write(vals)
        if before:
            self._move_checklist(before)
        if owners:
            self._hand_over_checklist(owners)
        if not vals.keys().isdisjoint(self._checklist_choices):
            self.filtered("checklist_total")._apply_checklist()
        return result

    # ------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------

    def _wants_plan(self, plan):
        """Return whether the record gets the items of `plan`."""
        raise NotImplementedError

    def _get_checklist_anchor(self, template):
        """Return the name of the date that an item counts from.

        Before counts from the first day, after from the last one.
        """
        is_after = template.delay_from == "after_plan_date"
        return self._checklist_dates[is_after]

    def _get_checklist_owner(self):
        """Return who does what the plans leave to whoever is in charge."""
        return self.user_id

    def _keep_items(self, items):
        """Return those of the items there that need not come again."""
        return items

    def _apply_checklist(self):
        """Give the records the items of their plans, each once, and only those.

        What another plan asked for and nobody has done yet goes; what both ask for
        stays as it is.
        """
        templates = self._get_checklist_templates()
        items = self._get_checklist_model().search(self._get_checklist_domain())
        by_record = items.grouped("res_id")
        obsolete, values = items.browse(), []
        for record in self:
            wanted = templates.filtered(
                lambda item, record=record: record._wants_plan(item.plan_id)
            )
            there = record._keep_items(by_record.get(record.id, items.browse()))
            for template in wanted - there.cooperation_template_id:
                twin = there.filtered(
                    lambda item, template=template: (
                        item.cooperation_template_id.summary == template.summary
                    )
                )
                if twin:
                    twin[:1].cooperation_template_id = template
                elif item := record._prepare_checklist_item(template):
                    values.append(item)
            obsolete |= there.filtered(
                lambda item, wanted=wanted: (
                    item.active and item.cooperation_template_id not in wanted
                )
            )
        obsolete.unlink()
        # One mail for each item would bury whoever is in charge.
        quick = self._get_checklist_model().with_context(
            mail_activity_quick_update=True
        )
        quick.create(values)

    @api.model
    def _get_checklist_templates(self):
        """Return the items of all plans of this model."""
        return self.env["mail.activity.plan.template"].search(
            Domain("plan_id.active", "=", True)
            & Domain("plan_id.res_model", "=", self._name)
            & self._get_plan_domain()
        )

    @api.model
    def _get_plan_domain(self):
        """Return what tells a checklist from a plan that people apply themselves."""
        return Domain.TRUE

    def _prepare_checklist_item(self, template):
        """Return the values of an activity, or None when its time is over.

        What comes late has its first items due today; what is over has none of them
        any more.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        due = self._get_checklist_date(template)
        if not due or (due < today and self.date_end < today):
            return None
        owner = template._determine_responsible(self._get_checklist_owner(), self)
        owner = owner["responsible"]
        due = max(due, today)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": template.activity_type_id.id,
            "summary": template.with_context(lang=owner.lang).summary,
            "note": template.note,
            "user_id": owner.id,
            "date_deadline": due,
            "cooperation_due": due,
            "cooperation_template_id": template.id,
            "automated": True,
        }

    def _get_checklist_date(self, template):
        self.ensure_one()
        day = self[self._get_checklist_anchor(template)]
        return day and template._get_date_deadline(day)

    # ------------------------------------------------------------
    # Following
    # ------------------------------------------------------------

    def _get_open_checklist(self):
        items = self._get_checklist_model().search(self._get_checklist_domain())
        return items.filtered("active")

    def _move_checklist(self, before):
        """Move the open items with the dates of their file.

        An item to which somebody gave another day keeps its distance.

        :param before: the dates of each record before it moved
        """
        moves = {}
        for item in self._get_open_checklist():
            record = self.browse(item.res_id)
            is_usual = item.date_deadline == item.cooperation_due
            if day := record._get_moved_day(item, is_usual, before[record]):
                moves.setdefault((day, is_usual), []).append(item)
        for (day, is_usual), items in moves.items():
            values = {"date_deadline": day}
            if is_usual:
                values["cooperation_due"] = day
            self.env["mail.activity"].sudo().union(*items).write(values)

    def _get_moved_day(self, item, is_usual, before):
        """Return the new day of an open item, or False when the date is not known.

        :param is_usual: it is still due on the day that the checklist gave it
        :param before: the dates before the record moved
        """
        self.ensure_one()
        template = item.cooperation_template_id
        day = self._get_checklist_date(template)
        if not day or is_usual:
            return day and max(day, fields.Date.context_today(self))
        name = self._get_checklist_anchor(template)
        return before[name] and item.date_deadline + (self[name] - before[name])

    def _hand_over_checklist(self, owners):
        """Give the open items of whoever was in charge to whoever is now.

        :param owners: the person in charge of each record before the change
        """
        by_record = self._get_open_checklist().grouped("res_id")
        for record, owner in owners.items():
            items = by_record.get(record.id, self.env["mail.activity"])
            held = items.filtered(lambda item, owner=owner: item.user_id == owner)
            if held and record.user_id != owner:
                held.with_context(mail_activity_quick_update=True).write(
                    {"user_id": record._get_checklist_owner().id}
                )

    def _drop_checklist(self):
        """Take the open items away: there is nothing left to prepare."""
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
