from datetime import date as Date

from odoo import Command, fields, models

from ..tools.measures import MEASURES, get_label

# What is published of a year: all that is counted, and where delegations come from and
# missions go, as was published of 2015-2018 [F1, F2].
_BY_ZONE = ("visits", "missions")


class CooperationAnnualReportFigureMixin(models.AbstractModel):
    """The figures that an annual report publishes when it is signed off."""

    _name = "cooperation.annual.report.figure.mixin"
    _description = "Figures of an Annual Report"
    _inherit = ["cooperation.guarded.mixin"]
    _guarded_fields = frozenset({"figure_ids"})

    figure_ids = fields.Many2many(
        "cooperation.figure",
        "cooperation_annual_report_figure_rel",
        "report_id",
        "figure_id",
        string="Figures",
        readonly=True,
        copy=False,
        help="The figures that were published with the report.",
    )
    figure_count = fields.Integer(compute="_compute_figure_count")

    def _compute_figure_count(self):
        for report in self:
            report.figure_count = len(report.figure_ids)

    def _get_period(self):
        self.ensure_one()
        return Date(self.year, 1, 1), Date(self.year, 12, 31)

    def _get_year_domain(self):
        return self.env["cooperation.activity.report"]._get_scope_domain(
            *self._get_period()
        )

    def _get_figure_blockers(self):
        """A report without any figure says nothing."""
        self.ensure_one()
        activity = self.env["cooperation.activity.report"]
        if not activity.search_count(self._get_year_domain(), limit=1):
            yield self.env._(
                "Nothing counts in %(year)s: enter the files of the year, or take them "
                "over, before you sign the report off.",
                year=self.year,
            )

    def _publish_figures(self):
        """Publish the totals of the year; those that have moved are published anew."""
        self.ensure_one()
        figures = self.env["cooperation.figure"]
        # Each language of reports has its own names and definitions.
        languages = dict(self._fields["lang"].selection)
        for code, __ in self.env["res.lang"].get_installed():
            if code in languages:
                report = self.with_context(lang=code)
                for values in report._prepare_figures():
                    figures |= report.figure_ids._ensure(**values)
        figures = figures.with_env(self.env)
        figures.filtered(
            lambda f: f.state != "published" or f.live_value != f.published_value
        )._publish_again()
        self._guarded_write({"figure_ids": [Command.set(figures.ids)]})

    def _prepare_figures(self):
        """Return the definition of each figure of the year that is known."""
        self.ensure_one()
        activity = self.env["cooperation.activity.report"]
        definitions = self._get_definitions()
        totals = activity._get_totals(self._get_year_domain())[()]
        known = [code for code in MEASURES if totals[code] is not None]
        scopes = [(code, self.env["cooperation.zone"]) for code in known]
        for zone, values in self._get_zone_totals():
            scopes += [(code, zone) for code in _BY_ZONE if values[code] is not None]
        return [
            self._prepare_figure(code, zone, definitions.get(code))
            for code, zone in scopes
            # What was published for several years is no figure of one of them.
            if not activity._get_crossing_obstacles(
                code, *self._get_period(), zone_id=zone
            )
        ]

    def _get_zone_totals(self):
        groups = self.env["cooperation.activity.report"]._get_totals(
            self._get_year_domain(), ("zone_id",), _BY_ZONE
        )
        zones = self.env["cooperation.zone"].browse(
            zone_id for (zone_id,) in groups if zone_id
        )
        return [(zone, groups[zone.id,]) for zone in zones.sorted()]

    def _get_definitions(self):
        """Return the words that define each measure, as the house has written them."""
        figures = self.env["cooperation.figure"].search(
            [
                ("date_start", "=", False),
                ("date_end", "=", False),
                ("zone_id", "=", False),
                ("country_id", "=", False),
                ("programme_id", "=", False),
                ("definition", "!=", False),
            ],
            order="id desc",
        )
        return {figure.measure: figure.definition for figure in figures}

    def _prepare_figure(self, code, zone, definition):
        start, end = self._get_period()
        number = f"RA-{self.year}-{code.upper().replace('_', '-')}"
        label = get_label(self.env, code)
        if zone:
            number = f"{number}-{zone.code.upper().replace('_', '-')}"
            name = self.env._(
                "%(measure)s in %(year)s, %(zone)s",
                measure=label,
                year=self.year,
                zone=zone.name,
            )
        else:
            name = self.env._("%(measure)s in %(year)s", measure=label, year=self.year)
        return {
            "code": number,
            "name": name,
            "measure": code,
            "definition": definition or label,
            "date_start": start,
            "date_end": end,
            **({"zone_id": zone.id} if zone else {}),
        }

    def action_open_figures(self):
        """Open the figures that were published with the report."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cnfpt_cooperation.cooperation_figure_action"
        )
        return {**action, "domain": [("id", "in", self.figure_ids.ids)]}
