"""How long an event took, for the figures."""

from typing import Final

from chalicelib.complaints.rules.tally import Tally

_LONGEST_DAYS: Final = 400
"""What took longer counts as having taken this long."""


def days_of(tally: Tally) -> int:
    """The age of the look at the event, in whole days."""
    return min(tally.age_days, _LONGEST_DAYS)
