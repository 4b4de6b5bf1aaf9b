"""Work lists: items that wait for a moment, in the `work` index, and the runner of what is due.

An item stands on at most one list. Its store puts it there with a due moment, moves the moment and takes the item off,
each as part of a write it makes anyway. Sweeps list what is due and `run` it. docs/decisions/0001-one-table.md names
the lists.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sized
from contextvars import copy_context
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.aws import observability, table
from chalicelib.aws.table import Item
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable

_SHARDS: Final = 8
_MOST_OF_SHARD: Final = 20_000
"""How many items of a shard one run lists; what is left over waits for the next."""

_T = TypeVar("_T")

IS_LISTED: Final[Condition] = Item.work_pk.exists()


class WorkList(NamedTuple):
    """One list by its name (`MAIL`), spread over index partitions (`MAIL#0` to `MAIL#7`) so that writes do not meet."""

    name: str

    def partition(self, key: str) -> str:
        """The index partition of whatever this key names."""
        return f"{self.name}#{zlib.crc32(key.encode()) % _SHARDS}"

    def partitions(self) -> tuple[str, ...]:
        """All its index partitions."""
        return tuple(f"{self.name}#{each}" for each in range(_SHARDS))

    def put(self, item: Item, *, key: str, due: datetime) -> None:
        """Put an item that is about to be written on the list; `key` chooses its partition."""
        item.work_pk, item.work_at = self.partition(key), clock.stamp(due)

    def put_stored(self, *, key: str, due: datetime) -> list[Action]:
        """The update that puts a stored item on the list, or moves its due moment."""
        return [Item.work_pk.set(self.partition(key)), Item.work_at.set(clock.stamp(due))]

    def list_due(self, at: datetime | None = None) -> Iterator[tuple[str, str]]:
        """The keys (partition, sort) of what is due, or of all that is listed, the oldest of each shard first.

        The index may be late: whether an item is still on the list, the item itself says.
        """
        condition = None if at is None else Item.work_at <= clock.stamp(at)
        for partition in self.partitions():
            # Read to the end first: positions in the index move while the run takes items off the list.
            found = islice(table.query_all(partition, condition=condition, index="work"), _MOST_OF_SHARD)
            yield from [(raw["pk"]["S"], raw["sk"]["S"]) for raw in found]


def postpone(due: datetime) -> Action:
    """The update that moves the due moment of an item that is on a list."""
    return Item.work_at.set(clock.stamp(due))


def take_off() -> list[Action]:
    """The update that takes an item off its list."""
    return [Item.work_pk.remove(), Item.work_at.remove()]


class WorkBlocked(Exception):
    """Raised by work that nothing can be done of now: what is left waits for the next run."""


class _Outcome(StrEnum):
    DONE = "Done"
    FAILED = "Failed"
    LEFT = "Left"


class WorkReport(NamedTuple):
    """What became of a run's items; `left` were not begun, of a generator's items at least one."""

    done: int = 0
    failed: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        """All that was to be done."""
        return self.done + self.failed + self.left


def run(name: str, items: Iterable[_T], do: Callable[[_T], object], *, until: datetime, threads: int = 1) -> WorkReport:
    """Do the work of each item; begin none after `until`. An item whose work fails stops no other: it is due again.

    Counts the metrics `<name>Failed` and `<name>Left`.
    """

    def attempt(item: _T) -> _Outcome:
        return _attempt(name, do, item, until)

    outcomes = _run_in_turn(items, attempt) if threads == 1 else _run_at_once(items, attempt, threads)
    counts = Counter(outcomes)
    for outcome in (_Outcome.FAILED, _Outcome.LEFT):
        if counts[outcome]:
            observability.count(f"{name}{outcome}", counts[outcome])
    return WorkReport(done=counts[_Outcome.DONE], failed=counts[_Outcome.FAILED], left=counts[_Outcome.LEFT])


def _run_in_turn(items: Iterable[_T], attempt: Callable[[_T], _Outcome]) -> Iterator[_Outcome]:
    for begun, item in enumerate(items):
        outcome = attempt(item)
        if outcome is _Outcome.LEFT:
            # What a generator would give next is not known without asking DynamoDB for it.
            yield from [outcome] * (len(items) - begun if isinstance(items, Sized) else 1)
            return
        yield outcome


def _run_at_once(items: Iterable[_T], attempt: Callable[[_T], _Outcome], threads: int) -> list[_Outcome]:
    # The API puts items on lists and runs none: its cold start does not pay for this.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(copy_context().run, attempt, each) for each in items]
    return [each.result() for each in futures]


def _attempt(name: str, do: Callable[[_T], object], item: _T, until: datetime) -> _Outcome:
    if clock.now() >= until:
        return _Outcome.LEFT
    try:
        do(item)
    except WorkBlocked:
        return _Outcome.LEFT
    except Unavailable:
        return _Outcome.FAILED
    except Exception as error:
        # Nobody foresaw this one; it must not keep the others waiting.
        observability.log_failure(f"{name} failed", error)
        return _Outcome.FAILED
    return _Outcome.DONE
