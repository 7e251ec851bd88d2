from odoo import fields, models


class CooperationFigureDeletion(models.Model):
    """Who deleted a record that stood behind a published figure, and when.

    The record itself cannot tell any more; deleting it writes this, and nobody writes
    or deletes it otherwise.
    """

    _name = "cooperation.figure.deletion"
    _description = "Deletion Behind a Published Figure"
    _inherit = ["cooperation.frozen.mixin"]
    _order = "deleted_on desc, id desc"
    _rec_name = "label"
    _log_access = False
    _kept_columns = ("res_model", "res_id", "label", "user_id", "deleted_on")

    res_model = fields.Char(string="Model of the Record", readonly=True, index=True)
    res_id = fields.Integer(string="Record", readonly=True, aggregator=None)
    kind = fields.Char(readonly=True)
    label = fields.Char(string="File", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Deleted By", readonly=True, ondelete="restrict"
    )
    deleted_on = fields.Datetime(readonly=True)
