from odoo import api, fields, models

_OPEN_STATES = ("draft", "planned", "confirmed", "ongoing")


class CooperationVisitClashMixin(models.AbstractModel):
    """What does not fit in a visit that is being prepared: warnings, not refusals."""

    _name = "cooperation.visit.clash.mixin"
    _description = "Clashes of a Visit"

    clashes = fields.Html(string="To Check", compute="_compute_clashes", sanitize=False)

    @api.depends_context("uid", "lang")
    def _compute_clashes(self):
        """Ask once for all the sessions of all the visits."""
        sessions = self.env["cooperation.visit.session"]
        open_visits = self._origin.filtered(lambda v: v.state in _OPEN_STATES)
        found = open_visits.session_ids._find_clashes()
        for visit in self:
            sentences = []
            if visit.state == "done":
                sentences = [*visit._get_presence_warnings()]
            elif visit._origin in open_visits:
                # A clash inside the visit is seen from both of its sessions.
                clashes = {
                    key: sentence
                    for session in visit._origin.session_ids
                    for key, sentence in found.get(session, ())
                }
                sentences = [*visit._get_delegation_warnings(), *clashes.values()]
            visit.clashes = sessions._list_warnings(sentences)

    def _get_delegation_warnings(self):
        """Give what does not fit whatever the programme."""
        self.ensure_one()
        spoken = self.language_ids
        if spoken and "fr" not in spoken.mapped("code") and not self.interpreter_ids:
            yield self.env._(
                "The delegation speaks %(languages)s and not French: no interpreter is "
                "named.",
                languages=", ".join(spoken.mapped("name")),
            )
        if self.headcount_declared < self.delegate_count:
            yield self.env._(
                "%(count)s delegates are named, for %(declared)s people declared.",
                count=self.delegate_count,
                declared=self.headcount_declared,
            )
        yield from self._get_presence_warnings()

    def _get_presence_warnings(self):
        """Tell when more delegates are ticked than people were received."""
        self.ensure_one()
        came = len(self.delegate_ids.filtered("is_present"))
        if self.headcount_actual and came > self.headcount_actual:
            yield self.env._(
                "%(count)s delegates are ticked as having come, for %(received)s "
                "people received.",
                count=came,
                received=self.headcount_actual,
            )
