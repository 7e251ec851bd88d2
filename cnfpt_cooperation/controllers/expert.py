from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .personal_link import ROUTE, find_by_link, render_privately

_PATH = "/cooperation/expert/<string:token>"


class CooperationExpertController(Controller):
    """The page behind the personal link of an expert: the profile, and one answer.

    Reading the page changes nothing: mail scanners follow links before people do.
    """

    @route(_PATH, methods=["GET"], readonly=True, **ROUTE)
    def check_page(self, token, **kwargs):
        """Show what is asked, or that it was answered."""
        return self._render(find_by_link("cooperation.expert.check", token))

    @route(_PATH, methods=["POST"], **ROUTE)
    def check_answer(self, token, answer="", remark="", **kwargs):
        """Take the answer, if there is none yet, and show what was answered."""
        check_sudo = find_by_link("cooperation.expert.check", token)
        if not check_sudo:
            return self._render(check_sudo)
        try:
            with request.env.cr.savepoint():
                taken = check_sudo._take_answer(answer, remark)
        except UserError:
            # Nothing of it stays, and the page names whom to write to.
            return self._render(check_sudo, failed=True, status=409)
        if not taken and check_sudo._get_status() == "open":
            return self._render(check_sudo, incomplete=True, status=400)
        return request.redirect(f"/cooperation/expert/{token}", code=303)

    def _render(self, check_sudo, failed=False, incomplete=False, status=200):
        values = {"check": check_sudo, "status": "unknown", "incomplete": incomplete}
        if check_sudo:
            expert = check_sudo.expert_id
            values |= {
                "status": "failed" if failed else check_sudo._get_status(),
                "expert": expert,
                "coordinator": expert.user_id,
            }
        return render_privately(
            "cnfpt_cooperation.expert_check_page",
            values,
            status=status if check_sudo else 404,
        )
