"""The one way to change a complaint: marker first, rule, one transaction, retry on conflict.

Called by the services of `citizens`, `desk`, `coordination` and `deadlines`. docs/decisions/0006-one-transaction.md
says why each step is where it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import TypeVar

from chalicelib.agencies import service as agencies
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import Claim, File
from chalicelib.aws import secrets
from chalicelib.aws.table import Check, Conflict, Write, commit
from chalicelib.complaints.history import events
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.complaints.rules import access, tallies
from chalicelib.complaints.rules.model import Complaint, submitted
from chalicelib.complaints.storage import heads, notices, store
from chalicelib.complaints.storage.heads import Head
from chalicelib.complaints.storage.store import Marker, MarkerKey
from chalicelib.core import clock, ids
from chalicelib.core.errors import InvalidInput, KeyReused, NotFound, PortalError, Unavailable
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Citizen, Officer, Principal
from chalicelib.domain.vocabulary import Action, Role

ATTEMPTS = 4
"""The first try and three retries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A complaint with its history and its files, as a view is made of it."""

    complaint: Complaint
    events: tuple[Event, ...]
    files: tuple[File, ...] = ()

    def files_for(self, reader: Role) -> tuple[File, ...]:
        """The files under the names this side may see: what a confidential citizen calls them may say who it is."""
        if reader is Role.CITIZEN or not self.complaint.confidential:
            return self.files
        theirs = {event.seq for event in self.events if event.by is Role.CITIZEN}
        return tuple(
            file.with_neutral_name(place) if file.seq in theirs else file for place, file in enumerate(self.files, 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """What a command did: the complaint's number, and its case file unless the caller may no longer see it."""

    number: str
    case: CaseFile | None
    after: Complaint | None = None
    """The complaint as this command left it; None for a replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a command makes of a complaint, and what is written with it beside what every command writes."""

    before: Head | None
    after: Complaint
    event: Event
    claimed: Claim
    extra: Sequence[Write]


Act = Callable[[Complaint], tuple[Complaint, Event]]
ExtraWrites = Callable[[Complaint, Event], Sequence[Write]]
_Judged = TypeVar("_Judged")


def run(
    who: Principal,
    number: str,
    once: IdempotencyKey,
    action: Action,
    act: Act,
    *,
    also: ExtraWrites | None = None,
    upload_ids: Sequence[str] = (),
) -> CommandResult:
    """Do `act` exactly once, with the files of these uploads. `also` gives the writes that must happen with it.

    Raises NotFound, KeyReused, LinkRevoked, Unavailable, InvalidInput for uploads that are not to be had, and whatever
    `act` raises (ActionNotAllowed, Stale, …).
    """
    key = MarkerKey(number=number, action=f"{who.role}.{action}", once=once)
    made = _once(key, lambda head: _decided(who, head, act, also=also, upload_ids=upload_ids))
    if isinstance(made, Marker):
        return _replayed(who, made, once)
    # Whom the command itself shuts out, such as who transfers, gets no view: its history need not be read.
    case = _case(who, number) if access.may_see(who, made.after) else None
    return CommandResult(number=number, case=case, after=made.after)


def submit(
    once: IdempotencyKey,
    begin: Callable[[str], Event],
    *,
    also: Callable[[], Sequence[Write]],
    upload_ids: Sequence[str] = (),
) -> CommandResult:
    """File a complaint exactly once, with the files of these uploads. `begin` makes its first event for a fresh number.

    `also` gives the conditions and writes that go with it; it is asked only where nothing is filed under the key yet.
    Raises KeyReused, Unavailable, InvalidInput for uploads that are not to be had, and what `begin` and `also` raise.
    """

    def decide(_: Head | None) -> Decision:
        claimed = attachments.claim(upload_ids, side=attachments.CITIZEN, at=clock.now())
        extra = _judged(claimed, also)
        event = _with_files(begin(ids.new_number()), claimed)
        return Decision(before=None, after=submitted(event), event=event, claimed=claimed, extra=extra)

    made = _once(MarkerKey(number=None, action=Action.SUBMIT.value, once=once), decide)
    if isinstance(made, Marker):
        return _replayed(Citizen(number=made.number), made, once)
    case = CaseFile(complaint=made.after, events=(made.event,), files=made.claimed.files(made.event.seq))
    return CommandResult(number=made.event.number, case=case)


def _once(key: MarkerKey, decide: Callable[[Head | None], Decision]) -> Decision | Marker:
    """What is decided and committed now; or the marker, where the key has done it before."""
    for _ in clock.attempts(ATTEMPTS):
        marker, head = store.get_marker_and_head(key)
        if marker is not None:
            return marker
        try:
            made = decide(head)
        except PortalError:
            # What was read is no snapshot: this very command may have landed in between, and claimed its uploads.
            if (marker := store.get_marker(key)) is None:
                raise
            return marker
        try:
            commit(_writes(made, key))
        except Conflict:
            continue
        return made
    raise Unavailable


def _decided(
    who: Principal, head: Head | None, act: Act, *, also: ExtraWrites | None, upload_ids: Sequence[str]
) -> Decision:
    if head is None:
        raise NotFound
    access.require_acting(who, head.complaint)
    side = attachments.side_of(who.agency) if isinstance(who, Officer) else attachments.CITIZEN
    claimed = attachments.claim(upload_ids, side=side, at=clock.now())
    after, event = _judged(claimed, lambda: act(head.complaint))
    event = _with_files(event, claimed)
    extra = [*_conditions(who), *(also(after, event) if also else ())]
    return Decision(before=head, after=after, event=event, claimed=claimed, extra=extra)


def _judged(claimed: Claim, judge: Callable[[], _Judged]) -> _Judged:
    """What `judge` gives; wrong uploads are named beside the fields it finds wrong."""
    try:
        found = judge()
    except InvalidInput as wrong:
        raise InvalidInput(*wrong.errors, *claimed.wrong) from None
    if claimed.wrong:
        raise InvalidInput(*claimed.wrong)
    return found


def _with_files(event: Event, claimed: Claim) -> Event:
    return replace(event, details={**event.details, **claimed.details}) if claimed.taken else event


def _writes(made: Decision, key: MarkerKey) -> list[Write]:
    before, event = made.before, made.event
    previous = GENESIS if before is None else before.last_hash
    earlier = None if before is None else before.complaint
    sealed = events.seal(event, previous=previous, salt=ids.new_salt())
    return [
        heads.put(Head(complaint=made.after, last_hash=sealed.seal.hash), replacing=earlier),
        store.put_event(sealed, tallies.of(earlier, made.after, event)),
        store.put_marker(key, number=event.number, seq=event.seq),
        *notices.list_writes(event, made.after),
        *attachments.list_claim_writes(made.claimed, number=event.number, seq=event.seq, at=event.at),
        *made.extra,
    ]


def _conditions(who: Principal) -> list[Check]:
    return agencies.require_link(who) if isinstance(who, Officer) else []


def _replayed(who: Principal, marker: Marker, once: IdempotencyKey) -> CommandResult:
    if not compare_digest(marker.body, secrets.body_pseudonym(once.body)):
        raise KeyReused
    revoked = isinstance(who, Officer) and not agencies.is_link_valid(who)
    return CommandResult(number=marker.number, case=None if revoked else _case(who, marker.number))


def _case(who: Principal, number: str) -> CaseFile | None:
    found = store.get_case(number)
    if found is None or not access.may_see(who, found[0].complaint):
        return None
    return CaseFile(complaint=found[0].complaint, events=found[1], files=found[2])
