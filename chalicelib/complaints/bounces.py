"""What a bounced mail means for its complaint: it is flagged, the mail goes to another mailbox, the mailbox is marked.

One command, so a report that comes twice has one effect. Called by `jobs`.
"""

import uuid
from datetime import datetime

from chalicelib.agencies import service as agencies
from chalicelib.aws.table import Conflict, Write, commit
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands, store
from chalicelib.core import clock
from chalicelib.core.errors import NotFound
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import System
from chalicelib.domain.recipients import MailboxRecipient, format_recipient
from chalicelib.domain.vocabulary import Action, Attention
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import EventPlace, OutboxMail

_REPORTS = uuid.UUID("8f3c1d52-6d0e-4b7a-9a54-2f6f0d6b9c11")
"""The namespace of the keys under which reports act once."""


def handle_bounce(mail: OutboxMail, *, address: str) -> None:
    """Deal with a mail that this address did not take. Raises Unavailable.

    The agency's mailbox is marked, so that this mail and later ones go to its next one; the coordination finds the
    complaint among the undeliverable ones. A citizen has no other address: only the coordination can help.
    """
    if isinstance(mail.place, EventPlace):
        _mark_complaint(mail, mail.place.number, address)
    else:
        _mark_mailbox(mail, address, at=clock.now())


def _mark_complaint(mail: OutboxMail, number: str, address: str) -> None:
    recipient = mail.recipient
    if recipient is None:
        raise ValueError("a complaint's mail to nobody")
    once = IdempotencyKey(value=str(uuid.uuid5(_REPORTS, mail.id)), body=b"")

    def act(complaint: Complaint) -> Change:
        return actions.mark_undeliverable(complaint, recipient=format_recipient(recipient), at=clock.now())

    def list_extra_writes(after: Complaint, event: Event) -> list[Write]:
        flag = store.put_flag(after, Attention.UNDELIVERABLE)
        if not isinstance(recipient, MailboxRecipient):
            return [flag]
        again = [] if _has_dead_link(mail, after) else [notifications.resend_mail(mail, at=event.at)]
        return [flag, *again, *agencies.mark_undeliverable(recipient.agency, address, at=event.at)]

    try:
        commands.run(
            System(number=number), number, once, Action.MARK_UNDELIVERABLE, act, extra_writes=list_extra_writes
        )
    except NotFound:
        # It has been erased since: nobody is owed that mail any more.
        return


def _has_dead_link(mail: OutboxMail, complaint: Complaint) -> bool:
    """Whether the mail asks somebody to act who can't any more: the complaint has gone on since it was sent."""
    if mail.link is None:
        return False
    link = agencies.get_link(mail.link)
    return link is None or link.epoch != complaint.epoch


def _mark_mailbox(mail: OutboxMail, address: str, *, at: datetime) -> None:
    """Mark the mailbox alone: the mail, such as a new link to a queue, is of no complaint."""
    if not isinstance(mail.recipient, MailboxRecipient):
        return
    marks = agencies.mark_undeliverable(mail.recipient.agency, address, at=at)
    if not marks:
        return
    try:
        commit(marks)
    except Conflict:
        # The mailbox has another address by now.
        return
