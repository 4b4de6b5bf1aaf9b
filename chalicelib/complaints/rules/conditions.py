"""The conditions the lifecycle table cannot say by itself: windows, once per answer, who may take a second look."""

from datetime import datetime
from typing import Final

from chalicelib.complaints.rules.lifecycle import transition
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core import clock
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain.vocabulary import Action, MailboxRole, Role

SECOND_LOOK: Final = 2
"""The look that only the agency's supervisor may take; later ones belong to the coordination."""

OFFERED_ACTIONS: Final = frozenset(
    {Action.TAKE_CHARGE, Action.ASK_CITIZEN, Action.MESSAGE, Action.NOTE, Action.ANSWER, Action.TRANSFER}
    | {Action.RATE, Action.REOPEN, Action.PROMISE, Action.WITHDRAW}
)
"""What a person may be offered on a page."""


def require(complaint: Complaint, action: Action, role: Role, at: datetime) -> None:
    """Raises ActionNotAllowed where `is_allowed` says no."""
    if not is_allowed(complaint, action, role, at):
        raise ActionNotAllowed(f"{action} from {complaint.status} by {role}")


def is_allowed(complaint: Complaint, action: Action, role: Role, at: datetime) -> bool:
    """Whether the table has a row for this, and the action's own condition holds."""
    if transition(action, status=complaint.status, role=role) is None:
        return False
    condition = _CONDITIONS.get(action)
    return condition is None or bool(condition(complaint, at))


def allowed(complaint: Complaint, role: Role, at: datetime) -> tuple[Action, ...]:
    """The actions a page may offer now, in the order of the glossary."""
    return tuple(each for each in Action if each in OFFERED_ACTIONS and is_allowed(complaint, each, role, at))


def may_handle(complaint: Complaint, *, agency: str, mailbox: MailboxRole) -> bool:
    """Whether this mailbox of this agency handles the complaint now: a second look is taken by someone else."""
    if complaint.agency != agency:
        return False
    return complaint.look != SECOND_LOOK or mailbox is MailboxRole.SUPERVISOR


def handler(complaint: Complaint) -> MailboxRole:
    """The mailbox that is alerted: the supervisor's for a second look."""
    return MailboxRole.SUPERVISOR if complaint.look == SECOND_LOOK else MailboxRole.FRONT


def _in_window(complaint: Complaint, at: datetime) -> bool:
    return complaint.reopen_until is not None and clock.local_date(at) <= complaint.reopen_until


def _window_over(complaint: Complaint, at: datetime) -> bool:
    return not _in_window(complaint, at)


def _not_rated(complaint: Complaint, _: datetime) -> bool:
    return complaint.score is None


def _promise_open(complaint: Complaint, _: datetime) -> bool:
    return complaint.promised_on is not None and complaint.promise_kept is None


def _transferable(complaint: Complaint, _: datetime) -> bool:
    return complaint.look <= SECOND_LOOK


_CONDITIONS = {
    Action.REOPEN: _in_window,
    Action.CLOSE: _window_over,
    Action.RATE: _not_rated,
    Action.PROMISE: _promise_open,
    Action.TRANSFER: _transferable,
}
