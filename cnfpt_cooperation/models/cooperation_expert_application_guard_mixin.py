from odoo import fields, models


class CooperationExpertApplicationGuardMixin(models.AbstractModel):
    """What a candidate's file is missing before each of its steps [R17]."""

    _name = "cooperation.expert.application.guard.mixin"
    _description = "Guards of an Application"

    def _get_admit_blockers(self):
        self.ensure_one()
        yield from self._get_piece_blockers()

    def _get_refuse_blockers(self):
        """A file that is not complete is refused at the deadline, not before."""
        self.ensure_one()
        if (self.refusal_reason or "").strip():
            return
        call = self.call_id
        if not list(self._get_piece_blockers()):
            yield self.env._(
                "The file of “%(candidate)s” is complete: say in “Reason Told” why it "
                "is refused.",
                candidate=self.partner_id.name,
            )
        elif call.date_deadline >= fields.Date.context_today(self):
            yield self.env._(
                "The pieces of “%(candidate)s” may come in until %(date)s.",
                candidate=self.partner_id.name,
                date=self._format_date(call.date_deadline),
            )

    def _get_marked_blockers(self):
        if not self.is_marked:
            yield self.env._(
                "Mark “%(candidate)s” by every criterion.",
                candidate=self.partner_id.name,
            )

    def _get_select_blockers(self):
        self.ensure_one()
        yield from self._get_selection_blockers()
        yield from self._get_marked_blockers()
        call = self.call_id
        if call.selected_count >= call.places:
            yield self.env._(
                "The %(places)s places of “%(call)s” are taken.",
                places=call.places,
                call=call.display_name,
            )

    def _get_turn_down_blockers(self):
        self.ensure_one()
        yield from self._get_selection_blockers()
        if not (self.refusal_reason or "").strip():
            yield self.env._(
                "Say in “Reason Told” why “%(candidate)s” is not taken.",
                candidate=self.partner_id.name,
            )

    def _get_selection_blockers(self):
        if self.call_id.state != "selection":
            yield self.env._(
                "“%(call)s” is in the state “%(state)s”: candidates are chosen once "
                "the entries are closed.",
                call=self.call_id.display_name,
                state=self.call_id._get_state_label(self.call_id.state),
            )
