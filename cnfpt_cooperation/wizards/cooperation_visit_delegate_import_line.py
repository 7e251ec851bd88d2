from odoo import api, fields, models
from odoo.tools import escape_psql


class CooperationVisitDelegateImportLine(models.TransientModel):
    """A delegate as read from a list, before anything is written."""

    _name = "cooperation.visit.delegate.import.line"
    _description = "Delegate Read from a List"
    _order = "sequence, id"

    import_id = fields.Many2one(
        "cooperation.visit.delegate.import",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer()
    is_kept = fields.Boolean(string="Add", default=True)
    civility = fields.Char()
    name = fields.Char()
    function = fields.Char(string="Position Held")
    body_name = fields.Char(string="Body as Written")
    body_id = fields.Many2one(
        "res.partner",
        string="Recorded Body",
        compute="_compute_body_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_company', '=', True)]",
    )
    email = fields.Char()
    language_id = fields.Many2one("cooperation.language")
    is_head = fields.Boolean(string="Head")
    contact_choice = fields.Selection(
        [
            ("link", "This contact"),
            ("new", "New contact"),
            ("none", "No contact"),
        ],
        string="Contact",
        required=True,
        default="new",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Which", domain="[('is_company', '=', False)]"
    )
    note = fields.Char(string="To Check", readonly=True)

    @api.depends("body_name")
    def _compute_body_id(self):
        """Look again when somebody writes the name of the body anew."""
        for line in self:
            name = (line.body_name or "").strip()
            known = [("is_company", "=", True), ("name", "=ilike", escape_psql(name))]
            line.body_id = name and self.env["res.partner"].search(known, limit=1)

    def _get_body_key(self):
        """Return the body as written, when it is none that is recorded."""
        self.ensure_one()
        return not self.body_id and (self.body_name or "").strip()

    def _get_delegate_values(self, bodies):
        """Return the values of the delegate, its contact apart.

        :param bodies: new bodies by the name under which they were written
        """
        self.ensure_one()
        written = self._get_body_key()
        body = self.body_id or bodies.get(written)
        function = self.function
        if written and not body:
            # The name of a body that nobody wants recorded is kept all the same.
            function = f"{function} ({written})" if function else written
        values = {
            "name": self.name.strip(),
            "civility": self.civility,
            "function": function,
            "body_id": body.id if body else False,
            "email": self.email,
            "language_id": self.language_id.id,
        }
        return {**values, "is_head": True} if self.is_head else values
