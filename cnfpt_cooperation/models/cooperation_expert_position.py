from odoo import fields, models

# Statutory positions of territorial officials [R15] [003]. "Mise à disposition" is
# activity; who is on "disponibilité" or parental leave serves nobody.
POSITIONS = [
    ("activity", "Activity"),
    ("made_available", "Made available (activity)"),
    ("secondment", "Secondment"),
    ("parental_leave", "Parental leave"),
    ("leave_of_absence", "Leave of absence (disponibilité)"),
    ("contract", "Contract agent"),
    ("retired", "Retired"),
]
UNAVAILABLE_POSITIONS = ("parental_leave", "leave_of_absence")


class CooperationExpertPosition(models.Model):
    """The statutory position of an expert, from a date to a date [R15]."""

    _name = "cooperation.expert.position"
    _description = "Statutory Position"
    _order = "date_start desc, id desc"
    _rec_name = "position"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    position = fields.Selection(POSITIONS, required=True, default="activity")
    employer_id = fields.Many2one("res.partner", index="btree_not_null")
    date_start = fields.Date(required=True)
    date_end = fields.Date()

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A position cannot end before it starts."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (expert_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "An expert has one statutory position at a time.",
    )
