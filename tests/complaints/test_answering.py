from datetime import date, timedelta

import pytest

from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core.errors import InvalidInput, Stale
from chalicelib.domain.vocabulary import Ground, MailboxRole, Outcome, Role, Status
from tests.builders import NOON, a_complaint, a_reasoned_answer


def answer(complaint: Complaint, **decision: object) -> Complaint:
    return actions.answer(
        complaint, a_reasoned_answer(**decision), mailbox=MailboxRole.FRONT, at=NOON, reopen_within_days=60
    )[0]


def wrong_field(**decision: object) -> str:
    with pytest.raises(InvalidInput) as refused:
        answer(a_complaint(), **decision)
    return refused.value.errors[0].field


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_answers_and_opens_the_window_of_60_days(outcome: Outcome) -> None:
    ground = Ground.OUTSIDE_SCOPE if outcome is Outcome.NOT_ADMISSIBLE else None

    answered = answer(a_complaint(), outcome=outcome, ground=ground)

    assert answered.status is Status.ANSWERED
    assert answered.answer_outcome is outcome
    assert answered.answered_at == NOON
    assert answered.reopen_until == date(2027, 1, 23)


def test_what_is_not_admissible_needs_a_ground() -> None:
    assert wrong_field(outcome=Outcome.NOT_ADMISSIBLE) == "ground"


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.NOT_ADMISSIBLE}))
def test_a_ground_goes_with_no_other_outcome(outcome: Outcome) -> None:
    assert wrong_field(outcome=outcome, ground=Ground.NO_NEW_ELEMENT) == "ground"


def test_a_promise_is_for_today_or_later() -> None:
    assert wrong_field(promised_on=date(2026, 11, 23)) == "promised_on"
    assert answer(a_complaint(), promised_on=date(2026, 11, 24)).promised_on == date(2026, 11, 24)


def test_a_new_answer_asks_for_a_new_rating_and_a_new_promise() -> None:
    complaint = a_complaint(status=Status.REOPENED, look=2, score=2, promised_on=date(2026, 1, 1), promise_kept=False)

    answered = answer(complaint)

    assert (answered.score, answered.promised_on, answered.promise_kept) == (None, None, None)


def test_a_decision_is_stale_when_something_that_matters_came_after_its_version() -> None:
    complaint = a_complaint(version=7)
    after, event = actions.write(complaint, text="One more thing", by=Role.CITIZEN, at=NOON)

    with pytest.raises(Stale):
        actions.require_current(after, event.seq - 1)
    actions.require_current(after, event.seq)
    actions.require_current(after, None)


def test_a_note_or_a_reminder_makes_no_decision_stale() -> None:
    complaint = a_complaint(version=7, last_material=7)
    after, _ = actions.note(complaint, text="Called them", mailbox=MailboxRole.FRONT, at=NOON)

    actions.require_current(after, 7)


def test_the_time_spent_waiting_for_the_citizen_is_counted_apart() -> None:
    asked, _ = actions.ask_citizen(a_complaint(), text="When?", mailbox=MailboxRole.FRONT, at=NOON)
    told, _ = actions.write(asked, text="We wait", by=Role.OFFICER, at=NOON + timedelta(days=1))
    replied, _ = actions.write(told, text="In May", by=Role.CITIZEN, at=NOON + timedelta(days=3))
    again, _ = actions.ask_citizen(replied, text="Which year?", mailbox=MailboxRole.FRONT, at=NOON + timedelta(days=5))

    assert replied.waited_seconds == 3 * 86_400
    assert replied.asked_at is None
    assert again.waited_at(NOON + timedelta(days=7)) == 5 * 86_400
    assert again.due_on == asked.due_on


@pytest.mark.parametrize("ends", ["answer", "transfer", "withdraw"])
def test_whatever_ends_a_question_ends_the_waiting(ends: str) -> None:
    asked, _ = actions.ask_citizen(a_complaint(), text="When?", mailbox=MailboxRole.FRONT, at=NOON)
    later = NOON + timedelta(days=2)
    after = {
        "answer": lambda: actions.answer(
            asked, a_reasoned_answer(), mailbox=MailboxRole.FRONT, at=later, reopen_within_days=60
        ),
        "transfer": lambda: actions.transfer(asked, agency="health", reason="R", by=Role.OFFICER, at=later),
        "withdraw": lambda: actions.withdraw(asked, reason=None, at=later),
    }[ends]()[0]

    assert (after.asked_at, after.waited_seconds) == (None, 2 * 86_400)


def test_days_are_never_negative_though_clocks_of_machines_differ() -> None:
    asked, _ = actions.ask_citizen(a_complaint(), text="When?", mailbox=MailboxRole.FRONT, at=NOON)

    assert asked.waited_at(NOON - timedelta(seconds=2)) == 0
