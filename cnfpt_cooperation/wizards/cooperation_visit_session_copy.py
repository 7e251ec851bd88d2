from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

# More models than anybody keeps.
_MOST = 200


class CooperationVisitSessionCopy(models.TransientModel):
    """The programme of a past visit, or a model one, on the days of another visit."""

    _name = "cooperation.visit.session.copy"
    _description = "Copy a Programme"
    _inherit = ["cooperation.visit.session.plan.mixin"]

    template_id = fields.Many2one(
        "cooperation.visit.template",
        string="Model Programme",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
    )
    source_id = fields.Many2one(
        "cooperation.visit",
        string="Or a Visit",
        domain="[('id', '!=', visit_id), ('session_ids', '!=', False)] + ("
        "['|', '|', ('country_id', '=', country_id), ('theme_id', '=', theme_id), "
        "('kind', '=', kind)] if is_similar else [])",
        context={"active_test": False},
        ondelete="cascade",
    )
    is_similar = fields.Boolean(
        string="Only of the Same Country, Theme or Kind", default=True
    )
    country_id = fields.Many2one(related="visit_id.country_id")
    theme_id = fields.Many2one(related="visit_id.theme_id")
    kind = fields.Selection(related="visit_id.kind")
    has_speakers = fields.Boolean(
        string="With Its Speakers", help="Of the visit; they are invited again."
    )

    @api.depends("visit_id")
    def _compute_template_id(self):
        """Propose the model of the same kind that is as long as the visit."""
        templates = self.env["cooperation.visit.template"].search([], limit=_MOST)
        for wizard in self:
            visit = wizard.visit_id
            if not (visit.date_start and visit.date_end):
                continue
            days = (visit.date_end - visit.date_start).days + 1
            fitting = templates.filtered(lambda t, days=days: t.day_count <= days)
            wizard.template_id = fitting.sorted(
                lambda t, kind=visit.kind: (t.kind == kind, t.day_count), reverse=True
            )[:1]

    @api.onchange("source_id")
    def _onchange_source_id(self):
        if self.source_id:
            self.template_id = False

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            self.source_id = False

    @api.depends("template_id", "source_id", "has_speakers", "visit_id")
    def _compute_preview(self):
        return super()._compute_preview()

    @api.constrains("template_id", "source_id")
    def _check_one_source(self):
        for wizard in self:
            if wizard.template_id and wizard.source_id:
                raise ValidationError(
                    self.env._("Copy a model programme or a visit, not both.")
                )

    def _get_plan(self):
        self.ensure_one()
        visit = self.visit_id
        if not (visit.date_start and visit.date_end):
            return [], [], []
        items = (
            self._get_source_items()
            if self.source_id
            else self.template_id._get_items(visit.date_start)
            if self.template_id
            else []
        )
        kept = [item for item in items if item.start.date() <= visit.date_end]
        remarks = []
        if len(kept) < len(items):
            remarks.append(
                self.env._(
                    "“%(visit)s” ends on %(date)s: what comes after is left out "
                    "(sessions: %(count)s).",
                    visit=visit.display_name,
                    date=format_date(self.env, visit.date_end),
                    count=len(items) - len(kept),
                )
            )
        return kept, [], remarks

    def _get_source_items(self):
        """Return the programme of the other visit, moved to the first day of ours."""
        days = self.visit_id.date_start - self.source_id.date_start
        sessions = self.source_id.with_context(active_test=False).session_ids
        if not self.source_id.state == "cancelled":
            sessions = sessions.filtered("active")
        items = []
        for session in sessions.sorted("start"):
            item = session._as_item()
            item.start += days
            item.stop += days
            if self.has_speakers:
                item.values["speaker_ids"] = [Command.set(session.speaker_ids.ids)]
            items.append(item)
        return items
