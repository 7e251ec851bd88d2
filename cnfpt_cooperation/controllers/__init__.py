from . import agreement, annual_report, assignment, attachment, expert, survey
