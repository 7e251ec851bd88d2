from .tools.activity_month import get_removal_sql


def pre_init_hook(env):
    """Give PostgreSQL what exclusion constraints on whole numbers need."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def uninstall_hook(env):
    """Let go of what countries and contacts would hold back: zones, weeks, types.

    What PostgreSQL keeps by itself goes too.
    """
    env.cr.execute(get_removal_sql())
    env["res.country"].search(
        [
            "|",
            ("cooperation_zone_id", "!=", False),
            ("cooperation_calendar_id", "!=", False),
        ]
    ).write({"cooperation_zone_id": False, "cooperation_calendar_id": False})
    partners = env["res.partner"].with_context(active_test=False)
    partners.search([("cooperation_partner_type_id", "!=", False)]).write(
        {"cooperation_partner_type_id": False}
    )
