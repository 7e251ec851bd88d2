from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.actions import open_list

_REQUEST = "cooperation.request"
# Of each generation, the chain on the form names so many; its list names all.
_MOST_SHOWN = 6
# What a file takes over from the one it is born of, where both have it.
_INHERITED_FIELDS = (
    "name",
    "partner_id",
    "contact_id",
    "country_id",
    "programme_id",
    "theme_id",
    "theme_ids",
    "agreement_id",
    "area_id",
    "language_ids",
    "language_id",
)


class CooperationBirthMixin(models.AbstractModel):
    """A file that is born of another and gives birth to others.

    A visit leads to a mission, a mission to an agreement: the younger file names the
    older one, and the chain is read from both ends. What answers a request names it
    in `request_id`, which is a link of the same chain. No file descends from itself.
    """

    _name = "cooperation.birth.mixin"
    _description = "Born of Another File"
    _inherit = ["cooperation.file.ref.mixin"]

    parent_res_model = fields.Char(
        string="Model of the Origin", copy=False, index="btree_not_null"
    )
    parent_res_id = fields.Many2oneReference(
        string="Number of the Origin",
        model_field="parent_res_model",
        copy=False,
        index="btree_not_null",
    )
    parent_ref = fields.Reference(
        selection="_selection_parent_ref",
        string="Born Of",
        compute="_compute_parent_ref",
        inverse="_inverse_parent_ref",
        help="The visit, the mission or the other file that led to this one.",
    )
    chain_count = fields.Integer(string="Related Files", compute="_compute_chain")
    chain_html = fields.Html(string="Chain", compute="_compute_chain", sanitize=False)
    born_count = fields.Integer(string="Files Born", compute="_compute_chain")

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.model
    def _selection_parent_ref(self):
        """Return the models of the files that may stand there: requests do not."""
        return [item for item in self._selection_file_ref() if item[0] != _REQUEST]

    @api.depends("parent_res_model", "parent_res_id")
    @api.depends_context("uid")
    def _compute_parent_ref(self):
        visible = self._get_visible_files(
            (file.parent_res_model, file.parent_res_id) for file in self
        )
        for file in self:
            key = (file.parent_res_model, file.parent_res_id)
            file.parent_ref = visible.get(key, False)

    def _inverse_parent_ref(self):
        for file in self:
            file.write(
                {
                    "parent_res_model": file.parent_ref and file.parent_ref._name,
                    "parent_res_id": file.parent_ref and file.parent_ref.id,
                }
            )

    @api.depends("parent_res_model", "parent_res_id", "request_id", "display_name")
    @api.depends_context("uid", "lang")
    def _compute_chain(self):
        chains = self.env["cooperation.birth"]._get_chains(self._name, self._origin.ids)
        visible = self._get_visible_files(
            {(model, number) for c in chains.values() for *_, model, number in c}
        )
        for file in self:
            levels = {}
            for distance, _link, *key in chains.get(file._origin.id, ()):
                if relative := visible.get(tuple(key)):
                    levels.setdefault(distance, {})[tuple(key)] = relative
            files = {key for level in levels.values() for key in level}
            file.chain_count = len(files)
            file.born_count = len(levels.get(1, ()))
            file.chain_html = bool(files) and file._get_chain_html(levels)

    def _get_chain_html(self, levels):
        """Return “D-2030-004 → V-2030-011 → M-2030-002”, each of them a link.

        :param dict levels: the relatives by their distance from this file
        """
        self.ensure_one()
        own = Markup("<strong>%s</strong>") % self.reference
        steps = {0: own}
        for distance, level in levels.items():
            links = [
                Markup('<a href="/odoo/%s/%s" title="%s">%s</a>')
                % (file._name, file.id, file.display_name, file.reference)
                for file in level.values()
            ]
            more = ["…"] if len(links) > _MOST_SHOWN else []
            steps[distance] = Markup(", ").join(links[:_MOST_SHOWN] + more)
        return Markup(" → ").join(steps[distance] for distance in sorted(steps))

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("parent_res_model", "parent_res_id")
    def _check_parent(self):
        """A parent is a file that exists and that whoever names it may read."""
        named = self.filtered(lambda f: f.parent_res_model or f.parent_res_id)
        # Constraints run as superuser: the user's own rights are asked here.
        visible = self.sudo(False)._get_visible_files(
            (file.parent_res_model, file.parent_res_id) for file in named
        )
        for file in named:
            if file.parent_res_model == _REQUEST:
                raise ValidationError(
                    self.env._(
                        "“%(file)s” is born of a request: name it in “Request”.",
                        file=file.display_name,
                    )
                )
            if (file.parent_res_model, file.parent_res_id) not in visible:
                raise ValidationError(
                    self.env._(
                        "“%(file)s” can be born only of a file that exists and that "
                        "you may read.",
                        file=file.display_name,
                    )
                )

    @api.constrains("parent_res_model", "parent_res_id", "request_id")
    def _check_no_cycle(self):
        linked = self.filtered(lambda file: file.parent_res_id or file.request_id)
        chains = self.env["cooperation.birth"]._get_chains(self._name, linked.ids)
        for file in linked:
            key = (self._name, file.id)
            if any(relative[2:] == key for relative in chains[file.id]):
                raise ValidationError(
                    self.env._(
                        "“%(file)s” would descend from itself: choose a file that "
                        "was not born of it.",
                        file=file.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_parent(self):
        """Refuse to take the origin of another file away, as a request does."""
        links = (
            self.env["cooperation.birth"]
            .sudo()
            .search(
                [
                    ("kind", "=", "birth"),
                    ("parent_res_model", "=", self._name),
                    ("parent_res_id", "in", self.ids),
                ]
            )
        )
        child = links.filtered(
            lambda link: link.res_model != self._name or link.res_id not in self.ids
        )[:1]
        if child:
            raise UserError(
                self.env._(
                    "“%(child)s” was born of “%(file)s”: delete it first, or cancel "
                    "this one instead.",
                    child=child.name,
                    file=self.browse(child.parent_res_id).display_name,
                )
            )

    # ------------------------------------------------------------
    # Giving birth
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Take over what the file one comes from knows, when it opens this form."""
        defaults = super().default_get(fields)
        # What is made later from the same form is no child of the same file.
        model = self.env.context.get("cooperation_born_model")
        parent = model == self._name and self._get_named_file(
            self.env.context.get("cooperation_born_of")
        )
        if parent:
            values = self._prepare_born_values(parent)
            defaults.update({k: v for k, v in values.items() if k in fields})
        return defaults

    @api.model
    def _prepare_born_values(self, parent):
        """Return the values of a new file of this model that is born of `parent`."""
        values = {}
        for name in _INHERITED_FIELDS:
            if name in self._fields and name in parent._fields:
                value = parent[name]
                if self._fields[name].type == "many2many":
                    value = [Command.set(value.ids)]
                elif self._fields[name].type == "many2one":
                    value = value.id
                values[name] = value
        user = parent.user_id
        if user.active and self.with_user(user).has_access("create"):
            values["user_id"] = user.id
        if parent._name == "cooperation.agreement" and "agreement_id" in self._fields:
            values["agreement_id"] = parent.id
        if parent._name == _REQUEST:
            values["request_id"] = parent.id
        else:
            values["parent_ref"] = f"{parent._name},{parent.id}"
        return values

    def action_create_request(self):
        """Open a new request born of this file, filled in with what it knows."""
        return self._open_new(_REQUEST)

    def action_create_visit(self):
        """Open a new visit born of this file."""
        return self._open_new("cooperation.visit", "visit")

    def action_create_mission(self):
        """Open a new mission born of this file, or the request for one."""
        return self._open_new("cooperation.mission", "expertise")

    def action_create_agreement(self):
        """Open a new agreement born of this file, or the request for one."""
        return self._open_new("cooperation.agreement", "partnership")

    def action_create_internship(self):
        """Open a new internship born of this file."""
        return self._open_new("cooperation.internship", "internship")

    def _open_new(self, model, request_kind=None):
        """Return the action that opens the form of a new file born of this one.

        :param str request_kind: kind of the request that one makes whose role does
            not open such files; a coordinator converts it
        :raise UserError: a request becomes a file by its own conversion
        :raise AccessError: the user's role makes neither the file nor the request
        """
        self.ensure_one()
        self.check_access("read")
        if self._name == _REQUEST and model != _REQUEST:
            raise UserError(
                self.env._(
                    "“%(request)s” becomes a file by “Convert”, once it is accepted.",
                    request=self.display_name,
                )
            )
        context = {}
        if request_kind and not self.env[model].has_access("create"):
            model = _REQUEST
            context = {"default_kind": request_kind}
        if not self.env[model].has_access("create"):
            raise AccessError(
                self.env._(
                    "Your role opens no new files: ask the officer in charge of "
                    "“%(file)s”.",
                    file=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Born of %(file)s", file=self.display_name),
            "res_model": model,
            "view_mode": "form",
            "context": {
                **context,
                "cooperation_born_model": model,
                "cooperation_born_of": (self._name, self.id),
            },
        }

    def action_open_chain(self):
        """Open what this file comes from and what came of it."""
        self.ensure_one()
        chain = self.env["cooperation.birth"]._get_chains(self._name, self.ids)[self.id]
        action = open_list(
            self.env._("Chain of %(file)s", file=self.display_name),
            "cooperation.birth",
            [("id", "in", [link for _distance, link, *_key in chain])],
            cooperation_chain_file=(self._name, self.id),
        )
        return {**action, "view_mode": "list"}
