"""What a programme is made of, wherever it comes from: typed, copied or a model."""

from dataclasses import dataclass, field
from datetime import datetime

# How long a session lasts when nobody says it, in hours.
DEFAULT_HOURS = {
    "talk": 1.0,
    "workshop": 1.5,
    "field_visit": 2.0,
    "ceremony": 1.0,
    "meal": 1.5,
    "travel": 0.5,
    "break": 0.25,
}


@dataclass
class Item:
    """One session to come, in naive moments as the clocks of the place show them.

    :param values: what the session has besides, by field name
    :param speakers: names of speakers, as somebody typed them
    """

    name: str
    start: datetime
    stop: datetime
    kind: str = "talk"
    location: str = ""
    is_whole_day: bool = False
    speakers: list[str] = field(default_factory=list)
    values: dict = field(default_factory=dict)

    def overlaps(self, other):
        """Return whether two items hold the same people at the same time."""
        if self.is_whole_day or other.is_whole_day:
            return False
        return self.start < other.stop and other.start < self.stop


def get_clashes(items, existing):
    """Return the pairs of items that overlap, each new one with what comes before it.

    :param items: what is to be written
    :param existing: what is in the programme already
    """
    known = list(existing)
    clashes = []
    for item in items:
        clashes += [(item, other) for other in known if item.overlaps(other)]
        known.append(item)
    return clashes
