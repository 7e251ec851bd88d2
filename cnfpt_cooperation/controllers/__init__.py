from . import assignment, attachment, survey
