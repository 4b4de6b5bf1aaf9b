"""`verify` over the table: whatever was done to it is named, and nothing is that was not."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from chalicelib.complaints.presentation import view
from chalicelib.complaints.storage.case_file import read_case_file
from chalicelib.domain.vocabulary import Action
from infra.ops.__main__ import main
from tests.builders import NUMBER
from tests.complaints.commanding import citizen_writes, file_one
from tests.complaints.long_history import COUNT
from tests.emulator import Aws
from tests.ops import kept
from tests.ops.kept import event, key
from tests.statistics.cases import draw_histories

HEAD: Final = key("HEAD")
SHOWN: Final = "7K3M-9QXT-2HDB-M"
Capture = pytest.CaptureFixture[str]


def verified(said: Capture) -> tuple[int, str, list[str]]:
    """The exit status, what was said at the end, and the faults."""
    said.readouterr()
    status = main(["verify"])
    written = said.readouterr()
    lines = written.err.splitlines()
    return (status, written.out.strip(), lines) if status == 0 else (status, lines[-1], lines[:-1])


def test_an_empty_table_and_a_table_of_whole_histories_are_green(aws: Aws, capsys: Capture) -> None:
    assert verified(capsys) == (0, "0 complaints with 0 events verified; nothing is wrong.", [])

    histories = draw_histories(1, 12)
    for each in histories:
        kept.keep(each)
    count = sum(len(happened) for happened, _ in histories)

    assert verified(capsys) == (0, f"12 complaints with {count} events verified; nothing is wrong.", [])


def test_erased_events_and_notes_verify_and_can_be_shown(aws: Aws, capsys: Capture) -> None:
    kept.keep_an_erased_one()
    for seq in (1, 3, 4, 10):
        kept.erase(seq)

    assert verified(capsys)[0] == 0
    case = read_case_file(NUMBER)
    assert case is not None
    assert [each.details for each in case.events if each.seq in (1, 3, 4, 10)] == [{}, {}, {}, {}]
    shown = view.officer_view(case)
    assert (shown.facts, shown.citizen.name) == ("", None)
    assert [(each.seq, each.text) for each in shown.notes] == [(3, ""), (6, "Call")]


def test_every_history_that_is_erased_verifies_at_every_step_of_the_stripping(aws: Aws, capsys: Capture) -> None:
    erased = [each for each in draw_histories(2, 300) if each[0][-1].action is Action.ERASE][:4]
    for happened, after in erased:
        kept.keep((happened, after))
        for each in happened[:-1]:
            kept.erase(each.seq, each.number)
            assert verified(capsys)[0] == 0, each
        assert "citizen_pk" not in kept.get(key("HEAD", happened[0].number))

    assert verified(capsys)[0] == 0
    assert len(erased) == 4


def with_tally(seq: int, old: str, new: str) -> None:
    held = kept.get(event(seq))["tallies"]["S"]
    assert old in held
    kept.change(event(seq), tallies={"S": held.replace(old, new)})


STRIPPED: Final = "changed: it is not what was sealed (its details are gone, and no erasure followed)"
AFTER_AN_ERASURE: Final[dict[str, tuple[Callable[[], Any], str]]] = {
    "the erasure itself": (lambda: kept.erase(11), f", event 11: {STRIPPED}"),
    "head's status": (lambda: kept.change(HEAD, status={"S": "closed"}), ": the head is not"),
    "head's agency": (lambda: kept.change(HEAD, agency={"S": "interior"}), ": the head is not"),
    "head's look": (lambda: kept.change(HEAD, look={"N": "2"}), ": the head is not"),
    "head's score": (lambda: kept.change(HEAD, score={"N": "5"}), ": the head is not"),
    "head's end": (lambda: kept.change(HEAD, expires_at={"N": "1"}), ": the head is not"),
    "head's kind": (lambda: kept.change(HEAD, kind={"S": "question"}), ": the head is not"),
    "head's region": (lambda: kept.change(HEAD, region={"S": "02"}), ": the head is not"),
    "head's language": (lambda: kept.change(HEAD, language={"S": "ar"}), ": the head is not"),
    "head's confidence": (lambda: kept.change(HEAD, confidential={"BOOL": True}), ": the head is not"),
    "head's due date": (lambda: kept.change(HEAD, due_on={"S": "2030-01-01"}), ": the head is not"),
    "head's window": (lambda: kept.change(HEAD, reopen_until={"S": "2030-01-01"}), ": the head is not"),
    "head's promise": (lambda: kept.change(HEAD, promised_on={"S": "2030-01-01"}), ": the head is not"),
    "head's citizen": (lambda: kept.change(HEAD, citizen_pk={"S": "f" * 64}), ": the head is not"),
    "facts": (lambda: kept.change(event(1), facts=None, facts_salt=None), ", event 1: changed"),
    "its own tally": (lambda: with_tally(4, '"ask_citizen"', '"message"'), ", event 4: its tallies"),
    "a note's tally": (lambda: with_tally(3, '"note"', '"message"'), ", event 3: its tallies"),
    "another's tally": (lambda: with_tally(8, '"n":1', '"n":2'), ", event 8: its tallies"),
    "a truth of another type": (lambda: with_tally(8, '"n":1', '"n":true'), ", event 8: its tallies"),
    "a tally more": (lambda: with_tally(8, "}]", "},{}]"), ", event 8: its tallies"),
    "a name twice": (lambda: with_tally(8, '"n":1', '"n":2,"n":1'), ", event 8: its tallies"),
    "no tally": (lambda: kept.change(event(9), tallies=None), ", event 9: its tallies"),
    "what is no tally": (lambda: kept.change(event(9), tallies={"S": "[" * 5000}), ", event 9: its tallies"),
}


@pytest.mark.parametrize("done", AFTER_AN_ERASURE)
def test_after_an_erasure_what_the_public_fields_tell_is_still_compared(aws: Aws, capsys: Capture, done: str) -> None:
    kept.keep_an_erased_one()
    for seq in (1, 3, 4, 9):
        kept.erase(seq)
    tamper, expected = AFTER_AN_ERASURE[done]

    tamper()

    status, _, faults = verified(capsys)
    assert status == 1
    assert [each[: len(SHOWN + expected)] for each in faults] == [SHOWN + expected]


@pytest.mark.parametrize("seq", [1, 2, 3, 10])
def test_an_event_that_is_stripped_without_an_erasure_is_named(aws: Aws, capsys: Capture, seq: int) -> None:
    kept.keep_one()

    kept.erase(seq)

    assert verified(capsys)[0::2] == (1, [f"{SHOWN}, event {seq}: {STRIPPED}"])


TAMPERED: Final[dict[str, tuple[Callable[[], Any], str]]] = {
    "at": (lambda: kept.change(event(2), at={"S": "2026-11-24T12:00:00.001Z"}), "event 2: changed"),
    "at a second way": (lambda: kept.change(event(2), at={"S": "2026-11-24T13:00:00.0001Z"}), "event 2: changed"),
    "action": (lambda: kept.change(event(2), action={"S": "answer"}), "event 2: changed"),
    "by": (lambda: kept.change(event(3), by={"S": "system"}), "event 3: changed"),
    "agencies": (lambda: kept.change(event(7), agencies={"L": [{"S": "interior"}]}), "event 7: changed"),
    "outcome": (lambda: kept.change(event(9), outcome={"S": "granted"}), "event 9: changed"),
    "no outcome": (lambda: kept.change(event(9), outcome=None), "event 9: changed"),
    "score": (lambda: kept.change(event(10), score={"N": "5"}), "event 10: changed"),
    "score of another type": (lambda: kept.change(event(10), score={"S": "2"}), "event 10: changed"),
    "details": (lambda: kept.change(event(4), details={"S": '{"text":"Why?"}'}), "event 4: changed"),
    "facts": (lambda: kept.change(event(4), facts={"S": '{"mailbox":"fallback"}'}), "event 4: changed"),
    "facts that are gone": (lambda: kept.change(event(4), facts=None, facts_salt=None), "event 4: changed"),
    "facts' blanks": (
        lambda: kept.change(event(4), facts={"S": kept.get(event(4))["facts"]["S"] + " "}),
        "event 4: changed",
    ),
    "details' blanks": (
        lambda: kept.change(event(4), details={"S": kept.get(event(4))["details"]["S"] + " "}),
        "event 4: changed",
    ),
    "details that are no object": (lambda: kept.change(event(4), details={"S": "[]"}), "event 4: changed"),
    "details without an end": (lambda: kept.change(event(4), details={"S": "[" * 5000}), "event 4: changed"),
    "details as deep as can be": (
        lambda: kept.change(event(4), details={"S": '{"text":' + "[" * 900 + "]" * 900 + "}"}),
        "event 4: changed",
    ),
    "details without salt": (lambda: kept.change(event(4), details_salt=None), "event 4: changed"),
    "salt without details": (lambda: kept.change(event(4), details=None), "event 4: changed"),
    "salt": (lambda: kept.change(event(4), details_salt={"B": bytes(32)}), "event 4: changed"),
    "salt of facts": (lambda: kept.change(event(4), facts_salt={"B": bytes(32)}), "event 4: changed"),
    "commitment": (lambda: kept.change(event(4), details_commitment={"B": bytes(32)}), "event 4: changed"),
    "details gone without a commitment": (
        lambda: kept.change(event(4), details=None, details_salt=None),
        "event 4: changed",
    ),
    "commitment to facts": (lambda: kept.change(event(4), facts_commitment={"B": bytes(32)}), "event 4: changed"),
    "hash": (lambda: kept.change(event(4), hash={"B": bytes(32)}), "event 4: changed"),
    "what a note says twice": (
        lambda: kept.change(
            event(3), facts={"S": '{"action":"note",' + kept.get(event(3))["facts"]["S"].removeprefix("{")}
        ),
        "event 3: changed",
    ),
    "a note that says in public what it is": (
        lambda: kept.change(event(3), action={"S": "note"}),
        "event 3: changed",
    ),
    "dropped": (lambda: kept.drop(event(5)), "event 5: missing"),
    "the first dropped": (lambda: kept.drop(event(1)), "event 1: missing"),
    "the last dropped": (lambda: kept.drop(event(10)), "event 10: missing"),
    "all dropped": (lambda: [kept.drop(event(seq)) for seq in range(1, 11)], "event 1: missing"),
    "exchanged": (lambda: kept.exchange(event(4), event(8)), "event 4: changed"),
    "inserted": (lambda: kept.put({**kept.get(event(4)), **event(11)}), "event 11: inserted"),
    "inserted under a key like no other": (
        lambda: kept.put({**kept.get(event(4)), **key("EVENT#4")}),
        "event 11: inserted",
    ),
    "moved to a key that reads the same": (
        lambda: (kept.put({**kept.get(event(10)), **key("EVENT#10")}), kept.drop(event(10))),
        "event 10: changed",
    ),
    "tallies": (lambda: kept.change(event(9), tallies={"S": "[]"}), "event 9: its tallies"),
    "no tallies": (lambda: kept.change(event(9), tallies=None), "event 9: its tallies"),
    "head's version": (lambda: kept.change(HEAD, version={"N": "9"}), "event 10: inserted"),
    "head's last hash": (lambda: kept.change(HEAD, last_hash={"B": bytes(32)}), "event 10: changed"),
    "head's status": (lambda: kept.change(HEAD, status={"S": "closed"}), "the head is not"),
    "head's citizen": (lambda: kept.change(HEAD, citizen_pk={"S": "f" * 64}), "the head is not"),
    "head's queue": (lambda: kept.change(HEAD, queue_pk=None, queue_at=None), "the head is not"),
    "head's due date": (lambda: kept.change(HEAD, due_on={"S": "2030-01-01"}), "the head is not"),
    "no head": (lambda: kept.drop(HEAD), "events without a head"),
}


FOREIGN: Final[dict[str, dict[str, Any]]] = {
    "expires_at": {"expires_at": {"N": "1"}},
    "queue_pk": {"queue_pk": {"S": "QUEUE#interior#open"}},
    "anything": {"anything": {"S": "x"}},
    "work_pk": {"work_at": None},
    "work_at": {"work_pk": None},
    "work_at, work_pk": {"work_pk": {"S": "MAIL#0"}},
    "tallies": {"tallies": {"B": b"[]"}},
}


@pytest.mark.parametrize("named", FOREIGN)
def test_what_the_portal_never_writes_on_an_event_is_named(aws: Aws, capsys: Capture, named: str) -> None:
    kept.keep_one()

    kept.change(event(4), **FOREIGN[named])

    assert verified(capsys)[0::2] == (1, [f"{SHOWN}, event 4: changed: it is not what was sealed ({named})"])


def test_an_event_that_is_counted_is_off_the_folds_list_and_whole(aws: Aws, capsys: Capture) -> None:
    kept.keep_one()

    kept.change(event(4), work_pk=None, work_at=None)

    assert verified(capsys)[0] == 0


@pytest.mark.parametrize("done", TAMPERED)
def test_whatever_is_done_to_a_history_is_named_with_number_and_event(aws: Aws, capsys: Capture, done: str) -> None:
    kept.keep_one()
    tamper, expected = TAMPERED[done]

    tamper()

    status, _, faults = verified(capsys)
    assert status == 1
    separator = ", " if expected.startswith("event ") else ": "
    assert [each[: len(SHOWN + separator + expected)] for each in faults] == [SHOWN + separator + expected]


def test_tampering_with_one_of_a_thousand_events_is_named(aws: Aws, capsys: Capture) -> None:
    kept.keep_a_thousand()
    assert verified(capsys) == (0, "1 complaints with 1,000 events verified; nothing is wrong.", [])

    kept.drop(event(COUNT))
    assert verified(capsys)[0::2] == (1, [f"{SHOWN}, event {COUNT}: missing"])
    kept.change(event(627), at={"S": "2027-01-01T00:00:00.000Z"})
    assert verified(capsys)[0::2] == (1, [f"{SHOWN}, event 627: changed: it is not what was sealed"])


def test_the_faults_of_all_complaints_are_named(aws: Aws, capsys: Capture) -> None:
    numbers = [file_one() for _ in range(4)]
    for number in numbers[:3]:
        citizen_writes(number)
        kept.change(key("EVENT#000001", number), by={"S": "system"})
        kept.change(key("HEAD", number), status={"S": "closed"})

    status, last, faults = verified(capsys)

    assert (status, last) == (1, "4 complaints with 7 events verified; 3 faults found.")
    assert len({each.partition(",")[0] for each in faults}) == 3


def test_a_complaint_that_is_written_while_it_is_read_is_not_reported(aws: Aws, capsys: Capture) -> None:
    number = file_one()
    citizen_writes(number)
    torn = ["Scan", "Query"]

    def tear(operation: str, answer: dict[str, Any]) -> None:
        # What a reader sees that comes to the events before, and to the head after a command.
        if operation in torn:
            torn.remove(operation)
            answer["Items"] = [each for each in answer["Items"] if each["sk"]["S"] != "EVENT#000002"]

    aws.response_hooks.append(tear)

    assert verified(capsys) == (0, "1 complaints with 2 events verified; nothing is wrong.", [])
    assert torn == []


def test_a_complaint_that_is_never_left_in_peace_is_not_called_wrong(aws: Aws, capsys: Capture) -> None:
    number = file_one()
    times = iter(range(100))

    def write(operation: str, answer: dict[str, Any]) -> None:
        if operation in ("Scan", "Query"):
            for each in answer["Items"]:
                if each["sk"]["S"] == "HEAD":
                    each["version"] = {"N": str(2 + next(times))}

    aws.response_hooks.append(write)

    status, _, faults = verified(capsys)
    assert status == 1
    assert [each.partition(": ")[2] for each in faults] == ["written all the time: verify it again"]
    assert number in faults[0].replace("-", "")
