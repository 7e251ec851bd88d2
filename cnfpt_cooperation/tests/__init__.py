from . import common
from . import test_reference_data
