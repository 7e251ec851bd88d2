import base64
import hashlib

from odoo import api, fields, models


class CooperationAgreementRenewal(models.Model):
    """One renewal of an agreement, as it took place: nobody changes it any more.

    The step that renews writes it: the new term, tacit or written, when, by whom, and
    the letter in which the parties agreed, with its checksum.
    """

    _name = "cooperation.agreement.renewal"
    _description = "Renewal of an Agreement"
    _inherit = ["cooperation.derived.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "date_start"

    agreement_id = fields.Many2one(
        "cooperation.agreement", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection([("tacit", "Tacit"), ("written", "Written")], required=True)
    date_start = fields.Date(string="Term From", required=True)
    date_end = fields.Date(string="Term Until", required=True)
    date = fields.Date(string="Renewed On", required=True)
    user_id = fields.Many2one(
        "res.users", string="Noted By", required=True, ondelete="restrict"
    )
    proof_file = fields.Binary(string="Written Agreement", attachment=True)
    proof_filename = fields.Char(string="File Name")
    proof_sha256 = fields.Char(
        string="SHA-256 of the File",
        compute="_compute_proof_sha256",
        store=True,
        help="Whoever has the file can reckon it anew: it is the same file when the "
        "checksum is the same.",
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A term cannot end before it starts."
    )

    @api.depends("proof_file")
    def _compute_proof_sha256(self):
        for renewal in self.with_context(bin_size=False):
            content = renewal.proof_file and base64.b64decode(renewal.proof_file)
            renewal.proof_sha256 = content and hashlib.sha256(content).hexdigest()
