"""The head of a complaint as an item: at most 1 KB, rewritten whole by every command. Used by `store` alone."""

from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import BinaryAttribute

from chalicelib.aws.items import Fields
from chalicelib.aws.table import ABSENT, Item, Put
from chalicelib.aws.work import WorkList
from chalicelib.complaints.rules import moments
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core import clock
from chalicelib.domain.vocabulary import OPEN

_DUE: Final = WorkList("DUE")
"""Complaints by the next moment of the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A complaint with the hash of its last event, to which the next one is tied."""

    complaint: Complaint
    last_hash: bytes


class HeadItem(Item):
    """`HEAD`: what a complaint is now. Indexes project its keys alone."""

    # The number is part of the key, the email's pseudonym is the key of the `citizen` index.
    fields = Fields(Complaint, key={"number", "email_pseudonym"}, prefixes={"place": ""}, sparse={"waited_seconds"})
    last_hash = BinaryAttribute(null=True, legacy_encoding=False)


def key(number: str) -> HeadItem:
    """The key of a complaint's head."""
    return HeadItem(pk=f"COMPLAINT#{number}", sk="HEAD")


def put(head: Head, *, replacing: Complaint | None) -> Put:
    """The write of a head; it happens only while the complaint is as `replacing` says (None: is not there)."""
    item = _item(head)
    if replacing is None:
        return Put(item=item, condition=ABSENT)
    unchanged = (
        (HeadItem.fields["version"] == replacing.version)
        & (HeadItem.fields["agency"] == replacing.agency)
        & (HeadItem.fields["epoch"] == replacing.epoch)
    )
    return Put(item=item, condition=unchanged)


def read(item: HeadItem) -> Head:
    """The head an item holds."""
    return Head(complaint=complaint_of(item), last_hash=item.last_hash)


def queue_of(complaint: Complaint) -> str:
    """The queue of its agency a complaint stands in: `open` (first look), `reopened` (later looks) or `done`."""
    if complaint.status not in OPEN:
        return "done"
    return "open" if complaint.look == 1 else "reopened"


def queue_key(agency: str, queue: str) -> str:
    """The index partition of one queue."""
    return f"QUEUE#{agency}#{queue}"


def queue_position(agency: str, queue: str, position: str) -> dict[str, dict[str, str]]:
    """The key in the `queue` index after which a page begins."""
    number = position.partition("#")[2]
    keys = {"pk": f"COMPLAINT#{number}", "sk": "HEAD", "queue_pk": queue_key(agency, queue), "queue_at": position}
    return {name: {"S": value} for name, value in keys.items()}


def _item(head: Head) -> HeadItem:
    complaint, empty = head.complaint, key(head.complaint.number)
    item = HeadItem(pk=empty.pk, sk=empty.sk, last_hash=head.last_hash, **HeadItem.fields.dump(complaint))
    _index(item, complaint)
    return item


def _index(item: HeadItem, complaint: Complaint) -> None:
    item.queue_pk = queue_key(complaint.agency, queue_of(complaint))
    item.queue_at = f"{complaint.due_on.isoformat()}#{complaint.number}"
    if complaint.email_pseudonym:
        item.citizen_pk, item.citizen_at = complaint.email_pseudonym, clock.stamp(complaint.filed_at)
    moment = moments.following(complaint)
    if moment is not None:
        _DUE.put(item, key=complaint.number, due=moment)


def complaint_of(item: HeadItem) -> Complaint:
    """The complaint a head item holds."""
    number = item.pk.removeprefix("COMPLAINT#")
    return HeadItem.fields.load(item, number=number, email_pseudonym=item.citizen_pk or "")
