"""What an outbox item says and what became of it. It never holds text or, but for reminders, an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ATTEMPTS: Final = 8
LEASE: Final = timedelta(minutes=2)
"""How long one delivery may take; a crashed one is taken up again afterwards."""


class Template(StrEnum):
    """Every mail the portal sends; each has one template, rendered as text and as HTML, and exactly one loader."""

    RECEIPT = "receipt"
    AGENCY_ALERT = "agency_alert"
    QUESTION = "question"
    MESSAGE_TO_CITIZEN = "message_to_citizen"
    MESSAGE_TO_AGENCY = "message_to_agency"
    ANSWER = "answer"
    TRANSFER_TO_CITIZEN = "transfer_to_citizen"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    REOPENED = "reopened"
    REOPENED_TO_CITIZEN = "reopened_to_citizen"
    REOPENED_OUT = "reopened_out"
    CLOSED = "closed"
    NEW_LINK = "new_link"
    YOUR_NUMBERS = "your_numbers"


class State(StrEnum):
    """Where a mail is on its way."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    """Nobody to send it to any more: the loader had no values."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMail:
    """One mail to send. `recipient` is `citizen`, `<agency>#<role>`, or a typed address (reminders of numbers)."""

    partition: str
    sort: str
    template: Template
    recipient: str
    key: str
    """The id of the key that signs the mail's link, so that every rendering carries the same token."""
    created_at: datetime
    seq: int | None = None
    link: str | None = None
    state: State = State.PENDING
    attempts: int = 0

    @property
    def id(self) -> str:
        """The mail's identity, from which its boundary and Message-ID derive."""
        return f"{self.partition}/{self.sort}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a loader found for a mail: where it goes, in which language, and the values its template names."""

    address: str
    language: str
    values: Mapping[str, object] = field(default_factory=dict)


Loader = Callable[[OutboxMail], Content | None]
Loaders = Mapping[Template, Loader]


def delay_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: 1, 2, 4 … minutes, at most an hour."""
    return timedelta(minutes=min(60, 2 ** max(0, attempts - 1)))
