"""The signed, non-personal increments each event carries: statistics are their sum, and nothing else.

A complaint that moves to another agency leaves two tallies: one where it left (`to` empty), one where it arrived
(`from_` empty). So for every agency the sum over `to` minus the sum over `from_` is what it holds, in each status.
The format is final: docs/decisions/0005-tallies.md.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core import clock

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfoldedEvent:
    """An event whose tallies are in no aggregate yet."""

    number: str
    seq: int
    at: datetime
    tallies: tuple[Tally, ...]


def of(before: Complaint | None, after: Complaint, event: Event) -> tuple[Tally, ...]:
    """What an event adds to the figures; `before` is None for the submission."""
    source = None if before is None else before.status.value
    if before is None or before.agency == after.agency:
        return (_tally(before, after, event, agency=after.agency, from_=source, to=after.status.value),)
    return (
        _tally(before, after, event, agency=before.agency, from_=source, to=None),
        _tally(before, after, event, agency=after.agency, from_=None, to=after.status.value),
    )


def dump(tallies: Iterable[Tally]) -> str:
    """As kept beside the event: a JSON list of objects without their empty values."""
    rows = [{key: value for key, value in asdict(each).items() if value is not None} for each in tallies]
    return json.dumps(rows, sort_keys=True, separators=(",", ":"))


def load(text: str) -> tuple[Tally, ...]:
    """The tallies that `dump` wrote."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(Tally(**row) for row in rows)


def _tally(before: Complaint | None, after: Complaint, event: Event, **where: Any) -> Tally:
    subject = before or after
    return Tally(
        filed_on=clock.local_date(after.filed_at).isoformat(),
        kind=after.kind.value,
        place=after.place.finest,
        language=after.language,
        action=event.action.value,
        look=after.look,
        age_days=_days(subject.look_since, event.at),
        waited_days=subject.waited_at(event.at) // _DAY,
        **RECORDS[event.action].tally(subject, after, event),
        **where,
    )


def _days(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds())) // _DAY
