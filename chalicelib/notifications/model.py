"""What an outbox item says and what became of it. It never holds text or, but for reminders, an address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

TRIED_FOR: Final = timedelta(days=3)
"""How long a mail that nobody takes is tried: longer than any outage that a weekend hides."""
ATTEMPTS: Final = 8
"""How often it is tried at least, however old it is when it is first seen."""


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

    def is_hopeless(self, at: datetime) -> bool:
        """Whether it has been tried often enough and long enough to give it up."""
        return self.attempts > ATTEMPTS and at - self.created_at > TRIED_FOR

    @property
    def id(self) -> str:
        """The mail's identity, from which its boundary and Message-ID derive."""
        return f"{self.partition}/{self.sort}"

    @property
    def reference(self) -> str:
        """The mail's identity in the alphabet of SES's tags; `partition_and_sort` reads it."""
        return urlsafe_b64encode(self.id.encode()).decode().rstrip("=")


def partition_and_sort(reference: str) -> tuple[str, str]:
    """The outbox keys that a `reference` stands for. Raises ValueError for anything else."""
    partition, separator, sort = urlsafe_b64decode(reference + "=" * (-len(reference) % 4)).decode().partition("/")
    if not separator:
        raise ValueError("no reference of a mail")
    return partition, sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a loader found for a mail: where it goes, in which language, and the values its template names."""

    address: str
    language: str
    values: Mapping[str, object] = field(default_factory=dict)


Loader = Callable[[OutboxMail], Content | None]
Loaders = Mapping[Template, Loader]


def lease(attempt: int) -> timedelta:
    """How long nobody else takes a mail up after its first, second … attempt began: 2, 4, 8 … minutes, at most 30.

    The lease is the delay as well: an attempt that fails, or dies, is followed by the next when its lease is over.
    """
    return timedelta(minutes=min(30, 2 ** min(attempt, 5)))
