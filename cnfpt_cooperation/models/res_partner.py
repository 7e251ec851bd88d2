from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"
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
    cooperation_alias_ids = fields.One2many(
        "cooperation.partner.alias", "partner_id", string="Other Names"
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
    )
    cooperation_agreement_party_ids = fields.One2many(
        "cooperation.agreement.party", "partner_id", string="Agreements"
    )
    cooperation_mission_ids = fields.One2many(
        "cooperation.mission", "partner_id", string="Missions"
    )
    cooperation_visit_count = fields.Integer(compute="_compute_cooperation_counts")
    cooperation_mission_count = fields.Integer(compute="_compute_cooperation_counts")
    cooperation_agreement_count = fields.Integer(compute="_compute_cooperation_counts")

    _population_positive = models.Constraint(
        "CHECK (population >= 0)", "A population cannot be negative."
    )

    @api.depends("cooperation_partner_type_id.national_rule", "country_id")
    def _compute_is_national_counterpart(self):
        for partner in self:
            rule = partner.cooperation_partner_type_id.national_rule
            partner.is_national_counterpart = rule == "always" or (
                rule == "in_france" and partner.country_id.code == "FR"
            )

    def _compute_cooperation_counts(self):
        sources = {
            "cooperation_visit_count": ("cooperation.visit", "visiting_body_ids"),
            "cooperation_mission_count": ("cooperation.mission", "partner_id"),
            "cooperation_agreement_count": ("cooperation.agreement.party", "partner_id"),
        }
        for count_name, (model, field_name) in sources.items():
            counts = dict(
                self.env[model]._read_group(
                    [(field_name, "in", self.ids)], [field_name], ["__count"]
                )
            )
            for partner in self:
                partner[count_name] = counts.get(partner, 0)
