from odoo import api, fields, models

from ..tools.validity import end_of_validity


class CooperationValidityMixin(models.AbstractModel):
    """A validity in years, whose clock stops during suspensions [R16] [003 Q36].

    The model that inherits declares `suspension_ids`, records with `date_start` and
    `date_end` (empty while it lasts). Dates only are kept, never their reason.
    """

    _name = "cooperation.validity.mixin"
    _description = "Validity with Suspensions"
    _validity_years = 4

    validity_start = fields.Date(string="Accredited On")
    validity_end = fields.Date(
        string="Accredited Until",
        compute="_compute_validity_end",
        store=True,
        help="Four years, and as many days more as it was suspended.",
    )

    @api.depends(
        "validity_start", "suspension_ids.date_start", "suspension_ids.date_end"
    )
    def _compute_validity_end(self):
        for record in self:
            record.validity_end = record.validity_start and end_of_validity(
                record.validity_start,
                record._validity_years,
                [
                    (suspension.date_start, suspension.date_end or None)
                    for suspension in record.suspension_ids
                    if suspension.date_start
                ],
            )
