"""Whether what the table holds of a complaint is one whole history, and the head what it makes.

Used by exports and by a deployer's `verify`. docs/decisions/0016-verify-and-restore.md says what is compared.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from chalicelib.aws.table import Item
from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import ChainHead, Fault, HistoryError, StoredEvent
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.model import submitted
from chalicelib.complaints.storage import heads, store
from chalicelib.complaints.storage.heads import Head, HeadItem
from chalicelib.complaints.storage.store import EventItem
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Kind

Raw = dict[str, Any]
Row = dict[str, str]
"""One tally: the names and, as JSON, the values."""

_READS: Final = 6
_EVENT: Final = store.EVENT_SORT
_STRIPPED: Final = "its details are gone, and no erasure followed"
_KINDS: Final = {"pk": "S", "sk": "S"} | {
    name: each.attr_type for name, each in EventItem.get_attributes().items() if name not in Item.get_attributes()
}
"""The attributes of an event with their types, without those of its place in an index."""

_GUESSES: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "kind": Kind.COMPLAINT.value,
        "place": {"region": "1"},
        "citizen": {"language": "1", "confidential": False},
        "email_pseudonym": "1",
        "due_on": "2000-01-01",
        "reopen_until": "2000-01-01",
        "kept": False,
        "moment": "2000-01-01T00:00:00.000Z",
    },
    {
        "kind": Kind.QUESTION.value,
        "place": {"region": "2", "province": "2", "commune": "2"},
        "citizen": {"language": "2", "confidential": True},
        "email_pseudonym": "2",
        "due_on": "2999-01-01",
        "reopen_until": "2999-01-01",
        "promised_on": "2999-01-01",
        "kept": True,
        "moment": "2999-01-01T00:00:00.000Z",
    },
)
"""What erased details may have said, twice and without anything in common: what both lead to, they do not decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One complaint's events as they were found, with what is wrong; the tip is None without a (signed) head."""

    number: str
    lines: tuple[StoredEvent, ...]
    tip: ChainHead | None
    faults: tuple[Fault, ...]


def read(number: str) -> History | None:
    """The history of a complaint with all that is wrong with it; None where nothing is kept under the number.

    A Query is no snapshot: what looks wrong counts only when a second reading finds the same items.
    """
    before: list[Raw] = []
    for _ in clock.attempts(_READS):
        items = [each for each in store.list_items(number) if is_of_history(each)]
        history = of(number, items)
        if not history.faults or items == before:
            return history if items else None
        before = items
    return History(number=number, lines=history.lines, tip=history.tip, faults=(_fault(None, HistoryError.MOVING),))


def is_of_history(item: Raw) -> bool:
    """Whether an item of a complaint's partition belongs to what is verified."""
    sort = str(item["sk"]["S"])
    return sort == "HEAD" or sort.startswith(_EVENT)


def of(number: str, items: Sequence[Raw]) -> History:
    """The same of items that somebody else has read, in the order of their keys."""
    events = [each for each in items if each["sk"]["S"].startswith(_EVENT)]
    head = next((each for each in items if each["sk"]["S"] == "HEAD"), None)
    lines, tip = tuple(store.read_stored_event(each) for each in events), None if head is None else _chain_head(head)
    broken = chain.first_fault(lines, tip)
    faults = [*_stripped(lines), *_foreign(number, events, lines)] if broken is None else [broken]
    if head is None and events:
        faults.append(_fault(None, HistoryError.HEADLESS))
    if head is not None and not faults:
        faults += _beside(events, lines, head)
    return History(number=number, lines=lines, tip=tip, faults=tuple(faults))


def _chain_head(head: Raw) -> ChainHead:
    version = head.get("version", {}).get("N", "")
    return ChainHead(
        version=int(version) if version.isdecimal() else 0, last_hash=head.get("last_hash", {}).get("B", b"")
    )


def _stripped(lines: Sequence[StoredEvent]) -> list[Fault]:
    """Events without details that no erasure hid: it is an event of its own, after all that it takes the details of."""
    erased_at = max((each.seq for each in lines if _is_erasure(each)), default=0)
    return [
        Fault(seq=each.seq, wrong=HistoryError.CHANGED, what=_STRIPPED)
        for each in lines
        if each.is_withheld and each.seq >= erased_at
    ]


def _foreign(number: str, events: Sequence[Raw], lines: Sequence[StoredEvent]) -> list[Fault]:
    """Events with attributes that the portal does not write there: one would let DynamoDB delete the event."""
    named = [", ".join(_foreign_names(number, each)) for each in events]
    told = zip(lines, named, strict=True)
    return [Fault(seq=line.seq, wrong=HistoryError.CHANGED, what=names) for line, names in told if names]


def _foreign_names(number: str, raw: Raw) -> list[str]:
    work = {"work_pk": {"S": store.fold_key(number)}, "work_at": raw.get("at")}
    held = {name: raw[name] for name in work if name in raw}
    strange = [name for name in raw.keys() - held.keys() if raw[name].keys() != {_KINDS.get(name)}]
    # To be counted, or counted: nothing in between.
    return sorted([*strange, *(held if held not in ({}, work) else ())])


def _is_erasure(line: StoredEvent) -> bool:
    return bool(line.public.get("action") == Action.ERASE.value)


def _beside(events: Sequence[Raw], lines: Sequence[StoredEvent], head: Raw) -> list[Fault]:
    """What stands beside the chain and follows from it: the tallies of each event, and the head."""
    try:
        one, made = known = _folded(lines, _GUESSES[0])
        other, made_otherwise = _folded(lines, _GUESSES[1]) if any(each.is_withheld for each in lines) else known
    except (LookupError, ValueError, TypeError, OverflowError):
        # Sealed, but nothing that acts of this portal make.
        return [_fault(None, HistoryError.HEAD)]
    told = zip(lines, events, one, other, strict=True)
    faults = [_fault(line.seq, HistoryError.TALLIES) for line, raw, *texts in told if not _is_tallied(raw, *texts)]
    unknown = {HeadItem.work_at.attr_name}
    if any(_is_erasure(each) for each in lines):
        # The email index goes with the person.
        unknown |= {HeadItem.citizen_pk.attr_name, HeadItem.citizen_at.attr_name}
    return (
        faults if _is_head(head, made, made_otherwise, unknown=unknown) else [*faults, _fault(None, HistoryError.HEAD)]
    )


def _folded(lines: Sequence[StoredEvent], guess: Mapping[str, Any]) -> tuple[list[str], Raw]:
    """The tallies of each event and the head as they are kept, if erased details were as guessed."""
    first, *following = [_guessed(each, guess) for each in lines]
    complaint = submitted(first)
    added = [tallies.dump(tallies.of(None, complaint, first))]
    for event in following:
        # Nothing is left of where an erased note was made; it moved nothing.
        happened = event if event.agencies else replace(event, agencies=(complaint.agency,))
        before, complaint = complaint, complaint.apply(happened)
        added.append(tallies.dump(tallies.of(before, complaint, happened)))
    return added, heads.put(Head(complaint=complaint, last_hash=lines[-1].hash), replacing=None).item.serialize()


def _guessed(line: StoredEvent, guess: Mapping[str, Any]) -> Event:
    event = chain.event_of(line)
    return replace(event, details=guess) if line.is_withheld else event


def _is_tallied(raw: Raw, one: str, other: str) -> bool:
    held = raw.get("tallies", {}).get("S", "")
    if one == other:
        return bool(held == one)
    rows = _rows(held), _rows(one), _rows(other)
    return len({len(each) for each in rows}) == 1 and all(_agrees(*each) for each in zip(*rows, strict=True))


def _rows(text: str) -> list[Row]:
    """Tallies, if that is how they are kept."""
    try:
        rows = [dict(each) for each in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        return []
    is_kept_so = json.dumps(rows, sort_keys=True, separators=(",", ":")) == text
    return [{name: json.dumps(value) for name, value in each.items()} for each in rows] if is_kept_so else []


def _is_head(raw: Raw, one: Raw, other: Raw, *, unknown: set[str]) -> bool:
    # When the clock looks at it next may have been reckoned by an earlier version's rules; it is set anew by each act.
    held, one, other = ({name: each[name] for name in each.keys() - unknown} for each in (raw, one, other))
    return _agrees(held, one, other)


def _agrees(held: Mapping[str, Any], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether something is as both say, where they say the same."""
    names = held.keys() | one.keys() | other.keys()
    return all(bool(held.get(name) == one.get(name)) for name in names if one.get(name) == other.get(name))


def _fault(seq: int | None, wrong: HistoryError) -> Fault:
    return Fault(seq=seq, wrong=wrong)
