"""The one way to change a complaint: marker first, rule, one transaction, retry on conflict.

Called by the services of `citizens`, `desk`, `coordination` and `deadlines`. docs/decisions/0006-one-transaction.md
says why each step is where it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Final, TypeVar

from chalicelib.agencies import service as agencies
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import Claim
from chalicelib.aws import secrets
from chalicelib.aws.table import Conflict, Write, commit
from chalicelib.complaints.history import events
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.complaints.rules import access, tallies
from chalicelib.complaints.rules.actions import filing
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import event_store, heads, notices, store
from chalicelib.complaints.storage.case_file import CaseFile, read_case_file
from chalicelib.complaints.storage.heads import Head
from chalicelib.complaints.storage.store import Marker, MarkerKey
from chalicelib.core import clock, ids
from chalicelib.core.errors import Forbidden, InvalidInput, KeyReused, NotFound, PortalError, Unavailable
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain import policies
from chalicelib.domain.people import Citizen, Clerk, Person, Visitor
from chalicelib.domain.vocabulary import Action

ATTEMPTS: Final = 4
"""The first try and three retries."""


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


Act = Callable[[Complaint], Change]
ExtraWrites = Callable[[Complaint, Event], Sequence[Write]]
_Decided = TypeVar("_Decided")


def run(
    who: Person,
    number: str,
    once: IdempotencyKey,
    action: Action,
    act: Act,
    *,
    extra_writes: ExtraWrites | None = None,
    upload_ids: Sequence[str] = (),
) -> CommandResult:
    """Do `act` exactly once, with the files of these uploads. `extra_writes` gives what must be written with it.

    Raises NotFound, Forbidden, KeyReused, LinkRevoked, Unavailable, InvalidInput for uploads that are not to be had,
    and whatever `act` raises (ActionNotAllowed, Stale, …).
    """
    key = MarkerKey(number=number, action=_marker_name(who, action), once=once)

    def decide(head: Head | None) -> Decision:
        return _decide(who, head, action, act, extra_writes=extra_writes, upload_ids=upload_ids)

    made = _run_once(key, decide)
    if isinstance(made, Marker):
        return _replay(who, made, once)
    # Whom the command itself shuts out, such as who transfers, gets no view: its history need not be read.
    case = _read_for(who, number) if policies.may_see(who, made.after) else None
    return CommandResult(number=number, case=case, after=made.after)


def submit(
    who: Visitor | Clerk,
    once: IdempotencyKey,
    begin: Callable[[str], Event],
    *,
    extra_writes: Callable[[], Sequence[Write]],
    upload_ids: Sequence[str] = (),
) -> CommandResult:
    """File a complaint exactly once, with the files of these uploads. `begin` makes its first event for a fresh number.

    `extra_writes` gives the conditions and writes that go with it; it is asked only where nothing is filed under the
    key yet. Raises KeyReused, Unavailable, InvalidInput for uploads that are not to be had, and what `begin` and
    `extra_writes` raise.
    """

    def decide(_: Head | None) -> Decision:
        claimed = _claim(who, upload_ids)
        extra = _judge(claimed, extra_writes)
        event = _with_files(begin(ids.new_number()), claimed)
        return Decision(before=None, after=filing.start(event), event=event, claimed=claimed, extra=extra)

    made = _run_once(MarkerKey(number=None, action=Action.SUBMIT.value, once=once), decide)
    if isinstance(made, Marker):
        return _replay(Citizen(number=made.number), made, once)
    case = CaseFile(complaint=made.after, events=(made.event,), files=made.claimed.files(made.event.seq))
    return CommandResult(number=made.event.number, case=case)


def _marker_name(who: Person, action: Action) -> str:
    role = policies.role_for(who, action)
    if role is None:
        raise Forbidden
    return f"{role}.{action}"


def _run_once(key: MarkerKey, decide: Callable[[Head | None], Decision]) -> Decision | Marker:
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
            commit(_list_writes(made, key))
        except Conflict:
            continue
        return made
    raise Unavailable


def _decide(
    who: Person,
    head: Head | None,
    action: Action,
    act: Act,
    *,
    extra_writes: ExtraWrites | None,
    upload_ids: Sequence[str],
) -> Decision:
    if head is None:
        raise NotFound
    access.require_acting(who, action, head.complaint)
    claimed = _claim(who, upload_ids)
    after, event = _judge(claimed, lambda: act(head.complaint))
    event = _with_files(event, claimed)
    extra = [*agencies.list_link_checks(who), *(extra_writes(after, event) if extra_writes else ())]
    return Decision(before=head, after=after, event=event, claimed=claimed, extra=extra)


def _claim(who: Person, upload_ids: Sequence[str]) -> Claim:
    return attachments.claim(upload_ids, side=policies.uploads_side(who), at=clock.now())


def _judge(claimed: Claim, judge: Callable[[], _Decided]) -> _Decided:
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


def _list_writes(made: Decision, key: MarkerKey) -> list[Write]:
    before, event = made.before, made.event
    previous = GENESIS if before is None else before.last_hash
    earlier = None if before is None else before.complaint
    stored = events.seal(event, previous=previous, facts_salt=ids.new_salt(), details_salt=ids.new_salt())
    return [
        heads.put(Head(complaint=made.after, last_hash=stored.hash), replacing=earlier),
        event_store.put_event(stored, tallies.of(earlier, made.after, event)),
        store.put_marker(key, number=event.number, seq=event.seq),
        *notices.list_writes(event, before=earlier, after=made.after),
        *attachments.list_claim_writes(made.claimed, number=event.number, seq=event.seq, at=event.at),
        *made.extra,
    ]


def _replay(who: Person, marker: Marker, once: IdempotencyKey) -> CommandResult:
    if not compare_digest(marker.body, secrets.body_pseudonym(once.body)):
        raise KeyReused
    case = _read_for(who, marker.number) if agencies.is_link_valid(who) else None
    return CommandResult(number=marker.number, case=case)


def _read_for(who: Person, number: str) -> CaseFile | None:
    found = read_case_file(number)
    return found if found is not None and policies.may_see(who, found.complaint) else None
