from odoo import api, fields, models
from odoo.tools.translate import html_translate


class CooperationMissionTemplate(models.Model):
    """What a mission of its kind usually is: terms of reference, deliverables, report.

    Its texts hold words in braces, which the mission fills in.
    """

    _name = "cooperation.mission.template"
    _description = "Mission Template"
    _inherit = ["cooperation.words.mixin"]
    _words_model = "cooperation.mission"
    _words_fields = ("terms", "report_outline")
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind_id = fields.Many2one(
        "cooperation.mission.kind",
        string="Kind",
        index="btree_not_null",
        ondelete="set null",
        help="Empty for every kind.",
    )
    terms = fields.Html(
        string="Terms of Reference",
        translate=html_translate,
        help="Words in braces are filled in by the mission.",
    )
    need_theme_ids = fields.Many2many("cooperation.theme", string="Needed Skills")
    need_language_ids = fields.Many2many(
        "cooperation.language", string="Needed Languages"
    )
    deliverable_ids = fields.One2many(
        "cooperation.mission.template.deliverable",
        "template_id",
        string="Deliverables",
        copy=True,
    )
    report_outline = fields.Html(
        string="Outline of the Report", translate=html_translate
    )
    report_page_limit = fields.Integer(
        string="Page Limit of the Report", help="0 for as many as one likes."
    )

    _page_limit_positive = models.Constraint(
        "CHECK (report_page_limit BETWEEN 0 AND 500)",
        "A report has up to 500 pages.",
    )

    @api.constrains("terms", "report_outline")
    def _check_mission_words(self):
        self._check_words()
