from . import attachment, survey
