from . import common
from . import test_access_matrix
from . import test_click_everywhere
from . import test_cooperation_activity_report
from . import test_cooperation_figure
from . import test_cooperation_agreement
from . import test_reference_data
from . import test_transition_mixin
