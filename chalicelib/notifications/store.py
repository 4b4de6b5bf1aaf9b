"""Outbox items in the table: pending ones stand in the `work` index at their next attempt."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.aws import table
from chalicelib.aws.table import Item, Put
from chalicelib.core import clock
from chalicelib.notifications.model import LEASE, OutboxMail, State, Template

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
    lease_until = UnicodeAttribute(null=True)


def put(mail: OutboxMail) -> Put:
    """The write that puts a new mail into the outbox."""
    item = OutboxItem(pk=mail.partition, sk=mail.sort)
    item.template, item.recipient, item.key = mail.template.value, mail.recipient, mail.key
    item.created_at, item.seq, item.link = clock.stamp(mail.created_at), mail.seq, mail.link
    item.state, item.attempts = State.PENDING.value, 0
    item.work_pk, item.work_at = f"MAIL#{table.shard(mail.id)}", clock.stamp(mail.created_at)
    return Put(item=item, condition=table.ABSENT)


def lease(partition: str, sort: str, *, at: datetime) -> OutboxMail | None:
    """Take a pending mail for this delivery alone; None where it is done or somebody else has it."""
    item = OutboxItem(pk=partition, sk=sort)
    free = OutboxItem.lease_until.does_not_exist() | (OutboxItem.lease_until <= clock.stamp(at))
    until = clock.stamp(at + LEASE)
    taken = table.update(
        item,
        [OutboxItem.lease_until.set(until), OutboxItem.work_at.set(until), OutboxItem.attempts.add(1)],
        condition=(OutboxItem.state == State.PENDING.value) & free,
    )
    return _mail(item) if taken else None


def finish(mail: OutboxMail, state: State, *, at: datetime) -> None:
    """Record what became of a mail; it leaves the work list, and an address that somebody typed is not kept."""
    changes: list[Action] = [
        OutboxItem.state.set(state.value),
        OutboxItem.expires_at.set(clock.seconds(at + _KEPT)),
        OutboxItem.work_pk.remove(),
        OutboxItem.work_at.remove(),
        OutboxItem.lease_until.remove(),
    ]
    if "@" in mail.recipient:
        changes.append(OutboxItem.recipient.remove())
    table.update(
        OutboxItem(pk=mail.partition, sk=mail.sort), changes, condition=OutboxItem.state == State.PENDING.value
    )


def postpone(mail: OutboxMail, *, until: datetime) -> None:
    """Give a mail back for a later attempt."""
    table.update(
        OutboxItem(pk=mail.partition, sk=mail.sort),
        [OutboxItem.lease_until.set(clock.stamp(until)), OutboxItem.work_at.set(clock.stamp(until))],
        condition=OutboxItem.state == State.PENDING.value,
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
        recipient=item.recipient,
        key=item.key,
        created_at=clock.read(item.created_at),
        seq=None if item.seq is None else int(item.seq),
        link=item.link,
        state=State(item.state),
        attempts=int(item.attempts),
    )
