from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .cooperation_guarded_mixin import GUARD_KEY, HISTORY, TRANSITION

_ADMINISTRATOR = "cnfpt_cooperation.cnfpt_cooperation_group_administrator"


@dataclass(frozen=True)
class Transition:
    """One arrow in the life of a record.

    :param source: the states it may start from
    :param target: the state it ends in
    :param groups: comma-separated external ids of the groups that may take it;
        empty when whoever may write the record may take it
    :param guard: name of the method that gives, for one record, the sentences that
        say what is missing; empty when nothing can be missing
    :param main: False for the ways out (cancel, decline) and the ways back, which
        the checklist does not propose
    """

    source: tuple[str, ...]
    target: str
    groups: str = ""
    guard: str = ""
    main: bool = True


class CooperationTransitionMixin(models.AbstractModel):
    """A life whose every step is a guarded method.

    A model lists its arrows in `_transitions`, keyed by the name of the public
    method that takes them, and declares its `state` field. Writing a guarded field
    any other way is refused, from RPC and import too. Past years come in by
    :meth:`load` with `cooperation_history_import` in the context, which only an
    administrator may use and which marks the records as imported.
    """

    _name = "cooperation.transition.mixin"
    _description = "Guarded Life"
    _inherit = ["cooperation.guarded.mixin"]

    _transitions: dict[str, Transition] = {}
    # Fields that only a transition may write; those of all the mixins of a model count.
    _guarded_fields = frozenset({"state", "is_imported"})
    # Those that a new record has; the others are empty until a step fills them.
    _set_at_start = frozenset({"state"})
    # States in which a record is a finished file: nothing in it changes any more.
    _closed_states: tuple[str, ...] = ()

    is_imported = fields.Boolean(
        string="Imported from History",
        readonly=True,
        copy=False,
        help="Taken over from earlier files: its data was checked, its steps were not.",
    )
    transition_checklist = fields.Html(
        string="Before the Next Step",
        compute="_compute_transition_checklist",
        sanitize=False,
    )

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    @api.depends_context("uid", "lang")
    def _compute_transition_checklist(self):
        for record in self:
            record.transition_checklist = record._get_checklist_html()

    def _get_checklist_html(self):
        """Return what is missing for the next main step, or False at the end."""
        self.ensure_one()
        for transition in self._transitions.values():
            if transition.main and transition.guard and self.state in transition.source:
                # What is missing for several parts of a file is said once.
                blockers = dict.fromkeys(getattr(self, transition.guard)())
                if not blockers:
                    return False
                items = Markup().join(
                    Markup("<li>%s</li>") % blocker for blocker in blockers
                )
                return Markup("<p>%s</p><ul class='mb-0'>%s</ul>") % (
                    self.env._(
                        "Before the step “%(state)s”:",
                        state=self._get_state_label(transition.target),
                    ),
                    items,
                )
        return False

    @api.model
    def _group_expand_open_states(self, states, _domain):
        """Show the columns of the main path to come, and any other that is in use."""
        main = {step.target for step in self._transitions.values() if step.main}
        main.add(self._fields["state"].default(self))
        return [
            name
            for name, _label in self._fields["state"].selection
            if name in states or (name in main and name not in self._closed_states)
        ]

    def _get_blockers(self, action):
        """Return the sentences that say why this record cannot take `action`."""
        self.ensure_one()
        transition = self._transitions[action]
        if self.state not in transition.source:
            return [
                self.env._(
                    "“%(record)s” is in the state “%(state)s”, which does not lead "
                    "to “%(target)s”.",
                    record=self.display_name,
                    state=self._get_state_label(self.state),
                    target=self._get_state_label(transition.target),
                )
            ]
        if not transition.guard:
            return []
        return list(dict.fromkeys(getattr(self, transition.guard)()))

    @api.model
    def _get_state_label(self, state):
        """Return the label of `state` in the user's language."""
        return dict(self._fields["state"]._description_selection(self.env)).get(
            state, state
        )

    def _format_date(self, date):
        """Return `date` as the user writes it, for the sentences of the guards."""
        return format_date(self.env, date)

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def _check_transition(self, action):
        """Refuse before anything changes, for what a step does before it is taken.

        :raise AccessError: the user's role does not take this step
        :raise UserError: something is missing; the sentences say what
        """
        self.check_access("write")
        self._check_transition_groups(self._transitions[action])
        blockers = [
            blocker for record in self for blocker in record._get_blockers(action)
        ]
        if blockers:
            raise UserError("\n".join(blockers))

    def _take_transition(self, action, values=None):
        """Move the records along `action` if nothing is missing.

        :param str action: key of `_transitions`
        :param dict values: guarded values written with the new state
        :raise AccessError: the user's role does not take this step
        :raise UserError: something is missing; the sentences say what
        """
        self._check_transition(action)
        target = self._transitions[action].target
        self._guarded_write({**(values or {}), "state": target})
        return True

    def _check_transition_groups(self, transition):
        if (
            transition.groups
            and not self.env.su
            and not self.env.user.has_groups(transition.groups)
        ):
            raise AccessError(
                self.env._(
                    "Your role does not allow the step “%(state)s”.",
                    state=self._get_state_label(transition.target),
                )
            )

    # ------------------------------------------------------------
    # CRUD: no other way in
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_history_import():
            vals_list = [{**vals, "is_imported": True} for vals in vals_list]
        return super().create(vals_list)

    def _check_created_at_start(self):
        """Refuse records that a client has created further on in their life.

        Looked at once they exist, so that defaults sent in the context count too.
        """
        start = self._fields["state"].default(self)
        for record in self:
            if record.state != start or any(
                record[name] for name in self._get_guarded_fields() - self._set_at_start
            ):
                raise UserError(
                    self.env._(
                        "A new record starts in the state “%(state)s”; use its "
                        "buttons to move it on.",
                        state=self._get_state_label(start),
                    )
                )

    def write(self, vals):
        guard = self.env.context.get(GUARD_KEY)
        if guard is not HISTORY:
            return super().write(vals)
        # What is taken over may be corrected; what lives here goes its own way.
        if live := self.filtered(lambda record: not record.is_imported):
            live._check_direct_write(vals.keys())
        return super(
            CooperationTransitionMixin, self.with_context(**{GUARD_KEY: TRANSITION})
        ).write(vals)

    def _check_direct_write(self, names):
        """Refuse guarded fields always, and frozen fields where they are frozen."""
        result = super()._check_direct_write(names)
        self._check_not_frozen(names)
        return result

    def _check_not_frozen(self, names):
        """Refuse to change `names` in the records where one of them is frozen."""
        for record in self:
            frozen = record._get_frozen_fields() & names
            if frozen:
                raise UserError(
                    self.env._(
                        "“%(record)s” is in the state “%(state)s”: “%(field)s” "
                        "cannot be changed any more.",
                        record=record.display_name,
                        state=record._get_state_label(record.state),
                        field=record._get_field_label(min(frozen)),
                    )
                )

    def _get_frozen_fields(self):
        """Return the names of the fields that cannot change in this state."""
        self.ensure_one()
        if self.state in self._closed_states:
            return frozenset(
                name
                for name in self._fields
                if not name.startswith(("message_", "activity_", "my_activity_"))
            )
        return frozenset()

    def _is_history_open(self):
        """An administrator completes the parts of a file taken over."""
        self.ensure_one()
        return self.is_imported and (
            self.env.su or self.env.user.has_group(_ADMINISTRATOR)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        start = self._fields["state"].default(self)
        for record in self:
            if record.state != start:
                raise UserError(
                    self.env._(
                        "“%(record)s” has left the state “%(state)s”: cancel it "
                        "instead of deleting it.",
                        record=record.display_name,
                        state=self._get_state_label(start),
                    )
                )

    @api.model
    def load(self, fields, data):
        """Import rows; past records with their state for an administrator."""
        if self.env.context.get("cooperation_history_import"):
            if not self.env.su and not self.env.user.has_group(_ADMINISTRATOR):
                raise AccessError(
                    self.env._("Only an administrator takes over past records.")
                )
            self = self.with_context(**{GUARD_KEY: HISTORY})
        return super().load(fields, data)
