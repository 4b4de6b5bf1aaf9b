"""A mail about a complaint came back."""

from datetime import datetime
from typing import Final

from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, Change, Happening, decide, row
from chalicelib.domain.vocabulary import ALIVE, Action, Reader, Role


def mark_undeliverable(complaint: Complaint, *, recipient: str, at: datetime) -> Change:
    """A mail about it came back for good: `recipient` is `citizen` or `<agency>#<role>`, as the outbox says it."""
    happening = Happening(facts={"recipient": recipient})
    return decide(MARK_UNDELIVERABLE, complaint, by=Role.SYSTEM, at=at, happening=happening)


MARK_UNDELIVERABLE: Final = ActionRecord(
    action=Action.MARK_UNDELIVERABLE,
    rows=(row(ALIVE, Role.SYSTEM),),
    hidden_from=frozenset({Reader.CITIZEN}),
    facts=frozenset({"recipient"}),
)
