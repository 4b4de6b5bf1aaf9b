"""Events in the table: written as they were sealed, read as they stand, and off the fold's list once they are counted.

Private to `complaints`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.aws import observability, table, work
from chalicelib.aws.table import ABSENT, Item, Put, Update
from chalicelib.aws.work import WorkList
from chalicelib.complaints.history.events import (
    HAPPENING,
    NOT_CANONICAL,
    Event,
    SealedPart,
    StoredEvent,
    canonical,
    commit_to,
    event_of,
)
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core import clock

_PARTS: Final = ("facts", "details")
EVENT_SORT: Final = "EVENT#"
"""How the sort key of every event begins."""
_BATCH_KEYS: Final = 100
"""Keys of one BatchGetItem."""
_UNFOLDED: Final = WorkList("FOLD")
"""Events whose tallies are in no aggregate yet, by when they happened."""


class EventItem(Item):
    """`EVENT#<seq>`: one immutable line of the history; in the `work` index until its tallies are folded.

    A commitment follows from salt and content, so it is stored only in place of details that an erasure has taken.
    """

    at = UnicodeAttribute(null=True)
    action = UnicodeAttribute(null=True)
    by = UnicodeAttribute(null=True)
    agencies: ListAttribute[str] = ListAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    score = NumberAttribute(null=True)
    facts = UnicodeAttribute(null=True)
    facts_salt = BinaryAttribute(null=True, legacy_encoding=False)
    details = UnicodeAttribute(null=True)
    details_salt = BinaryAttribute(null=True, legacy_encoding=False)
    details_commitment = BinaryAttribute(null=True, legacy_encoding=False)
    hash = BinaryAttribute(null=True, legacy_encoding=False)
    tallies = UnicodeAttribute(null=True)


def put_event(stored: StoredEvent, added: Sequence[Tally]) -> Put:
    """The write of the next event."""
    public, number = stored.public, str(stored.public["number"])
    item = _event_key(number, stored.seq)
    item.at, item.action, item.by = public["at"], public.get("action"), public.get("by")
    item.agencies, item.outcome, item.score = public.get("agencies"), public.get("outcome"), public.get("score")
    item.facts, item.facts_salt = _dump_content(stored.facts), stored.facts.salt
    item.details, item.details_salt = _dump_content(stored.details), stored.details.salt
    item.hash, item.tallies = stored.hash, tallies.dump(added)
    _UNFOLDED.put(item, key=number, due=clock.read(public["at"]))
    return Put(item=item, condition=ABSENT)


def _dump_content(part: SealedPart) -> str | None:
    # As the text that was sealed, so that no database type can change a byte of it.
    return None if part.content is None else canonical(part.content).decode()


def fold_key(number: str) -> str:
    """The partition of the `work` index where an event waits to be folded."""
    return _UNFOLDED.partition(number)


def list_unfolded() -> Iterator[UnfoldedEvent]:
    """The events whose tallies are in no aggregate yet, the oldest of each shard first."""
    listed = _UNFOLDED.list_due()
    while keys := list(islice(listed, _BATCH_KEYS)):
        yield from _get_unfolded([EventItem(pk=partition, sk=sort) for partition, sort in keys])


def list_still_unfolded(events: Sequence[UnfoldedEvent]) -> list[UnfoldedEvent]:
    """Those of these events that no fold has counted meanwhile."""
    return list(_get_unfolded([_event_key(each.number, each.seq) for each in events]))


def mark_folded(event: UnfoldedEvent) -> Update:
    """The write that takes an event off the fold's list; it fails where the event is off it already."""
    return Update(item=_event_key(event.number, event.seq), actions=work.take_off(), condition=work.IS_LISTED)


def read_event(raw: Mapping[str, Any]) -> Event:
    """The event of an item, as the portal wrote it; whether anybody changed it since is `verify`'s to say."""
    parts = {name: SealedPart(commitment=b"", content=json.loads(_plain(raw, name) or "{}")) for name in _PARTS}
    return event_of(StoredEvent(public=_public(raw), hash=b"", **parts))


def read_stored_event(raw: Mapping[str, Any]) -> StoredEvent:
    """The event an item holds, exactly as it stands there; `chain` says whether it is what was sealed."""
    parts = {name: _read_part(raw, name) for name in _PARTS}
    return StoredEvent(public=_public(raw), hash=raw.get("hash", {}).get("B", b""), **parts)


def _public(raw: Mapping[str, Any]) -> dict[str, Any]:
    place = {"number": raw["pk"]["S"].removeprefix("COMPLAINT#"), "seq": _seq(raw["sk"]["S"]), "at": _plain(raw, "at")}
    return place | {name: _plain(raw, name) for name in HAPPENING if name in raw}


def _read_part(raw: Mapping[str, Any], name: str) -> SealedPart:
    text, salt = _plain(raw, name), raw.get(f"{name}_salt", {}).get("B")
    content = None if text is None else _read_content(text)
    kept = raw.get(f"{name}_commitment", {}).get("B")
    return SealedPart(commitment=kept or _compute_commitment(content, salt), salt=salt, content=content)


def _compute_commitment(content: Mapping[str, Any] | None, salt: bytes | None) -> bytes:
    if content is None or salt is None:
        return b""
    try:
        return commit_to(content, salt=salt)
    except (UnicodeEncodeError, RecursionError):
        # Half a surrogate pair, or deeper than anything that was ever sealed.
        return b""


def _read_content(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
        is_canonical = isinstance(content, dict) and canonical(content).decode() == text
    except (ValueError, RecursionError):
        is_canonical = False
    # What is not as it was written can't match its commitment.
    return content if is_canonical else {NOT_CANONICAL: text}


def _plain(raw: Mapping[str, Any], name: str) -> Any:
    ((kind, value),) = raw.get(name, {"NULL": None}).items()
    if kind == "N" and value.isdecimal():
        return int(value)
    return [str(each.get("S")) for each in value] if kind == "L" else value and str(value)


def _seq(sort: str) -> int | str:
    place = sort.removeprefix(EVENT_SORT)
    return int(place) if place.isdecimal() and event_sort(int(place)) == sort else place


def _get_unfolded(keys: Sequence[EventItem]) -> Iterator[UnfoldedEvent]:
    for item in table.get_many(keys):
        # The index may be late: the item decides.
        if isinstance(item, EventItem) and item.work_pk:
            try:
                yield _read_unfolded(item)
            except (ValueError, TypeError) as error:
                # One that can't be read must not keep the others from being counted.
                observability.log_failure("event not readable", error)
                observability.count("FoldFailed")


def _read_unfolded(item: EventItem) -> UnfoldedEvent:
    return UnfoldedEvent(
        number=item.pk.removeprefix("COMPLAINT#"),
        seq=int(item.sk.removeprefix(EVENT_SORT)),
        at=clock.read(item.work_at),
        tallies=tallies.load(item.tallies or "[]"),
    )


def _event_key(number: str, seq: int) -> EventItem:
    return EventItem(pk=f"COMPLAINT#{number}", sk=event_sort(seq))


def event_sort(seq: int) -> str:
    """The sort key of an event."""
    return f"{EVENT_SORT}{seq:06d}"
