from odoo import fields
from odoo.tests import TransactionCase, tagged

# Each example of action in [001], [002] and [004], typed: kind of mission, themes.
EXAMPLES = {
    "authorities: diagnosis of training needs": (
        "needs_diagnosis",
        ["training_needs", "decentralised_cooperation"],
    ),
    "authorities: administrative reorganisation": (
        "administrative_reorganisation",
        ["administrative_organisation"],
    ),
    "authorities: identification of training schemes": (
        "training_schemes",
        ["training_offer"],
    ),
    "State: tools for training in local development and governance": (
        "methods_tools",
        ["territorial_development", "local_governance"],
    ),
    "State: management capacities of authorities, skills of staff": (
        "capacity_building",
        ["management", "training_agents"],
    ),
    "State: national training of local officials": (
        "national_training_system",
        ["training_system", "training_agents"],
    ),
    "State: exchanges of experience of foreign local officials": (
        "experience_exchange",
        ["territorial_organisation", "civil_service"],
    ),
    "networks: co-produced digital resources": (
        "elearning_coproduction",
        ["elearning", "training_engineering"],
    ),
    "networks: administration around the Mediterranean": (
        "experience_exchange",
        ["mediterranean_administration"],
    ),
    "France-Tunisia laboratory of municipalities": (
        "capacity_building",
        ["decentralisation", "local_governance"],
    ),
    "awareness of authorities": (
        "methods_tools",
        ["cooperation_awareness", "decentralised_cooperation"],
    ),
    "agents: expertise, departure and return": (
        "capacity_building",
        ["international_expertise"],
    ),
    "Tunisia": (
        "training_engineering",
        [
            "training_engineering",
            "decentralisation",
            "human_resources",
            "management",
            "local_finance",
        ],
    ),
    "Vietnam": (
        "training_engineering",
        ["training_engineering", "human_resources", "management", "local_governance"],
    ),
    "Algeria: e-learning": ("elearning_coproduction", ["elearning"]),
    "Algeria: professions": ("profession_profiles", ["new_professions"]),
    "Algeria: training engineering": (
        "training_engineering",
        ["training_engineering"],
    ),
    "Haiti: national training": (
        "national_training_system",
        ["training_system", "training_agents", "training_elected"],
    ),
    "Haiti: law": ("legal_drafting", ["civil_service_law"]),
    "Morocco": (
        "capacity_building",
        ["territorial_development", "culture", "local_governance", "human_resources"],
    ),
    "Benin: engineering": ("capacity_building", ["training_engineering"]),
    "Benin: structuring of the courses": ("training_engineering", ["training_offer"]),
    "Lebanon: exchanges and training": (
        "experience_exchange",
        ["municipal_police", "training_agents"],
    ),
    "Lebanon: centre": ("centre_design", ["training_centre"]),
    "MOT: cross-border cooperation": (
        "training_engineering",
        ["cross_border", "professions_analysis", "civil_service_law"],
    ),
    "INET: European issues and comparison": (
        "experience_exchange",
        ["european_affairs", "comparative_studies", "training_executives"],
    ),
}


@tagged("post_install", "-at_install")
class TestReferenceData(TransactionCase):
    def ref(self, name):
        return self.env.ref(f"cnfpt_cooperation.{name}")

    def country(self, code):
        return self.env.ref(f"base.{code}")

    # Countries [R4] [R5]

    def test_every_country_has_one_zone(self):
        countries = self.env["res.country"].search([])
        self.assertEqual(len(countries), 251)
        self.assertFalse(countries.filtered(lambda c: not c.cooperation_zone_id))

    def test_zones_of_the_source(self):
        zones = {
            "mediterranee": ["tn", "dz", "ma", "lb"],
            "afrique": ["bj", "cm", "ci"],
            "ameriques_caraibes": ["ht"],
            "asie": ["vn"],
        }
        for zone, codes in zones.items():
            for code in codes:
                with self.subTest(code=code):
                    self.assertEqual(
                        self.country(code).cooperation_zone_id, self.ref(f"zone_{zone}")
                    )

    def test_namibia_is_not_lost(self):
        """Its code, NA, is what many readers of CSV take for an empty cell."""
        namibia = self.country("na")
        self.assertEqual(namibia.code, "NA")
        self.assertEqual(namibia.cooperation_zone_id, self.ref("zone_afrique"))
        self.assertTrue(namibia.is_oda_recipient)

    def test_priority_is_not_the_zone(self):
        """In each zone some countries have priority and others do not [R4]."""
        cases = [
            ("tn", "south_mediterranean", "lb"),
            ("bj", "west_africa", "cm"),
            ("ht", "caribbean", "br"),
        ]
        for with_priority, priority, without in cases:
            with self.subTest(priority=priority):
                first, second = self.country(with_priority), self.country(without)
                self.assertEqual(first.cooperation_priority, priority)
                self.assertFalse(second.cooperation_priority)
                self.assertEqual(first.cooperation_zone_id, second.cooperation_zone_id)

    def test_country_statuses(self):
        Country = self.env["res.country"]
        self.assertEqual(Country.search_count([("is_eu_member", "=", True)]), 27)
        self.assertEqual(Country.search_count([("is_oda_recipient", "=", True)]), 141)
        self.assertEqual(Country.search_count([("is_francophone", "=", True)]), 55)
        self.assertEqual(Country.search_count([("is_french_territory", "=", True)]), 12)
        algeria = self.country("dz")
        self.assertFalse(algeria.is_francophone)
        self.assertEqual(algeria.cooperation_priority, "south_mediterranean")
        self.assertFalse(self.country("fr").is_french_territory)

    def test_countries_stay_with_base(self):
        """Uninstalling the application must not take countries away."""
        data = self.env["ir.model.data"].search([("model", "=", "res.country")])
        self.assertNotIn("cnfpt_cooperation", data.mapped("module"))
        base = data.filtered(lambda d: d.module == "base")
        self.assertEqual(len(base), 251)
        self.assertTrue(all(base.mapped("noupdate")))

    # Partners and networks [R2] [R8]

    def test_old_name_finds_the_body(self):
        names = {
            "ENA": "partner_insp",
            "École nationale d’administration": "partner_insp",
            "ARF": "partner_regions_france",
            "DAECT": "partner_daect",
            "MEAE": "partner_meae",
            "BTVL": "partner_btvl",
            "CNFPT": "partner_cnfpt",
        }
        for name, xmlid in names.items():
            with self.subTest(name=name):
                found = self.env["res.partner"].name_search(name, limit=None)
                self.assertIn(self.ref(xmlid).id, [found_id for found_id, _ in found])

    def test_old_names_are_dated(self):
        aliases = self.ref("partner_insp").cooperation_alias_ids
        by_name = {alias.name: alias for alias in aliases}
        self.assertEqual(by_name["ENA"].date_to, fields.Date.to_date("2021-12-31"))
        self.assertEqual(by_name["INSP"].date_from, fields.Date.to_date("2022-01-01"))

    def test_embassies_of_france_are_national(self):
        """They sit abroad and still sign conventions [R2]."""
        embassy = self.ref("partner_embassy_vietnam")
        self.assertEqual(embassy.country_id, self.country("vn"))
        self.assertTrue(embassy.is_national_counterpart)
        for name in ("partner_meae", "partner_afd", "partner_amf", "partner_mot"):
            self.assertTrue(self.ref(name).is_national_counterpart, name)
        for name in ("partner_interieur_haiti", "partner_cfad", "partner_btvl"):
            self.assertFalse(self.ref(name).is_national_counterpart, name)

    def test_structures_of_cnfpt(self):
        cnfpt = self.ref("partner_cnfpt")
        structures = self.env["res.partner"].search(
            [("parent_id", "child_of", cnfpt.id)]
        )
        self.assertEqual(self.ref("partner_inet").parent_id, cnfpt)
        self.assertEqual(self.ref("partner_inet").city, "Strasbourg")
        self.assertEqual(cnfpt.city, "Paris")
        insets = structures.filtered(lambda p: "INSET" in self._aliases(p))
        self.assertEqual(
            set(insets.mapped("city")), {"Angers", "Dunkerque", "Montpellier", "Nancy"}
        )
        delegation = self.ref("partner_delegation_guadeloupe")
        self.assertEqual(delegation.country_id, self.country("gp"))
        self.assertEqual(
            set(structures.cooperation_partner_type_id.mapped("code")),
            {"cnfpt_structure"},
        )

    def _aliases(self, partner):
        return " ".join(partner.cooperation_alias_ids.mapped("name"))

    def test_cnfpt_is_in_its_networks(self):
        cnfpt = self.ref("partner_cnfpt")
        for name in ("resp", "mediterranean", "cncd"):
            members = self.ref(f"network_{name}").membership_ids.partner_id
            self.assertIn(cnfpt, members, name)

    # Country files [R8]

    def test_country_files_are_open(self):
        files = {
            "tunisie": "tn",
            "vietnam": "vn",
            "algerie": "dz",
            "haiti": "ht",
            "maroc": "ma",
            "benin": "bj",
            "liban": "lb",
        }
        for name, code in files.items():
            programme = self.ref(f"programme_{name}")
            with self.subTest(programme=name):
                self.assertEqual(programme.state, "open")
                self.assertEqual(programme.kind, "country_file")
                self.assertEqual(programme.country_ids, self.country(code))
                self.assertTrue(programme.partner_ids)
                self.assertTrue(programme.objectives)

    # Kinds and themes [R6] [R13]

    def test_every_example_can_be_typed(self):
        for example, (kind, themes) in EXAMPLES.items():
            with self.subTest(example=example):
                self.assertEqual(self.ref(f"mission_kind_{kind}").code, kind)
                for theme in themes:
                    self.assertEqual(self.ref(f"theme_{theme}").code, theme)

    def test_kinds_of_support_all_serve(self):
        used = {kind for kind, _themes in EXAMPLES.values()}
        shipped = self.env["ir.model.data"].search(
            [
                ("module", "=", "cnfpt_cooperation"),
                ("model", "=", "cooperation.mission.kind"),
            ]
        )
        self.assertEqual({d.name.removeprefix("mission_kind_") for d in shipped}, used)

    def test_six_areas(self):
        areas = self.env["cooperation.area"].search([])
        self.assertEqual(len(areas), 6)

    # Published figures [F1-F5]

    def _figures(self, code, measure):
        return self.env["cooperation.opening.figure"].search(
            [("code", "=", code), ("measure", "=", measure)]
        )

    def test_published_totals(self):
        totals = [
            ("F1", "visits", 48, 5),
            ("F2", "missions", 77, 4),
            ("F3", "experts", 135, 1),
            ("F4", "days", 579, 4),
            ("F5", "training_sessions", 33, 4),
            ("F5", "trainees", 746, 4),
        ]
        for code, measure, total, count in totals:
            with self.subTest(code=code, measure=measure):
                figures = self._figures(code, measure)
                self.assertEqual(len(figures), count)
                self.assertEqual(sum(figures.mapped("value")), total)

    def test_totals_are_never_cross_tabulated(self):
        for figure in self.env["cooperation.opening.figure"].search([]):
            self.assertFalse(figure.zone_id and figure.year, figure.name)

    def test_shares_of_experts(self):
        cnfpt = self._figures("F3", "share_cnfpt").value
        local_authority = self._figures("F3", "share_local_authority").value
        self.assertEqual((cnfpt, local_authority), (79, 21))

    def test_days_by_year(self):
        days = {f.year: f.value for f in self._figures("F4", "days")}
        self.assertEqual(days, {2015: 164, 2016: 194, 2017: 127, 2018: 94})

    def test_training_of_2018_is_not_published(self):
        expected = {
            "training_sessions": {2015: 13, 2016: 10, 2017: 10},
            "trainees": {2015: 314, 2016: 169, 2017: 263},
        }
        for measure, values in expected.items():
            with self.subTest(measure=measure):
                figures = self._figures("F5", measure)
                published = figures.filtered("is_published")
                self.assertEqual({f.year: f.value for f in published}, values)
                missing = figures - published
                self.assertEqual(missing.mapped("year"), [2018])
                self.assertFalse(missing.value)

    # References

    def test_references(self):
        prefixes = {
            "request": "DEM",
            "agreement": "CONV",
            "mission": "MIS",
            "visit": "VIS",
            "internship": "STA",
            "training.session": "FOR",
        }
        for model, prefix in prefixes.items():
            with self.subTest(model=model):
                reference = (
                    self.env["ir.sequence"]
                    .with_context(ir_sequence_date="2031-03-01")
                    .next_by_code(f"cooperation.{model}")
                )
                self.assertEqual(reference, f"{prefix}/2031/0001")
