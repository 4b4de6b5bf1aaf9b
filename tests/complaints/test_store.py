"""What a complaint is in the table: sizes, keys, and one Query for a view."""

from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from chalicelib.aws.table import Conflict, commit
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.storage import commands, heads, store
from chalicelib.complaints.storage.heads import Head
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from chalicelib.domain.vocabulary import Kind, Outcome, Status
from tests.builders import NOON, NUMBER, a_complaint, a_contact, a_filing, a_key, a_submission_event, a_visitor
from tests.emulator import Aws

LONGEST_AGENCY: Final = 48
"""Characters of the longest id in the directory, and some more."""


def size(item: dict[str, Any]) -> int:
    """Bytes of an item by DynamoDB's published rules: names and values; numbers at most 21 bytes."""

    def value(typed: dict[str, Any]) -> int:
        ((kind, held),) = typed.items()
        match kind:
            case "S":
                return len(held.encode())
            case "N":
                return len(held.strip("-0.")) // 2 + 2
            case "B":
                return len(held)
            case "L":
                return 3 + sum(1 + value(each) for each in held)
            case _:
                return 1

    return sum(len(name.encode()) + value(typed) for name, typed in item.items())


def the_fullest_complaint() -> Complaint:
    """A state that no complaint has all at once, so none is larger."""
    return a_complaint(
        status=Status.NEEDS_INFORMATION,
        kind=Kind.OBSERVATION,
        agency="a" * LONGEST_AGENCY,
        place=Place(region="01", province="01.051", commune="01.051.01.01"),
        language="zgh",
        confidential=True,
        version=99_999,
        last_material=99_999,
        epoch=999,
        look=99,
        transfers=99,
        asked_at=NOON,
        waited_seconds=99_999_999,
        answered_at=NOON,
        answer_outcome=Outcome.INFORMATION_GIVEN,
        reopen_until=date(2027, 1, 23),
        promised_on=date(2027, 1, 23),
        promise_kept=False,
        score=5,
        status_before_discard=Status.NEEDS_INFORMATION,
    )


def test_a_head_is_at_most_1_kb_however_much_has_happened(aws: Aws) -> None:
    commit([heads.put(Head(complaint=the_fullest_complaint(), last_hash=bytes(32)), replacing=None)])

    (item,) = aws.items(f"COMPLAINT#{NUMBER}")
    assert size(item) <= 1024


def test_a_head_is_read_as_it_was_written(aws: Aws) -> None:
    for complaint in (the_fullest_complaint(), a_complaint()):
        head = Head(complaint=complaint, last_hash=bytes(range(32)))
        found = store.get_head(NUMBER)
        commit([heads.put(head, replacing=found.complaint if found else None)])

        assert store.get_head(NUMBER) == head


def test_a_view_is_one_query_that_reads_neither_markers_nor_mails(aws: Aws) -> None:
    number = commands.submit(a_visitor(), a_key(), lambda new: a_submission_event(number=new), extra_writes=list).number
    aws.calls.clear()

    found = store.get_case(number)

    assert aws.calls == ["Query"]
    assert found is not None
    assert [each.seq for each in found[1]] == [1]
    assert all(sort < "KEY" for sort in aws.sorts(f"COMPLAINT#{number}") if not sort.startswith("OUTBOX#"))


def cuts_the_history(times: int) -> Callable[[str, dict[str, Any]], None]:
    """What a Query may answer that a command overtook: the head is there already, its event is not."""
    left = [times]

    def change_answer(operation: str, answer: dict[str, Any]) -> None:
        if operation == "Query" and left[0]:
            left[0] -= 1
            answer["Items"] = [each for each in answer["Items"] if not each["sk"]["S"].startswith("EVENT#")]

    return change_answer


def test_a_view_is_read_again_where_a_command_fell_between_its_events_and_its_head(aws: Aws) -> None:
    number = commands.submit(a_visitor(), a_key(), lambda new: a_submission_event(number=new), extra_writes=list).number
    aws.response_hooks.append(cuts_the_history(2))

    found = store.get_case(number)

    assert found is not None
    assert [each.seq for each in found[1]] == [1]


def test_a_view_that_never_holds_still_is_unavailable_rather_than_half(aws: Aws) -> None:
    number = commands.submit(a_visitor(), a_key(), lambda new: a_submission_event(number=new), extra_writes=list).number
    aws.response_hooks.append(cuts_the_history(99))

    with pytest.raises(Unavailable):
        store.get_case(number)


def test_the_index_keys_of_a_head_say_queue_citizen_and_next_moment(aws: Aws) -> None:
    with clock.at(NOON):
        event = a_submission_event(number=NUMBER)
        commands.submit(a_visitor(), a_key(), lambda _: event, extra_writes=list)

    (head,) = [each for each in aws.items(f"COMPLAINT#{NUMBER}") if each["sk"]["S"] == "HEAD"]
    keys = {
        name: head[name]["S"]
        for name in head
        if name.endswith(("_pk", "_at")) and name not in {"filed_at", "deadlines_handled_until"}
    }
    assert keys == {
        "queue_pk": "QUEUE#interior#open",
        "queue_at": f"2027-01-23#{NUMBER}",
        "citizen_pk": "e" * 64,
        "citizen_at": "2026-11-24T12:00:00.000Z",
        "work_pk": "DUE#4",
        "work_at": "2026-12-09T12:00:00.000Z",
    }


def test_an_event_keeps_facts_and_details_each_beside_its_salt_and_its_tallies_until_they_are_folded(aws: Aws) -> None:
    with clock.at(NOON):
        filing = a_filing(contact=a_contact(name="Amina"))
        commands.submit(
            a_visitor(), a_key(), lambda _: a_submission_event(number=NUMBER, contact=filing.contact), extra_writes=list
        )

    (event,) = [each for each in aws.items(f"COMPLAINT#{NUMBER}") if each["sk"]["S"].startswith("EVENT#")]
    assert event["sk"]["S"] == "EVENT#000001"
    assert set(event) == {
        "pk", "sk", "at", "action", "by", "agencies", "facts", "facts_salt", "details", "details_salt", "hash",
        "tallies", "work_pk", "work_at",
    }  # fmt: skip
    sealed = ("facts_salt", "details_salt", "hash")
    assert {len(event[name]["B"]) for name in sealed} == {32}
    assert "Amina" in event["details"]["S"]
    assert "Amina" not in event["facts"]["S"]
    assert event["work_pk"]["S"].startswith("FOLD#")
    assert event["work_at"]["S"] == "2026-11-24T12:00:00.000Z"
    assert "Amina" not in event["tallies"]["S"]


@pytest.mark.parametrize("other", [{"version": 8}, {"agency": "health"}, {"epoch": 2}])
def test_a_head_is_written_only_over_the_version_agency_and_epoch_it_was_made_from(
    aws: Aws, other: dict[str, Any]
) -> None:
    read = a_complaint(version=7, agency="interior", epoch=1)
    commit([heads.put(Head(complaint=replace(read, **other), last_hash=bytes(32)), replacing=None)])
    written = aws.items("COMPLAINT#")

    with pytest.raises(Conflict):
        commit([heads.put(Head(complaint=read, last_hash=bytes(32)), replacing=read)])
    with pytest.raises(Conflict):
        commit([heads.put(Head(complaint=read, last_hash=bytes(32)), replacing=None)])
    assert aws.items("COMPLAINT#") == written


def test_every_field_of_a_complaint_is_stored_and_read_again(aws: Aws) -> None:
    day = clock.local_date(NOON)
    full = a_complaint(
        Status.DISCARDED,
        place=Place(region="01", province="01.051", commune="01.051.01.01"),
        confidential=True,
        due_on=day + timedelta(days=1),
        version=9,
        last_material=8,
        epoch=4,
        look=3,
        transfers=2,
        filed_at=NOON,
        look_since=NOON + timedelta(hours=1),
        held_since=NOON + timedelta(hours=2),
        asked_at=NOON + timedelta(hours=3),
        waited_seconds=17,
        answered_at=NOON + timedelta(hours=4),
        answer_outcome=Outcome.REFUSED,
        reopen_until=day + timedelta(days=2),
        promised_on=day + timedelta(days=3),
        promise_kept=False,
        score=3,
        status_before_discard=Status.IN_PROGRESS,
        deadlines_handled_until=NOON + timedelta(hours=5),
    )
    defaults = {each.name: each.default for each in fields(Complaint) if each.default is not MISSING}

    commit([heads.put(Head(complaint=full, last_hash=bytes(32)), replacing=None)])

    assert [name for name, default in defaults.items() if getattr(full, name) == default] == []
    assert store.get_head(NUMBER) == Head(complaint=full, last_hash=bytes(32))


@pytest.mark.parametrize("name", [each.name for each in fields(Complaint) if each.name not in ("number", "place")])
def test_a_field_of_the_head_that_is_not_stored_is_named(aws: Aws, name: str) -> None:
    stored = {"email_pseudonym": "citizen_pk"}.get(name, name)
    written = heads.put(Head(complaint=a_complaint(), last_hash=bytes(32)), replacing=None).item

    assert stored in written.get_attributes()
