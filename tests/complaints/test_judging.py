"""What a citizen says of an answer: rating and promise; what a coordinator sets aside and puts back."""

from datetime import date, timedelta

import pytest

from chalicelib.complaints.rules import actions
from chalicelib.core import clock
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain.vocabulary import Role, Status
from tests.builders import NOON, a_complaint, an_answered_complaint


@pytest.mark.parametrize(
    ("score", "status"), [(1, "answered"), (2, "answered"), (3, "answered"), (4, "closed"), (5, "closed")]
)
def test_a_satisfied_citizen_closes_the_complaint_by_rating_it(score: int, status: str) -> None:
    rated, event = actions.rate(an_answered_complaint(), score=score, comment=None, at=clock.now())

    assert (rated.status.value, rated.score, event.score) == (status, score, score)


def test_closing_by_a_rating_ends_the_agency_s_links_and_a_low_rating_does_not() -> None:
    complaint = an_answered_complaint()

    assert actions.rate(complaint, score=3, comment=None, at=clock.now())[0].epoch == complaint.epoch
    assert actions.rate(complaint, score=4, comment=None, at=clock.now())[0].epoch == complaint.epoch + 1


def test_an_answer_is_rated_once() -> None:
    rated, _ = actions.rate(an_answered_complaint(), score=2, comment="Too slow", at=clock.now())

    with pytest.raises(ActionNotAllowed):
        actions.rate(rated, score=5, comment=None, at=clock.now())


def test_a_complaint_closed_by_a_good_rating_can_still_be_reopened_inside_the_window() -> None:
    rated, _ = actions.rate(an_answered_complaint(), score=5, comment=None, at=clock.now())

    assert actions.reopen(rated, missing="It came broken", at=clock.now(), within_days=60)[0].look == 2


PROMISED_DAY = date(2026, 12, 1)


def test_a_promise_is_judged_once_and_only_where_one_was_made() -> None:
    promised = an_answered_complaint(at=NOON, promised_on=PROMISED_DAY)
    judged, _ = actions.judge_promise(promised, kept=False, at=NOON + timedelta(days=7))

    assert judged.promise_kept is False
    with pytest.raises(ActionNotAllowed):
        actions.judge_promise(judged, kept=True, at=NOON + timedelta(days=7))
    with pytest.raises(ActionNotAllowed):
        actions.judge_promise(an_answered_complaint(), kept=True, at=clock.now())


def test_a_promise_that_was_kept_early_can_be_judged_at_once() -> None:
    promised = an_answered_complaint(at=NOON, promised_on=PROMISED_DAY)

    assert actions.judge_promise(promised, kept=True, at=NOON + timedelta(days=1))[0].promise_kept is True


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_PROGRESS, Status.NEEDS_INFORMATION, Status.REOPENED])
def test_a_discarded_complaint_is_restored_to_the_state_it_had(status: Status) -> None:
    discarded, event = actions.discard(a_complaint(status=status), reason="Insults", at=clock.now())
    restored, _ = actions.restore(discarded, at=clock.now())

    assert event.details["reason"] == "Insults"
    assert (discarded.status, restored.status) == (Status.DISCARDED, status)
    assert restored.status_before_discard is None


def test_nobody_waits_for_a_citizen_whose_complaint_is_set_aside_and_the_waiting_goes_on_afterwards() -> None:
    asked = a_complaint(status=Status.NEEDS_INFORMATION, asked_at=NOON)
    discarded, _ = actions.discard(asked, reason="Insults", at=NOON + timedelta(days=2))
    restored, _ = actions.restore(discarded, at=NOON + timedelta(days=10))

    replied, _ = actions.write(restored, text="Here", by=Role.CITIZEN, at=NOON + timedelta(days=13))

    assert replied.status is Status.IN_PROGRESS
    assert replied.waited_seconds == 5 * 86_400
