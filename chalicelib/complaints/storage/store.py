"""A complaint's partition in the table: idempotency markers, flags, and the queries over heads and events.

Private to `complaints`; the head's own item lives in `heads`, an event's in `event_store`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import File
from chalicelib.aws import secrets, table
from chalicelib.aws.table import ABSENT, Item, Put
from chalicelib.complaints.history.events import (
    Event,
)
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.storage import event_store, heads
from chalicelib.complaints.storage.heads import Head, HeadItem
from chalicelib.core import clock, settings
from chalicelib.core.errors import Unavailable
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.vocabulary import Attention

_READS: Final = 3


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
        elif sort.startswith(event_store.EVENT_SORT):
            history.append(event_store.read_event(raw))
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


def _marker(item: Item | None) -> Marker | None:
    if not isinstance(item, MarkerItem):
        return None
    return Marker(body=item.body, number=item.number, seq=int(item.seq))
