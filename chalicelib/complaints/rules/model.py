"""One complaint, and how an event changes it. Pure.

`apply` is the only code that changes a complaint, so the head in the table always equals the fold of its events.
Which event may happen is asked of `rules`; the events are made by `acts`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.lifecycle import INVALIDATES_DRAFT_DECISIONS, SATISFIED, transition
from chalicelib.core import clock
from chalicelib.domain.vocabulary import COORDINATION, OPEN, Action, Kind, Outcome, Role, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the facts happened: codes of `/data/places.json`, as fine as the citizen chose."""

    region: str
    province: str | None = None
    commune: str | None = None

    @property
    def finest(self) -> str:
        """The most precise code."""
        return self.commune or self.province or self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One request and where it stands; its texts and its people live in its events."""

    number: str
    kind: Kind
    status: Status
    agency: str
    place: Place
    language: str
    email_pseudonym: str
    confidential: bool
    filed_at: datetime
    due_on: date
    version: int = 1
    last_material: int = 1
    epoch: int = 1
    look: int = 1
    transfers: int = 0
    look_since: datetime
    held_since: datetime
    """When the agency that holds it received it: filing, transfer or reopening."""
    asked_at: datetime | None = None
    waited_seconds: int = 0
    answered_at: datetime | None = None
    answer_outcome: Outcome | None = None
    reopen_until: date | None = None
    promised_on: date | None = None
    promise_kept: bool | None = None
    score: int | None = None
    status_before_discard: Status | None = None
    deadlines_handled_until: datetime
    """The latest of the clock's moments (see `moments`) that has been dealt with."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self.status in OPEN

    def apply(self, event: Event) -> "Complaint":
        """The complaint after an event that has happened; no rule is asked again."""
        row = transition(event.action, status=self.status, role=event.by)
        after = replace(
            self,
            version=event.seq,
            status=(row.becomes if row else None) or self.status,
            last_material=event.seq if event.action in INVALIDATES_DRAFT_DECISIONS else self.last_material,
            agency=event.receiver,
            **self._waiting(event),
        )
        change = _CHANGES.get(event.action)
        return replace(after, **change(self, event)) if change else after

    def _waiting(self, event: Event) -> dict[str, Any]:
        """The time spent waiting for the citizen ends with whatever ends the question."""
        if event.action is Action.ASK_CITIZEN:
            return {"asked_at": event.at}
        row = transition(event.action, status=self.status, role=event.by)
        if self.asked_at is None or self.status is not Status.NEEDS_INFORMATION or row is None or row.becomes is None:
            return {}
        return {"asked_at": None, "waited_seconds": self.waited_at(event.at)}

    def waited_at(self, moment: datetime) -> int:
        """Seconds the complaint has waited for its citizen in this look, up to a moment."""
        running = 0 if self.asked_at is None else int((moment - self.asked_at).total_seconds())
        return self.waited_seconds + max(0, running)


def submitted(event: Event) -> Complaint:
    """The complaint that a submission makes."""
    details = event.details
    return Complaint(
        number=event.number,
        kind=Kind(details["kind"]),
        status=Status.SUBMITTED,
        agency=event.receiver,
        place=Place(**details["place"]),
        language=details["citizen"]["language"],
        email_pseudonym=details["email_pseudonym"],
        confidential=details["citizen"]["confidential"],
        filed_at=event.at,
        due_on=date.fromisoformat(details["due_on"]),
        look_since=event.at,
        held_since=event.at,
        deadlines_handled_until=event.at,
    )


def fold(events: Iterable[Event]) -> Complaint:
    """Where a complaint stands after these events, of which the first is its submission."""
    history = iter(events)
    complaint = submitted(next(history))
    for event in history:
        complaint = complaint.apply(event)
    return complaint


def due(at: datetime, *, within_days: int) -> date:
    """The statutory day: that many days of the country's calendar after a moment."""
    return clock.local_date(at) + timedelta(days=within_days)


def _answered(_: Complaint, event: Event) -> Mapping[str, Any]:
    promised = event.details.get("promised_on")
    return {
        "answered_at": event.at,
        "answer_outcome": event.outcome,
        "reopen_until": date.fromisoformat(event.details["reopen_until"]),
        "promised_on": date.fromisoformat(promised) if promised else None,
        "promise_kept": None,
        "score": None,
    }


def _transferred(before: Complaint, event: Event) -> Mapping[str, Any]:
    counts = event.by is Role.OFFICER and before.agency != COORDINATION
    return {"epoch": before.epoch + 1, "transfers": before.transfers + counts, "held_since": event.at}


def _rated(before: Complaint, event: Event) -> Mapping[str, Any]:
    if event.score is not None and event.score >= SATISFIED:
        return {"score": event.score, "status": Status.CLOSED, "epoch": before.epoch + 1}
    return {"score": event.score}


def _reopened(before: Complaint, event: Event) -> Mapping[str, Any]:
    return {
        "epoch": before.epoch + 1,
        "look": before.look + 1,
        "look_since": event.at,
        "deadlines_handled_until": event.at,
        "due_on": date.fromisoformat(event.details["due_on"]),
        "held_since": event.at,
        "waited_seconds": 0,
    }


def _handle_deadline(_: Complaint, event: Event) -> Mapping[str, Any]:
    # The moment dealt with, not the hour it was done: after an outage the moments in between are still to come.
    return {"deadlines_handled_until": clock.read(event.details["moment"])}


def _closed(before: Complaint, _: Event) -> Mapping[str, Any]:
    return {"epoch": before.epoch + 1}


def _discarded(before: Complaint, _: Event) -> Mapping[str, Any]:
    return {"status_before_discard": before.status}


def _restored(before: Complaint, event: Event) -> Mapping[str, Any]:
    asked = before.status_before_discard is Status.NEEDS_INFORMATION
    return {
        "status": before.status_before_discard,
        "status_before_discard": None,
        "asked_at": event.at if asked else None,
    }


_CHANGES: Mapping[Action, Any] = {
    Action.ANSWER: _answered,
    Action.TRANSFER: _transferred,
    Action.RATE: _rated,
    Action.REOPEN: _reopened,
    Action.CLOSE: _closed,
    Action.PROMISE: lambda _, event: {"promise_kept": event.details["kept"]},
    Action.DISCARD: _discarded,
    Action.RESTORE: _restored,
    Action.REMIND: _handle_deadline,
    Action.ESCALATE: _handle_deadline,
}
