from . import agreement, assignment, attachment, expert, survey
