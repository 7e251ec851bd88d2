def pre_init_hook(env):
    """Give PostgreSQL what exclusion constraints on whole numbers need."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
