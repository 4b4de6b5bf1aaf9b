"""What an outbox item says and what became of it. It never holds text or, but for reminders, an address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.recipients import Recipient

MAX_AGE: Final = timedelta(days=3)
"""How long a mail that nobody takes is tried: longer than any outage that a weekend hides."""
MIN_ATTEMPTS: Final = 8
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


class MailState(StrEnum):
    """Where a mail is on its way."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    """Nobody to send it to any more: the loader had no values."""
    FAILED = "failed"


class RequestKind(StrEnum):
    """What somebody may ask for that is answered by a mail and belongs to no event."""

    NEW_LINK = "new_link"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """The place in the outbox of a mail that an event of a complaint causes; `position` counts that event's mails."""

    number: str
    seq: int
    position: int
    resends: int = 0
    """How often it has been sent again, to another mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlace:
    """The place in the outbox of the one mail that answers a request with this id."""

    kind: RequestKind
    id: str
    resends: int = 0


OutboxPlace = EventPlace | RequestPlace
"""What identifies a mail; the outbox's store makes its keys of it."""


def format_place(place: OutboxPlace) -> str:
    """A place as text, from which a mail's boundary, Message-ID and reference derive."""
    match place:
        case EventPlace():
            parts = ["event", place.number, place.seq, place.position]
        case RequestPlace():
            parts = [place.kind.value, place.id]
    return "/".join(map(str, [*parts, place.resends]))


def parse_place(text: str) -> OutboxPlace:
    """The place that `format_place` wrote. Raises ValueError for anything else."""
    match text.split("/"):
        case ["event", number, seq, position, resends]:
            return EventPlace(number=number, seq=int(seq), position=int(position), resends=int(resends))
        case [kind, id_, resends]:
            return RequestPlace(kind=RequestKind(kind), id=id_, resends=int(resends))
    raise ValueError("no place in the outbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMail:
    """One mail to send."""

    place: OutboxPlace
    template: Template
    recipient: Recipient | None
    """None once the mail is finished, if it went to an address that somebody typed."""
    key: str
    """The id of the key that signs the mail's link, so that every rendering carries the same token."""
    created_at: datetime
    link: str | None = None
    """The id of the link that it carries, or of the one in place of which a new one is asked for."""
    state: MailState = MailState.PENDING
    attempts: int = 0

    def is_abandoned(self, at: datetime) -> bool:
        """Whether it has been tried often enough and long enough to give it up."""
        return self.attempts > MIN_ATTEMPTS and at - self.created_at > MAX_AGE

    @property
    def id(self) -> str:
        """The mail's identity, from which its boundary and Message-ID derive."""
        return format_place(self.place)

    @property
    def reference(self) -> str:
        """The mail's identity in the alphabet of SES's tags; `parse_reference` reads it."""
        return urlsafe_b64encode(self.id.encode()).decode().rstrip("=")


def parse_reference(reference: str) -> OutboxPlace:
    """The place that a `reference` stands for. Raises ValueError for anything else."""
    return parse_place(urlsafe_b64decode(reference + "=" * (-len(reference) % 4)).decode())


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
