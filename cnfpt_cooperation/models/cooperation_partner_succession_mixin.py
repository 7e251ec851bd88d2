from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CooperationPartnerSuccessionMixin(models.AbstractModel):
    """Bodies that are renamed, merged or dissolved.

    A renamed body is the same body: its former name is dated among its other names.
    A merged one is no more: from its last day on its successor signs in its place.
    """

    _name = "cooperation.partner.succession.mixin"
    _description = "Succession of a Body"

    date_ceased = fields.Date(
        string="No More Since",
        help="The first day on which the body is no more: merged, replaced, dissolved. "
        "A body that only changes its name goes on: add its former name instead.",
    )
    successor_id = fields.Many2one(
        "res.partner",
        string="Succeeded By",
        index="btree_not_null",
        ondelete="restrict",
        help="The body that takes over its commitments and signs in its place.",
    )
    predecessor_ids = fields.One2many(
        "res.partner", "successor_id", string="Succeeds To"
    )

    _successor_dated = models.Constraint(
        "CHECK (successor_id IS NULL OR date_ceased IS NOT NULL)",
        "Give the day from which the body is no more: its successor signs from then.",
    )

    @api.constrains("successor_id")
    def _check_successor_id(self):
        if self._has_cycle("successor_id"):
            raise ValidationError(self.env._("A body cannot succeed to itself."))

    def _has_ceased(self, date=None):
        """Return whether the body is no more on `date`, by default today."""
        self.ensure_one()
        date = date or fields.Date.context_today(self)
        return bool(self.date_ceased and self.date_ceased <= date)

    def _get_successor(self, date=None):
        """Return the body that acts in the place of this one on `date`.

        That is the body itself while it exists, and nobody once it was dissolved.
        """
        self.ensure_one()
        body = self
        while body and body._has_ceased(date):
            body = body.successor_id
        return body

    def _get_ceased_sentence(self, date, agreement):
        """Say that this body, which is no more, does not sign, and who does."""
        self.ensure_one()
        successor = self._get_successor(date)
        values = {
            "body": self.display_name,
            "date": format_date(self.env, self.date_ceased),
            "agreement": agreement.display_name,
            "successor": successor.display_name,
        }
        if successor:
            return self.env._(
                "%(body)s is no more since %(date)s: %(successor)s has succeeded to it "
                "and signs “%(agreement)s” in its place; put it among the parties.",
                **values,
            )
        return self.env._(
            "%(body)s is no more since %(date)s and nobody has succeeded to it: take "
            "it out of the parties of “%(agreement)s”, or name its successor.",
            **values,
        )

    def _get_name_on(self, date):
        """Return the name that the body bore on `date`."""
        self.ensure_one()
        former = self.sudo().cooperation_alias_ids.filtered(
            lambda alias: alias.kind == "former_name"
            and alias.date_to
            and alias.date_to >= date
            and (not alias.date_from or alias.date_from <= date)
        )
        # The shortest time is the most exact.
        return former.sorted("date_to")[:1].name or self.name
