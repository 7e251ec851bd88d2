from odoo.tools import sql

_TABLE = "cooperation_request"


def migrate(cr, version):
    """Keep the stars that officers gave; the score is computed from now on.

    The field moves with its column, its labels and their translations: Odoo would
    otherwise look for the choices of a number.
    """
    if not version:
        return
    columns = sql.table_columns(cr, _TABLE)
    if "priority" in columns or columns["score"]["udt_name"] != "varchar":
        return
    sql.rename_column(cr, _TABLE, "score", "priority")
    cr.execute(
        """UPDATE ir_model_fields SET name = 'priority'
            WHERE model = 'cooperation.request' AND name = 'score'"""
    )
    cr.execute(
        """UPDATE ir_model_data
              SET name = regexp_replace(name, '__score(__|$)', '__priority\\1')
            WHERE module = 'cnfpt_cooperation'
              AND name ~ '^(field|selection)__cooperation_request__score(__|$)'"""
    )
