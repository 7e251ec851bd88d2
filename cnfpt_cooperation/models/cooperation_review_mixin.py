from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .cooperation_record_mixin import CooperationRecordMixin

_ACTIVITY = "cnfpt_cooperation.mail_activity_type_review"
# How much later one looks again when it was too early to tell.
_MONTHS_LATER = 6


class CooperationReviewMixin(models.AbstractModel):
    """What is left of a file some months after it ended.

    The day of the review is set when the file is closed, with an activity for the
    user in charge. The result is written in the closed file, which lets it, until the
    review is done; a file that is reviewed several times keeps the earlier results in
    its trace.
    """

    _name = "cooperation.review.mixin"
    _description = "Reviewed Afterwards"
    _guarded_fields = CooperationRecordMixin._guarded_fields | {
        "review_date",
        "reviewed_on",
        "reviewed_by_id",
    }
    # Months after the end of the file, in order.
    _review_months: tuple[int, ...] = (6,)
    _review_state = "closed"

    review_date = fields.Date(
        string="Review On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Set when the file is closed: months after its end.",
    )
    review_result = fields.Selection(
        [
            ("lasting", "Lasting effects"),
            ("partial", "Partial effects"),
            ("none", "No effect"),
            ("too_early", "Too early to tell"),
        ],
        copy=False,
        tracking=True,
    )
    review_note = fields.Text(
        string="What Is Left of It", copy=False, help="What changed, and what shows it."
    )
    reviewed_on = fields.Date(readonly=True, copy=False, tracking=True)
    reviewed_by_id = fields.Many2one(
        "res.users", string="Reviewed By", readonly=True, copy=False
    )

    def _get_frozen_fields(self):
        """The result of the review is written once the file is closed, not before."""
        review = {"review_result", "review_note"}
        frozen = super()._get_frozen_fields()
        if self.state == self._review_state and not self.reviewed_on:
            return frozen - review
        return frozen | review

    def _get_review_start(self):
        """Return the day from which the months before a review are counted."""
        self.ensure_one()
        return self.date_end or fields.Date.context_today(self)

    def _plan_review(self):
        """Set the day of the next review and tell the user in charge."""
        for file in self:
            start = file._get_review_start()
            days = [start + relativedelta(months=n) for n in self._review_months]
            later = [d for d in days if not file.review_date or d > file.review_date]
            if later:
                file._set_review_date(later[0])

    def _set_review_date(self, date):
        self.ensure_one()
        self._guarded_write(
            {"review_date": date, "reviewed_on": False, "reviewed_by_id": False}
        )
        if self.user_id.active:
            self.activity_schedule(
                _ACTIVITY, date_deadline=date, user_id=self.user_id.id
            )

    def _get_review_blockers(self):
        self.ensure_one()
        if self.state != self._review_state:
            yield self.env._(
                "“%(file)s” is reviewed once it is closed.", file=self.display_name
            )
        elif self.reviewed_on:
            yield self.env._(
                "“%(file)s” was reviewed on %(date)s.",
                file=self.display_name,
                date=self._format_date(self.reviewed_on),
            )
        elif not self.review_result:
            yield self.env._(
                "Say in “Review Result” what is left of “%(file)s”.",
                file=self.display_name,
            )
        elif not (self.review_note or "").strip():
            yield self.env._(
                "Write in “What Is Left of It” what shows the result of “%(file)s”.",
                file=self.display_name,
            )

    def action_review(self):
        """Note the result of the review, or look again later when it is too early.

        :raise AccessError: the user does not write the file
        :raise UserError: it is not closed, or result or note are missing
        """
        self.check_access("write")
        blockers = [b for file in self for b in file._get_review_blockers()]
        if blockers:
            raise UserError("\n".join(blockers))
        for file in self:
            file.activity_feedback([_ACTIVITY], feedback=file.review_note)
            if file.review_result == "too_early":
                file._put_review_off()
            else:
                file._guarded_write(
                    {
                        "reviewed_on": fields.Date.context_today(file),
                        "reviewed_by_id": self.env.uid,
                    }
                )
                file._plan_review()
                if not file.reviewed_on:
                    file._leave_result_in_trace()
        return True

    def _leave_result_in_trace(self):
        """Start the next review of the same file from an empty result."""
        self.ensure_one()
        label = dict(self._fields["review_result"]._description_selection(self.env))
        self._message_log(
            body=self.env._(
                "Review on %(date)s: %(result)s. %(note)s",
                date=self._format_date(fields.Date.context_today(self)),
                result=label[self.review_result],
                note=self.review_note,
            )
        )
        self.write({"review_result": False, "review_note": False})

    def _put_review_off(self):
        today = fields.Date.context_today(self)
        self._set_review_date(
            max(today, self.review_date or today) + relativedelta(months=_MONTHS_LATER)
        )
        self.review_result = False
