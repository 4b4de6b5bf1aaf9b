"""Outbox items in the table: pending ones stand in the `work` index at their next attempt, which is their lease."""

from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.aws import table, work
from chalicelib.aws.table import Item, Put
from chalicelib.aws.work import WorkList
from chalicelib.core import clock
from chalicelib.notifications import model
from chalicelib.notifications.model import OutboxMail, State, Template

_KEPT: Final = timedelta(days=90)
_UNSENT: Final = WorkList("MAIL")
"""Pending mails, by their next attempt."""


class OutboxItem(Item):
    """`OUTBOX#<seq>#<n>` in the complaint's partition, or in a partition of its own."""

    template = UnicodeAttribute(null=True)
    recipient = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    link = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    attempts = NumberAttribute(null=True)


def put(mail: OutboxMail) -> Put:
    """The write that puts a new mail into the outbox."""
    item = OutboxItem(pk=mail.partition, sk=mail.sort)
    item.template, item.recipient, item.key = mail.template.value, mail.recipient, mail.key
    item.created_at, item.seq, item.link = clock.stamp(mail.created_at), mail.seq, mail.link
    item.state, item.attempts = State.PENDING.value, 0
    _UNSENT.put(item, key=mail.id, due=mail.created_at)
    return Put(item=item, condition=table.ABSENT)


def get(partition: str, sort: str) -> OutboxMail | None:
    """A mail, whatever became of it."""
    (item,) = table.get_many([OutboxItem(pk=partition, sk=sort)])
    return _mail(item) if isinstance(item, OutboxItem) else None


def lease(partition: str, sort: str, *, at: datetime) -> OutboxMail | None:
    """Take a pending mail for this attempt alone; None where it is done, not due, or somebody else has it."""
    (item,) = table.get_many([OutboxItem(pk=partition, sk=sort)])
    if not isinstance(item, OutboxItem) or item.state != State.PENDING.value:
        return None
    attempts = int(item.attempts)
    # The first attempt waits for nothing: two machines' clocks may disagree about when the mail was written.
    if attempts and item.work_at > clock.stamp(at):
        return None
    taken = table.update(
        item,
        [
            work.postpone(at + model.lease(attempts + 1)),
            OutboxItem.attempts.set(attempts + 1),
        ],
        condition=(OutboxItem.state == State.PENDING.value) & (OutboxItem.attempts == attempts),
    )
    return _mail(item) if taken else None


def finish(mail: OutboxMail, state: State, *, at: datetime) -> None:
    """Record what became of a mail; it leaves the work list, and an address that somebody typed is not kept."""
    changes: list[Action] = [
        OutboxItem.state.set(state.value),
        OutboxItem.expires_at.set(clock.seconds(at + _KEPT)),
        *work.take_off(),
    ]
    if "@" in mail.recipient:
        changes.append(OutboxItem.recipient.remove())
    table.update(
        OutboxItem(pk=mail.partition, sk=mail.sort), changes, condition=OutboxItem.state == State.PENDING.value
    )


def list_due(at: datetime) -> list[tuple[str, str]]:
    """The keys of the mails whose next attempt is due."""
    return list(_UNSENT.list_due(at))


def _mail(item: OutboxItem) -> OutboxMail:
    return OutboxMail(
        partition=item.pk,
        sort=item.sk,
        template=Template(item.template),
        recipient=item.recipient or "",
        key=item.key,
        created_at=clock.read(item.created_at),
        seq=None if item.seq is None else int(item.seq),
        link=item.link,
        state=State(item.state),
        attempts=int(item.attempts),
    )
