from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

_BRIEFING = "cnfpt_cooperation.mail_activity_type_briefing"
_DEBRIEF = "cnfpt_cooperation.mail_activity_type_debrief"
_DAYS_BEFORE = 7
_DAYS_AFTER = 15


class CooperationMissionPreparationMixin(models.AbstractModel):
    """Experts are prepared for departure and for return [R9].

    The order asks for the briefing, the start for the debrief; one button notes them
    for all the experts who go.
    """

    _name = "cooperation.mission.preparation.mixin"
    _description = "Briefing and Debrief of a Mission"

    def action_brief(self):
        """Note that the experts who go and were not briefed yet were briefed today.

        :raise UserError: nobody is left to brief
        """
        return self._note_preparation("briefing_date", _BRIEFING)

    def action_debrief(self):
        """Note that the experts who went and were not debriefed yet were so today.

        :raise UserError: nobody is left to debrief
        """
        return self._note_preparation("debrief_date", _DEBRIEF)

    def _note_preparation(self, name, activity):
        self.check_access("write")
        today = fields.Date.context_today(self)
        for mission in self:
            going = mission._get_assignments("confirmed", "ordered", "done")
            waiting = going.filtered(
                lambda a, n=name: not a[n] and not a.debrief_waiver
            )
            if not waiting:
                raise UserError(
                    self.env._(
                        "“%(mission)s” has no expert for whom “%(field)s” is missing.",
                        mission=mission.display_name,
                        field=going._fields[name]._description_string(self.env),
                    )
                )
            waiting[name] = today
            mission.activity_feedback([activity])
        return True

    def _plan_briefing(self):
        """Remind of the briefing a week before the first day."""
        for mission in self:
            mission._plan_preparation(
                _BRIEFING, mission.date_start - relativedelta(days=_DAYS_BEFORE)
            )

    def _plan_debrief(self):
        """Remind of the debrief after the last day."""
        for mission in self:
            mission._plan_preparation(
                _DEBRIEF, mission.date_end + relativedelta(days=_DAYS_AFTER)
            )

    def _plan_preparation(self, activity, date):
        self.ensure_one()
        field = "briefing_date" if activity == _BRIEFING else "debrief_date"
        going = self._get_assignments("ordered")
        is_done = all(a[field] or a.debrief_waiver for a in going)
        if self.user_id.active and not is_done:
            today = fields.Date.context_today(self)
            # The direction, who may order, does not write the mission any further.
            self.sudo().activity_schedule(
                activity, date_deadline=max(today, date), user_id=self.user_id.id
            )

    def _drop_preparation(self):
        """Nothing is left to remind of: the mission is over, or does not take place."""
        self.activity_unlink([_BRIEFING, _DEBRIEF])
