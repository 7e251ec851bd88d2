from dateutil.relativedelta import MO, relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import urls

from ..tools import periods
from ..tools.batches import run_each
from ..tools.measures import MEASURES, format_value, get_label

_READER = "cnfpt_cooperation.cnfpt_cooperation_group_user"
# Who reads all figures; the others read those of visits, as on the dashboards.
_OFFICE = ("coordinator", "direction", "administrator")
_HOSTING = ("visits", "visitors", "internships", "training_sessions", "trainees")
_MOST_LINES = 10


class DigestDigest(models.Model):
    """The two digests of the Mission, weekly and monthly, beside Odoo's own.

    They tell the last whole week or month with the totals of the activity report, the
    period before and the year so far, and what is urgent on the reader's watchlist.
    Each reader gets a period once, in their language, with what their role may see.
    """

    _inherit = "digest.digest"

    is_cooperation = fields.Boolean(
        string="Digest of the Mission", readonly=True, copy=False
    )
    cooperation_sending_ids = fields.One2many(
        "cooperation.digest.sending", "digest_id", string="Sent"
    )

    @api.constrains("is_cooperation", "periodicity")
    def _check_cooperation_periodicity(self):
        for digest in self.filtered("is_cooperation"):
            if digest.periodicity not in ("weekly", "monthly"):
                raise ValidationError(
                    self.env._(
                        "“%(digest)s” tells whole weeks or whole months: choose one of "
                        "the two.",
                        digest=digest.name,
                    )
                )

    @api.model
    def _silence_default_digest(self):
        """Spare the users of the Mission the mail that Odoo gives to every new user."""
        self.env["ir.config_parameter"].set_param("digest.default_digest_emails", False)
        default = self.env.ref("digest.digest_digest_default", False)
        if default:
            default.action_deactivate()

    def _get_next_run_date(self):
        """On Monday, or on the first of the month: the period before is complete."""
        self.ensure_one()
        if not self.is_cooperation:
            return super()._get_next_run_date()
        today = fields.Date.today()
        if self.periodicity == "weekly":
            return today + relativedelta(days=1, weekday=MO)
        return today + relativedelta(months=1, day=1)

    def _get_cooperation_period(self):
        """Return the last whole week, Monday to Sunday, or the last whole month.

        Of the day by which the job goes: where a reader lives it may be the day before,
        and the week that is told would be the one that they have had.
        """
        today = fields.Date.today()
        if self.periodicity == "weekly":
            monday = today + relativedelta(weekday=MO(-1))
            return monday - relativedelta(days=7), monday - relativedelta(days=1)
        first = today + relativedelta(day=1)
        return first - relativedelta(months=1), first - relativedelta(days=1)

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _check_daily_logs(self):
        """Who chose a digest of the Mission keeps it, however rarely they log in."""
        others = self.filtered(lambda digest: not digest.is_cooperation)
        return super(DigestDigest, others)._check_daily_logs()

    def _action_send(self, update_periodicity=True):
        ours = self.filtered("is_cooperation")
        for digest in ours:
            digest._send_to_readers()
        return super(DigestDigest, self - ours)._action_send(update_periodicity)

    def _send_to_readers(self):
        """Write to everybody who chose it; who could not be written to is next day.

        :raise AccessError: whoever asks may not change the digest
        """
        self.ensure_one()
        self.check_access("write")
        readers = self.sudo().user_ids.filtered(
            lambda user: user.active and user.email and user.has_group(_READER)
        )
        failed = run_each(readers, self._send_to_reader)
        if not failed:
            self.next_run_date = self._get_next_run_date()

    def _send_to_reader(self, user):
        """Write one mail, unless this reader has had this period already."""
        digest = self.with_context(lang=user.lang, tz=user.tz)
        period = digest._get_cooperation_period()
        sending = self.env["cooperation.digest.sending"]._claim(self, user, *period)
        if not sending:
            return
        company = user.company_id
        self.env["mail.mail"].sudo().create(
            {
                "auto_delete": True,
                "author_id": self.env.user.partner_id.id,
                "body_html": digest._render_cooperation(user, sending),
                "email_from": company.partner_id.email_formatted
                or self.env.user.email_formatted,
                "email_to": user.email_formatted,
                "headers": {
                    "List-Unsubscribe": f"<{self._get_unsubscribe_url(user, True)}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    "X-Auto-Response-Suppress": "OOF",
                },
                "state": "outgoing",
                "subject": f"{digest.name} · {periods.label(digest.env, *period)}",
            }
        )

    def _get_unsubscribe_url(self, user, one_click=False):
        """Return the link by which the reader stops it, without logging in."""
        route = "unsubscribe_oneclik" if one_click else "unsubscribe"
        token = self._get_unsubscribe_token(user.id)
        return urls.urljoin(
            self.get_base_url(),
            f"/digest/{self.id}/{route}?token={token}&user_id={user.id}",
        )

    # ------------------------------------------------------------
    # What is told
    # ------------------------------------------------------------

    def _render_cooperation(self, user, sending):
        """Return the mail as one HTML page, with the rights of its reader."""
        digest = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
        lines = digest.env["cooperation.watch"].search([("severity", "=", "urgent")])
        return Markup("<!DOCTYPE html>\n") + digest.env["ir.qweb"]._render(
            "cnfpt_cooperation.paper_digest",
            {
                "digest": digest,
                "language": (user.lang or "en").partition("_")[0],
                "columns": digest._get_cooperation_columns(sending),
                "figures": digest._get_cooperation_figures(user, sending),
                "lines": [
                    (line.sentence, line._get_url()) for line in lines[:_MOST_LINES]
                ],
                "more": max(len(lines) - _MOST_LINES, 0),
                "watchlist_url": urls.urljoin(digest.get_base_url(), "/odoo/watchlist"),
                "stop_url": self._get_unsubscribe_url(user),
            },
        )

    def _get_cooperation_columns(self, sending):
        """Return the names of the periods that stand side by side."""
        return [periods.label(self.env, *period) for period in sending._get_periods()]

    def _get_cooperation_figures(self, user, sending):
        """Return the measures that have a total in one of the periods.

        :return: [{"label", "cells": [{"text", "url"}, …], "change"}]
        """
        report = self.env["cooperation.activity.report"]
        codes = self._get_cooperation_measures(user)
        totals = [
            report._get_totals(report._get_scope_domain(*period), measures=codes)[()]
            for period in sending._get_periods()
        ]
        return [
            {
                "code": code,
                "label": get_label(self.env, code),
                "cells": [
                    {
                        "text": format_value(self.env, code, column[code]),
                        "url": column[code] is not None
                        and sending._get_rows_url(code, number),
                    }
                    for number, column in enumerate(totals)
                ],
                "change": self._get_change(code, totals[0][code], totals[1][code]),
            }
            for code in codes
            if any(column[code] is not None for column in totals)
        ]

    @api.model
    def _get_cooperation_measures(self, user):
        """Return the codes of the measures that the role of a reader may see."""
        groups = (f"cnfpt_cooperation.cnfpt_cooperation_group_{r}" for r in _OFFICE)
        is_office = any(user.has_group(group) for group in groups)
        return [code for code in MEASURES if is_office or code in _HOSTING]

    def _get_change(self, code, value, before):
        """Return “+3” or “−2” since the period before; nothing when it is the same."""
        difference = (value or 0) - (before or 0)
        if not difference:
            return ""
        sign = "+" if difference > 0 else "\N{MINUS SIGN}"
        return sign + format_value(self.env, code, abs(difference))
