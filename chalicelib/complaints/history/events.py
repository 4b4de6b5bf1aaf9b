"""The history: immutable events, each sealed to the one before it.

An event has three parts. *Public*: what anybody may see. *Facts*: everything else that moves the head or a figure, and
names nobody. *Details*: what people typed, and who they are; erasure removes these alone. The formats are final:
docs/decisions/0004-events.md fixes the canonical bytes, so that anybody can verify a complaint's history with SHA-256
and HMAC alone.

    commitment = HMAC-SHA-256(key = salt, canonical(facts or details))
    hash       = SHA-256(previous hash || canonical(public) || commitment to facts || commitment to details)

`canonical` is JSON with sorted keys, no white space, UTF-8. Hashes and commitments are 32 bytes; the first event's
previous hash is 32 zero bytes.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Outcome, Role

GENESIS: Final = bytes(32)
HAPPENING: Final = ("action", "by", "agencies", "outcome", "score")
"""What of an event is public beside its place in the history; of a note it belongs to the facts."""
NOT_CANONICAL: Final = "changed"
"""The one name in facts or details that are not held as they were written; the portal writes none of it."""

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened: public fields, `facts` that name nobody, and `details` that go with the person."""

    number: str
    seq: int
    at: datetime
    action: Action
    by: Role
    agencies: tuple[str, ...]
    """The agency that holds the complaint, or where it moved: from, to."""
    outcome: Outcome | None = None
    score: int | None = None
    facts: Fields = field(default_factory=dict)
    details: Fields = field(default_factory=dict)

    @property
    def agency(self) -> str:
        """The agency that held the complaint when this happened."""
        return self.agencies[0]

    @property
    def receiver(self) -> str:
        """The agency that holds the complaint afterwards."""
        return self.agencies[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPart:
    """Facts or details as they are held: salt and content are both there, or withheld or erased together."""

    commitment: bytes
    salt: bytes | None = None
    content: Fields | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether the content is hidden from the holder, or erased."""
        return self.content is None

    def without_content(self) -> "SealedPart":
        """The same for somebody who may not see the content."""
        return SealedPart(commitment=self.commitment)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One event, exactly as it is held and exported."""

    public: Fields
    facts: SealedPart
    details: SealedPart
    hash: bytes

    @property
    def seq(self) -> int:
        """Its place by its own word; 0 where it says none."""
        stated = self.public.get("seq")
        return stated if type(stated) is int else 0

    def without_details(self) -> "StoredEvent":
        """What is left of it after an erasure."""
        return replace(self, details=self.details.without_content())

    def without_contents(self) -> "StoredEvent":
        """The same for somebody who may see of it only what is public."""
        return replace(self.without_details(), facts=self.facts.without_content())


def canonical(value: Fields) -> bytes:
    """The one byte form of a JSON object."""
    return _CANONICAL.encode(value).encode()


def public_fields(event: Event) -> dict[str, Any]:
    """What anybody may see of an event; of a note only that it was made."""
    place = {"number": event.number, "seq": event.seq, "at": clock.stamp(event.at)}
    return place if event.action is Action.NOTE else place | _happening(event)


def fact_fields(event: Event) -> dict[str, Any]:
    """What the commitment to the facts covers: of a note also what its public fields leave out."""
    return dict(event.facts) if event.action is not Action.NOTE else {**event.facts, **_happening(event)}


def _happening(event: Event) -> dict[str, Any]:
    fields = {
        "action": event.action.value,
        "by": event.by.value,
        "agencies": list(event.agencies),
        "outcome": event.outcome and event.outcome.value,
        "score": event.score,
    }
    return {name: value for name, value in fields.items() if value is not None}


def seal(event: Event, *, previous: bytes, facts_salt: bytes, details_salt: bytes) -> StoredEvent:
    """The event, tied to the hash of the one before it."""
    public = public_fields(event)
    facts = _seal_part(fact_fields(event), facts_salt)
    details = _seal_part(dict(event.details), details_salt)
    hash_ = hash_event(previous, public, facts=facts.commitment, details=details.commitment)
    return StoredEvent(public=public, facts=facts, details=details, hash=hash_)


def _seal_part(content: Fields, salt: bytes) -> SealedPart:
    return SealedPart(commitment=commit_to(content, salt=salt), salt=salt, content=content)


def commit_to(content: Fields, *, salt: bytes) -> bytes:
    """The commitment to facts or details: without its salt nobody can guess what they say."""
    return hmac.digest(salt, canonical(content), "sha256")


def hash_event(previous: bytes, public: Fields, *, facts: bytes, details: bytes) -> bytes:
    """The hash of an event, from what is left of it after hiding or erasure."""
    return hashlib.sha256(previous + canonical(public) + facts + details).digest()


def event_of(stored: StoredEvent) -> Event:
    """What a stored event says, as far as it does. Raises KeyError or ValueError for what the portal never wrote.

    Its facts are needed: they are neither hidden from the portal nor ever erased.
    """
    facts, details = dict(stored.facts.content or {}), dict(stored.details.content or {})
    if NOT_CANONICAL in facts or NOT_CANONICAL in details:
        raise ValueError(NOT_CANONICAL)
    is_note = "action" not in stored.public
    happening = {name: facts.pop(name) for name in HAPPENING if name in facts} if is_note else stored.public
    outcome = happening.get("outcome")
    return Event(
        number=stored.public["number"],
        seq=stored.public["seq"],
        at=clock.read(stored.public["at"]),
        action=Action(happening["action"]),
        by=Role(happening["by"]),
        agencies=tuple(happening["agencies"]),
        outcome=None if outcome is None else Outcome(outcome),
        score=happening.get("score"),
        facts=facts,
        details=details,
    )
