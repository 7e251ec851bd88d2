from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CooperationTheme(models.Model):
    """What a file is about, and what an expert knows: themes in a tree."""

    _name = "cooperation.theme"
    _description = "Cooperation Theme"
    _inherit = ["cooperation.derived.mixin"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    parent_id = fields.Many2one("cooperation.theme", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cooperation.theme", "parent_id")
    dac_code = fields.Char(
        string="DAC Code", help="Purpose code of the OECD DAC, five digits."
    )
    is_offered = fields.Boolean(
        string="In the Offer",
        help="The Mission can show or teach it: requests about it score higher.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer()

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for theme in self:
            parent = theme.parent_id.complete_name
            theme.complete_name = f"{parent} / {theme.name}" if parent else theme.name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A theme cannot be its own parent."))

    @api.constrains("dac_code")
    def _check_dac_code(self):
        for theme in self:
            code = theme.dac_code
            if code and not (len(code) == 5 and code.isdigit()):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is not a DAC code: give five digits.", code=code
                    )
                )
