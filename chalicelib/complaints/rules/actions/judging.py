"""The citizen judges the answer: a rating, another look, whether a promise was kept."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions.notices import to_handler
from chalicelib.complaints.rules.model import Complaint, due
from chalicelib.complaints.rules.record import ActionRecord, Change, Changes, Happening, Notice, decide, row
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core import clock
from chalicelib.domain import policies
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.domain.vocabulary import COORDINATION, SETTLED, Action, MailboxRole, Role, Status
from chalicelib.notifications.model import Template

SATISFIED: Final = 4
"""The lowest score that closes a complaint at once."""


def rate(complaint: Complaint, *, score: int, comment: str | None, at: datetime) -> Change:
    """How satisfied the citizen is with the answer, 1 to 5; from 4 on the complaint is closed."""
    happening = Happening(score=score, details={"comment": comment})
    return decide(RATE, complaint, by=Role.CITIZEN, at=at, happening=happening)


def reopen(complaint: Complaint, *, missing: str, at: datetime, within_days: int) -> Change:
    """Start the next look, with a due date of its own; from the third on it is the coordination's."""
    receiver = complaint.agency if complaint.look + 1 <= policies.SECOND_LOOK else COORDINATION
    facts = {"due_on": due(at, within_days=within_days).isoformat()}
    happening = Happening(receiver=receiver, facts=facts, details={"missing": missing})
    return decide(REOPEN, complaint, by=Role.CITIZEN, at=at, happening=happening)


def judge_promise(complaint: Complaint, *, kept: bool, at: datetime) -> Change:
    """The citizen says whether the answer's promise was kept."""
    return decide(PROMISE, complaint, by=Role.CITIZEN, at=at, happening=Happening(facts={"kept": kept}))


def is_in_reopening_window(complaint: Complaint, at: datetime) -> bool:
    """Whether another look may still be asked for on that day."""
    return complaint.reopen_until is not None and clock.local_date(at) <= complaint.reopen_until


def _has_open_promise(complaint: Complaint, _: datetime) -> bool:
    return complaint.promised_on is not None and complaint.promise_kept is None


def _change_by_rating(before: Complaint, event: Event) -> Changes:
    if event.score is not None and event.score >= SATISFIED:
        return {"score": event.score, "status": Status.CLOSED, "epoch": before.epoch + 1}
    return {"score": event.score}


def _change_by_reopening(before: Complaint, event: Event) -> Changes:
    return {
        "epoch": before.epoch + 1,
        "look": before.look + 1,
        "look_since": event.at,
        "deadlines_handled_until": event.at,
        "due_on": date.fromisoformat(event.facts["due_on"]),
        "held_since": event.at,
        "waited_seconds": 0,
    }


def _rating_notices(_: Event, after: Complaint) -> tuple[Notice, ...]:
    # A satisfied citizen ends the agency's work and its links; a dissatisfied one is read in the complaint.
    return (to_handler(Template.CLOSED, after, with_link=False),) if after.status is Status.CLOSED else ()


def _reopening_notices(event: Event, after: Complaint) -> tuple[Notice, ...]:
    return (
        Notice(template=Template.REOPENED_TO_CITIZEN),
        to_handler(Template.REOPENED, after),
        *_to_earlier_handler(event, after),
    )


def _to_earlier_handler(event: Event, after: Complaint) -> tuple[Notice, ...]:
    """Whoever took the look before, where another mailbox takes this one: its links are dead."""
    if after.look == policies.SECOND_LOOK:
        earlier = MailboxRole.FRONT
    elif event.receiver != event.agency:
        earlier = MailboxRole.SUPERVISOR
    else:
        return ()
    recipient = MailboxRecipient(agency=event.agency, role=earlier)
    return (Notice(template=Template.REOPENED_OUT, recipient=recipient),)


def _tally_judgement(before: Complaint, _: Complaint, event: Event) -> Changes:
    """The outcome that is judged."""
    return {"outcome": before.answer_outcome, "score": event.score, "kept": event.facts.get("kept")}


def _count_reopening(tally: Tally) -> Iterator[str]:
    # Where a reopening moves a complaint, it counts for the agency whose answer did not convince.
    if tally.from_:
        yield "reopened" if tally.look == policies.SECOND_LOOK else "reopened_again"


RATE: Final = ActionRecord(
    action=Action.RATE,
    rows=(row({Status.ANSWERED}, Role.CITIZEN),),
    condition=lambda complaint, _: complaint.score is None,
    is_offered=True,
    details=frozenset({"comment"}),
    text="comment",
    changes=_change_by_rating,
    tally=_tally_judgement,
    counters=lambda tally: (f"score.{tally.score}",),
    notices=_rating_notices,
)

REOPEN: Final = ActionRecord(
    action=Action.REOPEN,
    rows=(row(SETTLED, Role.CITIZEN, becomes=Status.REOPENED),),
    condition=is_in_reopening_window,
    is_offered=True,
    facts=frozenset({"due_on"}),
    details=frozenset({"missing", "files"}),
    text="missing",
    changes=_change_by_reopening,
    tally=_tally_judgement,
    counters=_count_reopening,
    notices=_reopening_notices,
)

PROMISE: Final = ActionRecord(
    action=Action.PROMISE,
    rows=(row(SETTLED, Role.CITIZEN),),
    condition=_has_open_promise,
    is_offered=True,
    facts=frozenset({"kept"}),
    changes=lambda _, event: {"promise_kept": event.facts["kept"]},
    tally=_tally_judgement,
    counters=lambda tally: ("kept.yes" if tally.kept else "kept.no",),
)
