"""The history: immutable events, each sealed to the one before it.

The formats here are final: `docs/decisions/0004-events.md` fixes the canonical bytes, so that anybody can verify a
complaint's history with SHA-256 and HMAC alone.

    commitment = HMAC-SHA-256(key = salt, canonical(details))
    hash       = SHA-256(previous hash (32 bytes) || canonical(public fields) || commitment (32 bytes))

`canonical` is JSON with sorted keys, no white space, UTF-8. The first event's previous hash is 32 zero bytes.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Outcome, Role

GENESIS: Final = bytes(32)
HAPPENING: Final = ("action", "by", "agencies", "outcome", "score")
"""What of an event is public beside its place in the history; of a note it is committed."""

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened: public fields, and the `details` that only the parties see (texts, contact, places)."""

    number: str
    seq: int
    at: datetime
    action: Action
    by: Role
    agencies: tuple[str, ...]
    """The agency that holds the complaint, or where it moved: from, to."""
    outcome: Outcome | None = None
    score: int | None = None
    details: Details = field(default_factory=dict)

    @property
    def agency(self) -> str:
        """The agency that held the complaint when this happened."""
        return self.agencies[0]

    @property
    def receiver(self) -> str:
        """The agency that holds the complaint afterwards."""
        return self.agencies[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What ties an event to its predecessor; the salt lives beside the details and goes with them."""

    salt: bytes | None
    """None where the details are erased."""
    commitment: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEvent:
    """An event as it is kept and exported."""

    event: Event
    seal: Seal


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte form of a JSON object."""
    return _CANONICAL.encode(value).encode()


def public_fields(event: Event) -> dict[str, Any]:
    """What anybody may see of an event; of a note only that it was made."""
    shown = {"number": event.number, "seq": event.seq, "at": clock.stamp(event.at)}
    return shown if event.action is Action.NOTE else shown | _happening(event)


def committed_fields(event: Event) -> dict[str, Any]:
    """What the commitment covers: the details, and of a note also what its public fields leave out."""
    return dict(event.details) if event.action is not Action.NOTE else {**event.details, **_happening(event)}


def _happening(event: Event) -> dict[str, Any]:
    fields = {
        "action": event.action.value,
        "by": event.by.value,
        "agencies": list(event.agencies),
        "outcome": event.outcome and event.outcome.value,
        "score": event.score,
    }
    return {name: value for name, value in fields.items() if value is not None}


def seal(event: Event, *, previous: bytes, salt: bytes) -> SealedEvent:
    """The event, tied to the hash of the one before it."""
    commitment = committed(salt, committed_fields(event))
    return SealedEvent(
        event=event,
        seal=Seal(salt=salt, commitment=commitment, hash=chained(previous, public_fields(event), commitment)),
    )


def committed(salt: bytes, details: Mapping[str, Any]) -> bytes:
    """The commitment to what only the parties see."""
    return hmac.digest(salt, canonical(details), "sha256")


def chained(previous: bytes, public: Mapping[str, Any], commitment: bytes) -> bytes:
    """The hash of an event, from what is left of it after hiding or erasure."""
    return hashlib.sha256(previous + canonical(public) + commitment).digest()
