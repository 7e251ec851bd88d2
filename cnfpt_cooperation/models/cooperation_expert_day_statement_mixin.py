from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

# What a funder was told of a day.
_STATED_FIELDS = frozenset(
    {"assignment_id", "date", "kind", "fraction", "half", "funding_line_id", "state"}
)


class CooperationExpertDayStatementMixin(models.AbstractModel):
    """A day that a funder was told of does not change behind the statement.

    Neither an adjustment nor anybody else corrects it before the statement is
    withdrawn.
    """

    _name = "cooperation.expert.day.statement.mixin"
    _description = "Stated Days"

    statement_line_ids = fields.One2many(
        "cooperation.funding.statement.line", "day_id", string="Statements"
    )

    def write(self, vals):
        if not _STATED_FIELDS.isdisjoint(vals):
            self._check_not_stated()
        return super().write(vals)

    def unlink(self):
        """Take the days out of the drafts that hold them."""
        self._check_not_stated()
        self.sudo().statement_line_ids.filtered(lambda x: x.state == "draft").unlink()
        return super().unlink()

    def _check_not_stated(self):
        lines = self.sudo().statement_line_ids.filtered(lambda x: x.state == "issued")
        if lines:
            raise UserError(
                "\n".join(
                    self.env._(
                        "“%(day)s” is in “%(statement)s”, issued on %(date)s: withdraw "
                        "the statement before you correct it.",
                        day=line.day_id.display_name,
                        statement=line.statement_id.display_name,
                        date=format_date(self.env, line.issued_on),
                    )
                    for line in lines
                )
            )
