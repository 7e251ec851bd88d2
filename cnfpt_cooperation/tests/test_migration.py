from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import MODULE, CooperationCommon


@tagged("post_install", "-at_install")
class TestMigration(CooperationCommon):
    """What an earlier release left is completed by its migration."""

    def _migrate(self, version):
        path = file_path(f"{MODULE}/migrations/{version}/post-migration.py")
        load_script(path, f"post_migration_{version.replace('.', '_')}").migrate(
            self.env.cr, "19.0.1.0.0"
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_languages_of_papers(self):
        spanish = self.env.ref(f"{MODULE}.language_es")
        visit = self._create_visit(language_ids=spanish.ids)
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_language SET lang_id = NULL")
        self.env.cr.execute("UPDATE cooperation_visit SET language_id = NULL")
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'es_ES'")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self._migrate("19.0.1.1.0")
        self.assertTrue(spanish.lang_id.active)
        self.assertEqual(visit.language_id, spanish)
        self.assertEqual(visit._get_lang(), "es_ES")

    def test_partner_of_promises(self):
        visit = self._create_visit()
        promise = self.env["cooperation.commitment"].create(
            {
                "name": "Send the guide",
                "date_due": "2030-04-01",
                "res_model": visit._name,
                "res_id": visit.id,
                "partner_id": self.funder.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE cooperation_commitment SET partner_id = NULL")
        self.env.invalidate_all()
        self._migrate("19.0.1.1.0")
        self.assertEqual(promise.partner_id, self.foreign_body)
