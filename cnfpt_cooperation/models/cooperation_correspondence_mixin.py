from odoo import api, fields, models


class CooperationCorrespondenceMixin(models.AbstractModel):
    """In which language one writes to those whom a file is about.

    They may speak several; one of them is that of the letters and of the papers.
    """

    _name = "cooperation.correspondence.mixin"
    _description = "Language of Letters and Papers"

    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        index="btree_not_null",
        help="To whom letters and papers are sent.",
    )
    language_ids = fields.Many2many("cooperation.language", string="Languages")
    language_id = fields.Many2one(
        "cooperation.language",
        string="Language of Papers",
        compute="_compute_language_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('lang_id', '!=', False)]",
        help="Letters and papers are written in it, programmes beside the French.",
    )

    @api.depends("language_ids", "country_id")
    def _compute_language_id(self):
        """Propose their own language before French, and English to strangers."""
        french = self.env.ref("cnfpt_cooperation.language_fr")
        english = self.env.ref("cnfpt_cooperation.language_en")
        for record in self:
            written = record.language_ids._origin.filtered("lang_id")
            usual = french if record.country_id.is_francophone else english
            record.language_id = (written - french)[:1] or written[:1] or usual

    def _get_lang(self):
        """Return the code of the language of Odoo in which one writes to them."""
        self.ensure_one()
        return self.language_id.lang_id.code or "en_US"

    def _get_letter_direction(self):
        """Return how one writes in that language: “ltr” or “rtl”."""
        self.ensure_one()
        return self.language_id.lang_id.direction or "ltr"
