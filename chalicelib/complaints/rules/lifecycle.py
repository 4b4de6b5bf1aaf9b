"""The rule book: which action is possible from where, by whom, and what it makes of the complaint.

Source: the lifecycle table of docs/product.md. `model` asks it, nothing else decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.vocabulary import ALIVE, OPEN, SETTLED, Action, Role, Status

TRANSFERS_BEFORE_COORDINATION: Final = 2
"""How often officers of other agencies may pass a complaint on; the next transfer goes to the coordination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from any of `since`, by any of `by`, to `becomes` (None: the status stays)."""

    since: frozenset[Status]
    by: frozenset[Role]
    becomes: Status | None = None


def _row(since: frozenset[Status] | set[Status], *by: Role, becomes: Status | None = None) -> Transition:
    return Transition(since=frozenset(since), by=frozenset(by), becomes=becomes)


_S, _R = Status, Role

TRANSITIONS: Final[Mapping[Action, tuple[Transition, ...]]] = {
    Action.TAKE_CHARGE: (_row({_S.SUBMITTED, _S.REOPENED}, _R.OFFICER, becomes=_S.IN_PROGRESS),),
    Action.ASK_CITIZEN: (_row({_S.SUBMITTED, _S.IN_PROGRESS, _S.REOPENED}, _R.OFFICER, becomes=_S.NEEDS_INFORMATION),),
    Action.MESSAGE: (
        _row({_S.NEEDS_INFORMATION}, _R.CITIZEN, becomes=_S.IN_PROGRESS),
        _row(OPEN - {_S.NEEDS_INFORMATION} | {_S.ANSWERED}, _R.CITIZEN),
        _row(OPEN | {_S.ANSWERED}, _R.OFFICER),
    ),
    Action.NOTE: (_row(OPEN | {_S.ANSWERED}, _R.OFFICER),),
    Action.ANSWER: (_row(OPEN, _R.OFFICER, becomes=_S.ANSWERED),),
    Action.TRANSFER: (_row(OPEN, _R.OFFICER, _R.COORDINATOR, becomes=_S.SUBMITTED),),
    Action.RATE: (_row({_S.ANSWERED}, _R.CITIZEN),),
    Action.REOPEN: (_row(SETTLED, _R.CITIZEN, becomes=_S.REOPENED),),
    Action.CLOSE: (_row({_S.ANSWERED}, _R.CLOCK, becomes=_S.CLOSED),),
    Action.PROMISE: (_row(SETTLED, _R.CITIZEN),),
    Action.WITHDRAW: (_row(OPEN, _R.CITIZEN, becomes=_S.WITHDRAWN),),
    Action.DISCARD: (_row(OPEN, _R.COORDINATOR, becomes=_S.DISCARDED),),
    # The status that RESTORE leads to is the one before the discarding: `Complaint.apply` puts it back.
    Action.RESTORE: (_row({_S.DISCARDED}, _R.COORDINATOR),),
    Action.REMIND: (_row(ALIVE, _R.SYSTEM, _R.CLOCK),),
    Action.ESCALATE: (_row(ALIVE, _R.SYSTEM, _R.CLOCK),),
    Action.MARK_UNDELIVERABLE: (_row(ALIVE, _R.SYSTEM),),
    Action.DELEGATE: (_row(ALIVE, _R.OFFICER),),
    Action.SEE_IDENTITY: (_row(ALIVE, _R.COORDINATOR),),
    Action.ERASE: (_row(SETTLED | {_S.WITHDRAWN, _S.DISCARDED}, _R.CITIZEN, becomes=_S.ERASED),),
}

SATISFIED: Final = 4
"""The lowest score that closes a complaint at once."""

HIDDEN_FROM_CITIZEN: Final = frozenset({Action.NOTE, Action.SEE_IDENTITY, Action.DELEGATE, Action.MARK_UNDELIVERABLE})
"""What the citizen is not told of."""
INVALIDATES_DRAFT_DECISIONS: Final = frozenset(
    {Action.SUBMIT, Action.MESSAGE, Action.ANSWER, Action.TRANSFER, Action.WITHDRAW}
)
"""What an officer must have read before deciding: a decision made on an earlier version is `stale`."""


def transition(action: Action, *, status: Status, role: Role) -> Transition | None:
    """The row that allows this role this action from this status, or None."""
    return next((row for row in TRANSITIONS.get(action, ()) if status in row.since and role in row.by), None)
