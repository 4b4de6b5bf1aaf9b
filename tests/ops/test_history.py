"""One complaint's export: who has it can verify it, and whoever tampers with it is found."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.aws import clients, secrets
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions.filing import start
from infra.ops.__main__ import main
from tests.builders import NOON, NUMBER, a_submission_event
from tests.complaints.long_history import COUNT, ERASED, HIDDEN
from tests.emulator import Aws
from tests.ops import kept
from tests.tiers import thorough

SHOWN: Final = "7K3M-9QXT-2HDB-M"
Capture = pytest.CaptureFixture[str]


def exported(capsys: Capture, *options: str) -> list[str]:
    capsys.readouterr()
    assert main(["export", "--number", SHOWN.lower(), *options]) == 0
    return capsys.readouterr().out.splitlines()


def verified(capsys: Capture, folder: Path, lines: list[str]) -> tuple[int, list[str]]:
    """The exit status, and the faults or what was said where there is none."""
    file = folder / "export.jsonl"
    file.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8", errors="surrogateescape")
    capsys.readouterr()
    status = main(["verify", str(file)])
    said = capsys.readouterr()
    return (status, said.out.splitlines()) if status == 0 else (status, said.err.splitlines()[:-1])


def test_an_export_has_a_line_an_event_and_a_signed_one_and_verifies(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()

    lines = exported(capsys)

    held = [json.loads(each) for each in lines]
    assert [each["public"]["seq"] for each in held[:-1]] == list(range(1, 11))
    assert held[0]["details"]["content"]["facts"] == "It never came."
    assert held[0]["facts"]["content"]["kind"] == "complaint"
    assert set(held[2]["public"]) == {"number", "seq", "at"}
    assert held[2]["facts"]["content"]["action"] == "note"
    assert all(set(each[part]) == {"commitment", "content", "salt"} for each in held[:-1] for part in PARTS)
    assert (held[-1]["head"]["number"], held[-1]["head"]["version"]) == (NUMBER, 10)
    assert verified(capsys, tmp_path, lines) == (
        0,
        [f"{SHOWN}: 10 events verified, 0 of them without details; nothing is wrong."],
    )


def test_a_citizens_export_withholds_notes_and_verifies(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    kept.erase(10)

    lines = exported(capsys, "--for", "citizen")

    held = [json.loads(each) for each in lines[:-1]]
    without = {part: [each["public"]["seq"] for each in held if set(each[part]) == {"commitment"}] for part in PARTS}
    assert without == {"facts": [3, 6], "details": [3, 6, 10]}
    assert "Call" not in "".join(lines)
    assert verified(capsys, tmp_path, lines)[0] == 0


def test_what_is_hidden_from_the_citizens_page_is_withheld_from_the_export(aws: Aws, capsys: Capture) -> None:
    filed = a_submission_event(at=NOON)
    _, returned = actions.mark_undeliverable(start(filed), recipient="citizen", at=NOON)
    kept.keep_events([filed, returned])

    held = [json.loads(each) for each in exported(capsys, "--for", "citizen")[:-1]]

    assert [(each["public"]["action"], "content" in each["details"]) for each in held] == [
        ("submit", True),
        ("mark_undeliverable", False),
    ]


def test_an_export_is_verified_from_stdin(aws: Aws, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep_one()
    written = "".join(f"{each}\n" for each in exported(capsys))

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written.encode())))

    assert main(["verify", "-"]) == 0


def with_public(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda held: held["public"].update({name: value})


PARTS: Final = ("facts", "details")
CHANGES: Final[list[Callable[[dict[str, Any]], Any]]] = [
    *(with_public(name, "x") for name in ("number", "at", "action", "by", "agencies", "outcome", "score", "new")),
    with_public("seq", 2000),
    with_public("seq", 1.5),
    with_public("at", "\ud800"),
    lambda held: held.update(hash="no hex"),
    lambda held: held["facts"].update(commitment="00" * 32),
    lambda held: held["details"].update(commitment="00" * 32),
    lambda held: held["details"].update(salt="00" * 32),
    lambda held: held["details"].update(content={"text": "x"}, salt="00" * 32),
    lambda held: held["facts"].update(content={"kind": "question"}, salt="00" * 32),
    lambda held: held["facts"].update(more=1),
    lambda held: held.update(facts=held["details"], details=held["facts"]),
    lambda held: held.update(facts="x"),
    lambda held: held.pop("facts"),
    lambda held: held.update(more=1),
    lambda held: held.update(public=[]),
    lambda held: held.pop("hash"),
    lambda held: held.pop("public"),
]


def in_the_middle(_: int) -> list[int]:
    return [500]


def everywhere_else(position: int) -> list[int]:
    return [1 + position, 507, 627 + position, COUNT]


@pytest.mark.parametrize("list_places", [in_the_middle, *thorough(everywhere_else)])
def test_any_change_of_one_of_a_thousand_exported_events_ends_with_status_1_and_its_name(
    aws: Aws, capsys: Capture, tmp_path: Path, list_places: Callable[[int], list[int]]
) -> None:
    kept.keep_a_thousand()
    lines = exported(capsys, "--for", "citizen")
    hidden = len(HIDDEN) + len(ERASED - set(HIDDEN))
    assert verified(capsys, tmp_path, lines) == (
        0,
        [f"{SHOWN}: 1,000 events verified, {hidden} of them without details; nothing is wrong."],
    )

    for position, change in enumerate(CHANGES):
        for seq in list_places(position):
            held = json.loads(lines[seq - 1])
            change(held)
            tampered = [*lines[: seq - 1], json.dumps(held), *lines[seq:]]

            expected = [f"{SHOWN}, event {seq}: changed: it is not what was sealed"]
            assert verified(capsys, tmp_path, tampered) == (1, expected), position


def test_dropped_moved_and_repeated_events_end_with_status_1_and_their_name(
    aws: Aws, capsys: Capture, tmp_path: Path
) -> None:
    kept.keep_a_thousand()
    lines = exported(capsys)

    for seq in (1, 500, 507, 627, 999, COUNT):
        others, line = [*lines[: seq - 1], *lines[seq:]], lines[seq - 1]
        place, moved = (1, seq) if seq > 1 else (5, 2)
        reordered = [*others[: place - 1], line, *others[place - 1 :]]
        status, (fault,) = verified(capsys, tmp_path, [*lines[:700], line, *lines[700:]])

        assert verified(capsys, tmp_path, others) == (1, [f"{SHOWN}, event {seq}: missing"])
        assert verified(capsys, tmp_path, reordered) == (1, [f"{SHOWN}, event {moved}: out of order"])
        assert (status, fault.partition(": ")[0]) == (1, f"{SHOWN}, event {seq}")
        assert "inserted" in fault


def last_changed(line: str, **changes: Any) -> str:
    held = json.loads(line)
    return json.dumps({**held, "head": {**held["head"], **changes}})


def test_a_tail_that_is_cut_shows_whatever_is_done_to_the_last_line(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    lines = exported(capsys)
    ninth = json.loads(lines[8])["hash"]
    unsigned = f"{SHOWN}: the last line is not signed by this portal"

    for kept_lines, faults in (
        ([*lines[:9], lines[10]], [f"{SHOWN}, event 10: missing"]),
        (lines[:10], [f"{SHOWN}: cut off: the signed last line is missing"]),
        ([*lines[:9], last_changed(lines[10], version=9, last_hash=ninth)], [unsigned]),
        ([*lines[:10], last_changed(lines[10], number="000000000001Y")], [unsigned]),
        ([*lines[:10], json.dumps({**json.loads(lines[10]), "signature": "x.y"})], [unsigned]),
        ([], ["(no number): cut off: the signed last line is missing"]),
    ):
        assert verified(capsys, tmp_path, kept_lines) == (1, faults)


@pytest.mark.parametrize("details", ["Paid in full", [], ["x"], None, 0, {}])
@pytest.mark.parametrize("salt", [None, "00" * 32])
def test_details_that_are_none_are_no_withheld_ones(
    aws: Aws, capsys: Capture, tmp_path: Path, details: Any, salt: str | None
) -> None:
    kept.keep_one()
    lines = exported(capsys)
    held = json.loads(lines[3])
    commitment = held["details"]["commitment"]
    part = {"commitment": commitment, "content": details, **({"salt": salt} if salt else {})}
    lines[3] = json.dumps({**held, "details": part})

    assert verified(capsys, tmp_path, lines) == (1, [f"{SHOWN}, event 4: changed: it is not what was sealed"])


def test_a_salt_alone_is_no_withheld_event(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    lines = exported(capsys)
    held = json.loads(lines[3])
    del held["details"]["content"]
    lines[3] = json.dumps(held)

    assert verified(capsys, tmp_path, lines) == (1, [f"{SHOWN}, event 4: changed: it is not what was sealed"])


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "null", '{"public": 1, "public": 2}', "\udcff"])
def test_what_is_no_event_is_named_by_its_place(aws: Aws, capsys: Capture, tmp_path: Path, text: str) -> None:
    kept.keep_one()
    lines = exported(capsys)

    assert verified(capsys, tmp_path, [*lines[:4], text, *lines[5:]])[1] == [
        f"{SHOWN}, event 5: changed: it is not what was sealed"
    ]


def test_a_name_that_stands_twice_in_a_line_is_found(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    lines = exported(capsys)
    lines[3] = lines[3].replace('"public": {', '"public": {"by": "citizen", ')

    assert verified(capsys, tmp_path, lines)[0] == 1


def test_an_export_that_a_retired_key_signed_verifies(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    lines = exported(capsys)

    held = {"initial": "secret-of-the-receipts", "keys": {"second": "newer"}, "current": "second"}
    clients.client("secretsmanager").put_secret_value(SecretId="receipts", SecretString=json.dumps(held))
    secrets.clear_cache()

    assert verified(capsys, tmp_path, lines)[0] == 0
    assert exported(capsys)[-1] != lines[-1]


def test_details_without_an_end_are_exported_as_changed_ones(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    kept.change(kept.event(4), details={"S": "[" * 5000})

    assert verified(capsys, tmp_path, exported(capsys)) == (
        1,
        [f"{SHOWN}, event 4: changed: it is not what was sealed"],
    )


def test_an_export_of_a_broken_history_is_broken_in_the_same_place(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    kept.change(kept.event(4), details_salt=None)

    assert verified(capsys, tmp_path, exported(capsys)) == (
        1,
        [f"{SHOWN}, event 4: changed: it is not what was sealed"],
    )
