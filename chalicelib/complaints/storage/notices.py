"""The mails an event causes, as outbox items: which they are, the action's record says."""

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Link
from chalicelib.aws.table import Put
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Notice
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import EventPlace


def list_writes(event: Event, *, before: Complaint | None, after: Complaint) -> list[Put]:
    """The outbox items of an event, and the links that some of their mails carry."""
    caused = RECORDS[event.action].notices_of(event, before=None if before is None else before.status, after=after)
    return [
        write for position, notice in enumerate(caused, start=1) for write in _writes(notice, event, after, position)
    ]


def _writes(notice: Notice, event: Event, after: Complaint, position: int) -> list[Put]:
    link = _new_link(notice, event, after)
    mail = notifications.put_mail(
        notice.template,
        place=EventPlace(number=event.number, seq=event.seq, position=position),
        recipient=notice.recipient,
        at=event.at,
        link=None if link is None else link.id,
    )
    return [mail] if link is None else [agencies.put_link(link), mail]


def _new_link(notice: Notice, event: Event, after: Complaint) -> Link | None:
    to = notice.recipient
    if not (notice.with_link and isinstance(to, MailboxRecipient)):
        return None
    return agencies.new_link(agency=to.agency, mailbox=to.role, epoch=after.epoch, number=after.number, at=event.at)
