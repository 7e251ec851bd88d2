from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ..tools.letters import LETTER_LAYOUT
from .cooperation_safety_advice import SAFETY_LEVELS, is_worse

_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_ACTIVITY = "cnfpt_cooperation.mail_activity_type_safety"
_LETTER = "cnfpt_cooperation.letter_order_recalled"
# What an order says of the country, and what it keeps of it.
_ADVICE_FIELDS = ("safety_advice", "safety_date", "safety_source")
_ORDERED_STATES = ("ordered", "ongoing", "reported", "closed", "cancelled")
# Missions whose orders can still be taken back, or whose experts are there.
_WATCHED_STATES = ("staffed", "ordered", "ongoing")


class CooperationMissionSafetyMixin(models.AbstractModel):
    """The advice to travellers under which a mission is ordered.

    It follows the country until the order and is frozen with it. When it gets worse
    before the departure, the order is taken back, and only the direction gives it
    again; where travel is formally advised against, not without a reason.
    """

    _name = "cooperation.mission.safety.mixin"
    _description = "Safety of a Mission"
    _guarded_fields = frozenset({"is_safety_reopened"})

    safety_advice = fields.Selection(
        SAFETY_LEVELS,
        compute="_compute_safety_advice",
        store=True,
        precompute=True,
        tracking=True,
        help="Advice to travellers of the ministry of foreign affairs for the country; "
        "it stays as it was when the mission was ordered.",
    )
    safety_date = fields.Date(
        string="Advice As Of",
        compute="_compute_safety_advice",
        store=True,
        precompute=True,
    )
    safety_source = fields.Char(
        string="Source of the Advice",
        compute="_compute_safety_advice",
        store=True,
        precompute=True,
    )
    safety_reason = fields.Text(
        string="Reason to Go",
        copy=False,
        tracking=True,
        help="Why the mission goes although travel is formally advised against, and "
        "what is done for the safety of the experts.",
    )
    is_safety_reopened = fields.Boolean(
        string="Safety to Review",
        readonly=True,
        copy=False,
        tracking=True,
        help="The advice got worse after the order, which was taken back: only the "
        "direction orders again.",
    )
    safety_alert = fields.Char(string="Safety", compute="_compute_safety_alert")

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends(
        "modality",
        "state",
        "is_safety_reopened",
        "assignment_ids.state",
        "country_id.cooperation_safety_advice",
        "country_id.cooperation_safety_date",
        "country_id.cooperation_safety_source",
    )
    def _compute_safety_advice(self):
        for mission in self:
            is_kept = mission._is_under_orders()
            country = mission._get_country_travelled_to()
            for name in _ADVICE_FIELDS:
                mission[name] = (
                    mission[name] if is_kept else country[f"cooperation_{name}"]
                )

    @api.depends(*_ADVICE_FIELDS, "is_safety_reopened", "date_end")
    @api.depends_context("lang")
    def _compute_safety_alert(self):
        for mission in self:
            mission.safety_alert = next(mission._get_safety_alerts(), False)

    def _get_safety_alerts(self):
        self.ensure_one()
        country = self._get_country_travelled_to()
        values = {"mission": self.display_name, "country": country.name}
        now = country.cooperation_safety_advice
        if self.state in self._closed_states or not country:
            return
        if self.is_safety_reopened:
            yield self.env._(
                "The advice for %(country)s has got worse since the order, which was "
                "taken back: only the direction orders “%(mission)s” again.",
                **values,
            )
        if not now:
            yield self.env._(
                "No advice to travellers is on record for %(country)s: note it in "
                "“Safety Advice” before the order.",
                **values,
            )
        elif self._is_under_orders() and is_worse(now, self.safety_advice):
            yield self.env._(
                "Since “%(mission)s” was ordered, the advice for %(country)s has "
                "become “%(advice)s”.",
                advice=self._get_advice_label(now),
                **values,
            )

    def _is_under_orders(self):
        """Return whether the mission, or one of its experts already, was ordered."""
        self.ensure_one()
        if self.is_safety_reopened:
            return False
        return self.state in _ORDERED_STATES or bool(
            self._get_assignments("ordered", "done")
        )

    def _get_country_travelled_to(self):
        """Return the foreign country to which somebody travels, if any."""
        self.ensure_one()
        country = self.country_id
        is_away = self.modality == "on_site" and country and not country._is_french()
        return country if is_away else country.browse()

    @api.model
    def _get_advice_label(self, level):
        labels = self._fields["safety_advice"]._description_selection(self.env)
        return dict(labels).get(level, "")

    def _get_frozen_fields(self):
        """The order was given for a journey, and for a reason if one was needed."""
        frozen = super()._get_frozen_fields()
        if self.state in _ORDERED_STATES:
            frozen |= {"modality"}
        if self.state == "ordered":
            frozen |= {"safety_reason"}
        return frozen

    # ------------------------------------------------------------
    # Ordering
    # ------------------------------------------------------------

    def _get_safety_blockers(self):
        """Name what the advice of today wants before somebody is sent there."""
        self.ensure_one()
        country = self._get_country_travelled_to()
        advice = country.cooperation_safety_advice
        values = {
            "mission": self.display_name,
            "country": country.name,
            "date": self._format_date(country.cooperation_safety_date),
        }
        if self.is_safety_reopened and not self._is_asked_by_direction():
            yield self.env._(
                "The advice for %(country)s has got worse since “%(mission)s” was "
                "ordered: only the direction orders it again.",
                **values,
            )
        if advice == "red" and not (self.safety_reason or "").strip():
            yield self.env._(
                "Travel to %(country)s is formally advised against (advice of "
                "%(date)s): say in “Reason to Go” why “%(mission)s” goes all the same, "
                "or cancel it.",
                **values,
            )

    def _is_asked_by_direction(self):
        return self.env.su or self.env.user.has_group(_DIRECTION)

    def _hold_safety_advice(self):
        """Let no worse advice come in unseen while an order is given.

        Both the order and the advice write the row of the country: of two at the same
        instant the database makes the second start again, and see the first.
        """
        countries = self.country_id
        if countries:
            self.env.execute_query(
                SQL(
                    "UPDATE res_country SET write_date = write_date WHERE id IN %s "
                    "RETURNING id",
                    tuple(countries.ids),
                )
            )

    def action_recall(self):
        """Take the orders back until they are given again; the experts stay held.

        :raise UserError: days have been done under one of the orders
        """
        self._check_transition("action_recall")
        self._get_assignments("ordered").action_recall()
        return self._take_transition("action_recall")

    # ------------------------------------------------------------
    # The advice gets worse
    # ------------------------------------------------------------

    @api.model
    def _review_safety(self, countries):
        """Reopen the orders of missions to come whose advice has got worse.

        Those who have left cannot be held back: their mission is watched, and whoever
        is in charge is told.

        :param countries: those whose advice has just got worse
        """
        today = fields.Date.context_today(self)
        missions = self.search(
            [
                ("country_id", "in", countries.ids),
                ("modality", "=", "on_site"),
                ("state", "in", _WATCHED_STATES),
                ("date_end", ">=", today),
            ]
        )
        for mission in missions:
            advice = mission.country_id.cooperation_safety_advice
            if mission._is_under_orders() and is_worse(advice, mission.safety_advice):
                if mission.state != "ongoing" and mission.date_start > today:
                    mission._reopen_for_safety()
                else:
                    mission._tell_of_safety(mission._word_safety_change())

    def _reopen_for_safety(self):
        """Take back the orders of one mission, and tell who must know."""
        self.ensure_one()
        change = self._word_safety_change()
        # Who has worked for the mission already did so under an order, which stays.
        recalled = self._get_assignments("ordered").filtered(
            lambda assignment: not assignment._get_blockers("action_recall")
        )
        recalled.action_recall()
        values = {"is_safety_reopened": True}
        if self.state == "ordered":
            self._take_transition("action_recall", values)
        else:
            self._guarded_write(values)
        reached = recalled.filtered(lambda a: email_normalize(a.expert_id.email))
        self._tell_of_safety(self._word_recall(change, recalled - reached))
        letter = self.env.ref(_LETTER)
        for assignment in reached:
            letter.send_mail(assignment.id, email_layout_xmlid=LETTER_LAYOUT)

    def _word_recall(self, change, unreached):
        """Say that the order is taken back, and who has to be told by telephone."""
        sentence = self.env._(
            "%(change)s The order is taken back: the direction gives it again.",
            change=change,
        )
        if not unreached:
            return sentence
        return self.env._(
            "%(recall)s Call those who have no e-mail address: %(experts)s.",
            recall=sentence,
            experts=", ".join(unreached.expert_id.mapped("name")),
        )

    def _word_safety_change(self):
        self.ensure_one()
        country = self.country_id
        return self.env._(
            "The advice for %(country)s was “%(before)s” when “%(mission)s” was "
            "ordered; it is “%(after)s” since %(date)s (%(origin)s).",
            country=country.name,
            before=self._get_advice_label(self.safety_advice)
            or self.env._("not on record"),
            mission=self.display_name,
            after=self._get_advice_label(country.cooperation_safety_advice),
            date=self._format_date(country.cooperation_safety_date),
            origin=country.cooperation_safety_source,
        )

    def _tell_of_safety(self, sentence):
        """Write to the direction and to who is in charge, and give each a task."""
        self.ensure_one()
        direction = self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref(_DIRECTION).id)]
        )
        users = direction | self.user_id
        self.message_post(
            body=sentence,
            subject=self.env._("Safety advice: %(mission)s", mission=self.display_name),
            partner_ids=users.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        for user in users:
            self.activity_schedule(_ACTIVITY, user_id=user.id, note=sentence)

    def _close_safety_review(self):
        """The direction has ordered again: nothing is left to review."""
        self.activity_feedback([_ACTIVITY])
