"""What the stream and the schedule call: deliver new outbox items, sweep the ones left behind. Used by `app.py`."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.aws import observability
from chalicelib.core.errors import Unavailable
from chalicelib.notifications import service
from chalicelib.notifications.model import Loaders


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
    due = service.list_due()
    for partition, sort in due:
        _deliver(partition, sort, loaders)
    return len(due)
