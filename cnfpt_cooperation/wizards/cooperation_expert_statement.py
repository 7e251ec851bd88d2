from datetime import date

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CooperationExpertStatement(models.TransientModel):
    """Asks of which year an expert wants to know what they did, and prints it.

    One record is what is printed for one expert; the dialog makes one for each.
    """

    _name = "cooperation.expert.statement"
    _description = "Yearly Statement of an Expert"
    _inherit = ["cooperation.printed.mixin"]

    expert_ids = fields.Many2many(
        "cooperation.expert",
        string="Experts",
        required=True,
        default=lambda self: self._default_expert_ids(),
    )
    expert_id = fields.Many2one("cooperation.expert")
    year = fields.Integer(
        required=True,
        default=lambda self: self._default_year(),
        help="A calendar year: each day counts in the year of its own date.",
    )

    @api.model
    def _default_expert_ids(self):
        if self.env.context.get("active_model") != "cooperation.expert":
            return False
        return [Command.set(self.env.context.get("active_ids") or [])]

    @api.model
    def _default_year(self):
        """Propose the year before: it is complete."""
        return fields.Date.context_today(self).year - 1

    def _get_paper_reference(self):
        return str(self.year)

    def _get_paper_name(self, title):
        name = super()._get_paper_name(title)
        return f"{name} {self.expert_id.name}".replace("/", "-")

    def _get_days(self):
        """Return the days that the expert did in the year, in order."""
        self.ensure_one()
        return self.env["cooperation.expert.day"].search(
            [
                ("expert_id", "=", self.expert_id.id),
                ("state", "=", "done"),
                ("date", ">=", date(self.year, 1, 1)),
                ("date", "<=", date(self.year, 12, 31)),
            ],
            order="date, half desc, id",
        )

    def action_print(self):
        """Print the statement of each expert who did something in the year.

        :raise UserError: none of them did, or there is no such year
        """
        self.ensure_one()
        if not 1990 <= self.year <= 2100:
            raise UserError(self.env._("Give a year of four figures, such as 2026."))
        statements = self.create(
            [
                {
                    "expert_ids": [Command.set(expert.ids)],
                    "expert_id": expert.id,
                    "year": self.year,
                }
                for expert in self.expert_ids
            ]
        ).filtered(lambda statement: statement._get_days())
        if not statements:
            raise UserError(
                self.env._(
                    "No day of “%(expert)s” is done in %(year)s.",
                    expert=", ".join(self.expert_ids.mapped("name")),
                    year=self.year,
                )
            )
        report = self.env.ref("cnfpt_cooperation.action_paper_expert_statement")
        return report.report_action(statements, config=False)
