from odoo.exceptions import UserError
from odoo.http import Controller, request, route

# A personal link is for one reader: kept by no cache, found by no search engine,
# told to no other site, shown in no frame.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_ROUTE = {
    "type": "http",
    "auth": "public",
    "website": True,
    "multilang": False,
    "sitemap": False,
}


class CooperationAssignmentController(Controller):
    """The page behind the personal link of an expert, or of their employer.

    Who has the link has the right to answer, once. Reading the page changes nothing:
    mail scanners follow links before people do.
    """

    @route(
        "/cooperation/answer/<string:token>",
        methods=["GET"],
        readonly=True,
        **_ROUTE,
    )
    def consent_page(self, token, **kwargs):
        """Show what is asked, or what was answered."""
        return self._render(self._find(token))

    @route("/cooperation/answer/<string:token>", methods=["POST"], **_ROUTE)
    def consent_answer(self, token, answer="", reason="", **kwargs):
        """Take the answer, if there is none yet, and show what was answered."""
        consent_sudo = self._find(token)
        if not consent_sudo or answer not in ("agreed", "refused"):
            return self._render(consent_sudo, status=404 if not consent_sudo else 400)
        try:
            with request.env.cr.savepoint():
                consent_sudo._take_answer(answer, reason)
        except UserError:
            # Nothing of it stays, and the page names whom to write to.
            return self._render(consent_sudo, failed=True, status=409)
        return request.redirect(f"/cooperation/answer/{token}", code=303)

    def _find(self, token):
        """Return the question, read in the language of who is asked."""
        consent_sudo = request.env["cooperation.assignment.consent"]._find(token)
        lang = (
            consent_sudo._get_lang() if consent_sudo else consent_sudo._get_house_lang()
        )
        request.update_context(lang=lang)
        return consent_sudo.with_context(lang=lang)

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
        response = request.render("cnfpt_cooperation.consent_page", values)
        response.status_code = status or (200 if consent_sudo else 404)
        response.headers.update(_HEADERS)
        return response
