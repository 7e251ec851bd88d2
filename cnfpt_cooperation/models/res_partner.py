from odoo import api, fields, models

from ..tools.actions import open_list

_USER = "cnfpt_cooperation.cnfpt_cooperation_group_user"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "cooperation.derived.mixin",
        "cooperation.partner.succession.mixin",
    ]
    _rec_names_search = [
        "complete_name",
        "email",
        "ref",
        "vat",
        "company_registry",
        "cooperation_alias_ids.name",
    ]

    cooperation_partner_type_id = fields.Many2one(
        "cooperation.partner.type",
        string="Type of Body",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_national_counterpart = fields.Boolean(
        string="National Institution",
        compute="_compute_is_national_counterpart",
        store=True,
        readonly=False,
        help="Signs conventions and partnership agreements; foreign bodies sign "
        "letters of engagement. Embassies of France abroad are national [R2].",
    )
    is_cnfpt_structure = fields.Boolean(
        string="CNFPT or Its Structures",
        compute="_compute_is_cnfpt_structure",
        store=True,
        recursive=True,
        help="CNFPT, its institutes and its delegations: their money is never "
        "third-party money [R1].",
    )
    cooperation_alias_ids = fields.One2many(
        "cooperation.partner.alias",
        "partner_id",
        string="Other Names",
        # A portal user may look a body up by its old name without reading aliases.
        bypass_search_access=True,
    )
    cooperation_zone_id = fields.Many2one(
        related="country_id.cooperation_zone_id", string="Cooperation Zone"
    )
    population = fields.Integer(
        help="Inhabitants of a local authority, at the date beside [R14]."
    )
    population_date = fields.Date(string="Population On")
    cooperation_visit_ids = fields.Many2many(
        "cooperation.visit",
        "cooperation_visit_visiting_body_rel",
        "partner_id",
        "visit_id",
        string="Visits",
        groups=_USER,
    )
    cooperation_agreement_party_ids = fields.One2many(
        "cooperation.agreement.party",
        "partner_id",
        string="Agreements",
        groups=_USER,
    )
    cooperation_mission_ids = fields.One2many(
        "cooperation.mission", "partner_id", string="Missions", groups=_USER
    )
    cooperation_expert_ids = fields.One2many(
        "cooperation.expert", "employer_id", string="Experts Employed", groups=_USER
    )
    cooperation_request_count = fields.Integer(
        string="Request Count", compute="_compute_cooperation_counts", groups=_USER
    )
    cooperation_visit_count = fields.Integer(
        string="Visit Count", compute="_compute_cooperation_counts", groups=_USER
    )
    cooperation_mission_count = fields.Integer(
        string="Mission Count", compute="_compute_cooperation_counts", groups=_USER
    )
    cooperation_agreement_count = fields.Integer(
        string="Agreement Count", compute="_compute_cooperation_counts", groups=_USER
    )
    cooperation_commitment_ids = fields.One2many(
        "cooperation.commitment", "partner_id", string="Promises", groups=_USER
    )
    cooperation_commitment_count = fields.Integer(
        string="Promises to Keep",
        compute="_compute_cooperation_commitment_count",
        groups=_USER,
    )

    _population_positive = models.Constraint(
        "CHECK (population >= 0)", "A population cannot be negative."
    )

    @api.depends("cooperation_partner_type_id.code", "parent_id.is_cnfpt_structure")
    def _compute_is_cnfpt_structure(self):
        cnfpt = self.env.ref(
            "cnfpt_cooperation.partner_cnfpt", raise_if_not_found=False
        )
        for partner in self:
            partner.is_cnfpt_structure = (
                partner.cooperation_partner_type_id.code == "cnfpt_structure"
                or partner.parent_id.is_cnfpt_structure
                or (cnfpt and partner._origin == cnfpt)
            )

    @api.depends(
        "cooperation_partner_type_id.national_rule",
        "country_id",
        "country_id.is_french_territory",
    )
    def _compute_is_national_counterpart(self):
        for partner in self:
            rule = partner.cooperation_partner_type_id.national_rule
            partner.is_national_counterpart = rule == "always" or (
                rule == "in_france"
                and bool(partner.country_id)
                and partner.country_id._is_french()
            )

    @api.model
    def _is_derived(self, name):
        """Whose money it is decides on [R1]; what Odoo computes is its own affair."""
        return name == "is_cnfpt_structure"

    def _compute_cooperation_counts(self):
        sources = {
            "cooperation_request_count": ("cooperation.request", "partner_id"),
            "cooperation_visit_count": ("cooperation.visit", "visiting_body_ids"),
            "cooperation_mission_count": ("cooperation.mission", "partner_id"),
            "cooperation_agreement_count": (
                "cooperation.agreement.party",
                "partner_id",
            ),
        }
        for count_name, (model, field_name) in sources.items():
            # A body that is party in two roles has one agreement.
            aggregate = (
                "agreement_id:count_distinct"
                if model == "cooperation.agreement.party"
                else "__count"
            )
            counts = dict(
                self.env[model]._read_group(
                    [(field_name, "in", self.ids)], [field_name], [aggregate]
                )
            )
            for partner in self:
                partner[count_name] = counts.get(partner._origin, 0)

    @api.depends("cooperation_commitment_ids.state")
    def _compute_cooperation_commitment_count(self):
        """Count the promises to keep, theirs and ours."""
        counts = dict(
            self.env["cooperation.commitment"]._read_group(
                [("partner_id", "in", self.ids), ("state", "in", ("open", "late"))],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cooperation_commitment_count = counts.get(partner._origin, 0)

    def action_open_cooperation_commitments(self):
        """Open what this body was promised and what it promised, apart."""
        action = self._open_cooperation_files(
            "cooperation.commitment", "partner_id", self.env._("Promises")
        )
        return {
            **action,
            "context": {**action["context"], "search_default_group_by_made_by": 1},
        }

    def action_open_cooperation_requests(self):
        """Open what this body has asked for, and write down what it asks now."""
        return self._open_cooperation_files(
            "cooperation.request", "partner_id", self.env._("Requests")
        )

    def action_open_cooperation_visits(self):
        """Open the delegations in which this body came."""
        return self._open_cooperation_files(
            "cooperation.visit", "visiting_body_ids", self.env._("Visits")
        )

    def action_open_cooperation_missions(self):
        """Open the missions made for this body."""
        return self._open_cooperation_files(
            "cooperation.mission", "partner_id", self.env._("Missions")
        )

    def action_open_cooperation_agreements(self):
        """Open the agreements to which this body is party, in any role."""
        return self._open_cooperation_files(
            "cooperation.agreement", "party_ids.partner_id", self.env._("Agreements")
        )

    def _open_cooperation_files(self, model, field_name, title):
        self.ensure_one()
        domain = [(field_name, "=", self.id)]
        return open_list(title, model, domain, default_partner_id=self.id)
