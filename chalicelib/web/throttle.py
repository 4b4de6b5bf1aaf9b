"""Counters that slow attackers down: per address (IPv6 by /64), email and number, in fixed windows."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from chalicelib.aws import secrets
from chalicelib.core import clock, settings
from chalicelib.core.errors import PortalError, Throttled
from chalicelib.web import store
from chalicelib.web.store import CounterItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` in any window of `seconds`; `name` keeps the counters of different limits apart."""

    name: str
    most: int
    seconds: int


# Many citizens share one address behind a mobile operator's gateway, so what succeeds is not counted against it; an
# email or a number is one person's.
FAILURES_BY_ADDRESS: Final = Limit(name="address", most=60, seconds=600)
FAILURES_BY_EMAIL: Final = Limit(name="email", most=20, seconds=600)
FAILURES_BY_NUMBER: Final = Limit(name="number", most=20, seconds=600)
REMINDERS_BY_EMAIL: Final = Limit(name="reminder", most=5, seconds=3600)
LINKS_BY_LINK: Final = Limit(name="link", most=5, seconds=3600)
UPLOADS_BY_LINK: Final = Limit(name="officer-upload", most=200, seconds=600)


def filings_by_address() -> Limit:
    """How much one network may send that is answered by a mail or a new complaint."""
    return Limit(name="filing", most=settings.get().filings_per_address, seconds=600)


def uploads_by_address() -> Limit:
    """How many files one network may announce: the ten that each of its filings may name."""
    return Limit(name="upload", most=10 * settings.get().filings_per_address, seconds=600)


def count(limit: Limit, subject: str) -> None:
    """Count one attempt of a subject. Raises Throttled, saying when the window ends."""
    counter, ends = _counter(limit, subject)
    if store.add_hit(counter, expires_at=ends + limit.seconds) > limit.most:
        raise _throttled(ends)


@contextmanager
def failures(of: type[PortalError], *counted: tuple[Limit, str]) -> Iterator[None]:
    """Count, for each limit and subject, how often the block ends in this error. Raises Throttled at a limit.

    Whatever is wrong, the calls are the same: one read before, and after the error one write for each subject.
    """
    counters = [(limit, *_counter(limit, subject)) for limit, subject in counted]
    hits = store.get_hits([counter for _, counter, _ in counters])
    for (limit, _, ends), hit in zip(counters, hits, strict=True):
        if hit >= limit.most:
            raise _throttled(ends)
    try:
        yield
    except of:
        for limit, counter, ends in counters:
            store.add_hit(counter, expires_at=ends + limit.seconds)
        raise


def _counter(limit: Limit, subject: str) -> tuple[CounterItem, int]:
    now = clock.seconds(clock.now())
    window = now - now % limit.seconds
    pseudonym = secrets.throttle_pseudonym(f"{limit.name}:{subject}")
    return store.counter_key(pseudonym, window=window), window + limit.seconds


def _throttled(ends: int) -> Throttled:
    return Throttled(retry_after=max(1, ends - clock.seconds(clock.now())))


def network(viewer: str) -> str:
    """What an address counts as: an IPv4 address, or the /64 network an IPv6 host chooses its addresses from."""
    try:
        address = ipaddress.ip_address(viewer)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)
