"""Whether what the table holds of a complaint is one whole history, and the head what it makes.

Used by exports and by a deployer's `verify`. docs/decisions/0016-verify-and-restore.md says what is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from chalicelib.aws.table import Item
from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import ChainHead, Fault, HistoryError
from chalicelib.complaints.history.events import StoredEvent, event_of
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.actions import filing
from chalicelib.complaints.rules.records import apply_event
from chalicelib.complaints.storage import event_store, heads, store
from chalicelib.complaints.storage.event_store import EventItem
from chalicelib.complaints.storage.heads import Head, HeadItem
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action

Raw = dict[str, Any]

_READS: Final = 6
_EVENT: Final = event_store.EVENT_SORT
_WITHOUT_FACTS: Final = "its facts are gone"
_STRIPPED: Final = "its details are gone, and no erasure followed"
_KINDS: Final = {"pk": "S", "sk": "S"} | {
    name: each.attr_type for name, each in EventItem.get_attributes().items() if name not in Item.get_attributes()
}
"""The attributes of an event with their types, without those of its place in an index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One complaint's events as they were found, with what is wrong; no `chain_head` without a (signed) head."""

    number: str
    events: tuple[StoredEvent, ...]
    chain_head: ChainHead | None
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
    return replace(history, faults=(_fault(None, HistoryError.MOVING),))


def is_of_history(item: Raw) -> bool:
    """Whether an item of a complaint's partition belongs to what is verified."""
    sort = str(item["sk"]["S"])
    return sort == "HEAD" or sort.startswith(_EVENT)


def of(number: str, items: Sequence[Raw]) -> History:
    """The same of items that somebody else has read, in the order of their keys."""
    raws = [each for each in items if each["sk"]["S"].startswith(_EVENT)]
    head = next((each for each in items if each["sk"]["S"] == "HEAD"), None)
    events, chain_head = (
        tuple(event_store.read_stored_event(each) for each in raws),
        None if head is None else _end_of(head),
    )
    broken = chain.find_first_fault(events, chain_head)
    faults = [*_find_stripped(events), *_find_foreign(number, raws, events)] if broken is None else [broken]
    if head is None and raws:
        faults.append(_fault(None, HistoryError.HEADLESS))
    if head is not None and not faults:
        faults += _compare_derived(raws, events, head)
    return History(number=number, events=events, chain_head=chain_head, faults=tuple(faults))


def _end_of(head: Raw) -> ChainHead:
    version = head.get("version", {}).get("N", "")
    return ChainHead(
        version=int(version) if version.isdecimal() else 0, last_hash=head.get("last_hash", {}).get("B", b"")
    )


def _find_stripped(events: Sequence[StoredEvent]) -> list[Fault]:
    """Events without facts, or without details that no erasure hid: it is an event of its own, after all it takes."""
    erased_at = max((each.seq for each in events if _is_erasure(each)), default=0)
    without_facts = [(each.seq, _WITHOUT_FACTS) for each in events if each.facts.is_withheld]
    stripped = [(each.seq, _STRIPPED) for each in events if each.details.is_withheld and each.seq >= erased_at]
    return [Fault(seq=seq, error=HistoryError.CHANGED, what=what) for seq, what in [*without_facts, *stripped]]


def _find_foreign(number: str, raws: Sequence[Raw], events: Sequence[StoredEvent]) -> list[Fault]:
    """Events with attributes that the portal does not write there: one would let DynamoDB delete the event."""
    named = [", ".join(_foreign_names(number, each)) for each in raws]
    found = zip(events, named, strict=True)
    return [Fault(seq=event.seq, error=HistoryError.CHANGED, what=names) for event, names in found if names]


def _foreign_names(number: str, raw: Raw) -> list[str]:
    work = {"work_pk": {"S": event_store.fold_key(number)}, "work_at": raw.get("at")}
    held = {name: raw[name] for name in work if name in raw}
    strange = [name for name in raw.keys() - held.keys() if raw[name].keys() != {_KINDS.get(name)}]
    # To be counted, or counted: nothing in between.
    return sorted([*strange, *(held if held not in ({}, work) else ())])


def _is_erasure(event: StoredEvent) -> bool:
    return bool(event.public.get("action") == Action.ERASE.value)


def _compare_derived(raws: Sequence[Raw], events: Sequence[StoredEvent], head: Raw) -> list[Fault]:
    """What stands beside the chain and follows from it: the tallies of each event, and the head."""
    try:
        added, made = _derive(events)
    except (LookupError, ValueError, TypeError, OverflowError):
        # Sealed, but nothing that actions of this portal make.
        return [_fault(None, HistoryError.HEAD)]
    found = zip(events, raws, added, strict=True)
    faults = [
        _fault(event.seq, HistoryError.TALLIES)
        for event, raw, expected in found
        if raw.get("tallies", {}).get("S", "") != expected
    ]
    # When the clock looks at it next may have been reckoned under other settings; it is set anew by each command.
    unknown = {HeadItem.work_at.attr_name}
    held, made = ({name: each[name] for name in each.keys() - unknown} for each in (head, made))
    return faults if held == made else [*faults, _fault(None, HistoryError.HEAD)]


def _derive(events: Sequence[StoredEvent]) -> tuple[list[str], Raw]:
    """The tallies of each event and the head, as they must be kept."""
    first, *following = [event_of(each) for each in events]
    complaint = filing.start(first)
    added = [tallies.dump(tallies.of(None, complaint, first))]
    for event in following:
        before, complaint = complaint, apply_event(complaint, event)
        added.append(tallies.dump(tallies.of(before, complaint, event)))
    return added, heads.put(Head(complaint=complaint, last_hash=events[-1].hash), replacing=None).item.serialize()


def _fault(seq: int | None, error: HistoryError) -> Fault:
    return Fault(seq=seq, error=error)
