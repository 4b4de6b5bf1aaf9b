"""The aggregates in the table, by generation, and the one item that says which generation counts.

Every fold and every change of generation writes that item, so two of them never interleave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from chalicelib.aws import table
from chalicelib.aws.table import Item, Update
from chalicelib.core import clock, ids
from chalicelib.statistics.model import Cell, Counters, Facet, Sums, without_zeros

_PAUSE: Final = timedelta(hours=3)
"""How long a rebuild may take: after that the fold goes on without it."""

FIRST: Final = "first"
"""The generation before any rebuild."""


class AggregateItem(Item):
    """`STAT#<generation>#<facet>` / `<value>#<month>`: one number attribute a counter."""


class StateItem(Item):
    """`STAT#STATE` / `STATE`; absent as long as nothing was counted."""

    generation = UnicodeAttribute(null=True)
    counted = NumberAttribute(null=True)
    pause = UnicodeAttribute(null=True)
    paused_until = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which generation the figures are of, how many events are in it, and whether a rebuild holds the fold."""

    generation: str
    counted: int
    paused: bool


def get_state(at: datetime) -> State:
    """The state at a moment."""
    (item,) = table.get_many([_state()])
    if not isinstance(item, StateItem):
        return State(generation=FIRST, counted=0, paused=False)
    paused = item.paused_until is not None and item.paused_until > clock.stamp(at)
    return State(generation=item.generation or FIRST, counted=int(item.counted or 0), paused=paused)


def count(generation: str, events: int, at: datetime) -> Update:
    """The write that counts events into a generation: it fails where another has taken over, or a rebuild is on.

    A pause that has run out is ended by it: the rebuild that forgot it can't switch any more.
    """
    free = StateItem.paused_until.does_not_exist() | (StateItem.paused_until <= clock.stamp(at))
    return Update(
        item=_state(),
        actions=[StateItem.counted.add(events), StateItem.pause.remove(), StateItem.paused_until.remove()],
        condition=_is(generation) & free,
    )


def add(generation: str, cell: Cell, counters: Counters) -> Update:
    """The write that adds to an aggregate, which may not exist yet."""
    actions = [Path([name]).add(value) for name, value in sorted(counters.items())]
    return Update(item=_item(generation, cell), actions=actions)


def read_sums(generation: str) -> dict[Cell, Counters]:
    """All aggregates of a generation: one Query a facet."""
    return {cell: without_zeros(counters) for facet in Facet for cell, counters in _read(generation, facet)}


def pause(generation: str, at: datetime) -> str | None:
    """Hold the fold; what the pause, and the generation to come, is called. None where another rebuild is on."""
    token = ids.new_id()
    free = StateItem.paused_until.does_not_exist() | (StateItem.paused_until <= clock.stamp(at))
    # Its own pause too: where the reply is lost, the SDK asks a second time.
    free |= StateItem.pause == token
    taken = table.update(
        _state(),
        [StateItem.pause.set(token), StateItem.paused_until.set(clock.stamp(at + _PAUSE))],
        condition=_is(generation) & free,
    )
    return token if taken else None


def switch(pause_: str) -> bool:
    """Let the generation that the pause was for count, and the fold go on; False where the pause is over."""
    switched = table.update(
        _state(),
        [StateItem.generation.set(pause_), StateItem.pause.remove(), StateItem.paused_until.remove()],
        condition=StateItem.pause == pause_,
    )
    # Where the reply was lost, the SDK has asked a second time, after it had happened.
    return switched or get_state(clock.now()).generation == pause_


def save(generation: str, sums: Sums) -> None:
    """Write a whole generation. Counters are set, not added: a write that is sent twice changes nothing."""
    for cell, counters in sums.items():
        table.update(_item(generation, cell), [Path([name]).set(value) for name, value in sorted(counters.items())])


def clear(generation: str) -> None:
    """Remove whatever there is of a generation."""
    with AggregateItem.batch_write() as batch:
        for facet in Facet:
            for raw in table.query_all(_partition(generation, facet)):
                batch.delete(AggregateItem(pk=raw["pk"]["S"], sk=raw["sk"]["S"]))


def _read(generation: str, facet: Facet) -> Iterator[tuple[Cell, dict[str, int]]]:
    for raw in table.query_all(_partition(generation, facet)):
        value, _, month = raw["sk"]["S"].rpartition("#")
        counters = {name: int(each["N"]) for name, each in raw.items() if "N" in each}
        yield Cell(facet, value, month), counters


def _is(generation: str) -> Condition:
    known: Condition = StateItem.generation == generation
    return known | StateItem.generation.does_not_exist() if generation == FIRST else known


def _state() -> StateItem:
    return StateItem(pk="STAT#STATE", sk="STATE")


def _partition(generation: str, facet: Facet) -> str:
    return f"STAT#{generation}#{facet}"


def _item(generation: str, cell: Cell) -> AggregateItem:
    return AggregateItem(pk=_partition(generation, cell.facet), sk=f"{cell.value}#{cell.month}")
