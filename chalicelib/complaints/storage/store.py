"""A complaint's partition in the table: events, idempotency markers, and the queries over heads.

Private to `complaints`; the head's own item lives in `heads`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, ListAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import File
from chalicelib.aws import observability, secrets, table, work
from chalicelib.aws.table import ABSENT, Item, Put, Update
from chalicelib.aws.work import WorkList
from chalicelib.complaints.history.events import (
    HAPPENING,
    NOT_CANONICAL,
    Event,
    SealedPart,
    StoredEvent,
    canonical,
    event_of,
)
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.complaints.rules.tally import Tally
from chalicelib.complaints.storage import heads
from chalicelib.complaints.storage.heads import Head, HeadItem
from chalicelib.core import clock, settings
from chalicelib.core.errors import Unavailable
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.vocabulary import Attention

_PARTS: Final = ("facts", "details")
_READS: Final = 3
EVENT_SORT: Final = "EVENT#"
"""How the sort key of every event begins."""
_BATCH_KEYS: Final = 100
"""Keys of one BatchGetItem."""
_UNFOLDED: Final = WorkList("FOLD")
"""Events whose tallies are in no aggregate yet, by when they happened."""


class EventItem(Item):
    """`EVENT#<seq>`: one immutable line of the history; in the `work` index until its tallies are folded."""

    at = UnicodeAttribute(null=True)
    action = UnicodeAttribute(null=True)
    by = UnicodeAttribute(null=True)
    agencies: ListAttribute[str] = ListAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    score = NumberAttribute(null=True)
    facts = UnicodeAttribute(null=True)
    facts_salt = BinaryAttribute(null=True, legacy_encoding=False)
    facts_commitment = BinaryAttribute(null=True, legacy_encoding=False)
    details = UnicodeAttribute(null=True)
    details_salt = BinaryAttribute(null=True, legacy_encoding=False)
    details_commitment = BinaryAttribute(null=True, legacy_encoding=False)
    hash = BinaryAttribute(null=True, legacy_encoding=False)
    tallies = UnicodeAttribute(null=True)


class MarkerItem(Item):
    """`KEY#<role>.<action>#<key>` beside the complaint, `SUBMIT#<key>` / `KEY` for a submission; never the response."""

    body = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)


class FlagItem(Item):
    """`FLAG#<reason>`: what the coordination must look at, in the `attention` index by due date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What an idempotency key has done: the HMAC of the body it came with, and the event it made."""

    body: str
    number: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerKey:
    """Where the marker of a command lives. A submission has no number yet: its key is the client's alone."""

    number: str | None
    action: str
    once: IdempotencyKey

    @property
    def item(self) -> MarkerItem:
        """The empty item with this key."""
        if self.number is None:
            return MarkerItem(pk=f"SUBMIT#{self.once.value}", sk="KEY")
        return MarkerItem(pk=f"COMPLAINT#{self.number}", sk=f"KEY#{self.action}#{self.once.value}")


def get_marker(key: MarkerKey) -> Marker | None:
    """What a submission's key has done."""
    (item,) = table.get_many([key.item])
    return _marker(item)


def get_marker_and_head(key: MarkerKey) -> tuple[Marker | None, Head | None]:
    """What the key has done and where its complaint stands, read together and consistently; a submission has none."""
    marker, *rest = table.get_many([key.item] if key.number is None else [key.item, heads.key(key.number)])
    head = next((heads.read(each) for each in rest if isinstance(each, HeadItem)), None)
    return _marker(marker), head


def get_head(number: str) -> Head | None:
    """Where a complaint stands."""
    (item,) = table.get_many([heads.key(number)])
    return heads.read(item) if isinstance(item, HeadItem) else None


def get_case(number: str) -> tuple[Head, tuple[Event, ...], tuple[File, ...]] | None:
    """A complaint with its whole history and its files, in one Query.

    A Query is not one snapshot: where a command was committed between the events and the head, it is read again.
    Raises Unavailable where that happens three times.
    """
    for _ in clock.attempts(_READS):
        head, history, files = _case(number)
        if head is None:
            return None
        if len(history) == head.complaint.version:
            return head, history, files
    raise Unavailable


def _case(number: str) -> tuple[Head | None, tuple[Event, ...], tuple[File, ...]]:
    head: Head | None = None
    history: list[Event] = []
    files: list[File] = []
    for raw in list_items(number):
        sort = raw["sk"]["S"]
        if sort == "HEAD":
            head = heads.read(HeadItem.from_raw_data(raw))
        elif sort.startswith(EVENT_SORT):
            history.append(_event(raw))
        elif sort.startswith("FILE#"):
            files.append(attachments.read_file(raw))
    return head, tuple(history), tuple(files)


def list_items(number: str) -> list[dict[str, Any]]:
    """All that a view of the complaint is read from: events, files, flags, head."""
    return list(table.query_all(f"COMPLAINT#{number}", condition=Item.sk < "KEY"))


def list_queue(agency: str, queue: str, *, limit: int, after: str | None) -> tuple[list[Complaint], str | None]:
    """One page of an agency's queue by due date from a position (`<due date>#<number>`), and the last position.

    The index says which; the heads, read consistently, say what: one that has just left the queue is left out.
    """
    start = None if after is None else heads.queue_position(agency, queue, after)
    raws, following = table.query(heads.queue_key(agency, queue), index="queue", limit=limit, start=start)
    held = [each for each in _complaints(raws) if each.agency == agency and heads.queue_of(each) == queue]
    return held, following["queue_at"]["S"] if following else None


def list_by_email(pseudonym: str, *, limit: int) -> list[Complaint]:
    """The latest complaints filed with an email."""
    raws, _ = table.query(pseudonym, index="citizen", limit=limit, forward=False)
    return [each for each in _complaints(raws) if each.email_pseudonym == pseudonym]


def _complaints(raws: Sequence[dict[str, Any]]) -> list[Complaint]:
    found = table.get_many([HeadItem(pk=raw["pk"]["S"], sk="HEAD") for raw in raws])
    return [heads.complaint_of(each) for each in found if isinstance(each, HeadItem)]


def put_event(stored: StoredEvent, added: Sequence[Tally]) -> Put:
    """The write of the next event."""
    public, number = stored.public, str(stored.public["number"])
    item = _event_key(number, stored.seq)
    item.at, item.action, item.by = public["at"], public.get("action"), public.get("by")
    item.agencies, item.outcome, item.score = public.get("agencies"), public.get("outcome"), public.get("score")
    item.facts, item.facts_salt, item.facts_commitment = _kept(stored.facts)
    item.details, item.details_salt, item.details_commitment = _kept(stored.details)
    item.hash, item.tallies = stored.hash, tallies.dump(added)
    _UNFOLDED.put(item, key=number, due=clock.read(public["at"]))
    return Put(item=item, condition=ABSENT)


def _kept(part: SealedPart) -> tuple[str | None, bytes | None, bytes]:
    # As the text that was sealed, so that no database type can change a byte of it.
    text = None if part.content is None else canonical(part.content).decode()
    return text, part.salt, part.commitment


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


def put_marker(key: MarkerKey, *, number: str, seq: int) -> Put:
    """The write that makes a command happen once."""
    item = key.item
    item.body, item.number, item.seq = secrets.body_pseudonym(key.once.body), number, seq
    item.expires_at = clock.seconds(clock.now() + timedelta(days=settings.get().marker_days))
    # DynamoDB removes an item up to days after its time; `get_marker` does not see it any more, so nor may the write.
    return Put(item=item, condition=ABSENT | (Item.expires_at <= clock.seconds(clock.now())))


def put_flag(complaint: Complaint, reason: Attention) -> Put:
    """The write that puts a complaint before the coordination; flagged again, it stays one entry."""
    item = FlagItem(pk=f"COMPLAINT#{complaint.number}", sk=f"FLAG#{reason}")
    item.attention_pk = f"ATTENTION#{reason}"
    item.attention_at = f"{complaint.due_on.isoformat()}#{complaint.number}"
    return Put(item=item)


def _event(raw: Mapping[str, Any]) -> Event:
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
    text = _plain(raw, name)
    return SealedPart(
        commitment=raw.get(f"{name}_commitment", {}).get("B", b""),
        salt=raw.get(f"{name}_salt", {}).get("B"),
        content=None if text is None else _read_content(text),
    )


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


def _marker(item: Item | None) -> Marker | None:
    if not isinstance(item, MarkerItem):
        return None
    return Marker(body=item.body, number=item.number, seq=int(item.seq))
