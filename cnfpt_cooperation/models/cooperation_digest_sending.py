from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, urls

from ..tools import periods
from ..tools.measures import MEASURES, get_label

# A link of a mail is one number: the sending, the measure, the column.
_MEASURE_STEP, _COLUMN_STEP = 64, 4
_ACTION = "cnfpt_cooperation.cooperation_digest_sending_action_rows"


class CooperationDigestSending(models.Model):
    """A digest that was sent to a reader for a period: once, whoever starts it.

    Its numbers open the rows of these periods, with the rights of who opens them.
    """

    _name = "cooperation.digest.sending"
    _description = "Digest Sent"
    _order = "date_start desc, id desc"
    _rec_name = "user_id"

    digest_id = fields.Many2one(
        "digest.digest", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="To", required=True, readonly=True, ondelete="cascade"
    )
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="Until", required=True, readonly=True)

    _period_uniq = models.UniqueIndex(
        "(user_id, digest_id, date_start)", "This digest has been sent already."
    )

    @api.model
    def _claim(self, digest, user, start, end):
        """Return the sending of a period, or nothing when it was sent before.

        Of two that start it at the same instant the database lets one through.
        """
        claimed = self.env.execute_query(
            SQL(
                """INSERT INTO cooperation_digest_sending
                            (digest_id, user_id, date_start, date_end,
                             create_uid, create_date, write_uid, write_date)
                     VALUES (%(digest)s, %(user)s, %(start)s, %(end)s, %(uid)s,
                             now() AT TIME ZONE 'UTC', %(uid)s,
                             now() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id, digest_id, date_start) DO NOTHING
                  RETURNING id""",
                digest=digest.id,
                user=user.id,
                start=start,
                end=end,
                uid=self.env.uid,
            )
        )
        return self.sudo().browse(res_id for (res_id,) in claimed)

    def _get_periods(self):
        """Return the period, the one before, and the year up to its end."""
        self.ensure_one()
        start, end = self.date_start, self.date_end
        return [
            (start, end),
            periods.previous(start, end),
            (end.replace(month=1, day=1), end),
        ]

    def _get_rows_url(self, code, column):
        """Return the link to the rows behind a number of the mail."""
        number = (
            self.id * _MEASURE_STEP + [*MEASURES].index(code) * _COLUMN_STEP + column
        )
        return urls.urljoin(self.get_base_url(), f"/odoo/{number}/action-{_ACTION}")

    @api.model
    def _open_rows(self, number):
        """Return the action that a link opens.

        :raise UserError: the link is not one of a mail to this user
        """
        number = number if isinstance(number, int) else 0
        res_id, rest = divmod(number, _MEASURE_STEP)
        index, column = divmod(rest, _COLUMN_STEP)
        sending = self.search([("id", "=", res_id)])
        if not sending or index >= len(MEASURES) or column > 2:
            raise UserError(
                self.env._("Open this by the link in a digest that was sent to you.")
            )
        measure = [*MEASURES.values()][index]
        report = self.env["cooperation.activity.report"]
        start, end = sending._get_periods()[column]
        period = periods.label(self.env, start, end)
        return report._get_rows_action(
            f"{get_label(self.env, measure.code)} · {period}",
            [
                (measure.field, "!=", False),
                ("period", ">=", start),
                ("period", "<=", end),
            ],
            measure.code,
        )
