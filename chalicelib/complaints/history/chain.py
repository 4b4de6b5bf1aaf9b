"""A history as anybody may hold it, and what is wrong with it. Pure: the table, an export and a test use the same.

The format is that of `events` (docs/decisions/0004-events.md); docs/decisions/0016-verify-and-restore.md says what can
be told of a history that was tampered with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from chalicelib.complaints.history.events import GENESIS, HAPPENING, Event, chained, committed
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Outcome, Role

_HASH_BYTES: Final = 32
CHANGED: Final = "changed"
"""The one name in details that were not kept as they were written; the portal writes none of it."""


class HistoryError(StrEnum):
    """What can be wrong with a history; the value says it to a deployer."""

    CHANGED = "changed: it is not what was sealed"
    MISSING = "missing"
    OUT_OF_ORDER = "out of order"
    INSERTED = "inserted: the history has another event here, or none"
    TALLIES = "its tallies are not what this event adds to the figures"
    HEAD = "the head is not what the events make"
    HEADLESS = "events without a head"
    UNSIGNED = "the last line is not signed by this portal"
    CUT = "cut off: the signed last line is missing"
    MOVING = "written all the time: verify it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and with which event; None where it is not one event's."""

    seq: int | None
    wrong: HistoryError
    what: str = ""
    """What of the event it is, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One event, exactly as it is held. Salt and details are both there, or withheld or erased together."""

    public: Mapping[str, Any]
    commitment: bytes
    hash: bytes
    salt: bytes | None = None
    details: Mapping[str, Any] | None = None
    """All that the commitment covers; of a note also its action, by and agencies."""

    @property
    def seq(self) -> int:
        """Its place by its own word; 0 where it says none."""
        said = self.public.get("seq")
        return said if type(said) is int else 0

    @property
    def is_withheld(self) -> bool:
        """Whether the details are hidden from the holder, or erased."""
        return self.details is None

    def withheld(self) -> "StoredEvent":
        """The same for somebody who may not see the details."""
        return replace(self, salt=None, details=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """Where a history ends, by its head."""

    version: int
    last_hash: bytes


UNREADABLE: Final = StoredEvent(public={}, commitment=b"", hash=b"")
"""What stands for something that is no event."""


def first_fault(lines: Sequence[StoredEvent], tip: ChainHead | None = None) -> Fault | None:
    """The first thing wrong with these events; None where they are one history, whole up to the tip if it is known."""
    previous = GENESIS
    for seq, line in enumerate(lines, start=1):
        if line.seq != seq or not _fits(line, previous):
            return _diagnose(lines, seq, previous, tip)
        previous = line.hash
    return None if tip is None else _at_the_end(len(lines), previous, tip)


def event_of(line: StoredEvent) -> Event:
    """The event a line tells of, as far as it does. Raises KeyError or ValueError for what the portal never wrote."""
    said = dict(line.details or {})
    if CHANGED in said:
        raise ValueError(CHANGED)
    is_note = "action" not in line.public
    happening = {name: said.pop(name) for name in HAPPENING if name in said} if is_note else line.public
    outcome = happening.get("outcome")
    return Event(
        number=line.public["number"],
        seq=line.public["seq"],
        at=clock.read(line.public["at"]),
        # Of an erased note nothing of this is left; only officers write notes.
        action=Action(happening.get("action", Action.NOTE)),
        by=Role(happening.get("by", Role.OFFICER)),
        agencies=tuple(happening.get("agencies", ())),
        outcome=None if outcome is None else Outcome(outcome),
        score=happening.get("score"),
        details=said,
    )


def _fits(line: StoredEvent, previous: bytes) -> bool:
    try:
        return _is_sealed(line) and chained(previous, line.public, line.commitment) == line.hash
    except (UnicodeEncodeError, RecursionError):
        # Half a surrogate pair, or deeper than anything that was ever sealed.
        return False


def _is_sealed(line: StoredEvent) -> bool:
    if line.salt is None or line.details is None:
        return line.salt is None and line.details is None and len(line.commitment) == _HASH_BYTES
    return committed(line.salt, line.details) == line.commitment


def _diagnose(lines: Sequence[StoredEvent], place: int, previous: bytes, tip: ChainHead | None) -> Fault:
    line = lines[place - 1]
    if tip is not None and place > tip.version:
        return Fault(seq=max(line.seq, 0) or place, wrong=HistoryError.INSERTED)
    comes_later = [each for each in lines[place:] if each.seq == place]
    if line.seq == place:
        inserted = any(_fits(each, previous) for each in comes_later)
        return Fault(seq=place, wrong=HistoryError.INSERTED if inserted else HistoryError.CHANGED)
    if _fits(replace(line, public={**line.public, "seq": place}), previous):
        return Fault(seq=place, wrong=HistoryError.CHANGED)
    if line.seq < 1:
        return Fault(seq=place, wrong=HistoryError.INSERTED if comes_later else HistoryError.CHANGED)
    if line.seq > place and not comes_later:
        return Fault(seq=place, wrong=HistoryError.MISSING)
    is_twice = sum(each.seq == line.seq for each in lines) > 1
    is_beyond = line.seq > (len(lines) if tip is None else tip.version)
    return Fault(seq=line.seq, wrong=HistoryError.INSERTED if is_twice or is_beyond else HistoryError.OUT_OF_ORDER)


def _at_the_end(count: int, last_hash: bytes, tip: ChainHead) -> Fault | None:
    if count < tip.version:
        return Fault(seq=count + 1, wrong=HistoryError.MISSING)
    if count > tip.version:
        return Fault(seq=tip.version + 1, wrong=HistoryError.INSERTED)
    return None if last_hash == tip.last_hash else Fault(seq=count, wrong=HistoryError.CHANGED)
