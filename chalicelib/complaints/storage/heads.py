"""The head of a complaint as an item: at most 1 KB, rewritten whole by every command. Used by `store` alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.aws.table import ABSENT, Item, Put
from chalicelib.aws.work import WorkList
from chalicelib.complaints.rules import moments
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.core import clock
from chalicelib.domain.vocabulary import OPEN, Kind, Outcome, Status

_DUE: Final = WorkList("DUE")
"""Complaints by the next moment of the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A complaint with the hash of its last event, to which the next one is tied."""

    complaint: Complaint
    last_hash: bytes


class HeadItem(Item):
    """`HEAD`: what a complaint is now. Indexes project its keys alone."""

    kind = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    agency = UnicodeAttribute(null=True)
    region = UnicodeAttribute(null=True)
    province = UnicodeAttribute(null=True)
    commune = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    confidential = BooleanAttribute(null=True)
    version = NumberAttribute(null=True)
    last_hash = BinaryAttribute(null=True, legacy_encoding=False)
    last_material = NumberAttribute(null=True)
    epoch = NumberAttribute(null=True)
    look = NumberAttribute(null=True)
    look_since = UnicodeAttribute(null=True)
    transfers = NumberAttribute(null=True)
    filed_at = UnicodeAttribute(null=True)
    due_on = UnicodeAttribute(null=True)
    held_since = UnicodeAttribute(null=True)
    asked_at = UnicodeAttribute(null=True)
    waited_seconds = NumberAttribute(null=True)
    answered_at = UnicodeAttribute(null=True)
    answer_outcome = UnicodeAttribute(null=True)
    reopen_until = UnicodeAttribute(null=True)
    promised_on = UnicodeAttribute(null=True)
    promise_kept = BooleanAttribute(null=True)
    score = NumberAttribute(null=True)
    status_before_discard = UnicodeAttribute(null=True)
    deadlines_handled_until = UnicodeAttribute(null=True)


def key(number: str) -> HeadItem:
    """The key of a complaint's head."""
    return HeadItem(pk=f"COMPLAINT#{number}", sk="HEAD")


def put(head: Head, *, replacing: Complaint | None) -> Put:
    """The write of a head; it happens only while the complaint is as `replacing` says (None: is not there)."""
    item = _item(head)
    if replacing is None:
        return Put(item=item, condition=ABSENT)
    unchanged = (
        (HeadItem.version == replacing.version)
        & (HeadItem.agency == replacing.agency)
        & (HeadItem.epoch == replacing.epoch)
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
    complaint = head.complaint
    item = key(complaint.number)
    item.kind, item.status, item.agency = complaint.kind.value, complaint.status.value, complaint.agency
    item.region, item.province = complaint.place.region, complaint.place.province
    item.commune, item.language = complaint.place.commune, complaint.language
    item.confidential = complaint.confidential
    item.version, item.last_material, item.last_hash = complaint.version, complaint.last_material, head.last_hash
    item.epoch, item.look, item.transfers = complaint.epoch, complaint.look, complaint.transfers
    item.filed_at, item.due_on = clock.stamp(complaint.filed_at), complaint.due_on.isoformat()
    item.look_since, item.deadlines_handled_until = (
        clock.stamp(complaint.look_since),
        clock.stamp(complaint.deadlines_handled_until),
    )
    item.held_since, item.asked_at = clock.stamp(complaint.held_since), _stamp(complaint.asked_at)
    item.waited_seconds = complaint.waited_seconds or None
    item.answered_at, item.reopen_until = _stamp(complaint.answered_at), _day(complaint.reopen_until)
    item.answer_outcome = complaint.answer_outcome.value if complaint.answer_outcome else None
    item.promised_on, item.promise_kept = _day(complaint.promised_on), complaint.promise_kept
    item.score = complaint.score
    item.status_before_discard = complaint.status_before_discard.value if complaint.status_before_discard else None
    _index(item, complaint)
    return item


def _index(item: HeadItem, complaint: Complaint) -> None:
    item.queue_pk = queue_key(complaint.agency, queue_of(complaint))
    item.queue_at = f"{complaint.due_on.isoformat()}#{complaint.number}"
    item.citizen_pk, item.citizen_at = complaint.email_pseudonym or None, clock.stamp(complaint.filed_at)
    moment = moments.following(complaint)
    if moment is not None:
        _DUE.put(item, key=complaint.number, due=moment)


def complaint_of(item: HeadItem) -> Complaint:
    """The complaint a head item holds."""
    return Complaint(
        number=item.pk.removeprefix("COMPLAINT#"),
        kind=Kind(item.kind),
        status=Status(item.status),
        agency=item.agency,
        place=Place(region=item.region, province=item.province, commune=item.commune),
        language=item.language,
        email_pseudonym=item.citizen_pk or "",
        confidential=bool(item.confidential),
        filed_at=clock.read(item.filed_at),
        due_on=date.fromisoformat(item.due_on),
        version=int(item.version),
        last_material=int(item.last_material),
        epoch=int(item.epoch),
        look=int(item.look),
        transfers=int(item.transfers),
        look_since=clock.read(item.look_since),
        held_since=clock.read(item.held_since),
        asked_at=_moment(item.asked_at),
        waited_seconds=int(item.waited_seconds or 0),
        answered_at=_moment(item.answered_at),
        answer_outcome=Outcome(item.answer_outcome) if item.answer_outcome else None,
        reopen_until=_date(item.reopen_until),
        promised_on=_date(item.promised_on),
        promise_kept=item.promise_kept,
        score=None if item.score is None else int(item.score),
        status_before_discard=Status(item.status_before_discard) if item.status_before_discard else None,
        deadlines_handled_until=clock.read(item.deadlines_handled_until),
    )


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else clock.stamp(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else clock.read(text)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
