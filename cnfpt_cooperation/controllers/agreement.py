from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..report.wording import is_right_to_left
from .personal_link import ROUTE, find_by_link, render_privately, send_privately

_MODEL = "cooperation.agreement.signature"
_PATH = "/cooperation/signature/<string:token>"


class CooperationAgreementController(Controller):
    """The page behind the personal link of a party that is to sign.

    Who has the link has the right to sign, once, the text that the page shows. Reading
    the page changes nothing: mail scanners follow links before people do.
    """

    @route(_PATH, methods=["GET"], readonly=True, **ROUTE)
    def signature_page(self, token, **kwargs):
        """Show what is to be signed, or what was answered."""
        return self._render(find_by_link(_MODEL, token))

    @route(_PATH, methods=["POST"], **ROUTE)
    def signature_answer(
        self, token, answer="", sha256="", name="", function="", reason="", **kwargs
    ):
        """Take the answer, if there is none yet, and show what was answered.

        Who signs gives their name and ticks that they may sign for their body.
        """
        signature_sudo = find_by_link(_MODEL, token)
        if not signature_sudo or answer not in ("signed", "refused"):
            return self._render(signature_sudo, status=400 if signature_sudo else 404)
        is_ready = name.strip() and kwargs.get("may_sign") == "yes"
        if answer == "signed" and not is_ready:
            return self._render(signature_sudo, missing=True, status=400)
        try:
            with request.env.cr.savepoint():
                signature_sudo._take_answer(answer, sha256, name, function, reason)
        except UserError:
            # Nothing of it stays, and the page names whom to write to.
            return self._render(signature_sudo, failed=True, status=409)
        return request.redirect(f"/cooperation/signature/{token}", code=303)

    @route(f"{_PATH}/file", methods=["GET"], **ROUTE)
    def signature_file(self, token, **kwargs):
        """Give the whole instrument to its reader, and the signed file afterwards."""
        signature_sudo = find_by_link(_MODEL, token)
        found = signature_sudo and signature_sudo._get_page_file()
        if not found:
            return self._render(signature_sudo, status=404)
        return send_privately(*found)

    def _render(self, signature_sudo, failed=False, missing=False, status=None):
        lang = request.env.context["lang"]
        values = {
            "signature": signature_sudo,
            "status": "unknown",
            "page_lang": lang.replace("_", "-"),
            "page_dir": "rtl" if is_right_to_left(lang) else "ltr",
        }
        if signature_sudo:
            values |= {
                **signature_sudo._prepare_page(),
                "status": "failed" if failed else signature_sudo._get_status(),
                "missing": missing,
            }
        return render_privately(
            "cnfpt_cooperation.report_signature_page",
            values,
            status=status or (200 if signature_sudo else 404),
        )
