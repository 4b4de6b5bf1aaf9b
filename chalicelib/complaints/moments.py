"""When the clock must look at a complaint next. Source: "The clock" in docs/product.md; days are calendar days."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.complaints.lifecycle import SETTLED, Status
from chalicelib.complaints.model import Complaint
from chalicelib.core import clock

TAKE_CHARGE_AFTER_DAYS: Final = 15
REMIND_BEFORE_DUE_DAYS: Final = (30, 15, 5, 0)
"""Days before the due day: 30, 45, 55 and 60 days after the filing."""
CITIZEN_REMINDED_AFTER_DAYS: Final = 10


def following(complaint: Complaint) -> datetime | None:
    """The earliest moment that has not been heeded; None when nothing is awaited any more."""
    return min((each for each in _moments(complaint) if each > complaint.heeded_at), default=None)


def _moments(complaint: Complaint) -> list[datetime]:
    if not complaint.is_open:
        return _after_answer(complaint)
    moments = [clock.end_of(complaint.due_on - timedelta(days=days)) for days in REMIND_BEFORE_DUE_DAYS]
    if complaint.charged_at is None:
        moments.append(complaint.look_since + timedelta(days=TAKE_CHARGE_AFTER_DAYS))
    if complaint.asked_at is not None:
        moments.append(complaint.asked_at + timedelta(days=CITIZEN_REMINDED_AFTER_DAYS))
    return moments


def _after_answer(complaint: Complaint) -> list[datetime]:
    moments = []
    if complaint.status is Status.ANSWERED and complaint.reopen_until is not None:
        moments.append(clock.end_of(complaint.reopen_until))
    if complaint.status in SETTLED and complaint.promised_on is not None and complaint.promise_kept is None:
        moments.append(clock.end_of(complaint.promised_on))
    return moments
