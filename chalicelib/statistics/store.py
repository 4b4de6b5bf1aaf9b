"""The aggregates in the table, by generation, the item that says which generation counts, and the last release.

Every fold and every change of generation writes the state, so two of them never interleave.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from chalicelib.aws import table
from chalicelib.aws.table import Item, Update
from chalicelib.core import clock, ids
from chalicelib.statistics import release_format
from chalicelib.statistics.model import Cell, Counters, Facet, Sums, drop_zeros
from chalicelib.statistics.releases import Release

_PAUSE: Final = timedelta(hours=3)
"""How long a rebuild may take: after that the fold goes on without it."""

FIRST_GENERATION: Final = "first"
"""The generation before any rebuild."""


class AggregateItem(Item):
    """`STAT#<generation>#<facet>` / `<value>#<month>`: one number attribute a counter."""


class StateItem(Item):
    """`STAT#STATE` / `STATE`; absent as long as nothing was counted."""

    generation = UnicodeAttribute(null=True)
    counted = NumberAttribute(null=True)
    pause = UnicodeAttribute(null=True)
    paused_until = UnicodeAttribute(null=True)


class ReleaseItem(Item):
    """`STAT#RELEASE` / `RELEASE`: the figures published last, with the counts behind suppressed cells. Compressed."""

    at = UnicodeAttribute()
    content = BinaryAttribute(legacy_encoding=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which generation the figures are of, how many events are in it, and whether a rebuild holds the fold."""

    generation: str
    counted: int
    paused: bool


def get_state(at: datetime) -> State:
    """The state at a moment."""
    (item,) = table.get_many([_make_state_item()])
    if not isinstance(item, StateItem):
        return State(generation=FIRST_GENERATION, counted=0, paused=False)
    paused = item.paused_until is not None and item.paused_until > clock.stamp(at)
    return State(generation=item.generation or FIRST_GENERATION, counted=int(item.counted or 0), paused=paused)


def record_fold(generation: str, events: int, at: datetime) -> Update:
    """The write that counts events into a generation: it fails where another has taken over, or a rebuild is on.

    A pause that has run out is ended by it: the rebuild that forgot it can't switch any more.
    """
    is_free = StateItem.paused_until.does_not_exist() | (StateItem.paused_until <= clock.stamp(at))
    return Update(
        item=_make_state_item(),
        actions=[StateItem.counted.add(events), StateItem.pause.remove(), StateItem.paused_until.remove()],
        condition=_is_current(generation) & is_free,
    )


def add_to_aggregate(generation: str, cell: Cell, counters: Counters) -> Update:
    """The write that adds to an aggregate, which may not exist yet."""
    actions = [Path([name]).add(value) for name, value in sorted(counters.items())]
    return Update(item=_make_item(generation, cell), actions=actions)


def read_aggregates(generation: str) -> dict[Cell, Counters]:
    """All aggregates of a generation: one Query a facet."""
    return {cell: drop_zeros(counters) for facet in Facet for cell, counters in _read_facet(generation, facet)}


def pause_fold(generation: str, at: datetime) -> str | None:
    """Hold the fold; what the pause, and the generation to come, is called. None where another rebuild is on."""
    token = ids.new_id()
    is_free = StateItem.paused_until.does_not_exist() | (StateItem.paused_until <= clock.stamp(at))
    # Its own pause too: where the reply is lost, the SDK asks a second time.
    is_free |= StateItem.pause == token
    taken = table.update(
        _make_state_item(),
        [StateItem.pause.set(token), StateItem.paused_until.set(clock.stamp(at + _PAUSE))],
        condition=_is_current(generation) & is_free,
    )
    return token if taken else None


def switch_generation(token: str) -> bool:
    """Let the generation that the pause was for count, and the fold go on; False where the pause is over."""
    switched = table.update(
        _make_state_item(),
        [StateItem.generation.set(token), StateItem.pause.remove(), StateItem.paused_until.remove()],
        condition=StateItem.pause == token,
    )
    # Where the reply was lost, the SDK has asked a second time, after it had happened.
    return switched or get_state(clock.now()).generation == token


def save_aggregates(generation: str, sums: Sums) -> None:
    """Write a whole generation. Counters are set, not added: a write that is sent twice changes nothing."""
    for cell, counters in sums.items():
        table.update(
            _make_item(generation, cell), [Path([name]).set(value) for name, value in sorted(counters.items())]
        )


def delete_generation(generation: str) -> None:
    """Remove whatever there is of a generation."""
    with AggregateItem.batch_write() as batch:
        for facet in Facet:
            for raw in table.query_all(_make_partition(generation, facet)):
                batch.delete(AggregateItem(pk=raw["pk"]["S"], sk=raw["sk"]["S"]))


def get_release() -> Release | None:
    """The last release, or None before the first."""
    (item,) = table.get_many([_make_release_item()])
    return release_format.load(zlib.decompress(item.content)) if isinstance(item, ReleaseItem) else None


def save_release(release: Release, *, after: Release | None) -> bool:
    """Keep what is about to be published after the last release; False where another run was first."""
    at = clock.stamp(release.at)
    is_next = ReleaseItem.at.does_not_exist() if after is None else ReleaseItem.at == clock.stamp(after.at)
    content = zlib.compress(release_format.dump(release), 9)
    # This one too: where the reply is lost, the SDK asks a second time.
    is_saved = (ReleaseItem.at == at) & (ReleaseItem.content == content)
    actions = [ReleaseItem.at.set(at), ReleaseItem.content.set(content)]
    return table.update(_make_release_item(), actions, condition=is_next | is_saved)


def _read_facet(generation: str, facet: Facet) -> Iterator[tuple[Cell, dict[str, int]]]:
    for raw in table.query_all(_make_partition(generation, facet)):
        value, _, month = raw["sk"]["S"].rpartition("#")
        counters = {name: int(each["N"]) for name, each in raw.items() if "N" in each}
        yield Cell(facet, value, month), counters


def _is_current(generation: str) -> Condition:
    known: Condition = StateItem.generation == generation
    return known | StateItem.generation.does_not_exist() if generation == FIRST_GENERATION else known


def _make_state_item() -> StateItem:
    return StateItem(pk="STAT#STATE", sk="STATE")


def _make_release_item() -> ReleaseItem:
    return ReleaseItem(pk="STAT#RELEASE", sk="RELEASE")


def _make_partition(generation: str, facet: Facet) -> str:
    return f"STAT#{generation}#{facet}"


def _make_item(generation: str, cell: Cell) -> AggregateItem:
    return AggregateItem(pk=_make_partition(generation, cell.facet), sk=f"{cell.value}#{cell.month}")
