"""What is to be watched: each branch of the view with its number, rows and columns."""

_IN_FORCE = "('active', 'to_renew')"
_SIGNED = "('active', 'to_renew', 'expired', 'terminated')"
_FILE = {
    name: f"f.{name}" for name in ("partner_id", "country_id", "zone_id", "user_id")
}
_WORST = "ARRAY_POSITION(ARRAY['green', 'yellow', 'orange', 'red'], {})"


def _late_severity(date):
    return (
        f"CASE WHEN {date} < %(today)s::date - %(urgent)s THEN 'urgent' ELSE 'soon' END"
    )


def _coming_severity(date):
    return (
        f"CASE WHEN {date} <= %(today)s::date + %(urgent)s THEN 'urgent' "
        f"WHEN {date} <= %(today)s::date + %(ahead)s THEN 'soon' ELSE 'know' END"
    )


# The notice of an agreement counts while somebody can still act on it.
_NOTICE = "(f.renewal != 'none' AND f.date_denounced IS NULL)"
_NEXT = (
    f"CASE WHEN {_NOTICE} AND f.date_review >= %(today)s THEN f.date_review "
    "ELSE f.date_end END"
)
_IS_TACIT = (
    f"({_NOTICE} AND f.renewal = 'tacit' AND f.date_review < %(today)s "
    "AND f.date_end >= %(today)s)"
)
_AGREEMENT = (
    0,
    "cooperation_agreement f WHERE f.active AND f.kind != 'amendment' "
    f"AND f.state IN {_IN_FORCE} AND {_NEXT} <= %(today)s::date + %(ahead)s",
    {
        **_FILE,
        "kind": "'agreement'",
        "thing": "f.id",
        "res_model": "'cooperation.agreement'",
        "res_id": "f.id",
        "severity": f"CASE WHEN {_IS_TACIT} THEN 'know' "
        f"ELSE {_coming_severity(_NEXT)} END",
        "date": _NEXT,
        "date_other": "f.date_end",
        "detail": f"CASE WHEN f.date_end < %(today)s THEN 'over' "
        f"WHEN {_IS_TACIT} THEN 'tacit' "
        f"WHEN {_NOTICE} AND f.date_review >= %(today)s THEN 'notice' ELSE 'end' END",
    },
)
_LINE = (
    1,
    "%(paces)s AS p (id, date, pace, date_end, days_left) "
    "JOIN cooperation_funding_line l ON l.id = p.id "
    "JOIN cooperation_agreement f ON f.id = l.agreement_id "
    f"WHERE f.active AND f.state IN {_IN_FORCE} "
    "AND (p.date_end IS NULL OR p.date_end >= %(today)s)",
    {
        **_FILE,
        "kind": "'line'",
        "thing": "l.id",
        "res_model": "'cooperation.funding.line'",
        "res_id": "l.id",
        "severity": "CASE WHEN p.pace = 'dry' THEN 'know' "
        f"ELSE {_coming_severity('p.date')} END",
        "date": "p.date",
        "date_other": "p.date_end",
        "detail": "p.pace",
        "quantity": "p.days_left",
        "partner_id": "l.funder_id",
    },
)
_QUIET = (
    2,
    "(%(quiet)s) q WHERE q.date_quiet <= %(today)s "
    # Whom one never heard of is an address, not a relation that fell asleep.
    "AND (q.kind != 'partner' OR q.date_last IS NOT NULL)",
    {
        "kind": "CASE WHEN q.kind = 'partner' THEN 'dormant' ELSE 'silent' END",
        "thing": "q.id",
        "res_model": "CASE WHEN q.kind = 'partner' THEN 'res.partner' "
        "ELSE 'cooperation.agreement' END",
        "res_id": "CASE WHEN q.kind = 'partner' THEN q.partner_id "
        "ELSE q.agreement_id END",
        "severity": "CASE WHEN q.kind = 'partner' OR q.is_planned THEN 'know' "
        "ELSE 'soon' END",
        "date": "q.date_quiet",
        "date_other": "q.date_since",
        "detail": "CASE WHEN q.is_planned THEN 'planned' END",
        "partner_id": "q.partner_id",
        "area_id": "q.area_id",
        "country_id": "q.country_id",
        "zone_id": "q.zone_id",
        "user_id": "q.user_id",
    },
)
_REPORT_DUE = (
    "CASE WHEN f.state IN ('ordered', 'ongoing') "
    "AND f.date_end + %(report)s < %(today)s THEN f.date_end + %(report)s END"
)
_REPORT = (
    3,
    "cooperation_mission f LEFT JOIN ("
    "SELECT mission_id, MIN(date_due) AS date_due, COUNT(*) AS quantity "
    "FROM cooperation_mission_deliverable WHERE date_delivered IS NULL "
    r"AND COALESCE(waiver, '') !~ '\S' AND date_due < %(today)s GROUP BY mission_id"
    ") d ON d.mission_id = f.id "
    "WHERE f.active AND f.state NOT IN ('closed', 'cancelled') "
    f"AND COALESCE({_REPORT_DUE}, d.date_due) IS NOT NULL",
    {
        **_FILE,
        "kind": "'report'",
        "thing": "f.id",
        "res_model": "'cooperation.mission'",
        "res_id": "f.id",
        "severity": _late_severity(f"LEAST({_REPORT_DUE}, d.date_due)"),
        "date": f"LEAST({_REPORT_DUE}, d.date_due)",
        "date_other": "f.date_end",
        "detail": f"CASE WHEN {_REPORT_DUE} IS NULL THEN 'deliverable' "
        "ELSE 'report' END",
        "quantity": "COALESCE(d.quantity, 0)",
    },
)


def _get_evaluation(number, model, states):
    return (
        number,
        f"{model.replace('.', '_')} f WHERE f.active AND f.state IN {states} "
        "AND f.is_imported IS NOT TRUE AND f.evaluation_answer_count = 0 "
        "AND f.date_end + %(report)s < %(today)s "
        "AND f.date_end + %(evaluation)s >= %(today)s",
        {
            **_FILE,
            "kind": "'evaluation'",
            "thing": "f.id",
            "res_model": f"'{model}'",
            "res_id": "f.id",
            "severity": "CASE WHEN f.evaluation_invited_count = 0 THEN 'soon' "
            "ELSE 'know' END",
            "date": "f.date_end + %(report)s",
            "date_other": "f.date_end",
            "quantity": "f.evaluation_invited_count",
        },
    )


_PROMISE = (
    6,
    "cooperation_commitment f LEFT JOIN res_partner p ON p.id = f.partner_id "
    "WHERE f.state IN ('open', 'late') AND f.date_due < %(today)s",
    {
        "kind": "'promise'",
        "thing": "f.id",
        "res_model": "'cooperation.commitment'",
        "res_id": "f.id",
        "severity": "CASE WHEN f.made_by = 'us' THEN 'urgent' ELSE 'soon' END",
        "date": "f.date_due",
        "detail": "f.made_by",
        "partner_id": "f.partner_id",
        "country_id": "p.country_id",
        "user_id": "f.user_id",
    },
)
_TRANCHE = (
    7,
    "cooperation_funding_tranche t "
    "JOIN cooperation_funding_line l ON l.id = t.funding_line_id "
    "JOIN cooperation_agreement f ON f.id = l.agreement_id "
    f"WHERE f.state IN {_SIGNED} AND t.amount_missing != 0 AND t.date_due < %(today)s",
    {
        **_FILE,
        "kind": "'tranche'",
        "thing": "t.id",
        "res_model": "'cooperation.funding.tranche'",
        "res_id": "t.id",
        "severity": "CASE WHEN t.date_called IS NULL THEN 'urgent' "
        f"ELSE {_late_severity('t.date_due')} END",
        "date": "t.date_due",
        "date_other": "t.date_called",
        "quantity": "t.amount_missing",
        "currency_id": "l.currency_id",
        "partner_id": "l.funder_id",
    },
)
_NOW_WORSE = (
    f"COALESCE({_WORST.format('c.cooperation_safety_advice')}, 1) > "
    f"COALESCE({_WORST.format('f.safety_advice')}, 1)"
)
_ADVICE = (
    8,
    # Few missions are under a worse advice: their people are looked for, not all.
    "cooperation_mission f JOIN res_country c ON c.id = f.country_id "
    "CROSS JOIN LATERAL ("
    "SELECT SUM(people) AS people, MIN(date_start) AS date_start, "
    "MAX(date_end) AS date_end FROM cooperation_presence "
    "WHERE kind = 'expert' AND res_id = f.id AND date_end >= %(today)s "
    "AND date_start <= %(today)s::date + %(urgent)s"
    ") p WHERE p.people IS NOT NULL "
    "AND c.code != 'FR' AND c.is_french_territory IS NOT TRUE "
    f"AND (f.is_safety_reopened OR {_NOW_WORSE})",
    {
        **_FILE,
        "kind": "'advice'",
        "thing": "f.id",
        "res_model": "'cooperation.mission'",
        "res_id": "f.id",
        "severity": "CASE WHEN p.date_start <= %(today)s "
        "OR c.cooperation_safety_advice = 'red' THEN 'urgent' ELSE 'soon' END",
        "date": "p.date_start",
        "date_other": "p.date_end",
        "detail": "c.cooperation_safety_advice",
        "quantity": "p.people",
    },
)
# Each file once, whatever number of agreements it lost; its parts follow it.
_COVER = (
    9,
    "(SELECT res_model, res_id, MIN(date_start) AS date_start, "
    "MAX(date_end) AS date_end, user_id, partner_id, country_id, zone_id "
    "FROM cooperation_leaning WHERE is_cover_lost "
    "AND res_model NOT IN ('cooperation.assignment', 'cooperation.expert.day') "
    "GROUP BY res_model, res_id, user_id, partner_id, country_id, zone_id) f",
    {
        **_FILE,
        "kind": "'cover'",
        "thing": "f.res_id * 8::bigint + ARRAY_POSITION(ARRAY['cooperation.mission', "
        "'cooperation.visit', 'cooperation.internship', "
        "'cooperation.training.session', 'cooperation.agreement', "
        "'cooperation.funding.tranche'], f.res_model)",
        "res_model": "f.res_model",
        "res_id": "f.res_id",
        "severity": _coming_severity("f.date_start"),
        "date": "f.date_start",
        "date_other": "f.date_end",
    },
)
_DAYS = (
    10,
    "(SELECT mission_id, MIN(date) AS date, SUM(fraction) AS days "
    "FROM cooperation_expert_day WHERE state = 'planned' AND date < %(today)s "
    "GROUP BY mission_id) d JOIN cooperation_mission f ON f.id = d.mission_id",
    {
        **_FILE,
        "kind": "'days'",
        "thing": "f.id",
        "res_model": "'cooperation.mission'",
        "res_id": "f.id",
        # The ledger of a year is not closed before its days are settled.
        "severity": "CASE WHEN EXTRACT(YEAR FROM d.date) "
        "< EXTRACT(YEAR FROM %(today)s::date) THEN 'urgent' ELSE 'soon' END",
        "date": "d.date",
        "quantity": "d.days",
    },
)
_ZONES = """
    SELECT z.*, SUM(quantity) OVER (
               PARTITION BY kind, is_opening, period_start, period_end) AS total
      FROM (
        SELECT kind, is_opening, zone_id,
               CASE WHEN is_opening THEN period_start ELSE %(since)s + 1 END
                   AS period_start,
               CASE WHEN is_opening THEN period_end ELSE %(today)s END::date
                   AS period_end,
               SUM(COALESCE(visits, missions)) AS quantity
          FROM cooperation_activity_report
         WHERE kind IN ('visit', 'mission')
           AND CASE WHEN is_opening THEN zone_id IS NOT NULL
               ELSE date > %(since)s AND date <= %(today)s END
         GROUP BY 1, 2, 3, 4, 5
      ) z"""
_CONCENTRATION = (
    11,
    f"({_ZONES}) f WHERE f.zone_id IS NOT NULL AND f.total >= %(fewest)s "
    "AND f.quantity * 100 >= f.total * %(share)s",
    {
        "kind": "'concentration'",
        # A zone, a measure, and the period of a published total.
        "thing": "(((f.zone_id * 2::bigint + (f.kind = 'visit')::int) * 65536 + "
        "CASE WHEN f.is_opening THEN f.period_start - DATE '1900-01-01' ELSE 0 END)"
        " * 65536 + CASE WHEN f.is_opening THEN f.period_end - DATE '1900-01-01' "
        "ELSE 0 END)",
        "res_model": "'cooperation.zone'",
        "res_id": "f.zone_id",
        "severity": "CASE WHEN f.is_opening THEN 'know' ELSE 'soon' END",
        "date": "f.period_end",
        "date_other": "f.period_start",
        "detail": "f.kind || CASE WHEN f.is_opening THEN '_published' ELSE '' END",
        "quantity": "f.quantity",
        "total": "f.total",
        "zone_id": "f.zone_id",
    },
)
_FIGURE = (
    12,
    "%(figures)s AS v (id, date, live, published) "
    "JOIN cooperation_figure f ON f.id = v.id",
    {
        "kind": "'figure'",
        "thing": "f.id",
        "res_model": "'cooperation.figure'",
        "res_id": "f.id",
        "severity": "'soon'",
        "date": "v.date",
        "detail": "f.measure",
        "quantity": "v.live",
        "total": "v.published",
        "country_id": "f.country_id",
        "zone_id": "f.zone_id",
    },
)
# The number of a branch stays: the ids of its rows come from it.
BRANCHES = (
    _AGREEMENT,
    _LINE,
    _QUIET,
    _REPORT,
    _get_evaluation(4, "cooperation.visit", "('done', 'closed')"),
    _get_evaluation(5, "cooperation.mission", "('reported', 'closed')"),
    _PROMISE,
    _TRANCHE,
    _ADVICE,
    _COVER,
    _DAYS,
    _CONCENTRATION,
    _FIGURE,
)
