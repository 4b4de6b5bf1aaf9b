"""All records together, and what is asked of them by action: the rule book. Source: docs/product.md."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions import (
    answering,
    conversation,
    deadlines,
    delivery,
    filing,
    judging,
    oversight,
    transferring,
)
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, apply
from chalicelib.domain.policies import Policy
from chalicelib.domain.vocabulary import Action, Reader, Role

_MODULES: Final = (
    filing,
    conversation,
    answering,
    transferring,
    judging,
    deadlines,
    oversight,
    delivery,
)
_FOUND: Final = {
    each.action: each for module in _MODULES for each in vars(module).values() if isinstance(each, ActionRecord)
}
RECORDS: Final[Mapping[Action, ActionRecord]] = {action: _FOUND[action] for action in Action}
"""One record for each action, in the order of the glossary; an action without one fails here."""


def is_allowed(complaint: Complaint, action: Action, *, by: Role, at: datetime) -> bool:
    """Whether the complaint's state allows this role this action now."""
    return RECORDS[action].is_allowed(complaint, by, at)


def list_offered(complaint: Complaint, policy: Policy[Any], at: datetime) -> tuple[Action, ...]:
    """The actions that a page may offer this kind of person now, in the order of the glossary."""
    return tuple(
        action
        for action, record in RECORDS.items()
        if record.is_offered and action in policy.acts and record.is_allowed(complaint, policy.acts[action], at)
    )


def is_hidden_from(action: Action, reader: Reader) -> bool:
    """Whether this reader is not told of the action."""
    return reader in RECORDS[action].hidden_from


def apply_event(complaint: Complaint, event: Event) -> Complaint:
    """The complaint after an event that has happened."""
    return apply(RECORDS[event.action], complaint, event)


def fold(events: Iterable[Event]) -> Complaint:
    """Where a complaint stands after these events, of which the first is its submission."""
    history = iter(events)
    complaint = filing.start(next(history))
    for event in history:
        complaint = apply_event(complaint, event)
    return complaint
