"""Who has not been heard of: the SQL behind `cooperation.quiet`."""

from odoo.tools import SQL

from .area_activity import ACT_MODELS, COUNTED, IN_FORCE, get_activity_sql

# After how many months a body is dormant: what the settings say.
MONTHS_PARAMETER = "cnfpt_cooperation.quiet_months"
QUIET_MONTHS = 12
LONGEST_MONTHS = 120
# Days on which something passed between us and a body: whoever it names, the day, the
# file, and who is in charge of it.
_FILE = "{date} AS date, '{model}'::varchar AS res_model, f.id AS res_id, f.user_id"
_LAST_DAY = "COALESCE(f.date_end, f.date_start)"
_NEWEST = "ORDER BY e.date DESC, e.res_model, e.res_id DESC"
_SIGNED_STATES = "('active', 'to_renew', 'expired', 'terminated')"


def _get_file_sql(model, date, partner, source, condition=COUNTED):
    columns = _FILE.format(date=date, model=model)
    return f"SELECT {partner} AS partner_id, {columns} FROM {source} WHERE {condition}"


def get_exchange_sql(beneficiaries):
    """Return one row a body and exchange with it.

    A visit, a mission, an internship or a training session, at its last day, with those
    who took part and those who are party to its agreement; a request, when it was
    received; an agreement, when it was signed; a mail or a completed activity in the
    chatter of the body.

    :param beneficiaries: table and columns of the other beneficiaries of a mission
    """
    visit, mission, internship, session = ACT_MODELS
    table, mission_column, partner_column = beneficiaries
    signed = "COALESCE(f.date_signed, f.date_start)"
    branches = [
        _get_file_sql(
            *(visit, _LAST_DAY, "r.partner_id"),
            "cooperation_visit f JOIN cooperation_visit_visiting_body_rel r "
            "ON r.visit_id = f.id",
        ),
        _get_file_sql(mission, _LAST_DAY, "f.partner_id", "cooperation_mission f"),
        _get_file_sql(
            *(mission, _LAST_DAY, f"r.{partner_column}"),
            f"cooperation_mission f JOIN {table} r ON r.{mission_column} = f.id",
        ),
        _get_file_sql(
            *(internship, _LAST_DAY, "f.partner_id", "cooperation_internship f")
        ),
        _get_file_sql(
            *(internship, _LAST_DAY, "f.home_body_id", "cooperation_internship f")
        ),
        _get_file_sql(
            *(session, _LAST_DAY, "f.partner_id", "cooperation_training_session f")
        ),
        _get_file_sql(
            *(session, _LAST_DAY, "r.partner_id"),
            "cooperation_training_session f JOIN cooperation_training_place r "
            "ON r.session_id = f.id",
        ),
        *(
            _get_file_sql(
                *("cooperation.request", "f.date_received", f"f.{name}"),
                *("cooperation_request f", "f.state != 'cancelled'"),
            )
            for name in ("partner_id", "beneficiary_id")
        ),
        _get_file_sql(
            *("cooperation.agreement", signed, "f.partner_id"),
            *("cooperation_agreement f", f"f.state IN {_SIGNED_STATES}"),
        ),
        _get_file_sql(
            *("cooperation.agreement", signed, "r.partner_id"),
            "cooperation_agreement f JOIN cooperation_agreement_party r "
            "ON r.agreement_id = f.id",
            f"f.state IN {_SIGNED_STATES}",
        ),
        _get_shared_sql(),
        _get_message_sql(),
    ]
    return " UNION ALL ".join(branches)


def _get_shared_sql():
    """What is done under an agreement is done with all who are party to it."""
    return f"""
        SELECT parties.partner_id, x.date_last, x.res_model, x.res_id, x.user_id
          FROM ({get_activity_sql()}) x
          JOIN (SELECT id AS agreement_id, partner_id FROM cooperation_agreement
                 UNION
                SELECT agreement_id, partner_id FROM cooperation_agreement_party
               ) parties ON parties.agreement_id = x.agreement_id"""


def _get_message_sql():
    """Mails and calls that the chatter of a body keeps; notes are our own affair."""
    return """
        SELECT m.res_id, m.date::date, 'res.partner', m.res_id, NULL::int
          FROM mail_message m
         WHERE m.model = 'res.partner'
           AND (m.message_type IN ('email', 'email_outgoing')
                OR m.mail_activity_type_id IS NOT NULL
                OR (m.message_type = 'comment' AND m.subtype_id = (
                    SELECT res_id FROM ir_model_data
                     WHERE module = 'mail' AND name = 'mt_comment')))"""


def get_quiet_sql(beneficiaries, months, activity_type_id, today):
    """Return one row a body, agreement in force, or area of one, with its silence.

    :param beneficiaries: table and columns of the other beneficiaries of a mission
    :param int months: without exchange for so long, a body is dormant
    :param int activity_type_id: the type of the reminders
    :param today: bodies that are no more on this day are not listed
    """
    return SQL(
        f"""WITH exchange AS ({get_exchange_sql(beneficiaries)}), {_KNOWN_SQL}
        quiet AS ({_PARTNER_SQL} UNION ALL {_AGREEMENT_SQL} UNION ALL {_AREA_SQL})
        {_ROWS_SQL}""",
        months=months,
        activity_type_id=activity_type_id,
        today=today,
    )


# The newest exchange of each body, its agreement in force, the reminders on each record
# and the last use of each agreement.
_KNOWN_SQL = f"""
        newest AS (
             SELECT p.commercial_partner_id AS partner_id, MAX(e.date) AS date,
                    (ARRAY_AGG(e.res_model {_NEWEST}))[1] AS res_model,
                    (ARRAY_AGG(e.res_id {_NEWEST}))[1] AS res_id,
                    (ARRAY_AGG(u.id {_NEWEST}) FILTER (WHERE u.active))[1] AS user_id
               FROM exchange e
               JOIN res_partner p ON p.id = e.partner_id
               LEFT JOIN res_users u ON u.id = e.user_id
              WHERE e.date IS NOT NULL
              GROUP BY p.commercial_partner_id
        ),
        frame AS (
             SELECT DISTINCT ON (p.commercial_partner_id)
                    p.commercial_partner_id AS partner_id, a.id, a.user_id
               FROM cooperation_agreement a
               LEFT JOIN cooperation_agreement_party r ON r.agreement_id = a.id
               JOIN res_partner p ON p.id IN (a.partner_id, r.partner_id)
              WHERE a.state IN {IN_FORCE} AND a.kind != 'amendment'
              ORDER BY p.commercial_partner_id, a.date_end DESC NULLS LAST, a.id DESC
        ),
        reminder AS (
             SELECT res_model, res_id, BOOL_OR(active) AS is_open,
                    MAX(date_done) AS date_done
               FROM mail_activity
              WHERE activity_type_id = %(activity_type_id)s
              GROUP BY res_model, res_id
        ),
        used AS (
             SELECT DISTINCT ON (s.agreement_id) s.agreement_id, s.date_last,
                    s.res_model, s.res_id, s.total
               FROM cooperation_agreement_area s
              WHERE s.total > 0
              ORDER BY s.agreement_id, s.date_last DESC NULLS LAST, s.id DESC
        ),"""

# What is silent in an agreement is so where it is at work, not where its funder is.
_ROWS_SQL = """
        SELECT q.id, q.kind, q.partner_id, q.agreement_id, q.area_id, q.date_last,
               q.date_since, q.date_quiet, q.res_model, q.res_id,
               CASE WHEN a.id IS NULL THEN p.country_id ELSE a.country_id END
                   AS country_id,
               CASE WHEN a.id IS NULL THEN c.cooperation_zone_id ELSE a.zone_id END
                   AS zone_id,
               COALESCE(u.id, o.id) AS user_id,
               COALESCE(of_body.is_open, FALSE) OR COALESCE(of_agreement.is_open, FALSE)
                   AS is_planned,
               GREATEST(of_body.date_done, of_agreement.date_done) AS date_reminded
          FROM quiet q
          JOIN res_partner p ON p.id = q.partner_id
          LEFT JOIN res_country c ON c.id = p.country_id
          LEFT JOIN cooperation_agreement a ON a.id = q.agreement_id
               AND q.kind != 'partner'
          LEFT JOIN res_users u ON u.id = q.user_id AND u.active
          LEFT JOIN res_users o ON o.id = q.other_user_id AND o.active
          LEFT JOIN reminder of_body ON of_body.res_model = 'res.partner'
               AND of_body.res_id = q.partner_id
          LEFT JOIN reminder of_agreement
               ON of_agreement.res_model = 'cooperation.agreement'
               AND of_agreement.res_id = q.agreement_id"""

_PARTNER_SQL = """
    SELECT p.id::bigint * 3 AS id, 'partner'::varchar AS kind, p.id AS partner_id,
           frame.id AS agreement_id, NULL::int AS area_id,
           newest.date AS date_last,
           COALESCE(newest.date, p.create_date::date) AS date_since,
           (COALESCE(newest.date, p.create_date::date)
               + make_interval(months => %(months)s))::date AS date_quiet,
           newest.res_model, newest.res_id,
           newest.user_id, COALESCE(frame.user_id, p.user_id) AS other_user_id
      FROM res_partner p
      LEFT JOIN newest ON newest.partner_id = p.id
      LEFT JOIN frame ON frame.partner_id = p.id
     WHERE p.is_company AND p.active AND p.commercial_partner_id = p.id
       AND p.is_cnfpt_structure IS NOT TRUE
       AND (p.date_ceased IS NULL OR p.date_ceased > %(today)s)
       AND (p.cooperation_partner_type_id IS NOT NULL OR newest.date IS NOT NULL)"""

_SINCE = "COALESCE(used.date_last, a.date_start, a.date_signed, a.create_date::date)"
_AGREEMENT_SQL = f"""
    SELECT a.id::bigint * 3 + 1, 'agreement', p.commercial_partner_id, a.id, NULL,
           used.date_last, {_SINCE},
           ({_SINCE} + make_interval(months => 12))::date,
           used.res_model, used.res_id, a.user_id, p.user_id
      FROM cooperation_agreement a
      JOIN res_partner p ON p.id = a.partner_id
      LEFT JOIN used ON used.agreement_id = a.id
     WHERE a.state IN {IN_FORCE} AND a.kind != 'amendment'"""

_AREA_SQL = """
    SELECT s.id * 3 + 2, 'area', p.commercial_partner_id, a.id, s.area_id,
           s.date_last, s.date_since, s.date_silent,
           s.res_model, s.res_id, a.user_id, p.user_id
      FROM cooperation_agreement_area s
      JOIN cooperation_agreement a ON a.id = s.agreement_id
      JOIN res_partner p ON p.id = a.partner_id
     WHERE s.date_silent IS NOT NULL AND s.area_id IS NOT NULL"""
