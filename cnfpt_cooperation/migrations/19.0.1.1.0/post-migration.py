from odoo import SUPERUSER_ID, api

_PAPERS = {
    "fr": "base.lang_fr",
    "en": "base.lang_en",
    "es": "base.lang_es",
    "ar": "base.lang_ar",
    "pt": "base.lang_pt",
    "vi": "base.lang_vi_VN",
}


def migrate(cr, version):
    """Activate the languages of the papers and give them to the working languages."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, xmlid in _PAPERS.items():
        lang = env.ref(xmlid)
        lang.action_unarchive()
        env["cooperation.language"].search([("code", "=", code)]).lang_id = lang
    for model in ("cooperation.request", "cooperation.visit"):
        records = env[model].with_context(active_test=False).search([])
        env.add_to_compute(records._fields["language_id"], records)
