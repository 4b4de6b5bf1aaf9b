"""Sends what the outbox holds: lease, send, mark. At least once; at most one extra mail for each crash, same bytes.

An attempt that fails for now, raises or dies leaves its mail to the end of its lease: nothing has to be written then.
"""

from datetime import datetime

from chalicelib.aws import mail as ses
from chalicelib.aws import observability, secrets
from chalicelib.aws.mail import Delivery
from chalicelib.aws.table import Put
from chalicelib.core import clock, settings
from chalicelib.notifications import store
from chalicelib.notifications.model import Loaders, OutboxMail, State, Template


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


def list_due() -> list[tuple[str, str]]:
    """The keys of the mails whose next attempt is due."""
    return list(store.list_due(clock.now()))


def _sent(mail: OutboxMail, loaders: Loaders) -> State:
    # Commands import this room to fill the outbox; only who delivers pays for the templates.
    from chalicelib.notifications import rendering

    if mail.is_hopeless(clock.now()):
        return _finished(mail, State.FAILED)
    content = loaders[mail.template](mail)
    if content is None:
        return _finished(mail, State.DROPPED)
    raw = rendering.render(mail, content)
    outcome = ses.send(raw, sender=settings.get().mail_from, recipient=content.address)
    if outcome is Delivery.ACCEPTED:
        return _finished(mail, State.SENT)
    return _finished(mail, State.FAILED) if outcome is Delivery.REFUSED else State.PENDING


def _finished(mail: OutboxMail, state: State) -> State:
    store.finish(mail, state, at=clock.now())
    if state is State.FAILED:
        observability.count("MailFailed")
    return state
