"""Counts every event anew."""

from collections.abc import Iterator

from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.tally import Tally
from chalicelib.statistics import service
from chalicelib.statistics.model import sum_tallies
from chalicelib.statistics.service import RebuildLost, RebuildUnderWay
from infra.ops import items
from infra.ops.refusal import Refused


def rebuild() -> str:
    """Replace the aggregates by the sum of all tallies that were counted; what it did. Raises Refused.

    The fold stands still meanwhile, so each event is either counted before or waits for it: none is lost or doubled.
    Killed and run again it starts afresh; the pause of a killed one ends by itself after three hours.
    """
    scan = _Scan()
    try:
        rebuild_begun = service.begin_rebuild()
        sums = sum_tallies(scan.list_tallies())
        service.finish_rebuild(rebuild_begun, sums, leftovers=scan.generations)
    except RebuildUnderWay:
        raise Refused("Another rebuild is at work, or was killed less than three hours ago.") from None
    except RebuildLost:
        raise Refused("It took more than three hours, so the fold has gone on. Nothing was changed.") from None
    return f"{scan.events} events make {len(sums)} aggregates."


class _Scan:
    """One pass over the table."""

    def __init__(self) -> None:
        self.events = 0
        self.generations: set[str] = set()

    def list_tallies(self) -> Iterator[Tally]:
        """The tallies of every event that is off the fold's list; the generations it meets are remembered."""
        # Consistent: what the fold took off its list a moment before it was held must be seen as counted.
        for item in items.scan(ProjectionExpression="pk, sk, work_pk, tallies"):
            partition = item["pk"]["S"]
            if partition.startswith("STAT#") and partition.count("#") == 2:
                self.generations.add(partition.split("#")[1])
            if item["sk"]["S"].startswith("EVENT#") and "tallies" in item and "work_pk" not in item:
                self.events += 1
                yield from tallies.load(item["tallies"]["S"])
