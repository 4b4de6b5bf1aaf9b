"""The rule book: which action is possible from where, by whom, and what it makes of the complaint.

Source: the lifecycle table of docs/product.md. `model` asks it, nothing else decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.core.principal import Role


class Kind(StrEnum):
    """What a citizen files."""

    COMPLAINT = "complaint"
    OBSERVATION = "observation"
    SUGGESTION = "suggestion"
    QUESTION = "question"


class Status(StrEnum):
    """Where a complaint stands."""

    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    NEEDS_INFORMATION = "needs_information"
    REOPENED = "reopened"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    ERASED = "erased"


class Action(StrEnum):
    """What can happen to a complaint; each happening is one event."""

    SUBMIT = "submit"
    TAKE_CHARGE = "take_charge"
    ASK_CITIZEN = "ask_citizen"
    MESSAGE = "message"
    NOTE = "note"
    ANSWER = "answer"
    TRANSFER = "transfer"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"
    PROMISE = "promise"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    RESTORE = "restore"
    REMIND = "remind"
    ESCALATE = "escalate"
    MARK_UNDELIVERABLE = "mark_undeliverable"
    DELEGATE = "delegate"
    SEE_IDENTITY = "see_identity"
    ERASE = "erase"


class Outcome(StrEnum):
    """What an answer decides; every outcome needs reasons."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    NOT_ADMISSIBLE = "not_admissible"
    INFORMATION_GIVEN = "information_given"


class Ground(StrEnum):
    """Why a request is not admissible; needed with that outcome and with no other."""

    BEFORE_THE_COURTS = "before_the_courts"
    OUTSIDE_SCOPE = "outside_scope"
    NO_NEW_ELEMENT = "no_new_element"


OPEN: Final = frozenset({Status.SUBMITTED, Status.IN_PROGRESS, Status.NEEDS_INFORMATION, Status.REOPENED})
SETTLED: Final = frozenset({Status.ANSWERED, Status.CLOSED})
ALIVE: Final = frozenset(Status) - {Status.ERASED}

COORDINATION: Final = "coordination"
"""The agency of the coordinating ministry: the queue of what nobody else is known to be competent for."""

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
MATERIAL: Final = frozenset({Action.SUBMIT, Action.MESSAGE, Action.ANSWER, Action.TRANSFER, Action.WITHDRAW})
"""What an officer must have read before deciding: a decision made on an earlier version is `stale`."""


def transition(action: Action, *, status: Status, role: Role) -> Transition | None:
    """The row that allows this role this action from this status, or None."""
    return next((row for row in TRANSITIONS.get(action, ()) if status in row.since and role in row.by), None)
