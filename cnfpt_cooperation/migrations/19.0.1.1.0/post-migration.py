from odoo import SUPERUSER_ID, api

_PAPERS = {
    "fr": "base.lang_fr",
    "en": "base.lang_en",
    "es": "base.lang_es",
    "ar": "base.lang_ar",
    "pt": "base.lang_pt",
    "vi": "base.lang_vi_VN",
}
# The themes that a new database has in the offer.
_OFFERED = (
    "local_governance territorial_organisation decentralisation civil_service "
    "civil_service_law human_resources new_professions professions_analysis training "
    "training_agents training_executives training_needs training_engineering "
    "training_offer training_system training_centre training_trainers elearning "
    "administration management administrative_organisation local_finance "
    "public_procurement policy_evaluation digital_transformation public_innovation "
    "territorial_development urban_professions ecological_transition "
    "decentralised_cooperation"
).split()


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
    # Promises now say to whom they were made; those of files know it already.
    promises = env["cooperation.commitment"].search(
        [("partner_id", "=", False), ("res_id", "!=", False)]
    )
    env.add_to_compute(promises._fields["partner_id"], promises)
    env["cooperation.theme"].search([("code", "in", _OFFERED)]).is_offered = True
    # The criteria and rates did not exist yet when the columns were filled.
    requests = env["cooperation.request"].with_context(active_test=False).search([])
    requests._refresh_score()
    # Visits that are on their way get what is still to be done for them.
    open_visits = [("state", "in", ("planned", "confirmed", "ongoing"))]
    env["cooperation.visit"].search(open_visits)._apply_checklist()
