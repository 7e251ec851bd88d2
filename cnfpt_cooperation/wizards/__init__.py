from . import (
    cooperation_visit_delegate_match_mixin,
    cooperation_visit_delegate_import,
    cooperation_visit_delegate_import_line,
)
