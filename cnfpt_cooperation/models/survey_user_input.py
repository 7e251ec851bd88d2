from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

_TEMPLATE = "cnfpt_cooperation.mail_template_visit_evaluation"
_DAYS_BEFORE_REMINDER = 7
# Fields that tell to whom an evaluation belongs; a survey user sets none of them.
_OURS = frozenset({"cooperation_visit_id", "cooperation_reminded_on"})


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cooperation_visit_id = fields.Many2one(
        "cooperation.visit",
        string="Evaluated Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The visit that the delegate evaluates.",
    )
    cooperation_reminded_on = fields.Datetime(
        string="Reminded On", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Only the visit itself invites to evaluate it, looked at once they exist."""
        answers = super().create(vals_list)
        if any(answer[name] for answer in answers for name in _OURS):
            self._check_cooperation_evaluation()
        return answers

    def write(self, vals):
        if not _OURS.isdisjoint(vals):
            self._check_cooperation_evaluation()
        return super().write(vals)

    @api.model
    def _check_cooperation_evaluation(self):
        """Refuse evaluations that are not sent by the button of the visit.

        :raise AccessError: the values come from a client, whatever its rights
        """
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "The evaluation of a visit is sent by the button of the visit only."
                )
            )

    def _send_cooperation_invitation(self):
        """Send each person the link that answers without an account."""
        template = self.env.ref(_TEMPLATE).sudo()
        template.send_mail_batch(
            self.ids, email_layout_xmlid="mail.mail_notification_light"
        )

    @api.model
    def _cron_cooperation_evaluations(self, batch_size=200):
        """Remind once those who have not answered, and forget who answered what.

        The address and the name of a person go when the survey closes to them.
        """
        now = fields.Datetime.now()
        evaluations = [("cooperation_visit_id", "!=", False)]
        silent = [
            *evaluations,
            ("state", "!=", "done"),
            ("deadline", ">", now),
            ("cooperation_reminded_on", "=", False),
            ("create_date", "<=", now - relativedelta(days=_DAYS_BEFORE_REMINDER)),
        ]
        reminded = self.search(silent, limit=batch_size)
        reminded.cooperation_reminded_on = now
        reminded._send_cooperation_invitation()
        over = [*evaluations, ("deadline", "<=", now), ("email", "!=", False)]
        forgotten = self.search(over, limit=batch_size)
        forgotten.write({"email": False, "nickname": False, "partner_id": False})
        self.env["ir.cron"]._commit_progress(
            len(reminded) + len(forgotten),
            remaining=self.search_count(silent) + self.search_count(over),
        )
