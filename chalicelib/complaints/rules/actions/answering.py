"""The agency's reasoned answer: what it must hold, and what follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions.counting import days_of
from chalicelib.complaints.rules.model import Complaint, due
from chalicelib.complaints.rules.record import (
    ActionRecord,
    Change,
    Changes,
    Happening,
    Notice,
    decide,
    require,
    row,
)
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core import clock
from chalicelib.core.errors import FieldError, InvalidInput, Stale
from chalicelib.domain.vocabulary import OPEN, Action, Ground, MailboxRole, Outcome, Role, Status
from chalicelib.notifications.model import Template

PROMISE_WITHIN_DAYS: Final = 730
"""A promise for a later day is none that anybody could follow up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonedAnswer:
    """An agency's reasoned answer."""

    outcome: Outcome
    reasons: str
    ground: Ground | None = None
    remedy: str | None = None
    promised_on: date | None = None


def require_current(complaint: Complaint, version: int | None) -> None:
    """Raises Stale where something that matters came after the version a decision was made on."""
    if version is not None and complaint.last_material > version:
        raise Stale


def answer(
    complaint: Complaint, given: ReasonedAnswer, *, mailbox: MailboxRole, at: datetime, reopen_within_days: int
) -> Change:
    """The reasoned answer. Raises InvalidInput for what `find_answer_errors` finds."""
    require(ANSWER, complaint, by=Role.OFFICER, at=at)
    wrong = find_answer_errors(
        outcome=given.outcome, has_ground=given.ground is not None, promised_on=given.promised_on, at=at
    )
    if wrong:
        raise InvalidInput(*wrong)
    facts = {
        "ground": given.ground and given.ground.value,
        "promised_on": given.promised_on and given.promised_on.isoformat(),
        "reopen_until": due(at, within_days=reopen_within_days).isoformat(),
        "mailbox": mailbox.value,
    }
    details = {"reasons": given.reasons, "remedy": given.remedy}
    happening = Happening(outcome=given.outcome, facts=facts, details=details)
    return decide(ANSWER, complaint, by=Role.OFFICER, at=at, happening=happening)


def find_answer_errors(
    *, outcome: Outcome | None, has_ground: bool, promised_on: date | None, at: datetime
) -> list[FieldError]:
    """What contradicts itself, or the day, in an answer of which some parts may not be known."""
    wrong: list[FieldError] = []
    if outcome is Outcome.NOT_ADMISSIBLE and not has_ground:
        wrong.append(FieldError("ground", "required"))
    if outcome not in (Outcome.NOT_ADMISSIBLE, None) and has_ground:
        wrong.append(FieldError("ground", "ground_out_of_place"))
    if promised_on is not None and promised_on < due(at, within_days=0):
        wrong.append(FieldError("promised_on", "in_the_past"))
    latest = due(at, within_days=PROMISE_WITHIN_DAYS)
    if promised_on is not None and promised_on > latest:
        wrong.append(FieldError("promised_on", "too_far", {"latest": latest.isoformat()}))
    return wrong


def _change_by_answer(_: Complaint, event: Event) -> Changes:
    promised = event.facts.get("promised_on")
    return {
        "answered_at": event.at,
        "answer_outcome": event.outcome,
        "reopen_until": date.fromisoformat(event.facts["reopen_until"]),
        "promised_on": date.fromisoformat(promised) if promised else None,
        "promise_kept": None,
        "score": None,
    }


def _count_answer(tally: Tally) -> Iterator[str]:
    yield f"outcome.{tally.outcome}"
    again = "" if tally.look == 1 else "_again"
    yield f"answered{again}"
    yield f"{'in_time' if tally.on_time else 'late'}{again}"
    if tally.look == 1:
        yield f"answered_after.{days_of(tally)}"


ANSWER: Final = ActionRecord(
    action=Action.ANSWER,
    rows=(row(OPEN, Role.OFFICER, becomes=Status.ANSWERED),),
    is_offered=True,
    invalidates_draft_decisions=True,
    facts=frozenset({"ground", "promised_on", "reopen_until", "mailbox"}),
    details=frozenset({"reasons", "remedy", "files"}),
    text="reasons",
    changes=_change_by_answer,
    tally=lambda _, after, event: {
        "outcome": event.outcome,
        "on_time": clock.local_date(event.at) <= after.due_on,
    },
    counters=_count_answer,
    notices=lambda _, __: (Notice(template=Template.ANSWER),),
)
