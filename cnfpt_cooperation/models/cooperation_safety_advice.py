from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Advice to travellers of the ministry of foreign affairs, the worst last.
SAFETY_LEVELS = [
    ("green", "Ordinary vigilance"),
    ("yellow", "Increased vigilance"),
    ("orange", "Advised against unless imperative"),
    ("red", "Formally advised against"),
]
_RANKS = {level: rank for rank, (level, _label) in enumerate(SAFETY_LEVELS)}


def is_worse(level, other):
    """Return whether an advice is worse than another one.

    Where nothing is on record, one is as careful as anywhere.

    >>> is_worse("orange", "yellow"), is_worse("green", False), is_worse("red", "red")
    (True, False, False)
    """
    return _RANKS.get(level, 0) > _RANKS.get(other, 0)


class CooperationSafetyAdvice(models.Model):
    """The advice to travellers for a country, as of a day, and who gave it.

    The last one counts. When it is worse than the one before, the orders given for
    missions that have not left yet are taken back.
    """

    _name = "cooperation.safety.advice"
    _description = "Safety Advice"
    _order = "date desc, id desc"
    _rec_names_search = ["country_id.name", "source"]

    country_id = fields.Many2one(
        "res.country", required=True, index=True, ondelete="cascade"
    )
    zone_id = fields.Many2one(related="country_id.cooperation_zone_id")
    level = fields.Selection(SAFETY_LEVELS, string="Advice", required=True)
    date = fields.Date(string="As Of", required=True, default=fields.Date.context_today)
    source = fields.Char(
        required=True, help="Where it was read: the page, and the day it was updated."
    )
    note = fields.Text(
        string="Details", help="Regions for which the advice differs, what to avoid."
    )
    is_current = fields.Boolean(
        string="In Force", compute="_compute_is_current", help="The last one counts."
    )

    _day_uniq = models.Constraint(
        "UNIQUE(country_id, date)",
        "This country has an advice of that day already: change that one.",
    )

    @api.depends("country_id", "level", "date")
    def _compute_display_name(self):
        for advice in self:
            parts = (advice.country_id.name, advice._get_level_label())
            advice.display_name = " · ".join(filter(None, parts))

    @api.depends("country_id.cooperation_safety_date", "date")
    def _compute_is_current(self):
        for advice in self:
            advice.is_current = (
                bool(advice.date)
                and advice.date == advice.country_id.cooperation_safety_date
            )

    def _get_level_label(self):
        """Return the advice in the user's language."""
        labels = dict(self._fields["level"]._description_selection(self.env))
        return labels.get(self.level, "")

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for advice in self:
            if advice.date > today:
                raise ValidationError(
                    self.env._(
                        "The advice for %(country)s cannot be of a day to come: give "
                        "the day on which it was read.",
                        country=advice.country_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD: what it changes for the missions
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["country_id"]).get("country_id")
        ids = {vals.get("country_id", default) for vals in vals_list}
        countries = self.env["res.country"].browse(filter(None, ids))
        with self._reviewing_missions(countries):
            return super().create(vals_list)

    def write(self, vals):
        countries = self.country_id
        if vals.get("country_id"):
            countries |= countries.browse(vals["country_id"])
        with self._reviewing_missions(countries):
            return super().write(vals)

    def unlink(self):
        with self._reviewing_missions(self.country_id):
            return super().unlink()

    @contextmanager
    def _reviewing_missions(self, countries):
        """Look again at the missions of the countries whose advice gets worse."""
        before = {country: country.cooperation_safety_advice for country in countries}
        yield
        worse = countries.filtered(
            lambda country: is_worse(country.cooperation_safety_advice, before[country])
        )
        # Who may note an advice does not need to be in charge of the missions.
        self.env["cooperation.mission"].sudo()._review_safety(worse)
