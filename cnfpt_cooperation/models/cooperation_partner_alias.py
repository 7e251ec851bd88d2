from odoo import fields, models


class CooperationPartnerAlias(models.Model):
    """Another name of a body, with the dates at which it bore it."""

    _name = "cooperation.partner.alias"
    _description = "Partner Alias"
    _order = "date_from desc, id"

    name = fields.Char(required=True, index="trigram")
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("former_name", "Former name"),
            ("acronym", "Acronym"),
            ("translation", "Translation"),
        ],
        required=True,
        default="former_name",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")

    _date_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A name cannot end before it starts."
    )
