from odoo import api, fields, models
from odoo.tools import format_date

from .cooperation_agreement_end_mixin import IN_FORCE, OVER

_ACTIVITY = "cnfpt_cooperation.mail_activity_type_cover_lost"


class CooperationCoverMixin(models.AbstractModel):
    """What leans on an agreement, and is flagged when the agreement is over.

    A record leans on its agreement until it is finished. Once the agreement expired or
    was terminated, what has passed its gate keeps the cover up to the day on which
    that ends; all the rest has lost it, and whoever is in charge is told.
    """

    _name = "cooperation.cover.mixin"
    _description = "Leaning on an Agreement"

    # States in which a record leans on an agreement; those of them in which it keeps
    # the cover that it had, and in which an agreement in force has to cover its dates.
    _cover_states: tuple[str, ...] = ()
    _cover_kept_states: tuple[str, ...] = ()
    _cover_due_states: tuple[str, ...] = ()
    # What makes a record lean on something else, or no longer.
    _cover_fields = frozenset(
        {"agreement_id", "allocation_ids", "date_start", "date_end", "state"}
    )

    is_cover_lost = fields.Boolean(
        string="Cover Lost",
        compute="_compute_is_cover_lost",
        store=True,
        index=True,
        help="The agreement that it leans on is over and covers it no longer.",
    )
    cover_sentence = fields.Char(
        string="What Happened to the Cover", compute="_compute_cover_sentence"
    )

    @api.model
    def _get_cover_triggers(self):
        """Return the fields on which the flag depends."""
        return [
            *("state", "date_start", "date_end"),
            *("agreement_id.state", "agreement_id.date_cover_end"),
        ]

    @api.depends(lambda self: self._get_cover_triggers())
    def _compute_is_cover_lost(self):
        for record in self:
            record.is_cover_lost = bool(record._get_lost_agreements())

    @api.depends("is_cover_lost")
    @api.depends_context("lang")
    def _compute_cover_sentence(self):
        for record in self:
            lost = record.is_cover_lost and record._get_lost_agreements()
            record.cover_sentence = bool(lost) and " ".join(
                record._get_lost_sentence(agreement) for agreement in lost
            )

    # ------------------------------------------------------------
    # What a model says about itself
    # ------------------------------------------------------------

    def _is_leaning(self):
        """Return whether it still needs an agreement: it is not finished."""
        self.ensure_one()
        return self.state in self._cover_states

    def _is_cover_kept(self):
        """Return whether it keeps the cover of an agreement that is over."""
        self.ensure_one()
        return self.state in self._cover_kept_states

    def _is_cover_due(self):
        """Return whether an agreement in force has to cover its dates already."""
        self.ensure_one()
        return self.state in self._cover_due_states

    def _get_cover_agreements(self):
        """Return the agreements that it leans on; an amendment is what it amends."""
        self.ensure_one()
        return self.agreement_id._get_instruments()

    def _get_last_day(self):
        """Return the last day that has to be covered, False when it is not known."""
        self.ensure_one()
        return self.date_end or self.date_start

    # ------------------------------------------------------------
    # Lost or not
    # ------------------------------------------------------------

    def _get_lost_agreements(self):
        """Return the agreements that covered this record and do so no longer."""
        self.ensure_one()
        if not self._is_leaning():
            return self.env["cooperation.agreement"]
        return self._get_cover_agreements().filtered(self._has_lost)

    def _has_lost(self, agreement):
        last, end = self._get_last_day(), agreement.date_cover_end
        is_within = bool(last and (not end or last <= end))
        if agreement.state in OVER:
            return not (self._is_cover_kept() and is_within)
        is_due = agreement.state in IN_FORCE and self._is_cover_due()
        return bool(is_due and last and not is_within)

    def _get_lost_sentence(self, agreement):
        """Return what happened to the agreement, and what to do now."""
        values = {
            "agreement": agreement.display_name,
            "end": format_date(self.env, agreement.date_cover_end) or "…",
            "advice": self._get_lost_advice(),
        }
        if agreement.state == "terminated":
            return self.env._(
                "“%(agreement)s” was terminated on %(end)s: %(advice)s", **values
            )
        if agreement.state == "expired":
            return self.env._(
                "“%(agreement)s” expired on %(end)s: %(advice)s", **values
            )
        return self.env._("“%(agreement)s” now ends on %(end)s: %(advice)s", **values)

    def _get_lost_advice(self):
        return self.env._("choose another agreement that covers it, or call it off.")

    # ------------------------------------------------------------
    # Telling whoever is in charge
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._hold_agreements(vals_list)
        return super().create(vals_list)

    @api.model
    def _hold_agreements(self, vals_list):
        """Nothing comes to lean on an agreement that ends at this instant."""
        if "agreement_id" in self._fields and self._fields["agreement_id"].store:
            given = {vals.get("agreement_id") for vals in vals_list}
            ids = [number for number in given if number and isinstance(number, int)]
            self.env["cooperation.agreement"].browse(ids)._hold()

    def write(self, vals):
        """What found a cover again needs no reminder any more."""
        self._hold_agreements([vals])
        if "activity_ids" not in self._fields or not self._cover_fields & vals.keys():
            return super().write(vals)
        lost = self.filtered("is_cover_lost")
        result = super().write(vals)
        lost._settle_cover()
        return result

    def _settle_cover(self):
        """Take the reminders of the records that are covered again away."""
        covered = self.filtered(lambda record: not record.is_cover_lost)
        if covered:
            covered.sudo().activity_unlink([_ACTIVITY])

    def _tell_cover_lost(self, agreement):
        """Tell whoever is in charge of each record, once, what it has lost."""
        for record in self:
            user = record.user_id or agreement.user_id or agreement.create_uid
            record = record.sudo().with_context(lang=user.lang)
            record.activity_unlink([_ACTIVITY])
            record.activity_schedule(
                _ACTIVITY, note=record._get_lost_sentence(agreement), user_id=user.id
            )
