from odoo import Command, api, fields, models


class CooperationVisitClose(models.TransientModel):
    """What one has to say to close a visit, asked in one dialog.

    The visit's own guards decide; nothing is written unless it closes.
    """

    _name = "cooperation.visit.close"
    _description = "Closing of a Visit"

    visit_id = fields.Many2one("cooperation.visit", required=True, ondelete="cascade")
    headcount_actual = fields.Integer(string="People Received")
    outcome = fields.Selection(selection="_selection_outcome")
    outcome_note = fields.Text(string="What Came of It")
    promise_ids = fields.One2many(
        "cooperation.visit.close.promise", "close_id", string="Promises Made"
    )
    born_count = fields.Integer(related="visit_id.born_count")
    people_to_ask = fields.Char(compute="_compute_people_to_ask")
    is_evaluation_sent = fields.Boolean(
        string="Send the Evaluation",
        compute="_compute_is_evaluation_sent",
        store=True,
        readonly=False,
    )

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

    @api.depends("visit_id")
    def _compute_people_to_ask(self):
        for dialog in self:
            people = dialog.visit_id._get_people_to_ask()
            dialog.people_to_ask = ", ".join(people.mapped("name"))

    @api.depends("visit_id")
    def _compute_is_evaluation_sent(self):
        for dialog in self:
            dialog.is_evaluation_sent = bool(dialog.people_to_ask)

    def action_close(self):
        """Write what the dialog says, close the visit, and ask the delegation.

        :raise UserError: the visit cannot be closed; nothing was written
        """
        self.ensure_one()
        visit = self.visit_id
        # The sentences of the guard read what is written here; Odoo undoes it all
        # when they refuse.
        visit.write(
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
        visit.action_close()
        if self.is_evaluation_sent:
            visit.action_send_evaluation()
        return {"type": "ir.actions.act_window_close"}
