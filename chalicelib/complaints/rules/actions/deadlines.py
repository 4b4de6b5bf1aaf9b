"""What the clock does when a deadline has come: remind, escalate, close."""

from datetime import datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions.judging import is_in_reopening_window
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, Change, Changes, decide, row
from chalicelib.core import clock
from chalicelib.domain.vocabulary import ALIVE, Action, Role, Status


def close(complaint: Complaint, *, at: datetime) -> Change:
    """The window for reopening has ended."""
    return decide(CLOSE, complaint, by=Role.CLOCK, at=at)


def _mark_handled(_: Complaint, event: Event) -> Changes:
    # The moment dealt with, not the hour it was done: after an outage the moments in between are still to come.
    return {"deadlines_handled_until": clock.read(event.facts["moment"])}


CLOSE: Final = ActionRecord(
    action=Action.CLOSE,
    rows=(row({Status.ANSWERED}, Role.CLOCK, becomes=Status.CLOSED),),
    condition=lambda complaint, at: not is_in_reopening_window(complaint, at),
    changes=lambda before, _: {"epoch": before.epoch + 1},
)

REMIND: Final = ActionRecord(
    action=Action.REMIND,
    rows=(row(ALIVE, Role.SYSTEM, Role.CLOCK),),
    facts=frozenset({"moment"}),
    changes=_mark_handled,
)

ESCALATE: Final = ActionRecord(
    action=Action.ESCALATE,
    rows=(row(ALIVE, Role.SYSTEM, Role.CLOCK),),
    facts=frozenset({"moment"}),
    changes=_mark_handled,
)
