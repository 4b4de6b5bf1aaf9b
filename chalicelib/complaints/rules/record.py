"""What one action is, in one record: who may when, what it changes, says, counts, and who is written to. Pure.

The records themselves stand in `actions`, one for each action; `decide` makes an event by a record, `apply` changes the
complaint by it. Source of the rows: the lifecycle table of docs/product.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.complaints.history.events import Event, Fields
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain.recipients import CitizenRecipient, Recipient
from chalicelib.domain.vocabulary import Action, Outcome, Reader, Role, Status
from chalicelib.notifications.model import Template

Changes = Mapping[str, Any]
"""Fields of a complaint with their new values."""


TO_CITIZEN: Final = CitizenRecipient()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail: its template, who gets it, and whether it opens the complaint to them."""

    template: Template
    recipient: Recipient = TO_CITIZEN
    with_link: bool = False


Notices = Callable[[Event, Complaint], tuple[Notice, ...]]
"""The mails of an event, given the complaint as it is after it."""


def _no_notices(_: Event, __: Complaint) -> tuple[Notice, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the lifecycle table: from any of `since`, by any of `by`, to `becomes` (None: the status stays)."""

    since: frozenset[Status]
    by: frozenset[Role]
    becomes: Status | None = None
    notices: Notices | None = None
    """Where the mails depend on who acts."""
    is_limited: bool = False
    """Whether it counts among the transfers of which only some are free."""


def row(
    since: Iterable[Status],
    *by: Role,
    becomes: Status | None = None,
    notices: Notices | None = None,
    is_limited: bool = False,
) -> Transition:
    """One row."""
    return Transition(since=frozenset(since), by=frozenset(by), becomes=becomes, notices=notices, is_limited=is_limited)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRecord:
    """All that the portal knows of one action; a test finds what is left out of one."""

    action: Action
    rows: tuple[Transition, ...] = ()
    """Who may do it from where. A submission has none: there is no complaint yet."""
    condition: Callable[[Complaint, datetime], bool] = lambda _, __: True
    """What the rows can't say: a window, once per answer."""
    is_offered: bool = False
    """Whether a page offers it to a person who may do it."""
    invalidates_draft_decisions: bool = False
    """Whether an officer must have read it before deciding: a decision made on an earlier version is `stale`."""
    hidden_from: frozenset[Reader] = frozenset()
    """Who is not told of it."""
    facts: frozenset[str] = frozenset()
    """What its events' facts may say: what moves the head or a figure, and names nobody."""
    details: frozenset[str] = frozenset()
    """What its events' details may say: what was typed, and the person; erasure takes them."""
    text: str | None = None
    """Which detail the history shows as what was said."""
    changes: Callable[[Complaint, Event], Changes] = lambda _, __: {}
    """What it changes beside status, agency and version."""
    tally: Callable[[Complaint, Complaint, Event], Changes] = lambda _, __, ___: {}
    """What its tallies say beside what every tally says, from the complaint before and after."""
    counters: Callable[[Tally], Iterable[str]] = lambda _: ()
    """Which counters of the figures a tally of it adds to."""
    notices: Notices = _no_notices

    def row_for(self, status: Status, role: Role) -> Transition | None:
        """The row that allows this role the action from this status, or None."""
        return next((each for each in self.rows if status in each.since and role in each.by), None)

    def is_allowed(self, complaint: Complaint, role: Role, at: datetime) -> bool:
        """Whether there is a row for this, and the action's own condition holds."""
        return self.row_for(complaint.status, role) is not None and self.condition(complaint, at)

    def notices_of(self, event: Event, *, before: Status | None, after: Complaint) -> tuple[Notice, ...]:
        """The mails of an event, given the status before it (None: it is a submission) and the complaint after it."""
        found = None if before is None else self.row_for(before, event.by)
        return (found.notices if found and found.notices else self.notices)(event, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What an event says beside who and when; empty facts and details are left out."""

    receiver: str | None = None
    """The agency it moves to."""
    outcome: Outcome | None = None
    score: int | None = None
    facts: Fields = field(default_factory=dict)
    details: Fields = field(default_factory=dict)


NOTHING_MORE: Final = Happening()
Change = tuple[Complaint, Event]


def decide(
    record: ActionRecord, complaint: Complaint, *, by: Role, at: datetime, happening: Happening = NOTHING_MORE
) -> Change:
    """The complaint after an action, and its event. Raises ActionNotAllowed where the rules forbid it now."""
    require(record, complaint, by=by, at=at)
    receiver = happening.receiver or complaint.agency
    event = Event(
        number=complaint.number,
        seq=complaint.version + 1,
        at=at,
        action=record.action,
        by=by,
        agencies=(complaint.agency,) if receiver == complaint.agency else (complaint.agency, receiver),
        outcome=happening.outcome,
        score=happening.score,
        facts=without_empty(happening.facts),
        details=without_empty(happening.details),
    )
    return apply(record, complaint, event), event


def require(record: ActionRecord, complaint: Complaint, *, by: Role, at: datetime) -> None:
    """Raises ActionNotAllowed where `is_allowed` says no."""
    if not record.is_allowed(complaint, by, at):
        raise ActionNotAllowed(f"{record.action} from {complaint.status} by {by}")


def apply(record: ActionRecord, complaint: Complaint, event: Event) -> Complaint:
    """The complaint after an event that has happened; no rule is asked again."""
    found = record.row_for(complaint.status, event.by)
    becomes = found.becomes if found else None
    changed: dict[str, Any] = {
        "version": event.seq,
        "status": becomes or complaint.status,
        "last_material": event.seq if record.invalidates_draft_decisions else complaint.last_material,
        "agency": event.receiver,
    }
    if becomes and complaint.status is Status.NEEDS_INFORMATION:
        # The time spent waiting for the citizen ends with whatever ends the question.
        changed |= {"asked_at": None, "waited_seconds": complaint.waited_at(event.at)}
    return replace(complaint, **{**changed, **record.changes(complaint, event)})


def without_empty(fields: Fields) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None}
