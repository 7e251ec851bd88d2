from odoo import api, fields, models
from odoo.exceptions import UserError


class CooperationPurgeProof(models.Model):
    """What remains of personal data that was destroyed: that it was, and by which rule.

    It holds no name and nothing that was in the sheets. Nobody writes, changes or
    deletes it: it is written by the destruction itself.
    """

    _name = "cooperation.purge.proof"
    _description = "Proof of Destruction"
    _order = "date desc, id desc"
    _rec_name = "visit_reference"

    kind = fields.Selection(
        [("protocol", "Protocol sheets")], string="What", required=True, readonly=True
    )
    cause = fields.Selection(
        [
            ("retention", "End of retention"),
            ("hand", "Deleted by hand before its end"),
        ],
        required=True,
        readonly=True,
    )
    visit_id = fields.Many2one(
        "cooperation.visit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    visit_reference = fields.Char(
        string="Reference of the Visit",
        readonly=True,
        help="It stays when the visit itself is deleted.",
    )
    count = fields.Integer(string="Destroyed", readonly=True, aggregator="sum")
    prolonged_count = fields.Integer(
        string="Of Which Kept Longer",
        readonly=True,
        help="Sheets whose end had been put off, with a written reason.",
    )
    date = fields.Datetime(string="Destroyed On", required=True, readonly=True)
    departure_date = fields.Date(string="Departure", readonly=True)
    retention_days = fields.Integer(
        string="Days Kept", readonly=True, help="The rule in force that day."
    )
    user_id = fields.Many2one("res.users", string="Destroyed By", readonly=True)

    def write(self, vals):
        if self and vals:
            raise UserError(self.env._("A proof of destruction is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A proof of destruction is never deleted."))
