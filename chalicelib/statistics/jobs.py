"""What the schedule calls: count, then publish. Used by `app.py`."""

from datetime import timedelta
from typing import Final

from chalicelib.aws import observability
from chalicelib.core import clock
from chalicelib.statistics import service

_FOLD_FOR: Final = timedelta(seconds=150)
"""The rest of the function's time is for publishing."""


def fold_and_publish() -> None:
    """Count what has happened, and publish it where that is due."""
    result = service.fold_events(until=clock.now() + _FOLD_FOR)
    observability.count("EventsFolded", result.events)
    observability.record_seconds("StatisticsLag", result.lag_seconds)
    service.publish()
