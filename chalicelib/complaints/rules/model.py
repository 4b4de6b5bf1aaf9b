"""One complaint and where it stands. Pure.

Only `record.apply` changes one, by an event, so the head in the table always equals the fold of its events.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.core import clock
from chalicelib.domain.vocabulary import OPEN, Kind, Outcome, Status


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
    """One complaint and where it stands; its texts and its people live in its events."""

    number: str
    kind: Kind
    status: Status
    agency: str
    place: Place
    language: str
    email_pseudonym: str
    """Empty where nobody gave an email, or where the person was erased."""
    confidential: bool
    filed_at: datetime
    due_on: date
    version: int = 1
    last_material: int = 1
    """The seq of the latest event that an officer must have read before deciding."""
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

    def waited_at(self, moment: datetime) -> int:
        """Seconds the complaint has waited for its citizen in this look, up to a moment."""
        running = 0 if self.asked_at is None else int((moment - self.asked_at).total_seconds())
        return self.waited_seconds + max(0, running)


def due(at: datetime, *, within_days: int) -> date:
    """The statutory day: that many days of the country's calendar after a moment."""
    return clock.local_date(at) + timedelta(days=within_days)
