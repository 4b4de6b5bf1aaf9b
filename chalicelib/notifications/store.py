"""Outbox items in the table: pending ones stand in the `work` index at their next attempt, which is their lease."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.aws import table
from chalicelib.aws.table import Item, Put
from chalicelib.core import clock
from chalicelib.notifications import model
from chalicelib.notifications.model import OutboxMail, State, Template

_KEPT: Final = timedelta(days=90)


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
    item.work_pk, item.work_at = f"MAIL#{table.shard(mail.id)}", clock.stamp(mail.created_at)
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
            OutboxItem.work_at.set(clock.stamp(at + model.lease(attempts + 1))),
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
        OutboxItem.work_pk.remove(),
        OutboxItem.work_at.remove(),
    ]
    if "@" in mail.recipient:
        changes.append(OutboxItem.recipient.remove())
    table.update(
        OutboxItem(pk=mail.partition, sk=mail.sort), changes, condition=OutboxItem.state == State.PENDING.value
    )


def list_due(at: datetime) -> Iterator[tuple[str, str]]:
    """The keys of the mails whose next attempt is due."""
    for work in table.shards("MAIL"):
        for raw in table.query_all(work, condition=Item.work_at <= clock.stamp(at), index="work"):
            yield raw["pk"]["S"], raw["sk"]["S"]


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
