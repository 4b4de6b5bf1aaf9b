"""Work lists: what is put on one is due at its moment, and one item that fails stops no other."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from chalicelib.aws import table, work
from chalicelib.aws.table import Item, Put
from chalicelib.aws.work import WorkBlocked, WorkList, WorkReport
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from tests.emulator import Aws

NOW: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LATER: Final = NOW + timedelta(minutes=1)
LIST: Final = WorkList("TEST")


@pytest.fixture(autouse=True)
def at_that_time() -> Iterator[None]:
    with clock.at(NOW):
        yield


def put(name: str, due: datetime = NOW, work_list: WorkList = LIST) -> Item:
    item = Item(pk=f"ITEM#{name}", sk="ITEM")
    work_list.put(item, key=name, due=due)
    table.commit([Put(item=item)])
    return item


def due(at: datetime | None = NOW, work_list: WorkList = LIST) -> list[str]:
    return sorted(partition.removeprefix("ITEM#") for partition, _ in work_list.list_due(at))


def test_keys_are_spread_over_all_partitions_of_a_list() -> None:
    found = {LIST.partition(f"key{n}") for n in range(200)}

    assert found == set(LIST.partitions()) == {f"TEST#{n}" for n in range(8)}


def test_an_item_is_due_from_its_moment_on_and_on_its_own_list_alone(aws: Aws) -> None:
    put("a")
    put("b", LATER)
    put("c", work_list=WorkList("OTHER"))

    assert (due(NOW), due(LATER), due(None)) == (["a"], ["a", "b"], ["a", "b"])
    assert due(work_list=WorkList("OTHER")) == ["c"]


def test_what_is_taken_off_is_due_no_more_until_it_is_put_again(aws: Aws) -> None:
    item = put("a")

    assert table.update(item, work.take_off(), condition=work.IS_LISTED)
    assert due() == []
    assert not table.update(Item(pk="ITEM#a", sk="ITEM"), work.take_off(), condition=work.IS_LISTED)

    table.update(Item(pk="ITEM#a", sk="ITEM"), LIST.put_stored(key="a", due=LATER))
    assert (due(NOW), due(LATER)) == ([], ["a"])


def test_what_is_postponed_is_due_later(aws: Aws) -> None:
    item = put("a")

    table.update(item, [work.postpone(LATER)])

    assert (due(NOW), due(LATER)) == ([], ["a"])


def test_listing_asks_once_for_each_partition(aws: Aws) -> None:
    put("a")
    put("b")
    aws.calls.clear()

    due()

    assert aws.calls == ["Query"] * 8


FAILURES: Final = {"unforeseen": ZeroDivisionError("of nobody"), "unavailable": Unavailable()}


@pytest.mark.parametrize("threads", [1, 3])
def test_an_item_that_fails_stops_no_other_and_is_counted(threads: int, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def do(item: str) -> None:
        if item in FAILURES:
            raise FAILURES[item]
        done.append(item)

    report = work.run("Test", ["a", "unforeseen", "b", "unavailable", "c"], do, until=LATER, threads=threads)

    assert (sorted(done), report) == (["a", "b", "c"], WorkReport(done=3, failed=2))
    assert report.total == 5
    written = capsys.readouterr().out
    assert '"TestFailed":[2.0]' in written
    assert "TestLeft" not in written


def test_what_nobody_foresaw_is_logged_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    def do(_: str) -> None:
        raise ZeroDivisionError("a secret")

    work.run("Test", ["a"], do, until=LATER)

    (record,) = caplog.records
    assert (record.message, vars(record)["error"]) == ("Test failed", "ZeroDivisionError")
    assert "a secret" not in str(vars(record))


@pytest.mark.parametrize("threads", [1, 3])
def test_nothing_is_begun_when_the_time_is_over(threads: int, capsys: pytest.CaptureFixture[str]) -> None:
    begun: list[int] = []

    assert work.run("Test", [1, 2, 3], begun.append, until=NOW, threads=threads) == WorkReport(left=3)

    assert begun == []
    assert '"TestLeft":[3.0]' in capsys.readouterr().out


def test_blocked_work_leaves_itself_and_all_that_follows() -> None:
    begun: list[int] = []

    def do(item: int) -> None:
        begun.append(item)
        if item == 2:
            raise WorkBlocked

    assert work.run("Test", [1, 2, 3, 4], do, until=LATER) == WorkReport(done=1, left=3)
    assert begun == [1, 2]


def test_of_a_generator_no_more_is_asked_for_once_something_is_left() -> None:
    given: list[int] = []

    def items() -> Iterator[int]:
        for item in range(5):
            given.append(item)
            yield item

    def do(item: int) -> None:
        if item == 1:
            raise WorkBlocked

    assert work.run("Test", items(), do, until=LATER) == WorkReport(done=1, left=1)
    assert given == [0, 1]


def test_threads_work_at_the_same_time_and_at_the_caller_s_time() -> None:
    meeting = threading.Barrier(3, timeout=20)
    times: list[datetime] = []

    def do(_: int) -> None:
        meeting.wait()
        times.append(clock.now())

    assert work.run("Test", [1, 2, 3], do, until=LATER, threads=3).done == 3
    assert times == [NOW] * 3
