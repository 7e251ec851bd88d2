from odoo import fields, models

from ..tools.actions import open_list


class CooperationAgreementActivityMixin(models.AbstractModel):
    """What is done under an agreement, area by area [R13]."""

    _name = "cooperation.agreement.activity.mixin"
    _description = "Activity of an Agreement"

    area_activity_ids = fields.One2many(
        "cooperation.agreement.area",
        "agreement_id",
        string="Activity by Area",
        readonly=True,
        copy=False,
    )
    activity_count = fields.Integer(
        string="Acts",
        compute="_compute_activity_count",
        help="Visits, missions, internships and training sessions under this "
        "agreement, its amendments and its applications.",
    )

    def _compute_activity_count(self):
        counts = dict(
            self.env["cooperation.agreement.area"]._read_group(
                [("agreement_id", "in", self.ids)], ["agreement_id"], ["total:sum"]
            )
        )
        for agreement in self:
            agreement.activity_count = counts.get(agreement._origin, 0)

    def _get_areas(self):
        """Return the areas it covers; an amendment covers those of what it amends."""
        return (self._get_root() if self else self).area_ids

    def action_open_activity(self):
        """Open all that was done under this agreement."""
        self.ensure_one()
        return open_list(
            self.env._("Activity of %(agreement)s", agreement=self.display_name),
            "cooperation.area.activity",
            [("agreement_id", "child_of", self.id)],
            search_default_group_by_area=1,
        ) | {"view_mode": "list,kanban,pivot,graph"}
