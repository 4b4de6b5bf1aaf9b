"""Sessions: short signed tokens that say who the caller is. No cookie, no store, nothing to steal from a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.aws import secrets
from chalicelib.core import clock, settings
from chalicelib.core.errors import SessionExpired
from chalicelib.core.tokens import Purpose, TokenExpired, TokenInvalid
from chalicelib.domain import policies
from chalicelib.domain.people import Person
from chalicelib.domain.policies import Policy, SessionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A token and when it ends."""

    token: str
    expires_at: datetime


def mint(who: Person) -> Session:
    """A session from now on, as long as the person's policy says."""
    policy = policies.policy_of(who)
    rule = _rule_of(policy)
    ends = clock.now() + timedelta(minutes=rule.minutes(settings.get()))
    payload = {"w": policy.kind.value, **rule.claims(who)}
    return Session(token=secrets.signing_keys().sign(Purpose.SESSION, payload, expires=ends), expires_at=ends)


def read(authorization: str | None) -> Person:
    """Who an Authorization header speaks for. Raises SessionExpired where it is missing, foreign or over."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise SessionExpired
    try:
        return _person(secrets.signing_keys().verify(Purpose.SESSION, token.strip()))
    except (TokenExpired, TokenInvalid) as over:
        raise SessionExpired from over


def _person(payload: Mapping[str, Any]) -> Person:
    policy = next((each for each in policies.POLICIES.values() if each.kind == payload.get("w")), None)
    if policy is None:
        raise TokenInvalid
    person: Person = _rule_of(policy).person(payload)
    return person


def _rule_of(policy: Policy[Any]) -> SessionPolicy[Any]:
    if policy.session is None:
        raise TypeError(f"nobody signs in as {policy.kind}")
    return policy.session
