"""Builders with defaults: a test names only what matters to it."""

import base64
import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from chalicelib.agencies.model import Agency, Mailbox, Names
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions import Contact, Filing, ReasonedAnswer
from chalicelib.complaints.rules.model import Complaint, Place, due
from chalicelib.core import clock, ids
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Citizen, Officer, Visitor
from chalicelib.domain.vocabulary import Kind, MailboxRole, Outcome, Scope, Status

NUMBER: Final = "7K3M9QXT2HDBM"
NOON: Final = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""A moment to stand at, far from every change of the clocks."""
REGION, PROVINCE, COMMUNE = "01", "01.051", "01.051.01.01"
AGENCIES: Final = ("coordination", "interior", "health", "justice", "transport")
_counter = itertools.count(1)


def days_ago(days: float) -> datetime:
    """That many days before now."""
    return clock.now() - timedelta(days=days)


def a_directory() -> tuple[list[Agency], list[Mailbox]]:
    """A handful of agencies, each with its three mailboxes."""
    agencies = [
        Agency(id=each, names=Names(ar=f"إدارة {each}", fr=f"Ministère {each}"), kind="ministry") for each in AGENCIES
    ]
    mailboxes = [
        Mailbox(agency=each, role=role, address=f"{role}@{each}.example", language="fr")
        for each in AGENCIES
        for role in MailboxRole
    ]
    return agencies, mailboxes


def a_contact(**changes: Any) -> Contact:
    """Who files."""
    given = {
        "name": "Amina Test",
        "email": "amina@mail.example",
        "phone": None,
        "language": "fr",
        "confidential": False,
    }
    return Contact(**{**given, **changes})


def a_filing(**changes: Any) -> Filing:
    """What a citizen submits, as the aggregate takes it."""
    given: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "agency": "interior",
        "place": Place(region=REGION),
        "subject": "A certificate",
        "facts": "It never came.",
        "wish": None,
        "contact": a_contact(),
        "email_pseudonym": "e" * 64,
    }
    return Filing(**{**given, **changes})


def a_submission_event(*, at: datetime | None = None, number: str = NUMBER, **changes: Any) -> Event:
    """The first event of a complaint."""
    return actions.submit(a_filing(**changes), number=number, at=at or clock.now(), within_days=60)


def a_complaint(status: Status = Status.SUBMITTED, **changes: Any) -> Complaint:
    """A complaint in a status, with the dates that go with it; `answered_at` also fixes the window."""
    filed_at: datetime = changes.get("filed_at", min(clock.now(), changes.get("answered_at") or clock.now()))
    given: dict[str, Any] = {
        "number": NUMBER,
        "kind": Kind.COMPLAINT,
        "status": status,
        "agency": "interior",
        "place": Place(region=REGION),
        "language": "fr",
        "email_pseudonym": "e" * 64,
        "confidential": False,
        "filed_at": filed_at,
        "due_on": due(filed_at, within_days=60),
        "look_since": filed_at,
        "held_since": filed_at,
        "deadlines_handled_until": filed_at,
        "version": 7,
    }
    return Complaint(**{**given, **_dates_of(status, changes), **changes})


def _dates_of(status: Status, changes: dict[str, Any]) -> dict[str, Any]:
    if status is Status.NEEDS_INFORMATION:
        return {"asked_at": clock.now()}
    if status is Status.DISCARDED:
        return {"status_before_discard": Status.IN_PROGRESS}
    if status in {Status.ANSWERED, Status.CLOSED}:
        answered_at = changes.get("answered_at") or clock.now()
        window = due(answered_at, within_days=60)
        return {"answered_at": answered_at, "answer_outcome": Outcome.REFUSED, "reopen_until": window}
    return {}


def a_reasoned_answer(**changes: Any) -> ReasonedAnswer:
    """A reasoned answer."""
    return ReasonedAnswer(**{"outcome": Outcome.GRANTED, "reasons": "The certificate was sent on Monday.", **changes})


def an_answered_complaint(*, at: datetime | None = None, promised_on: date | None = None) -> Complaint:
    """A complaint answered by the real act."""
    answered, _ = actions.answer(
        a_complaint(),
        a_reasoned_answer(promised_on=promised_on),
        mailbox=MailboxRole.FRONT,
        at=at or clock.now(),
        reopen_within_days=60,
    )
    return answered


def a_key(value: str | None = None, *, body: bytes = b"{}") -> IdempotencyKey:
    """An idempotency key with the body it came with."""
    return IdempotencyKey(value=value or str(uuid.uuid4()), body=body)


def a_visitor() -> Visitor:
    """Who calls before anybody is known."""
    return Visitor(address="198.51.100.7", language="fr")


def a_citizen(number: str = NUMBER) -> Citizen:
    """Who knows number and email."""
    return Citizen(number=number)


def an_officer(**changes: Any) -> Officer:
    """Who holds a link to one complaint."""
    given: dict[str, Any] = {
        "agency": "interior",
        "mailbox": MailboxRole.FRONT,
        "link": "link",
        "scope": Scope.COMPLAINT,
        "number": NUMBER,
        "epoch": 1,
    }
    return Officer(**{**given, **changes})


def a_submission(**changes: Any) -> dict[str, Any]:
    """The body of POST /complaints, without its proof. `citizen` and `place` are merged, the rest replaced."""
    given: dict[str, Any] = {
        "kind": "complaint",
        "agency_id": "interior",
        "place": {"region": REGION, "province": PROVINCE, "commune": COMMUNE},
        "subject": "A certificate that never came",
        "facts": "I asked for it in March and have heard nothing since.",
        "wish": "The certificate",
        "citizen": {"name": "Amina Test", "email": f"citizen{next(_counter)}@mail.example", "language": "fr"},
        "consent": True,
    }
    citizen = {**given["citizen"], **changes.pop("citizen", {})}
    return {**given, "citizen": citizen, **changes}


def an_answer(**changes: Any) -> dict[str, Any]:
    """The body of POST /agency/complaints/{number}/answers."""
    return {"outcome": "granted", "reasons": "The certificate was sent on Monday by post.", **changes}


def without_padding(token: str) -> bytes:
    """The bytes a base64url part of a token holds."""
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def new_numbers(count: int) -> Sequence[str]:
    """That many numbers nobody has yet."""
    return [ids.new_number() for _ in range(count)]
