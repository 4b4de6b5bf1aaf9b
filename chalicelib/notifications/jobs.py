"""What the stream and the schedule call: deliver new outbox items, sweep the ones left behind. Used by `app.py`."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.aws import observability
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from chalicelib.notifications import service
from chalicelib.notifications.model import Loaders

_AT_ONCE: Final = 8
"""A mail is mostly waiting for AWS, so a sweep after an outage sends several at a time."""
_SWEEP_FOR: Final = timedelta(seconds=200)
"""Less than the function's own end, so that no delivery is cut off; the next sweep goes on."""


def deliver_new(records: Iterable[Mapping[str, Any]], loaders: Loaders) -> None:
    """Deliver each outbox item among the table's stream records.

    A failure is left to the sweep: raising would hold the whole shard of the stream back.
    """
    for record in records:
        keys = record["dynamodb"]["Keys"]
        if record["eventName"] != "INSERT" or not keys["sk"]["S"].startswith("OUTBOX#"):
            continue
        _deliver(keys["pk"]["S"], keys["sk"]["S"], loaders)


def _deliver(partition: str, sort: str, loaders: Loaders) -> None:
    try:
        service.deliver(partition, sort, loaders)
    except Unavailable:
        observability.count("MailLeftToSweep")
    except Exception as error:
        # One mail that can't be rendered must not keep the others of its shard from being sent; the sweep retries it.
        observability.failure("mail not delivered", error)
        observability.count("MailLeftToSweep")


def sweep(loaders: Loaders) -> int:
    """Deliver every mail whose next attempt is due; how many were. The guarantee behind the stream's promptness."""
    due, until = service.list_due(), clock.now() + _SWEEP_FOR
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for partition, sort in due:
            pool.submit(copy_context().run, _deliver_before, until, partition, sort, loaders)
    return len(due)


def _deliver_before(until: datetime, partition: str, sort: str, loaders: Loaders) -> None:
    if clock.now() < until:
        _deliver(partition, sort, loaders)
