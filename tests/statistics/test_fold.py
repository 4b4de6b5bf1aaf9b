"""The fold over a table: each event once, whatever happens around it."""

from datetime import timedelta

import pytest

from chalicelib.aws import table
from chalicelib.complaints import service as complaints
from chalicelib.complaints.storage.store import EventItem
from chalicelib.core import clock
from chalicelib.statistics import service, store
from chalicelib.statistics.batches import batches
from chalicelib.statistics.model import merged
from tests.builders import NOON
from tests.complaints.commanding import citizen_writes, file_one
from tests.emulator import Aws
from tests.statistics.cases import drawn, keep, tallies_of, unfolded


def fold() -> int:
    return service.fold(until=clock.now() + timedelta(minutes=5)).events


def events_left(aws: Aws) -> list[str]:
    return [each["sk"]["S"] for each in aws.items() if each.get("work_pk", {}).get("S", "").startswith("FOLD#")]


def test_every_event_is_counted_and_leaves_the_list(aws: Aws) -> None:
    histories = drawn(1, 16, shift=timedelta(days=9))
    keep(histories)

    counted = fold()

    assert counted == sum(len(happened) for happened, _ in histories)
    assert events_left(aws) == []
    every = [tally for history in histories for added in tallies_of(history) for tally in added]
    assert store.read_sums(store.FIRST) == merged(every)


def test_a_second_run_counts_nothing_and_later_events_are_added(aws: Aws) -> None:
    histories = drawn(2, 8)
    keep(histories[:5])
    fold()
    assert fold() == 0

    keep(histories[5:])
    fold()

    every = [tally for history in histories for added in tallies_of(history) for tally in added]
    assert store.read_sums(store.FIRST) == merged(every)


def test_what_commands_write_is_counted(aws: Aws) -> None:
    number = file_one()
    citizen_writes(number)

    assert fold() == 2
    assert events_left(aws) == []


def test_an_event_that_another_fold_has_counted_meanwhile_is_not_counted_twice(aws: Aws) -> None:
    keep(drawn(4, 3))
    stale = next(batches(complaints.list_unfolded()))
    fold()
    before = store.read_sums(store.FIRST)

    assert service._add_to_aggregates(stale, store.FIRST)

    assert store.read_sums(store.FIRST) == before


def test_a_batch_of_which_one_event_is_counted_already_counts_the_others(aws: Aws) -> None:
    histories = drawn(5, 6)
    keep(histories)
    everything = list(complaints.list_unfolded())
    first = everything[0]
    sums = merged(first.tallies)
    table.commit([*(store.add(store.FIRST, cell, each) for cell, each in sums.items()), complaints.mark_folded(first)])

    assert service._add_to_aggregates(everything, store.FIRST)

    every = [tally for history in histories for added in tallies_of(history) for tally in added]
    assert store.read_sums(store.FIRST) == merged(every)


def test_a_run_whose_time_is_over_leaves_the_rest_to_the_next(aws: Aws) -> None:
    keep(drawn(6, 4))

    with clock.at(NOON):
        assert service.fold(until=NOON).events == 0
        assert service.fold(until=NOON + timedelta(seconds=1)).events > 0


def test_an_event_that_can_not_be_read_keeps_no_other_from_being_counted(
    aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(drawn(13, 3))
    every = len(events_left(aws))
    broken = next(each for each in aws.items() if each.get("work_pk", {}).get("S", "").startswith("FOLD#"))
    key = EventItem(pk=broken["pk"]["S"], sk=broken["sk"]["S"])
    table.update(key, [EventItem.tallies.set("no tallies")])

    assert fold() == every - 1

    assert events_left(aws) == [broken["sk"]["S"]]
    assert capsys.readouterr().out.count('"FoldFailed":[1') == 1


def test_no_transaction_has_more_than_a_hundred_writes_and_none_is_half_empty() -> None:
    events = [event for history in drawn(7, 150, shift=timedelta(days=11)) for event in unfolded(history)]

    portions = list(batches(events))

    assert [event for portion in portions for event in portion] == events
    sizes = [1 + len(portion) + len(merged(t for event in portion for t in event.tallies)) for portion in portions]
    assert max(sizes) <= 100
    assert min(sizes[:-1]) > 80


def test_the_fold_stands_still_while_a_rebuild_is_on_and_goes_on_when_it_was_killed(aws: Aws) -> None:
    keep(drawn(8, 3))
    with clock.at(NOON):
        service.begin_rebuild()
        assert fold() == 0
    with clock.at(NOON + timedelta(hours=4)):
        assert fold() > 0
    assert events_left(aws) == []


def test_nothing_is_counted_into_a_generation_that_counts_no_more(aws: Aws) -> None:
    keep(drawn(9, 2))
    with clock.at(NOON):
        begun = service.begin_rebuild()
        service.finish_rebuild(begun, {}, leftovers=())
        batch = next(batches(complaints.list_unfolded()))

        assert not service._add_to_aggregates(batch, store.FIRST)

    assert aws.items("STAT#first#") == []


def test_the_cost_of_a_run_does_not_grow_with_what_was_counted(aws: Aws) -> None:
    keep(drawn(10, 6))
    fold()
    aws.calls.clear()
    keep(drawn(11, 1))
    aws.calls.clear()

    fold()
    few = list(aws.calls)
    keep(drawn(12, 12))
    fold()
    keep(drawn(11, 1))
    aws.calls.clear()
    fold()

    assert sorted(aws.calls) == sorted(few)
