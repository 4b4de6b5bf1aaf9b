"""Sends what the outbox holds: lease, send, mark. At least once; at most one extra mail for each crash, same bytes.

An attempt that fails for now, raises or dies leaves its mail to the end of its lease: nothing has to be written then.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.aws import mail as ses
from chalicelib.aws import observability, secrets
from chalicelib.aws.mail import Delivery
from chalicelib.aws.table import Put
from chalicelib.core import clock, settings
from chalicelib.notifications import store
from chalicelib.notifications.model import Loaders, OutboxMail, State, Template, partition_and_sort


def to_send(
    template: Template,
    *,
    partition: str,
    sort: str,
    recipient: str,
    at: datetime,
    seq: int | None = None,
    link: str | None = None,
) -> Put:
    """The write that sends a mail once the command that causes it is committed."""
    key = secrets.signing_keys().current
    return store.put(
        OutboxMail(
            partition=partition,
            sort=sort,
            template=template,
            recipient=recipient,
            key=key,
            created_at=at,
            seq=seq,
            link=link,
        )
    )


def deliver(partition: str, sort: str, loaders: Loaders) -> State | None:
    """Deliver one mail now; None where it is done already or under way elsewhere."""
    mail = store.lease(partition, sort, at=clock.now())
    if mail is None:
        return None
    state = _sent(mail, loaders)
    observability.logger().info("mail handled", extra={"template": mail.template.value, "state": state.value})
    return state


def find(reference: str) -> OutboxMail | None:
    """The mail a report of SES is about, while it is kept. Raises ValueError for what is no reference."""
    return store.get(*partition_and_sort(reference))


def send_again(mail: OutboxMail, *, at: datetime) -> Put:
    """The write that sends a mail once more, wherever its recipient can be reached now; once, however often asked."""
    return store.put(replace(mail, sort=f"{mail.sort}#again", created_at=at, state=State.PENDING, attempts=0))


def list_due() -> list[tuple[str, str]]:
    """The keys of the mails whose next attempt is due."""
    return store.list_due(clock.now())


def _sent(mail: OutboxMail, loaders: Loaders) -> State:
    # Commands import this room to fill the outbox; only who delivers pays for the templates.
    from chalicelib.notifications import rendering

    if mail.is_hopeless(clock.now()):
        return _finished(mail, State.FAILED)
    content = loaders[mail.template](mail)
    if content is None:
        if "#" in mail.recipient:
            # An agency without a mailbox that takes mails; a reminder for an email nobody filed with is no news.
            observability.count("MailWithoutMailbox")
        return _finished(mail, State.DROPPED)
    raw = rendering.render(mail, content)
    sender = settings.get().mail_from
    outcome = ses.send(raw, sender=sender, recipient=content.address, reference=mail.reference)
    if outcome is Delivery.ACCEPTED:
        return _finished(mail, State.SENT)
    return _finished(mail, State.FAILED) if outcome is Delivery.REFUSED else State.PENDING


def _finished(mail: OutboxMail, state: State) -> State:
    store.finish(mail, state, at=clock.now())
    if state is State.FAILED:
        observability.count("MailFailed")
    return state
