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
# Positions during which an accreditation does not run [003 Q36].
STOPPING_POSITIONS = ("parental_leave",)


class CooperationExpertPosition(models.Model):
    """The statutory position of an expert, from a date to a date [R15].

    It says who consents to a mission: the employer of the position, which is the body
    to which an agent is seconded or made available.
    """

    _name = "cooperation.expert.position"
    _description = "Statutory Position"
    _order = "date_start desc, id desc"
    _rec_name = "position"

    expert_id = fields.Many2one(
        "cooperation.expert", required=True, index=True, ondelete="cascade"
    )
    position = fields.Selection(POSITIONS, required=True, default="activity")
    functional_post = fields.Selection(
        [
            ("general_director", "Director general of services"),
            ("deputy_director", "Deputy director general of services"),
            ("technical_director", "Director of technical services"),
            ("project_director", "Project director or senior expert"),
        ],
        help="A post of direction held by secondment in the same body, and which its "
        "holder leaves only with the agreement of the head of that body.",
    )
    employer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        domain="[('is_company', '=', True)]",
        help="Who consents to a mission in this position, when it is not the employer "
        "of the expert.",
    )
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
    _away_idx = models.Index(
        "(date_start, date_end, expert_id) "
        "WHERE position IN ('parental_leave', 'leave_of_absence')"
    )
