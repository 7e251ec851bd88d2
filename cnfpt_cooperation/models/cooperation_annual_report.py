from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..report import wording
from .cooperation_annual_report_section import SECTIONS
from .cooperation_transition_mixin import Transition

_COORDINATOR = "cnfpt_cooperation.cnfpt_cooperation_group_coordinator"
_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
_MOST_YEARS = 5
# What tells a replacement from any other call is the identity of this object: no
# client can put it in a context.
_KEY = "cooperation_sign_off"
_SIGN_OFF = object()


class CooperationAnnualReport(models.Model):
    """What the Mission did in a year, by its five initiatives [R12].

    People write the comments, the figures come from the activity report. Until it is
    signed off it is a draft that follows the files. Signing off publishes its figures
    and keeps the page, the PDF and the workbook with their checksums: nothing in it
    changes any more. A new edition takes its place when it is signed off in turn.
    """

    _name = "cooperation.annual.report"
    _description = "Annual Report"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.annual.report.paper.mixin",
        "cooperation.annual.report.figure.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "year desc, id desc"
    _rec_name = "year"
    _guarded_fields = frozenset({"signed_off_on", "signed_off_by_id"})
    _closed_states = ("superseded",)
    _transitions = {
        "action_sign_off": Transition(
            ("draft",), "signed_off", _DIRECTION, "_get_sign_off_blockers"
        ),
        "action_supersede": Transition(
            ("signed_off",),
            "superseded",
            _DIRECTION,
            "_get_supersede_blockers",
            main=False,
        ),
    }

    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: fields.Date.context_today(self).year - 1,
        tracking=True,
    )
    edition = fields.Integer(
        compute="_compute_edition",
        help="The first edition of a year is 1; a new edition takes its place.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("signed_off", "Signed Off"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    lang = fields.Selection(
        [(wording.FRENCH, "French"), ("en_US", "English")],
        string="Language",
        required=True,
        default=wording.FRENCH,
        help="The language in which the report is written.",
    )
    years_compared = fields.Integer(
        default=_MOST_YEARS,
        aggregator=None,
        help="How many years stand side by side, this one included: one to five.",
    )
    section_ids = fields.One2many(
        "cooperation.annual.report.section", "report_id", string="Chapters"
    )
    signed_off_on = fields.Datetime(readonly=True, copy=False)
    signed_off_by_id = fields.Many2one(
        "res.users", string="Signed Off By", readonly=True, copy=False
    )

    _year_value = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2200)", "Write the year with four digits."
    )
    _years_compared_value = models.Constraint(
        f"CHECK (years_compared BETWEEN 1 AND {_MOST_YEARS})",
        "Compare one to five years.",
    )
    # One that stands, and one that is to take its place.
    _year_uniq = models.UniqueIndex(
        "(year, state) WHERE state != 'superseded'",
        "There is a report of this year in this state already: open that one.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("year", "edition")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            title = self.env._("Annual report %(year)s", year=report.year or "")
            if report.edition > 1:
                title = self.env._(
                    "%(title)s, edition %(edition)s",
                    title=title,
                    edition=report.edition,
                )
            report.display_name = title

    @api.depends("year", "state")
    def _compute_edition(self):
        """Count what was signed off before; that is never deleted."""
        earlier = self.search(
            [("year", "in", self.mapped("year")), ("state", "!=", "draft")]
        )
        by_year = earlier.grouped("year")
        for report in self:
            number = report._origin.id or float("inf")
            older = by_year.get(report.year, self.browse())
            report.edition = 1 + sum(old.id < number for old in older)

    @api.model_create_multi
    def create(self, vals_list):
        """Give the report its chapters, whatever was sent with it."""
        reports = super().create(vals_list)
        for report in reports:
            missing = dict(SECTIONS).keys() - set(report.section_ids.mapped("code"))
            report.section_ids = [
                Command.create({"code": code})
                for code, _label in SECTIONS
                if code in missing
            ]
        return reports

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.state == "draft":
            return frozen
        return frozen | {"year", "lang", "years_compared", "section_ids"}

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def _get_sign_off_blockers(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.year >= today.year:
            yield self.env._(
                "%(year)s is not over: sign the report off from 1 January %(next)s on.",
                year=self.year,
                next=self.year + 1,
            )
        yield from self._get_figure_blockers()

    def _get_supersede_blockers(self):
        """A report that nothing replaces stands."""
        self.ensure_one()
        if self.env.context.get(_KEY) is not _SIGN_OFF:
            yield self.env._(
                "“%(report)s” stands until a new edition is signed off: use “New "
                "Edition”.",
                report=self.display_name,
            )

    def _get_next_edition(self):
        return self.search([("year", "=", self.year), ("state", "=", "draft")], limit=1)

    def action_sign_off(self):
        """Publish the figures, keep the three files, and replace the edition before.

        :raise UserError: the year is not over, or nothing was done in it
        """
        self._check_transition("action_sign_off")
        for report in self:
            standing = report._get_standing().with_context(**{_KEY: _SIGN_OFF})
            standing.action_supersede()
            # Written before this one takes its place: two never stand at a time.
            standing.flush_recordset(["state"])
            report._take_transition(
                "action_sign_off",
                {
                    "signed_off_on": fields.Datetime.now(),
                    "signed_off_by_id": self.env.uid,
                },
            )
            report._publish_figures()
            report._keep_files()
        return True

    def _get_standing(self):
        """Return the edition that stands for the year of this one."""
        return self.search([("year", "=", self.year), ("state", "=", "signed_off")])

    def action_supersede(self):
        """Put away what the edition that is being signed off replaces."""
        return self._take_transition("action_supersede")

    def action_new_edition(self):
        """Open the draft of the next edition, with the comments of this one.

        :raise UserError: this edition does not stand
        """
        self.ensure_one()
        draft = self._get_next_edition()
        if not draft:
            if self.state != "signed_off":
                raise UserError(
                    self.env._(
                        "A new edition follows the one that stands: “%(report)s” is "
                        "in the state “%(state)s”.",
                        report=self.display_name,
                        state=self._get_state_label(self.state),
                    )
                )
            draft = self.create(self._prepare_new_edition())
        return draft.get_formview_action()

    def _prepare_new_edition(self):
        return {
            "year": self.year,
            "lang": self.lang,
            "years_compared": self.years_compared,
            "section_ids": [
                Command.create({"code": section.code, "comment": section.comment})
                for section in self.section_ids
            ],
        }
