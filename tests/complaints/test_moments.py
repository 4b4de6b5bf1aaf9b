from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import moments
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.records import apply_event
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Role, Status
from tests.builders import NOON, a_complaint

FILED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def all_moments(complaint: Complaint) -> list[datetime]:
    found = []
    while (moment := moments.following(complaint)) is not None and moment not in found:
        found.append(moment)
        complaint = replace(complaint, deadlines_handled_until=moment)
    return found


def end_of(month: int, day: int, year: int = 2026) -> datetime:
    """Midnight in the country, which has kept UTC since September 2026."""
    return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)


def test_an_untouched_complaint_is_looked_at_after_15_30_45_55_and_60_days() -> None:
    assert all_moments(a_complaint(filed_at=FILED)) == [
        FILED + timedelta(days=15),
        end_of(12, 24),
        end_of(1, 8, 2027),
        end_of(1, 18, 2027),
        end_of(1, 23, 2027),
    ]


def test_nobody_is_reminded_to_take_charge_of_what_is_taken_charge_of() -> None:
    complaint = a_complaint(status=Status.IN_PROGRESS, filed_at=FILED)

    assert FILED + timedelta(days=15) not in all_moments(complaint)


def test_a_citizen_who_was_asked_is_reminded_after_10_days() -> None:
    complaint = a_complaint(status=Status.NEEDS_INFORMATION, filed_at=FILED, asked_at=FILED + timedelta(days=1))

    assert FILED + timedelta(days=11) in all_moments(complaint)


def test_an_answered_complaint_is_looked_at_when_its_window_ends_and_when_its_promise_is_due() -> None:
    complaint = a_complaint(status=Status.ANSWERED, answered_at=FILED, promised_on=datetime(2026, 12, 1).date())

    assert all_moments(complaint) == [end_of(12, 1), end_of(1, 23, 2027)]


def test_nothing_awaits_a_complaint_that_is_over() -> None:
    for status in (Status.CLOSED, Status.WITHDRAWN, Status.DISCARDED, Status.ERASED):
        assert moments.following(a_complaint(status=status, answered_at=NOON)) is None


def test_reminders_fall_on_the_country_s_midnights_though_ramadan_moves_the_clocks() -> None:
    # Filed on 20 January 2026, due on 21 March: Ramadan has begun in between.
    found = all_moments(a_complaint(filed_at=datetime(2026, 1, 20, 12, 0, tzinfo=UTC)))

    assert found[-1] == datetime(2026, 3, 22, 0, 0, tzinfo=UTC)
    # Filed on 1 March 2026, due on 30 April: Ramadan (to 22 March 2026) has ended in between.
    crossing = all_moments(a_complaint(Status.IN_PROGRESS, filed_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC)))
    assert crossing[0] == datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    assert crossing[-1] == datetime(2026, 4, 30, 23, 0, tzinfo=UTC)


def a_reminder(complaint: Complaint, *, moment: datetime, at: datetime) -> Event:
    return Event(
        number=complaint.number,
        seq=complaint.version + 1,
        at=at,
        action=Action.REMIND,
        by=Role.CLOCK,
        agencies=(complaint.agency,),
        facts={"moment": clock.stamp(moment)},
    )


def test_after_an_outage_every_moment_in_between_is_still_dealt_with() -> None:
    promised, window = FILED + timedelta(days=58), FILED + timedelta(days=60)
    complaint = a_complaint(Status.ANSWERED, answered_at=FILED, promised_on=promised.date())
    late = window + timedelta(days=3)

    first = moments.following(complaint)
    assert first == end_of(1, 21, 2027)
    reminded = apply_event(complaint, a_reminder(complaint, moment=first, at=late))

    assert moments.following(reminded) == end_of(1, 23, 2027)


def test_a_promise_due_when_the_window_ends_does_not_keep_the_complaint_from_closing() -> None:
    complaint = a_complaint(Status.ANSWERED, answered_at=FILED, promised_on=datetime(2027, 1, 23).date())
    both = end_of(1, 23, 2027)

    reminded = apply_event(complaint, a_reminder(complaint, moment=both, at=both))

    assert moments.following(complaint) == both
    assert moments.following(reminded) == both


def test_who_receives_a_transfer_has_15_days_to_take_charge_of_it() -> None:
    complaint = a_complaint(
        filed_at=FILED, held_since=FILED + timedelta(days=20), deadlines_handled_until=FILED + timedelta(days=15)
    )

    assert FILED + timedelta(days=35) in all_moments(complaint)
