from . import assignment, attachment, expert, survey
