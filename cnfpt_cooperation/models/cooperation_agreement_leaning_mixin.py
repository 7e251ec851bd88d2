from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.actions import open_list
from .cooperation_agreement_end_mixin import IN_FORCE

_TOLD = (
    *("cooperation.mission", "cooperation.visit", "cooperation.internship"),
    *("cooperation.training.session", "cooperation.agreement"),
)


class CooperationAgreementLeaningMixin(models.AbstractModel):
    """What leans on an agreement, and an agreement that leans on another one.

    An application leans on its framework for as long as it runs, an amendment in
    preparation on what it amends.
    """

    _name = "cooperation.agreement.leaning.mixin"
    _description = "What Leans on an Agreement"
    _inherit = ["cooperation.cover.mixin"]

    _cover_states = (
        *("draft", "negotiation", "validation", "to_sign"),
        *IN_FORCE,
    )
    _cover_kept_states = IN_FORCE
    _cover_fields = frozenset({"kind", "parent_id", "date_start", "date_end", "state"})

    leaning_count = fields.Integer(compute="_compute_leaning_count")
    cover_lost_count = fields.Integer(compute="_compute_leaning_count")

    def _compute_leaning_count(self):
        counts = {}
        for agreement, is_lost, count in self.env["cooperation.leaning"]._read_group(
            [("agreement_id", "in", self.ids)],
            ["agreement_id", "is_cover_lost"],
            ["__count"],
        ):
            counts[agreement, is_lost] = count
        for agreement in self:
            lost = counts.get((agreement._origin, True), 0)
            agreement.cover_lost_count = lost
            agreement.leaning_count = lost + counts.get((agreement._origin, False), 0)

    @api.model
    def _get_cover_triggers(self):
        return [
            *("state", "kind", "date_start", "date_end"),
            *("parent_id.state", "parent_id.date_cover_end"),
        ]

    def _is_leaning(self):
        is_amended = self.kind == "amendment" and self.state in IN_FORCE
        return super()._is_leaning() and not is_amended

    def _get_cover_agreements(self):
        return self.parent_id._get_instruments()

    def _get_lost_advice(self):
        return self.env._(
            "this cannot go on as it is; end it, or sign a new agreement."
        )

    def action_open_leaning(self):
        """Open what leans on this agreement and is not finished."""
        self.ensure_one()
        return open_list(
            self.env._("What Leans on %(agreement)s", agreement=self.display_name),
            "cooperation.leaning",
            [("agreement_id", "=", self.id)],
            search_default_cover_lost=bool(self.cover_lost_count),
        )

    def _count_leaning(self, day):
        """Return, by sort of record, how many lean on it and how many would lose it.

        :param day: the last day that the agreement would cover
        :return: a list of dicts `label, total, lost`, in the order of the list
        """
        self.ensure_one()
        rows = self.env["cooperation.leaning"]
        own = Domain("agreement_id", "=", self.id)
        kept = Domain("is_kept", "=", True) & Domain("date_end", "<=", day)
        totals, still = (
            dict(rows._read_group(domain, ["res_model"], ["__count"]))
            for domain in (own, own & kept)
        )
        labels = rows._fields["res_model"]._description_selection(self.env)
        return [
            {
                "label": label,
                "total": totals[model],
                "lost": totals[model] - still.get(model, 0),
            }
            for model, label in labels
            if totals.get(model)
        ]

    def _tell_leaning(self):
        """Tell those in charge of what these agreements, over now, covered."""
        self.env.flush_all()
        for agreement in self:
            lost = self.env["cooperation.leaning"].search(
                Domain("agreement_id", "=", agreement.id)
                & Domain("is_cover_lost", "=", True)
                & Domain("res_model", "in", _TOLD)
            )
            for model, rows in lost.grouped("res_model").items():
                records = self.env[model].browse(rows.mapped("res_id"))
                records._tell_cover_lost(agreement)
