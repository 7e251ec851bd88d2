from . import common
from . import test_access_matrix
from . import test_click_everywhere
from . import test_reference_data
from . import test_transition_mixin
