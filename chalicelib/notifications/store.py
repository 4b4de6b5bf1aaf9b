"""Outbox items in the table: pending ones stand in the `work` index at their next attempt, which is their lease."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from pynamodb.expressions.update import Action

from chalicelib.aws import table, work
from chalicelib.aws.items import Fields, TextForm
from chalicelib.aws.table import Item, Put
from chalicelib.aws.work import WorkList
from chalicelib.core import clock
from chalicelib.domain.recipients import AddressRecipient, Recipient, format_recipient, parse_recipient
from chalicelib.notifications import model
from chalicelib.notifications.model import EventPlace, MailState, OutboxMail, OutboxPlace, RequestKind, RequestPlace

_KEEP_FINISHED_FOR: Final = timedelta(days=90)
_UNSENT: Final = WorkList("MAIL")
"""Pending mails, by their next attempt."""
_COMPLAINT: Final = "COMPLAINT#"
_OF_REQUEST: Final = {RequestKind.NEW_LINK: "NEWLINK#", RequestKind.REMINDER: "REMINDER#"}
_SORT: Final = re.compile(r"OUTBOX#(\d{6,})#(\d+)((?:#again)*)")


class OutboxItem(Item):
    """`OUTBOX#<seq>#<n>` in the complaint's partition, or in a partition of its own; `#again` for each time resent."""

    fields = Fields(OutboxMail, key={"place"}, texts={Recipient: TextForm(format_recipient, parse_recipient)})


def outbox_keys(place: OutboxPlace) -> tuple[str, str]:
    """Partition and sort key of a mail."""
    again = "#again" * place.resends
    match place:
        case EventPlace():
            return f"{_COMPLAINT}{place.number}", f"OUTBOX#{place.seq:06d}#{place.position}{again}"
        case RequestPlace():
            return f"{_OF_REQUEST[place.kind]}{place.id}", f"OUTBOX#000001#1{again}"


def read_place(partition: str, sort: str) -> OutboxPlace | None:
    """The place of the mail with these keys; None where they are those of no mail."""
    found = _SORT.fullmatch(sort)
    if found is None:
        return None
    resends = found[3].count("#")
    for kind, prefix in _OF_REQUEST.items():
        if partition.startswith(prefix):
            return RequestPlace(kind=kind, id=partition.removeprefix(prefix), resends=resends)
    number = partition.removeprefix(_COMPLAINT)
    return EventPlace(number=number, seq=int(found[1]), position=int(found[2]), resends=resends)


def put(mail: OutboxMail) -> Put:
    """The write that puts a new mail into the outbox."""
    item = _item(mail.place, **OutboxItem.fields.dump(mail))
    _UNSENT.put(item, key=mail.id, due=mail.created_at)
    return Put(item=item, condition=table.ABSENT)


def get(place: OutboxPlace) -> OutboxMail | None:
    """A mail, whatever became of it."""
    (item,) = table.get_many([_item(place)])
    return None if item is None else OutboxItem.fields.load(item, place=place)


def lease(place: OutboxPlace, *, at: datetime) -> OutboxMail | None:
    """Take a pending mail for this attempt alone; None where it is done, not due, or somebody else has it."""
    (item,) = table.get_many([_item(place)])
    if item is None:
        return None
    mail = OutboxItem.fields.load(item, place=place)
    if mail.state is not MailState.PENDING:
        return None
    # The first attempt waits for nothing: two machines' clocks may disagree about when the mail was written.
    if mail.attempts and item.work_at > clock.stamp(at):
        return None
    is_leased = table.update(
        item,
        [
            work.postpone(at + model.lease(mail.attempts + 1)),
            *OutboxItem.fields.changes(attempts=mail.attempts + 1),
        ],
        condition=(OutboxItem.fields["state"] == MailState.PENDING) & (OutboxItem.fields["attempts"] == mail.attempts),
    )
    return OutboxItem.fields.load(item, place=place) if is_leased else None


def finish(mail: OutboxMail, state: MailState, *, at: datetime) -> None:
    """Record what became of a mail; it leaves the work list, and an address that somebody typed is not kept."""
    changes: list[Action] = [
        *OutboxItem.fields.changes(state=state),
        OutboxItem.expires_at.set(clock.seconds(at + _KEEP_FINISHED_FOR)),
        *work.take_off(),
    ]
    if isinstance(mail.recipient, AddressRecipient):
        changes += OutboxItem.fields.changes(recipient=None)
    table.update(_item(mail.place), changes, condition=OutboxItem.fields["state"] == MailState.PENDING)


def list_due(at: datetime) -> list[OutboxPlace]:
    """The places of the mails whose next attempt is due."""
    return [place for keys in _UNSENT.list_due(at) if (place := read_place(*keys))]


def _item(place: OutboxPlace, **values: Any) -> OutboxItem:
    partition, sort = outbox_keys(place)
    return OutboxItem(pk=partition, sk=sort, **values)
