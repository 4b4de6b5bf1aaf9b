from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from chalicelib.core import clock


def test_the_clock_stands_still_inside_a_block_and_goes_on_after_it() -> None:
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=2)))

    with clock.at(moment):
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC

    assert clock.now() != moment


def test_the_present_is_cut_to_the_milliseconds_that_are_stored() -> None:
    with clock.at(datetime(2026, 3, 1, 8, 30, 0, 123_456, tzinfo=UTC)):
        now = clock.now()

    assert now.microsecond == 123_000
    assert clock.stamp(now) == "2026-03-01T08:30:00.123Z"
    assert clock.read(clock.stamp(now)) == now


# Morocco kept UTC+1, and UTC for Ramadan (15 February to 22 March 2026), until it went back to UTC in September 2026.
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 10, 22, 59, tzinfo=UTC), date(2026, 1, 10)),
        (datetime(2026, 1, 10, 23, 0, tzinfo=UTC), date(2026, 1, 11)),
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 4, 10, 23, 0, tzinfo=UTC), date(2026, 4, 11)),
    ],
)
def test_a_day_is_the_country_s_day_in_ramadan_and_out_of_it(moment: datetime, day: date) -> None:
    assert clock.local_date(moment) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 10), datetime(2026, 1, 10, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 1), datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2027, 1, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_the_country_s_midnight(day: date, end: datetime) -> None:
    assert clock.end_of(day) == end
    assert clock.local_date(end) == day + timedelta(days=1)
    assert clock.local_date(end - timedelta(milliseconds=1)) == day
