from odoo import Command, api, fields, models


class CooperationVisitClose(models.TransientModel):
    """What one has to say to close a visit, asked in one dialog."""

    _name = "cooperation.visit.close"
    _description = "Closing of a Visit"
    _inherit = ["cooperation.close.mixin"]
    _file_field = "visit_id"

    visit_id = fields.Many2one("cooperation.visit", required=True, ondelete="cascade")
    headcount_actual = fields.Integer(string="People Received")
    outcome = fields.Selection(selection="_selection_outcome")
    outcome_note = fields.Text(string="What Came of It")
    promise_ids = fields.One2many(
        "cooperation.visit.close.promise", "close_id", string="Promises Made"
    )
    born_count = fields.Integer(related="visit_id.born_count")

    @api.model
    def _selection_outcome(self):
        return (
            self.env["cooperation.visit"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )

    @api.model
    def default_get(self, fields):
        """Propose what the visit already says."""
        defaults = super().default_get(fields)
        visit = self.env["cooperation.visit"].browse(defaults.get("visit_id"))
        came = len(visit.delegate_ids.filtered("is_present"))
        known = {
            "headcount_actual": visit.headcount_actual
            or came
            or visit.headcount_declared,
            "outcome": visit.outcome or (visit.born_count and "project"),
            "outcome_note": visit.outcome_note,
        }
        return defaults | {name: known[name] for name in known if name in fields}

    def _write_down(self):
        self.ensure_one()
        self.visit_id.write(
            {
                "headcount_actual": self.headcount_actual,
                "outcome": self.outcome,
                "outcome_note": self.outcome_note,
                "commitment_ids": [
                    Command.create(promise._prepare_commitment())
                    for promise in self.promise_ids
                ],
            }
        )
