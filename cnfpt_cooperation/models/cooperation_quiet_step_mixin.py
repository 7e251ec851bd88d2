from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

_OPEN_REQUESTS = ("new", "qualified", "accepted", "postponed")
# So long before its end, the question is whether an unused agreement goes on.
_REVIEW_MONTHS = 6


class CooperationQuietStepMixin(models.AbstractModel):
    """What to do about a silence: a next step in words, and buttons that do it."""

    _name = "cooperation.quiet.step.mixin"
    _description = "Next Step out of a Silence"

    step = fields.Selection(
        [
            ("answer", "Answer the request"),
            ("review", "Decide on the agreement"),
            ("invite", "Propose something"),
            ("contact", "Take up contact"),
        ],
        string="Next Step",
        compute="_compute_step",
    )
    suggestion = fields.Char(string="What to Do", compute="_compute_step")
    subject = fields.Char(
        string="About",
        compute="_compute_step",
        help="The last file with a partner, the agreement, or its area.",
    )

    @api.depends("kind", "partner_id", "agreement_id", "area_id", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_step(self):
        visible = self._get_visible_files((row.res_model, row.res_id) for row in self)
        for row in self:
            last = visible.get((row.res_model, row.res_id))
            row.step = row._get_step(last)
            row.subject = row._get_subject(last)
            row.suggestion = getattr(row, f"_get_{row.step}_words")()

    def _get_step(self, last):
        """Return the step to suggest.

        :param last: the file of the last exchange, or None
        """
        self.ensure_one()
        if (
            last is not None
            and last._name == "cooperation.request"
            and last.state in _OPEN_REQUESTS
        ):
            return "answer"
        if self.kind == "agreement" and self._is_agreement_ending():
            return "review"
        return "invite" if self.agreement_id else "contact"

    def _get_subject(self, last):
        self.ensure_one()
        if self.kind == "area":
            return f"{self.area_id.name} ({self.agreement_id.reference})"
        file = self.agreement_id if self.kind == "agreement" else last
        return file.display_name if file else False

    def _get_names(self):
        """Return “Body · what it is about”."""
        return " · ".join(filter(None, (self.partner_id.display_name, self.subject)))

    def _is_agreement_ending(self):
        agreement = self.agreement_id
        limit = fields.Date.context_today(self) + relativedelta(months=_REVIEW_MONTHS)
        return agreement.state == "to_renew" or (
            bool(agreement.date_end) and agreement.date_end <= limit
        )

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    def _get_answer_words(self):
        return self.env._("Answer this request, which is still open.")

    def _get_review_words(self):
        if not self.agreement_id.date_end:
            return self.env._("Decide whether it goes on: nobody uses it.")
        return self.env._(
            "It ends on %(end)s: use it before, or let it end.",
            end=format_date(self.env, self.agreement_id.date_end),
        )

    def _get_invite_words(self):
        if self.kind == "area":
            return self.env._("Propose a study visit, an exchange or a co-production.")
        if self.kind == "agreement":
            return self.env._("Propose a mission or a visit, or ask what hinders it.")
        return self.env._(
            "Propose a visit or a mission under %(agreement)s.",
            agreement=self.agreement_id.reference,
        )

    def _get_contact_words(self):
        if not self.date_last:
            return self.env._("Call to introduce the Mission and ask what is needed.")
        if not self.subject:
            return self.env._("Call to ask what is needed now.")
        return self.env._("Call to ask what came of it and what is needed now.")

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_open_file(self):
        """Open the partner, or the agreement."""
        self.ensure_one()
        return self._get_target().get_formview_action()

    def action_open_last(self):
        """Open the file of the last exchange: the request to answer."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    def action_create_visit(self):
        """Open a new visit with this partner, under its agreement."""
        return self._open_new("cooperation.visit")

    def action_create_request(self):
        """Open a new request, to write down what the partner wants."""
        return self._open_new("cooperation.request")

    def action_create_mission(self):
        """Open a new mission with this partner, or the request for one."""
        if self.env["cooperation.mission"].has_access("create"):
            return self._open_new("cooperation.mission")
        return self._open_new("cooperation.request", default_kind="expertise")

    def _open_new(self, model, **context):
        self.ensure_one()
        context["default_partner_id"] = self.partner_id.id
        context["default_country_id"] = self.partner_id.country_id.id
        if self.agreement_id and "agreement_id" in self.env[model]._fields:
            context["default_agreement_id"] = self.agreement_id.id
            context["default_area_id"] = self.area_id.id
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": model,
            "view_mode": "form",
            "context": context,
        }

    def action_plan_contact(self):
        """Give oneself a call to make within a week; it shows on the partner.

        It stands on the agreement when one may write there.
        """
        self.ensure_one()
        target = self._get_target()
        if not target.has_access("write"):
            target = self.partner_id
        self._schedule_contact(target, self.env.user)
        self.invalidate_model()
        return True

    def _schedule_contact(self, target, user):
        """Schedule the call that is to break the silence of these rows."""
        rows = self.with_context(lang=user.lang)
        today = fields.Date.context_today(self)
        return target.activity_schedule(
            "cnfpt_cooperation.mail_activity_type_quiet",
            date_deadline=today + relativedelta(days=7),
            note=rows._get_reminder_note(),
            user_id=user.id,
        )

    def _get_reminder_note(self):
        """Return what has been quiet, since when, and what to do, one line a row."""
        return Markup("<ul>%s</ul>") % Markup().join(
            Markup("<li>%s: %s. %s</li>")
            % (row._get_names(), row._format_quiet_since(), row.suggestion)
            for row in self
        )
