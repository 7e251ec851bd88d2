from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# The files that take part in a chain, with the SQL of the day each one is dated by.
_DATE_BY_FILE = {
    "cooperation.request": "date_received",
    "cooperation.visit": "date_start",
    "cooperation.mission": "date_start",
    "cooperation.agreement": "COALESCE(date_signed, date_start)",
    "cooperation.internship": "date_start",
    "cooperation.training.session": "date_start",
}
# The request and the session of a training place are a link too.
_PLACE_NUMBER = 2 * len(_DATE_BY_FILE)
_LINKS = ["parent_res_model", "parent_res_id", "request_id"]


class CooperationBirth(models.Model):
    """One file born of another: a link of the chain, read from either end.

    A file answers a request, or is born of another file, or both. One sees a link
    when one may read both of its ends.
    """

    _name = "cooperation.birth"
    _description = "Link of a Chain of Files"
    _inherit = ["cooperation.file.ref.mixin"]
    _auto = False
    _order = "date, id"
    _depends = {
        "cooperation.request": [*_LINKS, "reference", "name", "state", "date_received"],
        "cooperation.visit": [*_LINKS, "reference", "name", "state", "date_start"],
        "cooperation.mission": [*_LINKS, "reference", "name", "state", "date_start"],
        "cooperation.agreement": [
            *(*_LINKS, "reference", "name", "state", "date_signed", "date_start")
        ],
        "cooperation.internship": [*_LINKS, "reference", "name", "state", "date_start"],
        "cooperation.training.session": [
            *(*_LINKS, "reference", "name", "state", "date_start")
        ],
        "cooperation.training.place": ["session_id", "request_id"],
    }

    name = fields.Char(string="Title", readonly=True)
    kind = fields.Selection(
        [("answer", "In answer to"), ("birth", "Born of")], string="Link", readonly=True
    )
    parent_res_model = fields.Char(string="Model of the Origin", readonly=True)
    parent_res_id = fields.Many2oneReference(
        string="Number of the Origin",
        model_field="parent_res_model",
        readonly=True,
        aggregator=None,
    )
    parent_ref = fields.Reference(
        selection="_selection_file_ref", string="Origin", compute="_compute_refs"
    )
    res_model = fields.Char(string="Model of the File", readonly=True)
    res_id = fields.Many2oneReference(
        string="File Number", model_field="res_model", readonly=True, aggregator=None
    )
    file_ref = fields.Reference(
        selection="_selection_file_ref", string="File", compute="_compute_refs"
    )
    date = fields.Date(readonly=True)
    state = fields.Char(string="Technical State", readonly=True)
    state_label = fields.Char(string="State", compute="_compute_state_label")
    is_visible = fields.Boolean(
        compute="_compute_is_visible",
        search="_search_is_visible",
        export_string_translation=False,
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        links = []
        for number, model in enumerate(sorted(_DATE_BY_FILE)):
            links.append(self._get_link_sql(model, number * 2, "answer"))
            links.append(self._get_link_sql(model, number * 2 + 1, "birth"))
        links.append(self._get_place_sql())
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                SQL(" UNION ALL ").join(links),
            )
        )

    def _get_link_sql(self, model, number, kind):
        """Return the SELECT of one kind of link of the files of `model`."""
        parent_model, parent_id = {
            "answer": (SQL("'cooperation.request'"), SQL("request_id")),
            "birth": (SQL("parent_res_model"), SQL("parent_res_id")),
        }[kind]
        return SQL(
            """SELECT id * 16 + %(number)s AS id,
                      CONCAT_WS(' · ', NULLIF(reference, '/'), name) AS name,
                      %(kind)s AS kind,
                      %(parent_model)s::varchar AS parent_res_model,
                      %(parent_id)s AS parent_res_id,
                      %(model)s AS res_model,
                      id AS res_id,
                      %(date)s AS date,
                      state
                 FROM %(table)s
                WHERE %(parent_id)s IS NOT NULL""",
            number=SQL(str(number)),
            kind=SQL(f"'{kind}'::varchar"),
            parent_model=parent_model,
            parent_id=parent_id,
            model=SQL(f"'{model}'::varchar"),
            date=SQL(_DATE_BY_FILE[model]),
            table=SQL.identifier(self.env[model]._table),
        )

    def _get_place_sql(self):
        """Return the SELECT of the training sessions that requests have joined."""
        return SQL(
            """SELECT p.id * 16 + %s, CONCAT_WS(' · ', NULLIF(reference, '/'), name),
                      'answer'::varchar, 'cooperation.request'::varchar, p.request_id,
                      'cooperation.training.session'::varchar, s.id, date_start, state
                 FROM cooperation_training_place p
                 JOIN cooperation_training_session s ON s.id = p.session_id
                WHERE p.request_id IS NOT NULL""",
            SQL(str(_PLACE_NUMBER)),
        )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("res_model", "res_id", "parent_res_model", "parent_res_id")
    @api.depends_context("uid")
    def _compute_refs(self):
        ends = {(link.res_model, link.res_id) for link in self}
        ends |= {(link.parent_res_model, link.parent_res_id) for link in self}
        visible = self._get_visible_files(ends)
        for link in self:
            link.file_ref = visible.get((link.res_model, link.res_id), False)
            link.parent_ref = visible.get(
                (link.parent_res_model, link.parent_res_id), False
            )

    @api.depends("res_model", "state")
    @api.depends_context("lang")
    def _compute_state_label(self):
        for link in self:
            files = self.env[link.res_model]
            link.state_label = files._get_state_label(link.state)

    @api.depends("res_model", "res_id", "parent_res_model", "parent_res_id")
    @api.depends_context("uid")
    def _compute_is_visible(self):
        # Rules are evaluated as superuser: the user's own rights are asked here.
        for link, own in zip(self, self.sudo(False), strict=True):
            link.is_visible = own.file_ref and own.parent_ref

    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        visible = Domain.AND(
            Domain.OR(
                Domain(f"{end}res_model", "=", model)
                & Domain(f"{end}res_id", "in", self.env[model].sudo(False)._search([]))
                for model in _DATE_BY_FILE
                if self.env[model].sudo(False).has_access("read")
            )
            for end in ("", "parent_")
        )
        return visible if True in value else ~visible

    # ------------------------------------------------------------
    # Chain
    # ------------------------------------------------------------

    @api.model
    def _get_chains(self, model, res_ids, depth=20):
        """Return what each file comes from and what came of it, with their distance.

        :param int depth: how many births back and forth are followed
        :return: dict {res_id: list of (distance, id of the link, model, number of the
            relative)}; ancestors are at negative distances; one query
        """
        chains = {res_id: [] for res_id in res_ids}
        if not chains:
            return chains
        for file_model in _DATE_BY_FILE:
            self.env[file_model].flush_model(_LINKS)
        self.env["cooperation.training.place"].flush_model(["session_id", "request_id"])
        query = SQL(
            """WITH RECURSIVE up(root, distance, link, model, number) AS (
                   SELECT res_id, -1, id, parent_res_model, parent_res_id
                     FROM cooperation_birth
                    WHERE res_model = %(model)s AND res_id IN %(ids)s
                    UNION
                   SELECT up.root, up.distance - 1, birth.id,
                          birth.parent_res_model, birth.parent_res_id
                     FROM up
                     JOIN cooperation_birth birth
                       ON birth.res_model = up.model AND birth.res_id = up.number
                    WHERE up.distance > -%(depth)s
               ), down(root, distance, link, model, number) AS (
                   SELECT parent_res_id, 1, id, res_model, res_id
                     FROM cooperation_birth
                    WHERE parent_res_model = %(model)s AND parent_res_id IN %(ids)s
                    UNION
                   SELECT down.root, down.distance + 1, birth.id,
                          birth.res_model, birth.res_id
                     FROM down
                     JOIN cooperation_birth birth
                       ON birth.parent_res_model = down.model
                      AND birth.parent_res_id = down.number
                    WHERE down.distance < %(depth)s
               )
               SELECT * FROM up UNION SELECT * FROM down
               ORDER BY distance, model, number""",
            model=model,
            ids=tuple(chains),
            depth=depth,
        )
        for root, *relative in self.env.execute_query(query):
            chains[root].append(tuple(relative))
        return chains

    def action_open_file(self):
        """Open the file that was born."""
        self.ensure_one()
        return self.file_ref.get_formview_action()

    def action_open_parent(self):
        """Open the file that it was born of."""
        self.ensure_one()
        return self.parent_ref.get_formview_action()

    def action_new_file(self):
        """Ask which file is born of the one whose chain is open, as the client says.

        :raise UserError: it names no file that the user may read
        """
        file = self._get_named_file(self.env.context.get("cooperation_chain_file"))
        if not file:
            raise UserError(
                self.env._("Open the chain from the form of the file first.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Born of %(file)s", file=file.display_name),
            "res_model": "cooperation.birth.new",
            "view_mode": "form",
            "target": "new",
            "context": {"default_file_ref": f"{file._name},{file.id}"},
        }
