from . import test_staffing_board
