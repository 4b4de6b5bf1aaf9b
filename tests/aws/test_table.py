"""One commit: all writes or none, and which failure the caller is told of."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.agencies.store import AgencyItem
from chalicelib.aws import connection, table
from chalicelib.aws.table import ABSENT, PRESENT, Check, Conflict, Item, Put, Update, commit
from chalicelib.core import clock
from chalicelib.core.errors import LinkRevoked, ProofRequired, Unavailable
from tests.emulator import Aws


def item(name: str) -> Item:
    return Item(pk=f"TEST#{name}", sk="ITEM")


def names(aws: Aws) -> list[str]:
    return [each["pk"]["S"].removeprefix("TEST#") for each in aws.items("TEST#")]


def test_all_writes_happen_in_one_transaction(aws: Aws) -> None:
    commit([Put(item=item("a"))])
    aws.calls.clear()

    commit(
        [
            Update(item=item("a"), actions=[Item.expires_at.set(7)], condition=PRESENT),
            Put(item=item("b"), condition=ABSENT),
            Check(item=item("c"), condition=ABSENT),
        ]
    )

    assert aws.calls == ["TransactWriteItems"]
    assert names(aws) == ["a", "b"]
    assert aws.items("TEST#a")[0]["expires_at"]["N"] == "7"


def test_one_failed_condition_writes_nothing_and_raises_what_it_was_given(aws: Aws) -> None:
    with pytest.raises(LinkRevoked):
        commit([Put(item=item("a")), Check(item=item("b"), condition=PRESENT, otherwise=LinkRevoked())])

    assert names(aws) == []


def test_a_failed_condition_with_nothing_to_say_is_a_conflict(aws: Aws) -> None:
    commit([Put(item=item("a"))])

    with pytest.raises(Conflict):
        commit([Put(item=item("a"), condition=ABSENT)])


def test_a_conflict_comes_before_any_reason_for_it_may_vanish_when_decided_again(aws: Aws) -> None:
    commit([Put(item=item("a")), Put(item=item("spent"))])

    with pytest.raises(Conflict):
        commit(
            [
                Put(item=item("spent"), condition=ABSENT, otherwise=ProofRequired()),
                Put(item=item("a"), condition=ABSENT),
            ]
        )


def test_reasons_belong_to_their_writes_in_whatever_order_they_were_given(aws: Aws) -> None:
    commit([Put(item=item("spent"))])

    with pytest.raises(ProofRequired):
        commit(
            [
                Update(item=item("u"), actions=[Item.expires_at.set(1)]),
                Put(item=item("p")),
                Put(item=item("spent"), condition=ABSENT, otherwise=ProofRequired()),
                Check(item=item("c"), condition=ABSENT, otherwise=LinkRevoked()),
            ]
        )


def test_items_are_read_together_in_the_order_they_were_asked_for(aws: Aws) -> None:
    commit([Put(item=item("b")), Put(item=item("a"))])
    aws.calls.clear()

    found = table.get_many([item("a"), item("none"), item("b")])

    assert [each.pk if each else None for each in found] == ["TEST#a", None, "TEST#b"]
    assert aws.calls == ["BatchGetItem"]


def test_what_is_over_is_not_there_though_the_table_still_has_it(aws: Aws) -> None:
    over, lasting = item("over"), item("lasting")
    over.expires_at, lasting.expires_at = clock.seconds(clock.now()), clock.seconds(clock.now()) + 60
    commit([Put(item=over), Put(item=lasting)])

    assert [each is None for each in table.get_many([over, lasting])] == [True, False]


def test_an_update_says_whether_its_condition_held(aws: Aws) -> None:
    assert not table.update(item("a"), [Item.expires_at.set(1)], condition=PRESENT)
    assert table.update(item("a"), [Item.expires_at.set(1)], condition=ABSENT)
    assert names(aws) == ["a"]


def test_a_partition_is_read_page_by_page_to_its_end(aws: Aws) -> None:
    large = "x" * 300_000
    for n in range(6):
        one = AgencyItem(pk="TEST#p", sk=f"{n}")
        one.name_ar = large
        commit([Put(item=one)])
    aws.calls.clear()

    assert [raw["sk"]["S"] for raw in table.query_all("TEST#p")] == ["0", "1", "2", "3", "4", "5"]
    assert aws.calls.count("Query") > 1


def test_a_table_that_can_not_be_reached_is_unavailable(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core import settings

    monkeypatch.setenv("TABLE_NAME", "nowhere")
    settings.get.cache_clear()
    connection.connection.cache_clear()

    for act in (
        lambda: commit([Put(item=item("a"))]),
        lambda: table.get_many([item("a")]),
        lambda: table.query("TEST#a"),
        lambda: table.update(item("a"), [Item.expires_at.set(1)]),
    ):
        with pytest.raises(Unavailable):
            act()


def leaves_keys_out(times: int) -> Callable[[str, dict[str, Any]], None]:
    """What a throttled table answers: the first so many batches come back empty, their keys unprocessed."""
    left = [times]

    def change_answer(operation: str, answer: dict[str, Any]) -> None:
        if operation != "BatchGetItem" or not left[0]:
            return
        left[0] -= 1
        found = answer["Responses"].pop("portal")
        keys = [{"pk": each["pk"], "sk": each["sk"]} for each in found]
        answer["UnprocessedKeys"] = {"portal": {"Keys": keys}}

    return change_answer


def test_a_batch_is_asked_again_for_what_a_throttled_table_left_out(aws: Aws) -> None:
    commit([Put(item=item("a")), Put(item=item("b"))])
    aws.response_hooks.append(leaves_keys_out(2))
    aws.calls.clear()

    found = table.get_many([item("a"), item("b")])

    assert [each.pk if each else None for each in found] == ["TEST#a", "TEST#b"]
    assert aws.calls == ["BatchGetItem"] * 3


def test_a_table_that_keeps_leaving_keys_out_is_unavailable_rather_than_empty(aws: Aws) -> None:
    commit([Put(item=item("a"))])
    aws.response_hooks.append(leaves_keys_out(99))
    aws.calls.clear()

    with pytest.raises(Unavailable):
        table.get_many([item("a")])
    assert aws.calls == ["BatchGetItem"] * 5


def test_asking_for_nothing_asks_nobody(aws: Aws) -> None:
    aws.calls.clear()

    assert table.get_many([]) == []
    assert aws.calls == []
