"""What a mail that came back for good means for its complaint: it is marked, sent elsewhere, and somebody is told.

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
from chalicelib.complaints.storage.notices import CITIZEN
from chalicelib.core import clock
from chalicelib.core.errors import NotFound
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import System
from chalicelib.domain.vocabulary import Action, Attention
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import OutboxMail

_COMPLAINT = "COMPLAINT#"
_REPORTS = uuid.UUID("8f3c1d52-6d0e-4b7a-9a54-2f6f0d6b9c11")
"""The namespace of the keys under which reports act once."""


def take_back(mail: OutboxMail, *, address: str) -> None:
    """Deal with a mail that this address did not take. Raises Unavailable.

    The agency's mailbox is marked, so that this mail and later ones go to its next one; the coordination finds the
    complaint among the undeliverable ones. A citizen has no other address: only the coordination can help.
    """
    if not mail.partition.startswith(_COMPLAINT):
        _mark_mailbox(mail, address, at=clock.now())
        return
    number = mail.partition.removeprefix(_COMPLAINT)
    once = IdempotencyKey(value=str(uuid.uuid5(_REPORTS, mail.id)), body=b"")

    def act(complaint: Complaint) -> Change:
        return actions.mark_undeliverable(complaint, recipient=mail.recipient, at=clock.now())

    def list_extra_writes(after: Complaint, event: Event) -> list[Write]:
        flag = store.put_flag(after, Attention.UNDELIVERABLE)
        if mail.recipient == CITIZEN:
            return [flag]
        again = [] if _has_dead_link(mail, after) else [notifications.send_again(mail, at=event.at)]
        return [flag, *again, *agencies.mark_undeliverable(_agency(mail), address, at=event.at)]

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
    link = agencies.link(mail.link)
    return link is None or link.epoch != complaint.epoch


def _mark_mailbox(mail: OutboxMail, address: str, *, at: datetime) -> None:
    """A mail of its own, such as a new link to a queue: its mailbox alone is marked."""
    agency = _agency(mail)
    marked = agencies.mark_undeliverable(agency, address, at=at) if agency else []
    if not marked:
        return
    try:
        commit(marked)
    except Conflict:
        # The mailbox has another address by now.
        return


def _agency(mail: OutboxMail) -> str:
    agency, separator, _ = mail.recipient.partition("#")
    return agency if separator else ""
