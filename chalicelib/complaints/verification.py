"""Whether what the table holds of a complaint is one whole history, and the head what it makes.

Used by exports and by a deployer's `verify`. docs/decisions/0016-verify-and-restore.md says what is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.complaints import chain, heads, store, tallies
from chalicelib.complaints.chain import Fault, Line, Tip, Wrong
from chalicelib.complaints.heads import Head, HeadItem
from chalicelib.complaints.model import Complaint, submitted
from chalicelib.core import clock

Raw = dict[str, Any]
_READS: Final = 6
_EVENT: Final = "EVENT#"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is kept of one complaint's events, read until nobody wrote meanwhile; the tip is None without a head."""

    number: str
    lines: tuple[Line, ...]
    tip: Tip | None
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
    return History(number=number, lines=history.lines, tip=history.tip, faults=(_fault(None, Wrong.MOVING),))


def is_of_history(item: Raw) -> bool:
    """Whether an item of a complaint's partition belongs to what is verified."""
    sort = str(item["sk"]["S"])
    return sort == "HEAD" or sort.startswith(_EVENT)


def of(number: str, items: Sequence[Raw]) -> History:
    """The same of items that somebody else has read, in the order of their keys."""
    events = [each for each in items if each["sk"]["S"].startswith(_EVENT)]
    head = next((each for each in items if each["sk"]["S"] == "HEAD"), None)
    lines, tip = tuple(store.read_line(each) for each in events), None if head is None else _tip(head)
    broken = chain.first_fault(lines, tip)
    faults = [] if broken is None else [broken]
    if head is None and events:
        faults.append(_fault(None, Wrong.HEADLESS))
    # What is erased can't be counted or folded again.
    if head is not None and not faults and not any(each.is_withheld for each in lines):
        faults += _beside(events, lines, head)
    return History(number=number, lines=lines, tip=tip, faults=tuple(faults))


def _tip(head: Raw) -> Tip:
    version = head.get("version", {}).get("N", "")
    return Tip(version=int(version) if version.isdecimal() else 0, last_hash=head.get("last_hash", {}).get("B", b""))


def _beside(events: Sequence[Raw], lines: Sequence[Line], head: Raw) -> list[Fault]:
    """What stands beside the chain and follows from it: the tallies of each event, and the head."""
    faults: list[Fault] = []
    complaint: Complaint | None = None
    try:
        for raw, line in zip(events, lines, strict=True):
            event = chain.sealed_event(line).event
            before, complaint = complaint, complaint.apply(event) if complaint else submitted(event)
            if raw.get("tallies") != {"S": tallies.dump(tallies.of(before, complaint, event))}:
                faults.append(_fault(line.seq, Wrong.TALLIES))
        is_head = complaint is not None and _is_head(head, Head(complaint=complaint, last_hash=lines[-1].hash))
    except (KeyError, ValueError, TypeError):
        # Sealed, but nothing that acts of this portal make.
        is_head = False
    return faults if is_head else [*faults, _fault(None, Wrong.HEAD)]


def _is_head(raw: Raw, head: Head) -> bool:
    expected = heads.put(head, replacing=None).item.serialize()
    # When the clock looks at it next may have been reckoned by an earlier version's rules; it is set anew by each act.
    names = (expected.keys() | raw.keys()) - {HeadItem.work_at.attr_name}
    return all(bool(expected.get(name) == raw.get(name)) for name in names)


def _fault(seq: int | None, wrong: Wrong) -> Fault:
    return Fault(seq=seq, wrong=wrong)
