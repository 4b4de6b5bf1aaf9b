"""A history of a thousand events, with notes a citizen does not see and an event and a note that are erased."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions.filing import start
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.domain.vocabulary import MailboxRole, Role
from tests.builders import NOON, a_reasoned_answer, a_submission_event

COUNT: Final = 1000
HIDDEN, ERASED = range(7, COUNT, 10), {500, 507}
"""Notes that a citizen does not see; an event and a note that are erased."""


def a_long_history() -> Iterator[Event]:
    event = a_submission_event(at=NOON)
    complaint = start(event)
    yield event
    for seq in range(2, COUNT + 1):
        complaint, event = _next(complaint, seq)
        yield event


def _next(complaint: Complaint, seq: int) -> Change:
    at = NOON + timedelta(minutes=seq)
    if seq in HIDDEN:
        return actions.note(complaint, text=f"Note {seq}", mailbox=MailboxRole.FRONT, at=at)
    if seq == COUNT - 2:
        return actions.answer(complaint, a_reasoned_answer(), mailbox=MailboxRole.FRONT, at=at, reopen_within_days=60)
    if seq == COUNT - 1:
        return actions.rate(complaint, score=3, comment="Hm", at=at)
    if seq == COUNT:
        return actions.erase(complaint, at=at)
    return actions.write(complaint, text=f"Message {seq}", by=Role.CITIZEN, at=at)
