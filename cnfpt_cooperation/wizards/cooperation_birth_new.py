from odoo import fields, models


class CooperationBirthNew(models.TransientModel):
    """Which kind of file is born of the one whose chain is open."""

    _name = "cooperation.birth.new"
    _description = "New File Born of Another"
    _inherit = ["cooperation.file.ref.mixin"]

    file_ref = fields.Reference(
        selection="_selection_file_ref", string="Born Of", required=True, readonly=True
    )

    def action_create_request(self):
        """Open a new request born of the file."""
        return self.file_ref.action_create_request()

    def action_create_visit(self):
        """Open a new visit born of the file."""
        return self.file_ref.action_create_visit()

    def action_create_mission(self):
        """Open a new mission born of the file."""
        return self.file_ref.action_create_mission()

    def action_create_agreement(self):
        """Open a new agreement born of the file."""
        return self.file_ref.action_create_agreement()

    def action_create_internship(self):
        """Open a new internship born of the file."""
        return self.file_ref.action_create_internship()
