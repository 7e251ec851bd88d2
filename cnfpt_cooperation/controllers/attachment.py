from odoo.http import request, route

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..tools.filetype import explain_refusal_of_file

# What a file is stands in its first bytes.
_HEAD = 4096


class CooperationAttachmentController(AttachmentController):
    @route()
    def mail_attachment_upload(
        self, ufile, thread_id, thread_model, is_pending=False, **kwargs
    ):
        """Say why a file is not taken, before the message that holds it is written.

        Until then the file belongs to no record, and Odoo's own page of errors would
        say nothing.
        """
        if thread_model.startswith("cooperation."):
            head = ufile.read(_HEAD)
            ufile.seek(0)
            reason = explain_refusal_of_file(request.env, ufile.filename, head)
            if reason:
                # A bare text would be told as “an error occured”.
                return request.make_json_response({"error": {"message": reason}})
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )
