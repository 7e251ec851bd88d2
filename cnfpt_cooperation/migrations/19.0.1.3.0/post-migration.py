from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give what a new database has to one that is older."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
