from odoo import Command, api, fields, models

from ..tools.actions import open_list
from ..tools.limits import check_lengths

# The five initiatives of the European and International Mission [R12] [002].
INITIATIVES = [
    ("training", "Training programme"),
    ("partnership", "Partnerships and networks"),
    ("hosting", "Delegations and internships"),
    ("resources", "Online resources"),
    ("events", "Themed events"),
]


class CooperationRecordMixin(models.AbstractModel):
    """What every file of the Mission has in common.

    A reference that never changes, a title, somebody in charge, where it comes from
    [R3], what it is about, and the zone of its country, frozen once the file is
    firm [R5].
    """

    _name = "cooperation.record.mixin"
    _description = "Cooperation File"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cooperation.birth.mixin",
        "cooperation.period.mixin",
        "cooperation.counted.mixin",
        "cooperation.transition.mixin",
    ]
    _rec_names_search = ["reference", "name"]
    _guarded_fields = frozenset({"state", "is_imported", "reference"})
    _set_at_start = frozenset({"state", "reference"})
    # States from which the country and its zone no longer change.
    _zone_frozen_states: tuple[str, ...] = ()
    _default_initiative = "partnership"

    reference = fields.Char(
        default="/", required=True, readonly=True, copy=False, index="trigram"
    )
    name = fields.Char(string="Title", required=True, index="trigram", tracking=True)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
    )
    initiative = fields.Selection(
        INITIATIVES,
        required=True,
        default=lambda self: self._default_initiative,
        help="The section of the annual report in which this file is counted.",
    )
    request_id = fields.Many2one(
        "cooperation.request",
        string="Request",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    is_own_initiative = fields.Boolean(
        string="Own Initiative",
        help="No request stands behind this file: the Mission took the initiative.",
    )
    programme_id = fields.Many2one(
        "cooperation.programme",
        compute="_compute_programme_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Main Partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    country_id = fields.Many2one(
        "res.country",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    zone_id = fields.Many2one(
        "cooperation.zone",
        compute="_compute_zone_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The zone of the country; it stays as it was when the file became firm.",
    )
    theme_id = fields.Many2one(
        "cooperation.theme",
        string="Main Theme",
        index="btree_not_null",
        ondelete="restrict",
        help="The one theme under which this file is counted.",
    )
    theme_ids = fields.Many2many("cooperation.theme", string="Other Themes")
    description = fields.Html()
    commitment_ids = fields.One2many(
        "cooperation.commitment",
        "res_id",
        string="Commitments",
    )
    commitment_count = fields.Integer(compute="_compute_commitment_count")

    _reference_uniq = models.UniqueIndex(
        "(reference) WHERE reference != '/'", "This reference already exists."
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for record in self:
            parts = (record.reference != "/" and record.reference, record.name)
            record.display_name = " · ".join(filter(None, parts))

    @api.depends("partner_id")
    def _compute_country_id(self):
        for record in self:
            record.country_id = record.country_id or record.partner_id.country_id

    @api.depends("request_id")
    def _compute_programme_id(self):
        for record in self:
            record.programme_id = record.programme_id or record.request_id.programme_id

    @api.depends("country_id", "country_id.cooperation_zone_id")
    def _compute_zone_id(self):
        for record in self:
            frozen = record.state in record._zone_frozen_states and record.zone_id
            record.zone_id = frozen or record.country_id.cooperation_zone_id

    @api.depends("commitment_ids")
    def _compute_commitment_count(self):
        counts = dict(
            self.env["cooperation.commitment"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for record in self:
            record.commitment_count = counts.get(record._origin.id, 0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the records; only history keeps the number that it comes with."""
        keeps_reference = self._is_history_import()
        for vals in vals_list:
            check_lengths(self, vals)
        return super().create(
            [
                vals
                if keeps_reference and vals.get("reference")
                else {**vals, "reference": self._get_first_reference()}
                for vals in map(self._name_commitments, vals_list)
            ]
        )

    @api.model
    def _get_first_reference(self):
        """Return the reference of a new file."""
        return self.env["ir.sequence"].sudo().next_by_code(self._name)

    def write(self, vals):
        check_lengths(self, vals)
        return super().write(self._name_commitments(vals))

    def _guarded_write(self, values):
        """A file that a step takes up again follows the zone of its country again."""
        frozen = self.filtered(lambda file: file.state in file._zone_frozen_states)
        result = super()._guarded_write(values)
        thawed = frozen.filtered(lambda f: f.state not in f._zone_frozen_states)
        self.env.add_to_compute(self._fields["zone_id"], thawed)
        return result

    def unlink(self):
        """Take the promises along: nothing would say any more what they belong to."""
        self.check_access("unlink")
        self.commitment_ids.unlink()
        return super().unlink()

    @api.model
    def _name_commitments(self, vals):
        """Tell the promises made in the form to which model their file belongs.

        The ORM fills in the number of the file only.
        """
        if "commitment_ids" not in vals:
            return vals
        return {
            **vals,
            "commitment_ids": [
                Command.create({**command[2], "res_model": self._name})
                if command[0] == Command.CREATE
                else command
                for command in vals["commitment_ids"] or ()
            ],
        }

    def _get_frozen_fields(self):
        # Promises are kept or not long after their file is closed.
        frozen = super()._get_frozen_fields() - {"commitment_ids"}
        if self.state in self._zone_frozen_states:
            frozen |= {"country_id", "zone_id"}
        return frozen

    # ------------------------------------------------------------
    # Guards shared by the files
    # ------------------------------------------------------------

    def _get_origin_blockers(self):
        """A file answers a request, is born of another, or says that it is neither."""
        self.ensure_one()
        # A file that is being written names its origin before it has its number.
        parent = self.parent_res_id or self.parent_ref
        if not (self.request_id or parent or self.is_own_initiative):
            yield self.env._(
                "Link the request that “%(record)s” answers or the file that it is "
                "born of, or tick “Own Initiative”.",
                record=self.display_name,
            )

    def _get_country_blockers(self):
        self.ensure_one()
        if not self.zone_id:
            yield self.env._(
                "Give “%(record)s” a country: its zone is counted in every total.",
                record=self.display_name,
            )

    def action_open_commitments(self):
        """Open the promises made during this file."""
        self.ensure_one()
        return open_list(
            self.env._("Commitments"),
            "cooperation.commitment",
            [("res_model", "=", self._name), ("res_id", "=", self.id)],
            default_res_model=self._name,
            default_res_id=self.id,
            default_partner_id=self.partner_id.id,
        )
