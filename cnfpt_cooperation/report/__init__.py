from . import (
    cooperation_paper_mixin,
    cooperation_programme_change_mixin,
    ir_actions_report,
    report_visit_programme,
    report_visit_participants,
    report_visit_badges,
    report_visit_certificate,
    report_visit_thanks,
    report_visit_brief,
    report_request_letter,
    cooperation_visit_calendar_file,
)
