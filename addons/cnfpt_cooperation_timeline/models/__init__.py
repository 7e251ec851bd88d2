from . import cooperation_assignment
