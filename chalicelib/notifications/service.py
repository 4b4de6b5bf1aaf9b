"""Sends what the outbox holds: lease, send, mark. At least once; at most one extra mail for each crash, same bytes.

An attempt that fails for now, raises or dies leaves its mail to the end of its lease: nothing has to be written then.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.aws import mail as ses
from chalicelib.aws import observability, secrets
from chalicelib.aws.mail import SendOutcome
from chalicelib.aws.table import Put
from chalicelib.core import clock, settings
from chalicelib.domain.recipients import MailboxRecipient, Recipient
from chalicelib.notifications import store
from chalicelib.notifications.model import Loaders, MailState, OutboxMail, OutboxPlace, Template, parse_reference


def put_mail(
    template: Template, *, place: OutboxPlace, recipient: Recipient, at: datetime, link: str | None = None
) -> Put:
    """The write that sends a mail once the command that causes it is committed."""
    key = secrets.signing_keys().current
    return store.put(OutboxMail(place=place, template=template, recipient=recipient, key=key, created_at=at, link=link))


def resend_mail(mail: OutboxMail, *, at: datetime) -> Put:
    """The write that sends a mail once more, wherever its recipient can be reached now; once, however often asked."""
    place = replace(mail.place, resends=mail.place.resends + 1)
    return store.put(replace(mail, place=place, created_at=at, state=MailState.PENDING, attempts=0))


def get_by_reference(reference: str) -> OutboxMail | None:
    """The mail a report of SES is about, while it is kept. Raises ValueError for what is no reference."""
    return store.get(parse_reference(reference))


def read_place(partition: str, sort: str) -> OutboxPlace | None:
    """The place of the mail that an item with these keys is; None for any other item."""
    return store.read_place(partition, sort)


def list_due() -> list[OutboxPlace]:
    """The places of the mails whose next attempt is due."""
    return store.list_due(clock.now())


def deliver(place: OutboxPlace, loaders: Loaders) -> MailState | None:
    """Deliver one mail now; None where it is done already or under way elsewhere."""
    mail = store.lease(place, at=clock.now())
    if mail is None:
        return None
    state = _send(mail, loaders)
    observability.logger().info("mail handled", extra={"template": mail.template.value, "state": state.value})
    return state


def _send(mail: OutboxMail, loaders: Loaders) -> MailState:
    # Commands import this room to fill the outbox; only who delivers pays for the templates.
    from chalicelib.notifications import rendering

    if mail.is_abandoned(clock.now()):
        return _finish(mail, MailState.FAILED)
    content = loaders[mail.template](mail)
    if content is None:
        if isinstance(mail.recipient, MailboxRecipient):
            # An agency without a mailbox that takes mails; a reminder for an email nobody filed with is no news.
            observability.count("MailWithoutMailbox")
        return _finish(mail, MailState.DROPPED)
    raw = rendering.render(mail, content)
    sender = settings.get().mail_from
    outcome = ses.send(raw, sender=sender, recipient=content.address, reference=mail.reference)
    if outcome is SendOutcome.ACCEPTED:
        return _finish(mail, MailState.SENT)
    return _finish(mail, MailState.FAILED) if outcome is SendOutcome.REFUSED else MailState.PENDING


def _finish(mail: OutboxMail, state: MailState) -> MailState:
    store.finish(mail, state, at=clock.now())
    if state is MailState.FAILED:
        observability.count("MailFailed")
    return state
