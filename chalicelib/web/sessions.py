"""Sessions: short signed tokens that say who the caller is. No cookie, no store, nothing to steal from a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.aws import secrets
from chalicelib.core import clock, settings
from chalicelib.core.errors import SessionExpired
from chalicelib.core.tokens import Purpose, TokenExpired, TokenInvalid
from chalicelib.domain.people import Citizen, Officer, Person
from chalicelib.domain.vocabulary import MailboxRole, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A token and when it ends."""

    token: str
    expires_at: datetime


def mint(who: Person) -> Session:
    """A session from now on: 20 minutes for a citizen, an hour for an officer (settings)."""
    configured = settings.get()
    citizen = isinstance(who, Citizen)
    minutes = configured.citizen_session_minutes if citizen else configured.officer_session_minutes
    ends = clock.now() + timedelta(minutes=minutes)
    return Session(token=secrets.signing_keys().sign(Purpose.SESSION, _payload(who), expires=ends), expires_at=ends)


def read(authorization: str | None) -> Person:
    """Who an Authorization header speaks for. Raises SessionExpired where it is missing, foreign or over."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise SessionExpired
    try:
        return _person(secrets.signing_keys().verify(Purpose.SESSION, token.strip()))
    except (TokenExpired, TokenInvalid) as over:
        raise SessionExpired from over


def _payload(who: Person) -> dict[str, Any]:
    if isinstance(who, Citizen):
        return {"n": who.number}
    return {
        "a": who.agency,
        "m": who.mailbox.value,
        "l": who.link,
        "s": who.scope.value,
        "n": who.number,
        "e": who.epoch,
    }


def _person(payload: Mapping[str, Any]) -> Person:
    if "a" not in payload:
        return Citizen(number=payload["n"])
    return Officer(
        agency=payload["a"],
        mailbox=MailboxRole(payload["m"]),
        link=payload["l"],
        scope=Scope(payload["s"]),
        number=payload["n"],
        epoch=payload["e"],
    )
