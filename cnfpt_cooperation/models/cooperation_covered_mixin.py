from odoo import api, fields, models
from odoo.exceptions import ValidationError

# "Exchanges, study visits, collaborations and co-productions" [001] [R13].
ACTS = [
    ("exchange", "Exchange"),
    ("study_visit", "Study visit"),
    ("collaboration", "Collaboration"),
    ("co_production", "Co-production"),
]


class CooperationCoveredMixin(models.AbstractModel):
    """What is done under an agreement, in one of its areas, as one kind of act [R13].

    The kind of act follows from what the file is, the area from an agreement that has
    one only; both may be changed. Where a file of the agreement names no area, its
    activity is that of the agreement as a whole.
    """

    _name = "cooperation.covered.mixin"
    _description = "Done under an Agreement"
    _inherit = ["cooperation.cover.mixin"]

    # What the usual kind of act follows from.
    _act_fields: tuple[str, ...] = ()

    agreement_id = fields.Many2one(
        "cooperation.agreement",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    agreement_area_ids = fields.Many2many(
        "cooperation.area",
        compute="_compute_agreement_area_ids",
        string="Areas of the Agreement",
    )
    area_id = fields.Many2one(
        "cooperation.area",
        string="Area of Cooperation",
        compute="_compute_area_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', 'in', agreement_area_ids)]",
        help="The area of the agreement to which this contributes: what is done is "
        "shown against each area, and an area without activity is reported.",
    )
    act = fields.Selection(
        ACTS,
        string="Kind of Act",
        compute="_compute_act",
        store=True,
        readonly=False,
        precompute=True,
        help="Exchange, study visit, collaboration or co-production: how the parties "
        "work together in this area.",
    )

    @api.depends("agreement_id")
    def _compute_agreement_area_ids(self):
        for record in self:
            record.agreement_area_ids = record.agreement_id._get_areas()

    @api.depends("agreement_id")
    def _compute_area_id(self):
        """Keep an area of the agreement; take the only one that there is."""
        for record in self:
            areas = record.agreement_id._get_areas()
            if record.area_id not in areas:
                record.area_id = areas if len(areas) == 1 else False

    @api.depends(lambda self: self._act_fields)
    def _compute_act(self):
        for record in self:
            record.act = record._get_usual_act()

    def _get_usual_act(self):
        """Return the kind of act that files of this sort are as a rule."""
        self.ensure_one()
        return "collaboration"

    @api.constrains("agreement_id", "area_id")
    def _check_area(self):
        for record in self.filtered("area_id"):
            areas = record.agreement_id._get_areas()
            if not areas:
                raise ValidationError(
                    self.env._(
                        "“%(area)s” is an area of an agreement: say first under which "
                        "one “%(file)s” takes place.",
                        area=record.area_id.name,
                        file=record.display_name,
                    )
                )
            if record.area_id not in areas:
                raise ValidationError(
                    self.env._(
                        "“%(agreement)s” does not cover the area “%(area)s”: choose "
                        "one of %(areas)s for “%(file)s”.",
                        agreement=record.agreement_id.display_name,
                        area=record.area_id.name,
                        areas=", ".join(areas.mapped("name")),
                        file=record.display_name,
                    )
                )
