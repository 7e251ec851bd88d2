"""What counts as activity under an agreement: the SQL behind its two views."""

from odoo.tools import SQL

# What is done under an agreement. The order is that of the row ids: add at the end.
ACT_MODELS = (
    "cooperation.visit",
    "cooperation.mission",
    "cooperation.internship",
    "cooperation.training.session",
)
# A draft may come to nothing, what was called off came to nothing.
COUNTED = "f.state NOT IN ('draft', 'declined', 'cancelled')"
IN_FORCE = "('active', 'to_renew')"


def get_activity_sql():
    """Return one row a file done under an agreement, archived ones too.

    Each file stands in its one area and is one kind of act; `area_id` is empty where
    it serves the agreement as a whole.
    """
    return " UNION ALL ".join(
        f"""SELECT f.id::bigint * {len(ACT_MODELS)} + {number} AS id,
                   '{model}'::varchar AS res_model,
                   f.id AS res_id,
                   CONCAT_WS(' · ', NULLIF(f.reference, '/'), f.name) AS name,
                   f.agreement_id, f.area_id, f.act,
                   f.date_start AS date,
                   COALESCE(f.date_end, f.date_start) AS date_last,
                   f.partner_id, f.country_id, f.user_id
              FROM {model.replace(".", "_")} f
             WHERE f.agreement_id IS NOT NULL AND {COUNTED}"""
        for number, model in enumerate(ACT_MODELS)
    )


def get_agreement_area_sql(months):
    """Return one row an agreement and area, with what was done there.

    What is done under an amendment or an application is done under the agreement that
    it amends or applies too. The areas are those of the agreement as amended; a row
    without an area holds what serves it as a whole.

    :param int months: how long an area is without activity before it is silent
    """
    acts = ", ".join(
        f"COUNT(*) FILTER (WHERE x.act = '{act}') AS {act}"
        for act in ("exchange", "study_visit", "collaboration", "co_production")
    )
    columns = ", ".join(
        f"COALESCE(d.{name}, 0) AS {name}"
        for name in (
            *("exchange", "study_visit", "collaboration", "co_production", "total"),
        )
    )
    newest = "ORDER BY x.date_last DESC NULLS LAST, x.id DESC"
    since = "COALESCE(s.date_last, a.date_start, a.date_signed, a.create_date::date)"
    # The id is the pairing function of Cantor: one number for two.
    return SQL(
        f"""SELECT ((a.id::bigint + COALESCE(s.area_id, 0))
                    * (a.id::bigint + COALESCE(s.area_id, 0) + 1) / 2
                    + COALESCE(s.area_id, 0)) AS id,
                   a.id AS agreement_id, a.partner_id, s.*,
                   {since} AS date_since,
                   CASE WHEN s.is_covered AND a.state IN {IN_FORCE}
                        THEN ({since} + make_interval(months => %(months)s))::date
                    END AS date_silent
              FROM cooperation_agreement a
             CROSS JOIN LATERAL (
                   WITH RECURSIVE family (id) AS (
                        SELECT a.id
                         UNION
                        SELECT c.id
                          FROM cooperation_agreement c
                          JOIN family ON c.parent_id = family.id
                   ),
                   done AS (
                        SELECT x.area_id, {acts}, COUNT(*) AS total,
                               MAX(x.date_last) AS date_last,
                               (ARRAY_AGG(x.res_model {newest}))[1] AS res_model,
                               (ARRAY_AGG(x.res_id {newest}))[1] AS res_id
                          FROM family JOIN ({get_activity_sql()}) x
                            ON x.agreement_id = family.id
                         GROUP BY x.area_id
                   ),
                   covered AS (
                        SELECT rel.cooperation_area_id AS area_id
                          FROM cooperation_agreement_cooperation_area_rel rel
                         WHERE rel.cooperation_agreement_id = a.id
                   )
                   SELECT COALESCE(c.area_id, d.area_id) AS area_id,
                          c.area_id IS NOT NULL AS is_covered,
                          {columns}, d.date_last, d.res_model, d.res_id
                     FROM covered c FULL JOIN done d ON d.area_id = c.area_id
                   ) s
             WHERE a.kind != 'amendment'""",
        months=months,
    )
