from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .personal_link import ROUTE, find_by_link, render_privately

_MODEL = "cooperation.assignment.consent"


class CooperationAssignmentController(Controller):
    """The page behind the personal link of an expert, or of their employer.

    Who has the link has the right to answer, once. Reading the page changes nothing:
    mail scanners follow links before people do.
    """

    @route(
        "/cooperation/answer/<string:token>",
        methods=["GET"],
        readonly=True,
        **ROUTE,
    )
    def consent_page(self, token, **kwargs):
        """Show what is asked, or what was answered."""
        return self._render(find_by_link(_MODEL, token))

    @route("/cooperation/answer/<string:token>", methods=["POST"], **ROUTE)
    def consent_answer(self, token, answer="", reason="", **kwargs):
        """Take the answer, if there is none yet, and show what was answered."""
        consent_sudo = find_by_link(_MODEL, token)
        if not consent_sudo or answer not in ("agreed", "refused"):
            return self._render(consent_sudo, status=404 if not consent_sudo else 400)
        try:
            with request.env.cr.savepoint():
                consent_sudo._take_answer(answer, reason)
        except UserError:
            # Nothing of it stays, and the page names whom to write to.
            return self._render(consent_sudo, failed=True, status=409)
        return request.redirect(f"/cooperation/answer/{token}", code=303)

    def _render(self, consent_sudo, failed=False, status=None):
        values = {"consent": consent_sudo, "status": "unknown"}
        if consent_sudo:
            assignment = consent_sudo.assignment_id
            values |= {
                "status": "failed" if failed else consent_sudo._get_status(),
                "assignment": assignment,
                "mission": assignment.mission_id,
                "expert": assignment.expert_id,
                "coordinator": consent_sudo.user_id,
            }
        return render_privately(
            "cnfpt_cooperation.consent_page",
            values,
            status=status or (200 if consent_sudo else 404),
        )
