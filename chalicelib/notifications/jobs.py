"""What the stream and the schedule call: deliver new outbox items, sweep the ones left behind. Used by `app.py`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.aws import work
from chalicelib.core import clock
from chalicelib.notifications import service
from chalicelib.notifications.model import Loaders, OutboxPlace

_THREADS: Final = 8
"""A mail is mostly waiting for AWS, so a sweep after an outage sends several at a time."""
_DELIVER_FOR: Final = timedelta(seconds=45)
_SWEEP_FOR: Final = timedelta(seconds=200)
"""Both less than the function's own end, so that no delivery is cut off; the next sweep goes on."""


def deliver_new(records: Iterable[Mapping[str, Any]], loaders: Loaders) -> None:
    """Deliver each outbox item among the table's stream records.

    A failure is left to the sweep: raising would hold the whole shard of the stream back.
    """
    inserted = [each["dynamodb"]["Keys"] for each in records if each["eventName"] == "INSERT"]
    places = [place for keys in inserted if (place := service.read_place(keys["pk"]["S"], keys["sk"]["S"]))]
    _deliver(places, loaders, until=clock.now() + _DELIVER_FOR, threads=1)


def sweep(loaders: Loaders) -> int:
    """Deliver every mail whose next attempt is due; how many were. The guarantee behind the stream's promptness."""
    return _deliver(service.list_due(), loaders, until=clock.now() + _SWEEP_FOR, threads=_THREADS)


def _deliver(places: Sequence[OutboxPlace], loaders: Loaders, *, until: datetime, threads: int) -> int:
    def deliver(place: OutboxPlace) -> None:
        service.deliver(place, loaders)

    return work.run("MailDelivery", places, deliver, until=until, threads=threads).total
