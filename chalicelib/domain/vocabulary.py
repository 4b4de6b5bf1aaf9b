"""The codes of the domain: what is filed, where it stands, what happens to it, who acts. Source: docs/product.md.

Their values are part of the API contract, of the stored history and of the published figures.
"""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """In whose name an event happens; part of the public history."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    CLOCK = "clock"
    SYSTEM = "system"


class Reader(StrEnum):
    """Whose words a page, a mail or a history speaks in: the two sides read the same thing differently."""

    CITIZEN = "citizen"
    OFFICER = "officer"


class MailboxRole(StrEnum):
    """The mailboxes every agency has."""

    FRONT = "front"
    SUPERVISOR = "supervisor"
    FALLBACK = "fallback"


class Scope(StrEnum):
    """What a signed link opens: one complaint, or the agency's queue."""

    COMPLAINT = "complaint"
    QUEUE = "queue"


class Kind(StrEnum):
    """What a citizen files."""

    COMPLAINT = "complaint"
    OBSERVATION = "observation"
    SUGGESTION = "suggestion"
    QUESTION = "question"


class Status(StrEnum):
    """Where a complaint stands."""

    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    NEEDS_INFORMATION = "needs_information"
    REOPENED = "reopened"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    ERASED = "erased"


class Action(StrEnum):
    """What can happen to a complaint; each happening is one event."""

    SUBMIT = "submit"
    TAKE_CHARGE = "take_charge"
    ASK_CITIZEN = "ask_citizen"
    MESSAGE = "message"
    NOTE = "note"
    ANSWER = "answer"
    TRANSFER = "transfer"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"
    PROMISE = "promise"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    RESTORE = "restore"
    REMIND = "remind"
    ESCALATE = "escalate"
    MARK_UNDELIVERABLE = "mark_undeliverable"
    DELEGATE = "delegate"
    SEE_IDENTITY = "see_identity"
    ERASE = "erase"


class Outcome(StrEnum):
    """What an answer decides; every outcome needs reasons."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    NOT_ADMISSIBLE = "not_admissible"
    INFORMATION_GIVEN = "information_given"


class Ground(StrEnum):
    """Why a request is not admissible; needed with that outcome and with no other."""

    BEFORE_THE_COURTS = "before_the_courts"
    OUTSIDE_SCOPE = "outside_scope"
    NO_NEW_ELEMENT = "no_new_element"


class Attention(StrEnum):
    """Why the coordination must look at a complaint; the API's `attention`."""

    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"
    UNDELIVERABLE = "undeliverable"
    FLOOD = "flood"


OPEN: Final = frozenset({Status.SUBMITTED, Status.IN_PROGRESS, Status.NEEDS_INFORMATION, Status.REOPENED})
SETTLED: Final = frozenset({Status.ANSWERED, Status.CLOSED})
ALIVE: Final = frozenset(Status) - {Status.ERASED}

COORDINATION: Final = "coordination"
"""The agency of the coordinating ministry: the queue of what nobody else is known to be competent for."""
