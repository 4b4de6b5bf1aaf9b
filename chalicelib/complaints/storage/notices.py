"""The mails an event causes, as outbox items: which they are, the action's record says."""

from chalicelib.agencies import service as agencies
from chalicelib.aws.table import Put
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Notice
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.notifications import service as notifications

CITIZEN = "citizen"


def to_write(event: Event, *, before: Complaint | None, after: Complaint) -> list[Put]:
    """The outbox items of an event, and the links that some of their mails carry."""
    caused = RECORDS[event.action].notices_of(event, before=None if before is None else before.status, after=after)
    return [write for place, notice in enumerate(caused, start=1) for write in _writes(notice, place, event, after)]


def _writes(notice: Notice, place: int, event: Event, after: Complaint) -> list[Put]:
    link = None
    if notice.with_link and notice.agency is not None:
        link = agencies.new_link(
            agency=notice.agency, mailbox=notice.mailbox, epoch=after.epoch, number=after.number, at=event.at
        )
    mail = notifications.to_send(
        notice.template,
        partition=f"COMPLAINT#{event.number}",
        sort=f"OUTBOX#{event.seq:06d}#{place}",
        recipient=f"{notice.agency}#{notice.mailbox}" if notice.agency else CITIZEN,
        at=event.at,
        seq=event.seq,
        link=None if link is None else link.id,
    )
    return [mail] if link is None else [agencies.put_link(link), mail]
