"""What is wrong with a history, as anybody may hold it. Pure: the table, an export and a test use the same.

The format is that of `events` (docs/decisions/0004-events.md); docs/decisions/0016-verify-and-restore.md says what can
be told of a history that was tampered with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from chalicelib.complaints.history.events import GENESIS, SealedPart, StoredEvent, commit_to, hash_event

_HASH_BYTES: Final = 32


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
    error: HistoryError
    what: str = ""
    """What of the event it is, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """Where a history ends, by its head."""

    version: int
    last_hash: bytes


UNREADABLE: Final = StoredEvent(
    public={}, facts=SealedPart(commitment=b""), details=SealedPart(commitment=b""), hash=b""
)
"""What stands for something that is no event."""


def find_first_fault(events: Sequence[StoredEvent], head: ChainHead | None = None) -> Fault | None:
    """The first thing wrong with these events; None where they are one history, whole up to the head if it is known."""
    previous = GENESIS
    for seq, event in enumerate(events, start=1):
        if event.seq != seq or not _follows(event, previous):
            return _diagnose(events, place=seq, previous=previous, head=head)
        previous = event.hash
    return None if head is None else _check_end(len(events), previous, head)


def _follows(event: StoredEvent, previous: bytes) -> bool:
    try:
        is_sealed = _is_committed_to(event.facts) and _is_committed_to(event.details)
        parts = {"facts": event.facts.commitment, "details": event.details.commitment}
        return is_sealed and hash_event(previous, event.public, **parts) == event.hash
    except (UnicodeEncodeError, RecursionError):
        # Half a surrogate pair, or deeper than anything that was ever sealed.
        return False


def _is_committed_to(part: SealedPart) -> bool:
    if part.salt is None or part.content is None:
        return part.salt is None and part.content is None and len(part.commitment) == _HASH_BYTES
    return commit_to(part.content, salt=part.salt) == part.commitment


def _diagnose(events: Sequence[StoredEvent], *, place: int, previous: bytes, head: ChainHead | None) -> Fault:
    event = events[place - 1]
    if head is not None and place > head.version:
        return Fault(seq=max(event.seq, 0) or place, error=HistoryError.INSERTED)
    comes_later = [each for each in events[place:] if each.seq == place]
    if event.seq == place:
        inserted = any(_follows(each, previous) for each in comes_later)
        return Fault(seq=place, error=HistoryError.INSERTED if inserted else HistoryError.CHANGED)
    if _follows(replace(event, public={**event.public, "seq": place}), previous):
        return Fault(seq=place, error=HistoryError.CHANGED)
    if event.seq < 1:
        return Fault(seq=place, error=HistoryError.INSERTED if comes_later else HistoryError.CHANGED)
    if event.seq > place and not comes_later:
        return Fault(seq=place, error=HistoryError.MISSING)
    is_twice = sum(each.seq == event.seq for each in events) > 1
    is_beyond = event.seq > (len(events) if head is None else head.version)
    return Fault(seq=event.seq, error=HistoryError.INSERTED if is_twice or is_beyond else HistoryError.OUT_OF_ORDER)


def _check_end(count: int, last_hash: bytes, head: ChainHead) -> Fault | None:
    if count < head.version:
        return Fault(seq=count + 1, error=HistoryError.MISSING)
    if count > head.version:
        return Fault(seq=head.version + 1, error=HistoryError.INSERTED)
    return None if last_hash == head.last_hash else Fault(seq=count, error=HistoryError.CHANGED)
