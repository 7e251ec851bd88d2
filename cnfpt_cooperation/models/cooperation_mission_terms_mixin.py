from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..tools.placeholders import fill
from ..tools.wording import format_days, format_period


class CooperationMissionTermsMixin(models.AbstractModel):
    """Terms of reference that a template gives and the mission fills in."""

    _name = "cooperation.mission.terms.mixin"
    _description = "Terms of Reference from a Template"

    template_id = fields.Many2one(
        "cooperation.mission.template",
        string="Template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    terms_of_reference = fields.Html()

    @api.depends("kind_id")
    def _compute_template_id(self):
        """Propose the first template of the kind, or else one of every kind."""
        templates = self.env["cooperation.mission.template"].search(
            [("kind_id", "in", [*self.kind_id.ids, False])]
        )
        for mission in self:
            kind = mission.kind_id
            own = templates.filtered(lambda t, k=kind: k and t.kind_id == k)
            common = templates.filtered(lambda t: not t.kind_id)
            chosen = mission.template_id
            is_fit = chosen and chosen.kind_id in (kind, kind.browse())
            mission.template_id = chosen if is_fit and not own else (own or common)[:1]

    def action_fill_terms(self):
        """Write the terms of reference anew from the template.

        What the mission lacks comes along: skills, languages, deliverables with their
        due dates, the most pages that its report may have.

        :raise UserError: no template is chosen
        """
        for mission in self:
            template = mission.template_id
            if not template:
                raise UserError(
                    self.env._(
                        "Choose the template that gives “%(mission)s” its terms of "
                        "reference.",
                        mission=mission.display_name,
                    )
                )
            mission.write(mission._prepare_missing(template))
            values = mission._get_template_values()
            mission.terms_of_reference = fill(template.terms, values)
        return True

    def _prepare_missing(self, template):
        self.ensure_one()
        values = {}
        for name in ("need_theme_ids", "need_language_ids"):
            if not self[name]:
                values[name] = [Command.set(template[name].ids)]
        if not self.deliverable_ids:
            values["deliverable_ids"] = [
                Command.create(line._prepare_deliverable(self.date_end))
                for line in template.deliverable_ids
            ]
        if not self.report_page_limit:
            values["report_page_limit"] = template.report_page_limit
        return values

    def _get_template_values(self):
        """Return what the mission fills in, plain text by word in braces."""
        modalities = dict(self._fields["modality"]._description_selection(self.env))
        dates = [self.date_start, self.date_end]
        return {
            "mission": self.name,
            "reference": self.reference if self.reference != "/" else "",
            "beneficiary": self.partner_id.name,
            "country": self.country_id.name,
            "city": self.city,
            "dates": any(dates) and format_period(self.env, *dates),
            "days": self.planned_days and format_days(self.env, self.planned_days),
            "experts": self.planned_expert_count and str(self.planned_expert_count),
            "kind": self.kind_id.name,
            "modality": modalities.get(self.modality),
            "skills": ", ".join(self.need_theme_ids.mapped("name")),
            "languages": ", ".join(self.need_language_ids.mapped("name")),
            "deliverables": ", ".join(
                deliverable._get_sentence_part() for deliverable in self.deliverable_ids
            ),
            "agreement": self.agreement_id.display_name,
            "funder": ", ".join(self.funding_line_ids.funder_id.mapped("name"))
            or self.agreement_id.partner_id.name,
        }

    def _get_terms_blockers(self):
        self.ensure_one()
        if is_html_empty(self.terms_of_reference):
            yield self.env._(
                "Write the terms of reference of “%(mission)s”, or fill them in from "
                "a template.",
                mission=self.display_name,
            )
        for deliverable in self.deliverable_ids.filtered(lambda d: not d.date_due):
            yield self.env._(
                "Say when “%(deliverable)s” of “%(mission)s” is due.",
                deliverable=deliverable.name,
                mission=self.display_name,
            )
