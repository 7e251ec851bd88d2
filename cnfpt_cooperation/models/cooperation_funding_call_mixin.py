from odoo import models


class CooperationFundingCallMixin(models.AbstractModel):
    """The call for payment of a tranche: its paper, kept when it is called."""

    _name = "cooperation.funding.call.mixin"
    _description = "Call for Payment"
    _inherit = ["cooperation.kept.paper.mixin"]
    _paper = "paper_payment_call"
    _letter = "letter_payment_call"

    def _get_paper_reference(self):
        return self.call_reference or self.name

    def _get_letter_recipient(self):
        self.ensure_one()
        return self.funder_id

    def _get_not_kept_sentence(self):
        return self.env._(
            "Call “%(tranche)s” before you send its call for payment.",
            tranche=self.name,
        )

    def _get_call_position(self):
        """Return what was granted, called before, received so far, and is left.

        In the currency of the line; what is left is neither called nor received yet.
        """
        self.ensure_one()
        line = self.funding_line_id
        others = line.tranche_ids - self
        called = sum(
            tranche.amount
            for tranche in others
            if tranche.date_called or tranche.date_received
        )
        return {
            "granted": line.amount,
            "before": called,
            "own": self.amount,
            "left": line.currency_id.round(line.amount - called - self.amount),
            "received": line.amount_received,
        }

    def _get_creditor_account(self):
        """Return the bank account on which CNFPT is paid, if one is known."""
        cnfpt = self.env.ref("cnfpt_cooperation.partner_cnfpt", False)
        bodies = self.env.company.partner_id | (cnfpt or self.env["res.partner"])
        return bodies.sudo().bank_ids[:1]
