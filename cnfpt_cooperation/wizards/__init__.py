from . import (
    cooperation_birth_new,
    cooperation_request_decide,
    cooperation_visit_delegate_match_mixin,
    cooperation_visit_delegate_import,
    cooperation_visit_delegate_import_line,
    cooperation_visit_session_plan_mixin,
    cooperation_visit_session_write,
    cooperation_visit_session_copy,
    cooperation_visit_session_speaker,
    cooperation_visit_close,
    cooperation_visit_close_promise,
    mail_activity_schedule,
)
