"""How the fold groups events into transactions. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.statistics.model import Cell, list_cells

_MAX_WRITES: Final = 100
"""What one TransactWriteItems takes; one of them is the state."""


def split_into_transactions(events: Iterable[UnfoldedEvent]) -> Iterator[list[UnfoldedEvent]]:
    """The events in their order, as many at once as fit with the aggregates they touch."""
    batch: list[UnfoldedEvent] = []
    touched: set[Cell] = set()
    for event in events:
        needed = {cell for tally in event.tallies for cell in list_cells(tally)}
        if batch and 1 + len(batch) + 1 + len(touched | needed) > _MAX_WRITES:
            yield batch
            batch, touched = [], set()
        batch.append(event)
        touched |= needed
    if batch:
        yield batch
