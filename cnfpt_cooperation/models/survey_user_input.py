from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.letters import LETTER_LAYOUT

_DAYS_BEFORE_REMINDER = 7
# Fields that tell to whom an evaluation belongs; a survey user sets none of them.
_FILES = ("cooperation_visit_id", "cooperation_mission_id")
_OURS = frozenset({*_FILES, "cooperation_reminded_on"})


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
    cooperation_mission_id = fields.Many2one(
        "cooperation.mission",
        string="Evaluated Mission",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The mission that its beneficiary evaluates.",
    )
    cooperation_reminded_on = fields.Datetime(
        string="Reminded On", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Only the file itself invites to evaluate it, looked at once they exist."""
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
        """Refuse evaluations that are not sent by the button of the file.

        :raise AccessError: the values come from a client, whatever its rights
        """
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "An evaluation is sent by the button of the visit or mission only."
                )
            )

    def _get_cooperation_file(self):
        """Return the file that this answer evaluates, or None."""
        self.ensure_one()
        return next((self[name] for name in _FILES if self[name]), None)

    def _send_cooperation_invitation(self):
        """Send each person the link that answers without an account."""
        by_letter = self.grouped(lambda a: a._get_cooperation_file()._evaluation_letter)
        for letter, answers in by_letter.items():
            self.env.ref(letter).sudo().send_mail_batch(
                answers.ids, email_layout_xmlid=LETTER_LAYOUT
            )

    @api.model
    def _cron_cooperation_evaluations(self, batch_size=200):
        """Remind once those who have not answered, and forget who answered what.

        The address and the name of a person go when the survey closes to them.
        """
        now = fields.Datetime.now()
        evaluations = Domain.OR(Domain(name, "!=", False) for name in _FILES)
        silent = evaluations & Domain(
            [
                ("state", "!=", "done"),
                ("deadline", ">", now),
                ("cooperation_reminded_on", "=", False),
                ("create_date", "<=", now - relativedelta(days=_DAYS_BEFORE_REMINDER)),
            ]
        )
        reminded = self.search(silent, limit=batch_size)
        reminded.cooperation_reminded_on = now
        reminded._send_cooperation_invitation()
        over = evaluations & Domain([("deadline", "<=", now), ("email", "!=", False)])
        forgotten = self.search(over, limit=batch_size)
        forgotten.write({"email": False, "nickname": False, "partner_id": False})
        self.env["ir.cron"]._commit_progress(
            len(reminded) + len(forgotten),
            remaining=self.search_count(silent) + self.search_count(over),
        )
