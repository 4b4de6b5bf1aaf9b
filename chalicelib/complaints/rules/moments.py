"""When the clock must look at a complaint next. Source: "The clock" in docs/product.md; days are calendar days."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.complaints.rules.model import Complaint
from chalicelib.core import clock
from chalicelib.domain.vocabulary import SETTLED, Status

TAKE_CHARGE_AFTER_DAYS: Final = 15
REMIND_BEFORE_DUE_DAYS: Final = (30, 15, 5, 0)
"""Days before the due day: 30, 45, 55 and 60 days after the filing."""
CITIZEN_REMINDED_AFTER_DAYS: Final = 10


def following(complaint: Complaint) -> datetime | None:
    """The earliest moment that has not been heeded; None when nothing is awaited any more.

    The end of the window for reopening needs no heeding: it closes the complaint, and a closed one awaits it no more.
    """
    awaited = [each for each in _moments(complaint) if each > complaint.deadlines_handled_until]
    return min([*awaited, *_closing(complaint)], default=None)


def _moments(complaint: Complaint) -> list[datetime]:
    if not complaint.is_open:
        return _promise(complaint)
    moments = [clock.end_of(complaint.due_on - timedelta(days=days)) for days in REMIND_BEFORE_DUE_DAYS]
    if complaint.status in {Status.SUBMITTED, Status.REOPENED}:
        moments.append(complaint.held_since + timedelta(days=TAKE_CHARGE_AFTER_DAYS))
    if complaint.asked_at is not None:
        moments.append(complaint.asked_at + timedelta(days=CITIZEN_REMINDED_AFTER_DAYS))
    return moments


def _closing(complaint: Complaint) -> list[datetime]:
    if complaint.status is not Status.ANSWERED or complaint.reopen_until is None:
        return []
    return [clock.end_of(complaint.reopen_until)]


def _promise(complaint: Complaint) -> list[datetime]:
    if complaint.status not in SETTLED or complaint.promised_on is None or complaint.promise_kept is not None:
        return []
    return [clock.end_of(complaint.promised_on)]
