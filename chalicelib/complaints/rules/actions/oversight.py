"""What the coordination does beside handling, and what an agency passes on: discard, restore, identity, delegate."""

from datetime import datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, Change, Changes, Happening, decide, row
from chalicelib.domain.vocabulary import ALIVE, OPEN, Action, Reader, Role, Status


def discard(complaint: Complaint, *, reason: str, at: datetime) -> Change:
    """A coordinator sets an abuse aside; the citizen reads why."""
    return decide(DISCARD, complaint, by=Role.COORDINATOR, at=at, happening=Happening(details={"reason": reason}))


def restore(complaint: Complaint, *, at: datetime) -> Change:
    """A coordinator undoes a discarding."""
    return decide(RESTORE, complaint, by=Role.COORDINATOR, at=at)


def _change_by_restoring(before: Complaint, event: Event) -> Changes:
    asked = before.status_before_discard is Status.NEEDS_INFORMATION
    return {
        "status": before.status_before_discard,
        "status_before_discard": None,
        "asked_at": event.at if asked else None,
    }


DISCARD: Final = ActionRecord(
    action=Action.DISCARD,
    rows=(row(OPEN, Role.COORDINATOR, becomes=Status.DISCARDED),),
    details=frozenset({"reason"}),
    text="reason",
    changes=lambda before, _: {"status_before_discard": before.status},
    counters=lambda _: ("discarded",),
)

RESTORE: Final = ActionRecord(
    action=Action.RESTORE,
    # The status it leads to is the one before the discarding.
    rows=(row({Status.DISCARDED}, Role.COORDINATOR),),
    changes=_change_by_restoring,
    counters=lambda _: ("restored",),
)

SEE_IDENTITY: Final = ActionRecord(
    action=Action.SEE_IDENTITY,
    rows=(row(ALIVE, Role.COORDINATOR),),
    hidden_from=frozenset({Reader.CITIZEN}),
)

DELEGATE: Final = ActionRecord(
    action=Action.DELEGATE,
    rows=(row(ALIVE, Role.OFFICER),),
    hidden_from=frozenset({Reader.CITIZEN}),
)
