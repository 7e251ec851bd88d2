from odoo import api, fields, models

# Conventions keep the sequence that every agreement had.
_SEQUENCES = {
    "convention": "cooperation.agreement",
    "partnership": "cooperation.agreement.partnership",
    "engagement_letter": "cooperation.agreement.engagement_letter",
    "framework": "cooperation.agreement.framework",
    "application": "cooperation.agreement.application",
}


class CooperationAgreementNumberMixin(models.AbstractModel):
    """The number of an instrument: by year and kind, an amendment's by what it amends.

    It follows the kind while the text is written, and never changes afterwards:
    from the validation on, kind and parent are frozen with the text.
    """

    _name = "cooperation.agreement.number.mixin"
    _description = "Number of an Instrument"
    _guarded_fields = frozenset({"amendment_number", "amendment_last"})

    amendment_number = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="1, 2, 3… within the agreement that it amends.",
    )
    amendment_last = fields.Integer(
        string="Last Amendment",
        readonly=True,
        copy=False,
        help="The number of the last amendment to this agreement.",
    )

    @api.model
    def _get_first_reference(self):
        """The number depends on the kind, which is known once the record is there."""
        return "/"

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        for agreement in agreements:
            if agreement.reference == "/":
                agreement._take_number()
        return agreements

    def write(self, vals):
        if vals.keys().isdisjoint({"kind", "parent_id"}):
            return super().write(vals)
        before = {agreement: agreement._get_numbering() for agreement in self}
        result = super().write(vals)
        for agreement in self:
            if agreement._get_numbering() != before[agreement]:
                agreement._take_number()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_and_give_number_back(self):
        """The number of the last amendment, deleted while a draft, is used again."""
        for amendment in self.filtered("amendment_number").sorted(
            "amendment_number", reverse=True
        ):
            root = amendment._get_root().sudo()
            if root.amendment_last == amendment.amendment_number:
                root._guarded_write({"amendment_last": root.amendment_last - 1})

    def _get_numbering(self):
        """Return what the number follows from."""
        self.ensure_one()
        return self.kind, self.kind == "amendment" and self._get_root()

    def _take_number(self):
        """Give the next number of its kind, or the next one within its root.

        Two amendments that are drafted at the same instant write the same row of the
        root: the database lets one through, and the other is tried again.
        """
        self.ensure_one()
        if self.kind != "amendment":
            code = _SEQUENCES[self.kind]
            self._guarded_write(
                {
                    "reference": self.env["ir.sequence"].sudo().next_by_code(code),
                    "amendment_number": 0,
                }
            )
            return
        root = self._get_root().sudo()
        number = root.amendment_last + 1
        root._guarded_write({"amendment_last": number})
        # The row of the root decides, before the number meets its twin.
        root.flush_recordset(["amendment_last"])
        self._guarded_write(
            {"reference": f"{root.reference}-A{number}", "amendment_number": number}
        )
