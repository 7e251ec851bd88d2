from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class CooperationAgreementTermMixin(models.AbstractModel):
    """How long an agreement runs: notice, written or tacit renewal, expiry.

    Each renewal opens a new term. A tacit one is as long as the term that it
    follows, in whole months and days; a written one ends on the day agreed.
    """

    _name = "cooperation.agreement.term.mixin"
    _description = "Term of an Agreement"

    date_start = fields.Date(string="In Force From", tracking=True)
    date_end = fields.Date(string="In Force Until", tracking=True)
    renewal = fields.Selection(
        [("none", "None"), ("tacit", "Tacit"), ("written", "Written")],
        required=True,
        default="written",
    )
    notice_days = fields.Integer(
        string="Notice", default=90, help="Days before the end when it is reviewed."
    )
    date_review = fields.Date(
        string="Review From",
        compute="_compute_date_review",
        store=True,
        index="btree_not_null",
        help="The end less the notice: from this day on the renewal is due.",
    )
    renewal_date_end = fields.Date(
        string="Renewed Until",
        copy=False,
        help="The new end that the parties have agreed in writing.",
    )
    term_start = fields.Date(
        string="Current Term From",
        readonly=True,
        copy=False,
        help="The day on which the last renewal began.",
    )
    renewal_file = fields.Binary(
        string="Written Renewal",
        attachment=True,
        copy=False,
        help="The letter or the exchange of letters in which the parties agreed.",
    )
    renewal_filename = fields.Char(copy=False)
    renewal_ids = fields.One2many(
        "cooperation.agreement.renewal", "agreement_id", string="Renewals"
    )

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An agreement cannot end before it starts."
    )
    _notice_positive = models.Constraint(
        "CHECK (notice_days >= 0)", "A notice cannot be negative."
    )

    @api.depends("date_end", "notice_days")
    def _compute_date_review(self):
        for agreement in self:
            agreement.date_review = agreement.date_end and (
                agreement.date_end - relativedelta(days=agreement.notice_days)
            )

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _get_flag_renewal_blockers(self):
        self.ensure_one()
        yield from self._get_follower_blockers()
        if self.date_denounced:
            yield self.env._(
                "%(body)s refused on %(date)s that “%(agreement)s” is renewed: it ends "
                "on %(end)s.",
                body=self.denounced_by_id.display_name,
                date=format_date(self.env, self.date_denounced),
                agreement=self.display_name,
                end=format_date(self.env, self.date_end),
            )
        elif self.renewal == "none":
            yield self.env._(
                "“%(agreement)s” is made without renewal: draft a new agreement.",
                agreement=self.display_name,
            )
        elif not self.date_end:
            yield self.env._(
                "“%(agreement)s” has no end: there is nothing to renew.",
                agreement=self.display_name,
            )

    def _get_renew_blockers(self):
        self.ensure_one()
        yield from self._get_flag_renewal_blockers()
        if self.renewal == "written":
            yield from self._get_written_renewal_blockers()
        elif self.renewal == "tacit":
            yield from self._get_tacit_renewal_blockers()

    def _get_tacit_renewal_blockers(self):
        """A term begins once nobody can refuse it any more, as long as the last."""
        if not self.date_start:
            yield self.env._(
                "“%(agreement)s” has no start: the length of its term is not known.",
                agreement=self.display_name,
            )
        review = self.date_review
        if review and review > fields.Date.context_today(self):
            yield self.env._(
                "The notice of “%(agreement)s” begins on %(review)s: until then a "
                "party may refuse its tacit renewal.",
                agreement=self.display_name,
                review=format_date(self.env, review),
            )

    def _get_written_renewal_blockers(self):
        if not self.renewal_date_end:
            yield self.env._(
                "“%(agreement)s” is renewed in writing: give the new end on which "
                "the parties agreed in “Renewed Until”.",
                agreement=self.display_name,
            )
        elif self.date_end and self.renewal_date_end <= self.date_end:
            yield self.env._(
                "“%(agreement)s” runs until %(end)s already: a renewal ends later.",
                agreement=self.display_name,
                end=format_date(self.env, self.date_end),
            )
        if not self.renewal_file:
            yield self.env._(
                "“%(agreement)s” is renewed in writing: attach the letter in which the "
                "parties agreed in “Written Renewal”.",
                agreement=self.display_name,
            )

    def _get_expire_blockers(self):
        self.ensure_one()
        yield from self._get_follower_blockers()
        if not self.date_end:
            yield self.env._(
                "“%(agreement)s” has no end: it is terminated, it does not expire.",
                agreement=self.display_name,
            )
        elif self.date_end >= fields.Date.context_today(self):
            yield self.env._(
                "“%(agreement)s” runs until %(end)s: it expires the day after.",
                agreement=self.display_name,
                end=format_date(self.env, self.date_end),
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_flag_renewal(self):
        """Note that the renewal is due; the alerts of the notice say what to do."""
        return self._take_transition("action_flag_renewal")

    def action_renew(self):
        """Open a new term: until the day agreed, or as long as the last one.

        It is kept as a renewal with its proof, and the alerts begin anew.

        :raise UserError: made without renewal, refused in time, or without a new end
            and the letter of the parties in writing
        """
        for agreement in self:
            agreement._check_transition("action_renew")
            renewal = agreement._prepare_renewal()
            agreement._take_transition("action_renew", agreement._get_renewal_values())
            if renewal:
                renewal["date_end"] = agreement.date_end
                self.env["cooperation.agreement.renewal"].sudo().create(renewal)
        self._apply_checklist()
        return True

    def action_expire(self):
        """End an agreement whose last day has passed, and its amendments with it."""
        return self._end("action_expire")

    def _prepare_renewal(self):
        """Return the values of the renewal to keep, without its end yet."""
        self.ensure_one()
        return self.date_end and {
            "agreement_id": self.id,
            "kind": self.renewal,
            "date_start": self.date_end + relativedelta(days=1),
            "date": fields.Date.context_today(self),
            "user_id": self.env.uid,
            "proof_file": self.with_context(bin_size=False).renewal_file,
            "proof_filename": self.renewal_filename,
        }

    def _get_renewal_values(self):
        self.ensure_one()
        if not self.date_end:
            return {}
        next_start = self.date_end + relativedelta(days=1)
        values = {
            "term_start": next_start,
            "renewal_date_end": False,
            "renewal_file": False,
            "renewal_filename": False,
        }
        if self.renewal == "written":
            return {**values, "date_end": self.renewal_date_end}
        start = self.term_start or self.date_start
        if start:
            length = relativedelta(next_start, start)
            values["date_end"] = next_start + length - relativedelta(days=1)
        return values

    # ------------------------------------------------------------
    # Scheduled actions
    # ------------------------------------------------------------

    @api.model
    def _cron_flag_renewals(self, batch_size=100):
        """Ask for a decision on the agreements whose notice runs."""
        domain = (
            Domain("state", "=", "active")
            & Domain("renewal", "!=", "none")
            & Domain("kind", "!=", "amendment")
            & Domain("date_denounced", "=", False)
            & Domain("date_review", "<=", fields.Date.context_today(self))
        )
        agreements = self.search(domain, limit=batch_size)
        agreements.action_flag_renewal()
        self.env["ir.cron"]._commit_progress(
            len(agreements), remaining=self.search_count(domain)
        )

    @api.model
    def _cron_end_terms(self, batch_size=100):
        """Renew what is tacitly renewed and expire what is over, the day after."""
        # An amendment ends with what it amends.
        over = Domain("date_end", "<", fields.Date.context_today(self)) & Domain(
            "kind", "!=", "amendment"
        )
        tacit = (
            Domain("renewal", "=", "tacit")
            & Domain("date_start", "!=", False)
            & Domain("date_denounced", "=", False)
        )
        live = Domain("state", "in", ("active", "to_renew"))
        self.search(
            over & tacit & Domain("state", "=", "active"), limit=batch_size
        ).action_flag_renewal()
        renewed = self.search(
            over & tacit & Domain("state", "=", "to_renew"), limit=batch_size
        )
        renewed.action_renew()
        expired = self.search(over & live & ~tacit, limit=batch_size)
        expired.action_expire()
        self.env["ir.cron"]._commit_progress(
            len(renewed) + len(expired), remaining=self.search_count(over & live)
        )
