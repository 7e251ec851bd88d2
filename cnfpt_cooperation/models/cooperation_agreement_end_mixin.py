from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.actions import open_dialog
from ..tools.hold import hold
from ..tools.wording import format_days

# States in which an agreement covers, and those in which it does no longer.
IN_FORCE = ("active", "to_renew")
OVER = ("expired", "terminated")


class CooperationAgreementEndMixin(models.AbstractModel):
    """How an agreement comes to its end: expiry, termination, refusal of a renewal.

    What it covers ends on one day, the earlier of its last day and the one on which it
    is terminated. Its amendments end with it.
    """

    _name = "cooperation.agreement.end.mixin"
    _description = "End of an Agreement"

    _guarded_fields = frozenset(
        {
            *("date_terminated", "termination_reason"),
            *("date_denounced", "denounced_by_id", "denunciation_note"),
            *("denunciation_file", "denunciation_filename"),
        }
    )

    instrument_id = fields.Many2one(
        "cooperation.agreement",
        string="Agreement Amended",
        compute="_compute_instrument_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="What an amendment changes in the end, whichever amendment it names.",
    )
    date_terminated = fields.Date(
        string="Terminated On",
        readonly=True,
        copy=False,
        tracking=True,
        help="The last day on which it covers anything.",
    )
    date_cover_end = fields.Date(
        string="Covers Until",
        compute="_compute_date_cover_end",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="Its last day, or the day on which it was terminated; an amendment covers "
        "as long as what it amends.",
    )
    termination_reason = fields.Text(readonly=True, copy=False)
    date_denounced = fields.Date(
        string="Renewal Refused On",
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which a party said that it does not want the tacit renewal: "
        "the agreement expires at the end of its term.",
    )
    denounced_by_id = fields.Many2one(
        "res.partner",
        string="Refused By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    denunciation_note = fields.Text(
        string="Reason of the Refusal", readonly=True, copy=False
    )
    denunciation_file = fields.Binary(
        string="Letter of Refusal", readonly=True, copy=False, attachment=True
    )
    denunciation_filename = fields.Char(copy=False)

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("kind", "parent_id.instrument_id")
    def _compute_instrument_id(self):
        for agreement in self:
            parent = agreement.kind == "amendment" and agreement.parent_id
            agreement.instrument_id = parent and (parent.instrument_id or parent)

    @api.depends("date_end", "date_terminated", "instrument_id.date_cover_end")
    def _compute_date_cover_end(self):
        for agreement in self:
            days = (agreement.date_end, agreement.date_terminated)
            agreement.date_cover_end = (
                agreement.instrument_id.date_cover_end
                if agreement.instrument_id
                else min(filter(None, days), default=False)
            )

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _get_follower_blockers(self):
        self.ensure_one()
        if self.instrument_id:
            yield self.env._(
                "“%(amendment)s” is an amendment: it ends and is renewed with "
                "“%(agreement)s”.",
                amendment=self.display_name,
                agreement=self.instrument_id.display_name,
            )

    def _get_terminate_blockers(self, day=None, reason=None):
        """Say what a termination on `day` is missing; today when it is not given."""
        self.ensure_one()
        yield from self._get_follower_blockers()
        if not (reason or self.termination_reason or "").strip():
            yield self.env._(
                "Say in “Reason” why “%(agreement)s” ends before its time.",
                agreement=self.display_name,
            )
        day = day or self._get_usual_end()
        if self.date_end and day > self.date_end:
            yield self.env._(
                "“%(agreement)s” ends on %(end)s anyway: it cannot be terminated on "
                "%(day)s.",
                agreement=self.display_name,
                end=format_date(self.env, self.date_end),
                day=format_date(self.env, day),
            )
        last, days = self._get_days_worked_after(day)
        if days:
            yield self.env._(
                "“%(agreement)s” has %(days)s done after %(day)s: it can be terminated "
                "on %(last)s at the earliest.",
                days=format_days(self.env, days),
                agreement=self.display_name,
                day=format_date(self.env, day),
                last=format_date(self.env, last),
            )

    def _get_usual_end(self):
        today = fields.Date.context_today(self)
        return min(filter(None, (today, self.date_end)))

    def _get_days_worked_after(self, day):
        """Return the last date and the number of days done under it after `day`."""
        agreements = self | self._get_live_amendments()
        [(last, days)] = self.env["cooperation.expert.day"]._read_group(
            [
                ("funding_line_id.agreement_id", "in", agreements.ids),
                ("state", "=", "done"),
                ("date", ">", day),
            ],
            [],
            ["date:max", "fraction:sum"],
        )
        return last, days

    def _get_denounce_blockers(self, day, body):
        """Say why the tacit renewal cannot be refused by `body` on `day`."""
        self.ensure_one()
        values = {"agreement": self.display_name}
        if self.state not in IN_FORCE or self.renewal != "tacit":
            yield self.env._(
                "“%(agreement)s” is not renewed tacitly: there is nothing to refuse.",
                **values,
            )
            return
        yield from self._get_follower_blockers()
        if self.date_denounced:
            yield self.env._(
                "The renewal of “%(agreement)s” was refused on %(date)s already.",
                date=format_date(self.env, self.date_denounced),
                **values,
            )
        if body.commercial_partner_id not in self._get_party_bodies():
            yield self.env._(
                "Say which of the parties refuses to renew “%(agreement)s”.", **values
            )
        yield from self._get_late_blockers(day)

    def _get_late_blockers(self, day):
        """Say that a refusal of `day` comes too late, or has not come yet."""
        if day > fields.Date.context_today(self):
            yield self.env._("Give the day on which the refusal came in.")
        elif self.date_review and day >= self.date_review:
            yield self.env._(
                "The notice of “%(agreement)s” began on %(review)s: a refusal of "
                "%(day)s comes too late, and the agreement is renewed. Terminate it, "
                "or agree on its end in an amendment.",
                review=format_date(self.env, self.date_review),
                day=format_date(self.env, day),
                agreement=self.display_name,
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_terminate(self):
        """Open the dialog that asks when and why, and shows what leans on it."""
        return self._open_end_dialog("terminate", self.env._("Terminate"))

    def action_open_denounce(self):
        """Open the dialog that notes who refuses the tacit renewal, and when."""
        return self._open_end_dialog("denounce", self.env._("Refuse the Renewal"))

    def _open_end_dialog(self, kind, title):
        self.ensure_one()
        return open_dialog(
            title,
            "cooperation.agreement.end",
            default_agreement_id=self.id,
            default_kind=kind,
        )

    def action_terminate(self):
        """End an agreement before its time: the dialog asks when and why.

        :raise UserError: no reason was given
        """
        return self._end("action_terminate")

    def _terminate(self, day, reason):
        """End the agreement on `day`, which is the last one that it covers.

        :raise UserError: no reason, a day after its end, or days done after it
        """
        self.ensure_one()
        blockers = list(self._get_terminate_blockers(day, reason))
        if blockers:
            raise UserError("\n".join(blockers))
        self.check_access("write")
        self._check_transition_groups(self._transitions["action_terminate"])
        self._guarded_write({"termination_reason": reason.strip()})
        return self._end("action_terminate", day)

    def _denounce(self, day, body, reason, **letter):
        """Note that `body` refuses the tacit renewal: it expires at its end.

        :param letter: values of the file of the letter
        :raise UserError: it is not renewed tacitly, or the notice has begun
        """
        self.ensure_one()
        self.check_access("write")
        self._hold_lines()
        blockers = list(self._get_denounce_blockers(day, body))
        if blockers:
            raise UserError("\n".join(blockers))
        self._guarded_write(
            {
                "date_denounced": day,
                "denounced_by_id": body.id,
                "denunciation_note": reason,
                **letter,
            }
        )
        self.message_post(
            body=self.env._(
                "%(body)s refuses the tacit renewal: it ends on %(end)s.",
                body=body.display_name,
                end=format_date(self.env, self.date_end),
            )
        )

    def _end(self, action, day=None):
        """Take a step that ends the agreements, with their amendments."""
        self._check_transition(action)
        self._hold_lines()
        for agreement in self:
            values = {}
            if action == "action_terminate":
                values["date_terminated"] = day or agreement._get_usual_end()
            agreement._take_transition(action, values)
            amendments = agreement._get_live_amendments()
            amendments._guarded_write({"state": agreement.state})
        self._drop_checklist()
        self._tell_leaning()
        return True

    def _get_instruments(self):
        """Return these agreements, each amendment replaced by what it amends."""
        amendments = self.filtered("instrument_id")
        # Those that amend nothing keep what is read along with them.
        return (self - amendments | amendments.instrument_id) if amendments else self

    def _get_live_amendments(self):
        """Return the amendments in force of these agreements."""
        return self.search(
            [("instrument_id", "in", self.ids), ("state", "in", IN_FORCE)]
        )

    def _hold(self):
        """Let these agreements not end while something comes to lean on them."""
        hold(self)

    def _hold_lines(self):
        """Let nobody take from these agreements while they end.

        Whoever takes from a line or leans on an agreement writes its row: of two at
        the same instant the database makes the second start again.
        """
        agreements = self | self._get_live_amendments()
        if agreements:
            self.env.flush_all()
            self.env.execute_query(
                SQL(
                    "WITH lines AS (UPDATE cooperation_funding_line "
                    "SET write_date = write_date WHERE agreement_id IN %(ids)s "
                    "RETURNING id) UPDATE cooperation_agreement "
                    "SET write_date = write_date WHERE id IN %(ids)s RETURNING id",
                    ids=tuple(sorted(agreements.ids)),
                )
            )
