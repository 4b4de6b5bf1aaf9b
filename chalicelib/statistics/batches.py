"""How events are put together into transactions. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.statistics.model import Cell, cells

_WRITES: Final = 100
"""What one TransactWriteItems takes; one of them is the state."""


def batches(events: Iterable[UnfoldedEvent]) -> Iterator[list[UnfoldedEvent]]:
    """The events in their order, as many at once as fit with the aggregates they touch."""
    batch: list[UnfoldedEvent] = []
    touched: set[Cell] = set()
    for event in events:
        added = {cell for tally in event.tallies for cell in cells(tally)}
        if batch and 1 + len(batch) + 1 + len(touched | added) > _WRITES:
            yield batch
            batch, touched = [], set()
        batch.append(event)
        touched |= added
    if batch:
        yield batch
