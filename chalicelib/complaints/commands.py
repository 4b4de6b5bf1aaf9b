"""The one way to change a complaint: marker first, rule, one transaction, retry on conflict.

Called by the services of `citizens`, `desk`, `coordination` and `deadlines`. docs/decisions/0006-one-transaction.md
says why each step is where it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from chalicelib.agencies import service as agencies
from chalicelib.aws import secrets
from chalicelib.aws.table import Check, Conflict, Write, commit
from chalicelib.complaints import access, events, heads, notices, store, tallies
from chalicelib.complaints.events import GENESIS, Event
from chalicelib.complaints.heads import Head
from chalicelib.complaints.lifecycle import Action
from chalicelib.complaints.model import Complaint, submitted
from chalicelib.complaints.store import Marker, MarkerKey
from chalicelib.core import clock, ids
from chalicelib.core.errors import KeyReused, NotFound, PortalError, Unavailable
from chalicelib.core.principal import Citizen, IdempotencyKey, Officer, Principal

ATTEMPTS = 4
"""The first try and three retries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A complaint with its history, as a view is made of it."""

    complaint: Complaint
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did: the complaint's number, and its case file unless the caller may no longer see it."""

    number: str
    case: CaseFile | None
    after: Complaint | None = None
    """The complaint as this command left it; None for a replay."""


Act = Callable[[Complaint], tuple[Complaint, Event]]
Also = Callable[[Complaint, Event], Sequence[Write]]


def run(
    who: Principal, number: str, once: IdempotencyKey, action: Action, act: Act, *, also: Also | None = None
) -> Done:
    """Do `act` exactly once. `also` gives the writes that must happen with it.

    Raises NotFound, KeyReused, LinkRevoked, Unavailable, and whatever `act` raises (ActionNotAllowed, Stale, …).
    """
    key = MarkerKey(number=number, action=f"{who.role}.{action}", once=once)
    for attempt in range(ATTEMPTS):
        clock.pause(attempt)
        marker, head = store.get_marker_and_head(key, number)
        if marker is not None:
            return _replayed(who, marker, once)
        if head is None:
            raise NotFound
        try:
            access.require_acting(who, head.complaint)
            after, event = act(head.complaint)
        except PortalError:
            # The marker and the head are not read in one snapshot: this very command may have landed in between.
            marker = store.get_marker(key)
            if marker is None:
                raise
            return _replayed(who, marker, once)
        extra = list(also(after, event)) if also else []
        try:
            commit([*_writes(head, after, event, key), *_conditions(who), *extra])
        except Conflict:
            continue
        # Whom the command itself shuts out, such as who transfers, gets no view: its history need not be read.
        case = _case(who, number) if access.may_see(who, after) else None
        return Done(number=number, case=case, after=after)
    raise Unavailable


def submit(once: IdempotencyKey, begin: Callable[[str], Event], *, also: Callable[[], Sequence[Write]]) -> Done:
    """File a complaint exactly once. `begin` makes its first event for a fresh number.

    `also` gives the conditions and writes that go with it; it is asked only where nothing is filed under the key yet.
    Raises KeyReused, Unavailable, and whatever `begin` and `also` raise.
    """
    key = MarkerKey(number=None, action=Action.SUBMIT.value, once=once)
    for attempt in range(ATTEMPTS):
        clock.pause(attempt)
        marker = store.get_marker(key)
        if marker is not None:
            return _replayed(Citizen(number=marker.number), marker, once)
        extra = also()
        event = begin(ids.new_number())
        try:
            commit([*_writes(None, submitted(event), event, key), *extra])
        except Conflict:
            continue
        return Done(number=event.number, case=CaseFile(complaint=submitted(event), events=(event,)))
    raise Unavailable


def _writes(before: Head | None, after: Complaint, event: Event, key: MarkerKey) -> list[Write]:
    previous = GENESIS if before is None else before.last_hash
    earlier = None if before is None else before.complaint
    sealed = events.seal(event, previous=previous, salt=ids.new_salt())
    return [
        heads.put(Head(complaint=after, last_hash=sealed.seal.hash), replacing=earlier),
        store.put_event(sealed, tallies.of(earlier, after, event)),
        store.put_marker(key, number=event.number, seq=event.seq),
        *notices.to_write(event, after),
    ]


def _conditions(who: Principal) -> list[Check]:
    return agencies.require_link(who) if isinstance(who, Officer) else []


def _replayed(who: Principal, marker: Marker, once: IdempotencyKey) -> Done:
    if not compare_digest(marker.body, secrets.body_pseudonym(once.body)):
        raise KeyReused
    revoked = isinstance(who, Officer) and not agencies.link_holds(who)
    return Done(number=marker.number, case=None if revoked else _case(who, marker.number))


def _case(who: Principal, number: str) -> CaseFile | None:
    found = store.get_case(number)
    if found is None or not access.may_see(who, found[0].complaint):
        return None
    return CaseFile(complaint=found[0].complaint, events=found[1])
