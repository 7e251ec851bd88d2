from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Files move with a merged contact by SQL: those of a closed year stay."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hold open the years in which files of merged contacts count.

        :raise UserError: one of them is closed; the contact of its files is named
        """
        years_by_partner = dict(
            self.env["cooperation.activity.report"]
            .sudo()
            ._read_group(
                [("partner_id", "in", src_partners.ids), ("year", "!=", False)],
                ["partner_id"],
                ["year:array_agg_distinct"],
            )
        )
        years = {year for counted in years_by_partner.values() for year in counted}
        closed = self.env["cooperation.ledger.year"].sudo()._hold_open(years)
        kept = [
            (partner, year)
            for partner, counted in years_by_partner.items()
            for year in closed
            if year.year in counted
        ]
        if kept:
            raise UserError(self._get_closed_sentence(*kept[0]))
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _get_closed_sentence(self, partner, year):
        return self.env._(
            "%(year)s has been closed since %(date)s, and “%(partner)s” has files that "
            "count in it: keep this contact, and merge the others into it.",
            year=year.display_name,
            date=format_date(self.env, year.date_closed),
            partner=partner.display_name,
        )
