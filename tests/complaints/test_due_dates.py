from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions.filing import start
from chalicelib.complaints.rules.model import due
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Status
from tests.builders import a_complaint, a_submission_event


@pytest.mark.parametrize(
    ("filed_at", "due_on"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), date(2027, 1, 23)),
        # Half an hour before and after midnight in Casablanca, which is at 23:00 UTC outside Ramadan …
        (datetime(2026, 1, 10, 22, 30, tzinfo=UTC), date(2026, 3, 11)),
        (datetime(2026, 1, 10, 23, 30, tzinfo=UTC), date(2026, 3, 12)),
        # … and at 00:00 UTC in Ramadan (15 February to 22 March 2026).
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(2026, 4, 30)),
        (datetime(2026, 3, 2, 0, 30, tzinfo=UTC), date(2026, 5, 1)),
    ],
)
def test_an_answer_is_due_60_calendar_days_after_the_country_s_day_of_filing(filed_at: datetime, due_on: date) -> None:
    complaint = start(a_submission_event(at=filed_at))

    assert complaint.due_on == due_on


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)), st.integers(0, 120))
def test_a_due_day_ends_between_n_and_n_plus_one_days_after_whatever_the_clocks_do(moment: datetime, days: int) -> None:
    at = moment.replace(tzinfo=UTC)
    end = clock.end_of(due(at, within_days=days))

    hour = timedelta(hours=1)
    assert timedelta(days=days) - hour <= end - at <= timedelta(days=days + 1) + hour


def test_a_reopening_has_a_due_date_of_its_own() -> None:
    answered_at = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
    complaint = a_complaint(status=Status.ANSWERED, answered_at=answered_at)

    reopened, _ = actions.reopen(complaint, missing="The refund", at=answered_at + timedelta(days=5), within_days=60)

    assert reopened.due_on == date(2026, 3, 16)
    assert reopened.look_since == answered_at + timedelta(days=5)
    assert reopened.filed_at == complaint.filed_at
