from itertools import count

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.activity import SCOPE_DIMENSIONS
from ..tools.measures import MEASURES
from ..tools.provenance import get_rows_sql
from .cooperation_transition_mixin import Transition

_DIRECTION = "cnfpt_cooperation.cnfpt_cooperation_group_direction"
# What is counted, but for the period.
_SCOPE_FIELDS = ("measure", "is_opening", *SCOPE_DIMENSIONS)
# What a published figure stands for: it never changes under a published value.
_DEFINING_FIELDS = frozenset(
    {
        *("name", "code", "definition", "date_start", "date_end"),
        *("source", "omission"),
        *_SCOPE_FIELDS,
    }
)


class CooperationFigure(models.Model):
    """The definition of a figure: what counts, in which scope and period.

    Its live value is computed from the activity report and moves with the files.
    Publishing freezes the value in a snapshot, with the rows behind it, by whom and
    when. A figure whose files have moved is superseded, then published again: each
    snapshot stays. Another definition is another figure.
    """

    _name = "cooperation.figure"
    _description = "Figure"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.figure.scope.mixin",
        "cooperation.figure.value.mixin",
        "cooperation.transition.mixin",
    ]
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _transitions = {
        "action_publish": Transition(
            ("draft", "superseded"), "published", _DIRECTION, "_get_publish_blockers"
        ),
        "action_supersede": Transition(
            ("published",), "superseded", _DIRECTION, main=False
        ),
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand="_group_expand_open_states",
    )
    definition = fields.Text(
        translate=True, help="What counts and what does not, in words."
    )
    source = fields.Char(
        help="Where a figure that is older than this tool was published."
    )
    omission = fields.Text(
        string="What the Source Leaves Out",
        translate=True,
        help="What was not published, and therefore cannot be told.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This code already exists.")

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        return frozen if self.state == "draft" else frozen | _DEFINING_FIELDS

    def copy_data(self, default=None):
        """A duplicate counts the same until its scope is changed, by a code of its
        own.
        """
        vals_list = super().copy_data(default)
        domain = Domain.OR(Domain("code", "=like", f"{f.code}-%") for f in self)
        codes = set(self.search(domain).mapped("code"))
        for figure, vals in zip(self, vals_list, strict=True):
            numbered = (f"{figure.code}-{number}" for number in count(2))
            free = next(code for code in numbered if code not in codes)
            codes.add(vals.setdefault("code", free))
        return vals_list

    # ------------------------------------------------------------
    # Life
    # ------------------------------------------------------------

    def _get_publish_blockers(self):
        self.ensure_one()
        if not self.definition:
            yield self.env._("Write the definition: what counts and what does not.")
        report = self.env["cooperation.activity.report"]
        if not report.search_count(self._get_published_domain(), limit=1):
            yield self.env._(
                "No file stands behind the figure in this scope and period: widen "
                "them, or enter the files first."
            )

    def action_publish(self):
        """Freeze the value, its rows, who and when.

        :raise UserError: no definition, or nothing behind the figure
        """
        self._take_transition("action_publish")
        report = self.env["cooperation.activity.report"]
        for figure in self:
            domain = figure._get_published_domain()
            # The value of this instant, not one that was read before the files moved.
            [(__, value)] = self.env.execute_query(figure._get_value_sql(0, domain))
            rows = get_rows_sql(report, domain, MEASURES[figure.measure])
            # Nobody makes snapshots: they come into being here, after the guards.
            self.env["cooperation.figure.snapshot"]._make(figure, value, rows)
        self.invalidate_recordset(["snapshot_ids", "live_value"])
        return True

    @api.model
    def _publish_opening(self):
        """Publish what was published before this tool, from its opening figures.

        The data of the application and of later releases call it; what is published
        already stays.
        """
        drafts = self.search([("is_opening", "=", True), ("state", "=", "draft")])
        drafts.with_context(tracking_disable=True).action_publish()

    def action_supersede(self):
        """Say that the published value no longer stands."""
        return self._take_transition("action_supersede")

    def _publish_again(self):
        """Publish what the files say now, whatever was published before.

        :raise UserError: as :meth:`action_publish`
        """
        self.filtered(lambda figure: figure.state == "published").action_supersede()
        return self.action_publish()

    @api.model
    def _ensure(
        self, code, name, measure, definition, date_start, date_end, **dimensions
    ):
        """Return the figure of this code, made as a draft when there is none.

        One that exists must stand for the same thing: a draft is brought up to date,
        a published one never changes its meaning.

        :param dimensions: zone_id, country_id, theme_id, programme_id, initiative,
            partner_id, origin: a record, an id or a value
        :raise UserError: the code stands for another figure, which was published
        """
        scope = self._get_plain_scope(
            {**dict.fromkeys(_SCOPE_FIELDS), **dimensions, "measure": measure},
            date_start,
            date_end,
        )
        texts = {"name": name, "definition": definition}
        figure = self.search([("code", "=", code)])
        if not figure:
            return self.create({"code": code, **texts, **scope})
        if figure.state == "draft":
            figure.write({**texts, **scope})
        elif scope != self._get_plain_scope(figure, figure.date_start, figure.date_end):
            raise UserError(
                self.env._(
                    "“%(code)s” was published as “%(figure)s” (%(scope)s): another "
                    "scope needs another code.",
                    code=code,
                    figure=figure.name,
                    scope=figure.scope_label,
                )
            )
        return figure

    @api.model
    def _get_plain_scope(self, source, date_start, date_end):
        """Return what defines a figure as plain values, to compare and to write."""
        plain = {name: source[name] or False for name in _SCOPE_FIELDS}
        return {
            **{name: getattr(value, "id", value) for name, value in plain.items()},
            "date_start": fields.Date.to_date(date_start) or False,
            "date_end": fields.Date.to_date(date_end) or False,
        }

    def action_open_rows(self):
        """Open the rows whose total is the live value."""
        self.ensure_one()
        return self.env["cooperation.activity.report"]._get_rows_action(
            self.name, list(self._get_report_domain()), self.measure
        )

    def action_explain(self):
        """Open the rows that entered, left or changed since the last publication.

        :raise UserError: the figure was never published
        """
        self.ensure_one()
        if not self.snapshot_ids:
            raise UserError(
                self.env._(
                    "“%(figure)s” was never published: publish it first.",
                    figure=self.name,
                )
            )
        explanation = self.env["cooperation.figure.explain"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": explanation.question,
            "res_model": explanation._name,
            "res_id": explanation.id,
            "view_mode": "form",
        }
