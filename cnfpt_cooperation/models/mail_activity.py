from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    cooperation_template_id = fields.Many2one(
        "mail.activity.plan.template",
        string="Item of the Checklist",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # The day that the checklist gave it; another day was chosen by somebody.
    cooperation_due = fields.Date(readonly=True, export_string_translation=False)
