"""Export, wipe, import: the same table, the same figures, no mail twice and none lost."""

import json
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.exceptions import ConnectionClosedError

from chalicelib.aws import clients, site
from chalicelib.core import clock
from chalicelib.statistics import jobs, rendering, service
from infra.ops.__main__ import main
from tests.builders import NOON, a_key
from tests.complaints.commanding import citizen_writes, file_one
from tests.emulator import Aws
from tests.portal import Portal
from tests.statistics.cases import drawn, keep

Capture = pytest.CaptureFixture[str]
DEEP: Final = b'{"pk":{"S":"A"},"sk":{"S":"B"},"list":' + b'{"L":[' * 400 + b"]}" * 400 + b"}\n"
TOMORROW: Final = NOON + timedelta(days=1)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return tmp_path / "table.jsonl"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def exported(file: Path) -> None:
    assert main(["export", "--output", str(file)]) == 0


def imported(file: Path) -> int:
    return main(["import", str(file)])


def wipe(aws: Aws) -> None:
    for each in aws.items():
        clients.client("dynamodb").delete_item(TableName="portal", Key={"pk": each["pk"], "sk": each["sk"]})


def a_lively_portal(api: Portal) -> None:
    """Mails sent and mails pending, events counted and events that are not, notes, a link in use, an answer, a file."""
    filed = api.file()
    desk = api.desk_of("interior")
    filed.act(desk, "charge", {})
    filed.act(desk, "notes", {"text": "Call the prefecture"})
    filed.act(desk, "answers", {"outcome": "refused", "reasons": "It is not ours to give, by law."})
    filed.rate(2)
    api.deliver_mails()
    keep(drawn(3, 6))
    service.fold(until=clock.now() + timedelta(minutes=5))
    api.file()
    filed.reopen("The certificate")


def published(aws: Aws, at: datetime) -> dict[str, bytes]:
    """What a fold and a publication at this moment put on the site."""
    with clock.at(at):
        jobs.fold_and_publish()
    return aws.published()


def test_a_restored_table_is_the_same_item_by_item_and_green(api: Portal, dump: Path, capsys: Capture) -> None:
    for number in [file_one() for _ in range(9)]:
        citizen_writes(number)
    filed = api.file()
    filed.act(api.desk_of("interior"), "notes", {"text": "Call"})
    before = api.aws.items()
    exported(dump)
    wipe(api.aws)

    assert imported(dump) == 0

    assert api.aws.items() == before
    assert main(["verify"]) == 0
    assert f"{len(before)} items written. Now verify" in capsys.readouterr().out


def test_a_restored_table_publishes_the_same_bytes(api: Portal, dump: Path) -> None:
    shell = f"<main>{rendering.BEGIN}{rendering.END}</main>".encode()
    site.put("fr/statistics/shell.html", shell, known={})
    a_lively_portal(api)
    exported(dump)
    expected = published(api.aws, TOMORROW)
    wipe(api.aws)

    assert imported(dump) == 0
    for each in expected.keys() - {"fr/statistics/shell.html"}:
        clients.client("s3").delete_object(Bucket="site", Key=each)

    assert json.loads(expected["data/statistics.json"])["total"]["filed"] == 8
    assert published(api.aws, TOMORROW) == expected


def test_after_a_restore_no_mail_goes_again_and_pending_ones_go_once(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    sent = api.aws.raw_mails()
    pending = [each for each in api.aws.items() if each.get("work_pk", {}).get("S", "").startswith("MAIL#")]
    exported(dump)
    wipe(api.aws)

    assert imported(dump) == 0
    # The stream tells of every outbox item that was imported, the sent ones too, and more than once.
    told = [*api.deliver_mails(), *api.deliver_mails()]
    with clock.at(NOON + timedelta(days=1)):
        swept = api.sweep_mails()

    assert len(pending) > 2
    assert (len(told), swept) == (len(pending), [])
    assert len({raw for _, raw in api.aws.raw_mails()}) == len(api.aws.raw_mails()) == len(sent) + len(pending)


def test_pending_mails_of_a_restored_table_reach_their_readers_by_the_sweep_alone(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    pending = sum(each.get("state") == {"S": "pending"} for each in api.aws.items())
    exported(dump)
    wipe(api.aws)

    assert imported(dump) == 0

    assert (len(api.sweep_mails()), api.sweep_mails()) == (pending, [])


def test_what_functions_act_upon_is_written_after_what_it_needs(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    exported(dump)
    wipe(api.aws)
    order: list[dict[str, Any]] = []

    def see(operation: str, answer: dict[str, Any]) -> None:
        known = {(each["pk"]["S"], each["sk"]["S"]) for each in order}
        order.extend(each for each in api.aws.items() if (each["pk"]["S"], each["sk"]["S"]) not in known)

    api.aws.meddlers.append(lambda name, answer: see(name, answer) if name in ("BatchWriteItem", "PutItem") else None)
    assert imported(dump) == 0

    kinds = [
        0 if "work_pk" not in each else 2 if each["work_pk"]["S"].startswith("MAIL#") else 1
        for each in order
        if each["pk"]["S"] != "IMPORT#STATE"
    ]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2}


def refused(file: Path, aws: Aws, capsys: Capture) -> str:
    """Why an import was refused; it has written nothing."""
    before = aws.items()
    capsys.readouterr()
    assert imported(file) == 1
    assert aws.items() == before
    return capsys.readouterr().err


def test_a_table_that_is_not_empty_is_left_alone(aws: Aws, dump: Path, capsys: Capture) -> None:
    file_one()
    exported(dump)

    assert refused(dump, aws, capsys).startswith("The table is not empty")


def test_a_dump_that_is_cut_or_changed_anywhere_is_refused_before_anything_is_written(
    aws: Aws, dump: Path, capsys: Capture
) -> None:
    file_one()
    exported(dump)
    whole = dump.read_bytes()
    lines = whole.splitlines(keepends=True)
    wipe(aws)

    broken = {
        "empty": b"",
        "no last line": b"".join(lines[:-1]),
        "half a last line": whole[:-20],
        "no first line": b"".join(lines[1:]),
        "the header alone": lines[0],
        "a line less": b"".join([*lines[:4], *lines[5:]]),
        "a line twice": b"".join([*lines[:4], lines[3], *lines[4:]]),
        "two exchanged": b"".join([*lines[:3], lines[4], lines[3], *lines[5:]]),
        "another byte": whole.replace(b"coordination", b"coordinator!", 1),
        "something after it": whole + lines[1],
        "another format": whole.replace(b'"version": 1', b'"version": 2', 1),
        "something else": b"\x00\xff\n[]\n",
        "a list": b"[]\n[]\n",
        "a list without an end": b"[" * 200_000,
        "an item without an end": lines[0] + b"[" * 200_000 + b"\n" + lines[-1],
        "an item of items without an end": lines[0] + DEEP + lines[-1],
    }
    for how, content in broken.items():
        dump.write_bytes(content)
        assert "is no dump of a table, or it is cut or changed. Nothing was written." in refused(dump, aws, capsys), how


def test_an_import_that_is_killed_at_any_call_is_run_again_to_the_same_table(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    before = api.aws.items()
    exported(dump)
    calls = _calls_of_an_import(api.aws, dump)

    # The last call takes the word of the import out of the table: after it there is nothing to go on with.
    for killed_at in range(calls - 1):
        wipe(api.aws)
        _killed(api.aws, dump, at=killed_at)

        assert imported(dump) == 0, killed_at
        assert api.aws.items() == before, killed_at


def _calls_of_an_import(aws: Aws, dump: Path) -> int:
    wipe(aws)
    aws.calls.clear()
    assert imported(dump) == 0
    return len(aws.calls)


class Killed(BaseException):
    """The process ends here."""


def _killed(aws: Aws, dump: Path, *, at: int) -> None:
    aws.calls.clear()

    def kill(operation: str, answer: dict[str, Any]) -> None:
        if len(aws.calls) > at:
            raise Killed

    aws.meddlers.append(kill)
    with pytest.raises(Killed):
        imported(dump)
    aws.meddlers.clear()


def test_an_import_that_goes_on_undoes_nothing_that_was_done_meanwhile(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    sent = len(api.aws.raw_mails())
    pending = sum(each.get("state") == {"S": "pending"} for each in api.aws.items())
    exported(dump)
    before_the_last = _calls_of_an_import(api.aws, dump) - 2
    wipe(api.aws)
    _killed(api.aws, dump, at=before_the_last)

    told = api.deliver_mails()
    service.fold(until=clock.now() + timedelta(minutes=5))
    counted = [each for each in api.aws.items() if each["pk"]["S"].startswith("STAT#")]
    assert imported(dump) == 0

    assert [each for each in api.aws.items() if each["pk"]["S"].startswith("STAT#")] == counted
    assert service.fold(until=clock.now() + timedelta(minutes=5)).events == 0
    told += [*api.deliver_mails(), *api.sweep_mails()]
    assert (len(told), len(api.aws.raw_mails())) == (pending, sent + pending)


def test_a_put_whose_reply_is_lost_does_not_bring_a_sent_mail_back(api: Portal, dump: Path) -> None:
    file_one()
    exported(dump)
    wipe(api.aws)
    lost = []

    def lose(operation: str, answer: dict[str, Any]) -> None:
        if operation == "PutItem" and not lost and any("state" in each for each in api.aws.items()):
            lost.append(operation)
            api.deliver_mails()
            raise ConnectionClosedError(endpoint_url="dynamodb")

    api.aws.meddlers.append(lose)
    assert imported(dump) == 1
    assert imported(dump) == 0

    api.deliver_mails()
    assert (lost, len(api.aws.raw_mails())) == (["PutItem"], 2)


def test_what_a_throttled_table_leaves_out_is_written_later(aws: Aws, dump: Path) -> None:
    for _ in range(3):
        file_one()
    before = aws.items()
    exported(dump)
    wipe(aws)
    left_out = []

    def throttle(operation: str, answer: dict[str, Any]) -> None:
        # An item that was not written after all, three times over.
        if operation == "BatchWriteItem" and len(left_out) < 3:
            item = next(each for each in aws.items() if each["pk"]["S"] != "IMPORT#STATE")
            left_out.append(item)
            clients.client("dynamodb").delete_item(TableName="portal", Key={"pk": item["pk"], "sk": item["sk"]})
            answer["UnprocessedItems"] = {"portal": [{"PutRequest": {"Item": item}}]}

    aws.meddlers.append(throttle)

    assert imported(dump) == 0
    assert aws.items() == before
    assert len(left_out) == 3


def test_another_dump_does_not_go_into_a_table_whose_import_has_not_ended(
    aws: Aws, dump: Path, capsys: Capture, tmp_path: Path
) -> None:
    file_one()
    exported(dump)
    citizen_writes(file_one())
    exported(tmp_path / "later.jsonl")
    wipe(aws)
    _killed(aws, dump, at=4)

    assert refused(tmp_path / "later.jsonl", aws, capsys).startswith("The table is not empty")
    assert main(["export", "--output", str(tmp_path / "half.jsonl")]) == 1
    assert "An import into this table has not ended." in capsys.readouterr().err


def test_a_table_whose_import_has_not_ended_is_not_called_sound(aws: Aws, dump: Path, capsys: Capture) -> None:
    file_one()
    exported(dump)
    calls = _calls_of_an_import(aws, dump)
    wipe(aws)
    _killed(aws, dump, at=calls - 2)
    capsys.readouterr()

    assert main(["verify"]) == 1
    assert capsys.readouterr().err == "An import into this table has not ended. Run it again to its end first.\n"


def test_a_dump_is_not_taken_for_the_export_of_one_history(aws: Aws, dump: Path, capsys: Capture) -> None:
    file_one()
    exported(dump)
    capsys.readouterr()

    assert main(["verify", str(dump)]) == 1
    assert capsys.readouterr().err == (
        f"{dump} is a dump of the whole table: import it into an empty table, then verify that one.\n"
    )


def test_every_type_of_the_table_comes_back_as_it_was(aws: Aws, dump: Path) -> None:
    item = {
        "pk": {"S": "ANY#é ش\n"},
        "sk": {"S": "ANY"},
        "number": {"N": "12345678901234567890.5"},
        "bytes": {"B": bytes(range(256))},
        "many": {"BS": [b"a", b"\x00"]},
        "texts": {"SS": ["a", "b"]},
        "list": {"L": [{"B": b"\xff"}, {"M": {"inner": {"B": b"\x01"}}}, {"NULL": True}]},
        "yes": {"BOOL": True},
    }
    clients.client("dynamodb").put_item(TableName="portal", Item=item)
    before = aws.items()
    exported(dump)
    wipe(aws)

    assert imported(dump) == 0
    assert aws.items() == before


def test_a_dump_is_made_for_its_owner_alone_and_says_what_it_holds(aws: Aws, dump: Path, capsys: Capture) -> None:
    file_one()
    capsys.readouterr()

    exported(dump)

    assert stat.S_IMODE(os.stat(dump).st_mode) == 0o600
    assert capsys.readouterr().out.endswith("It holds everything, personal data too.\n")


def test_an_export_torn_by_traffic_is_named_after_the_import(aws: Aws, dump: Path, capsys: Capture) -> None:
    number = file_one()
    once = []

    def write_meanwhile(operation: str, answer: dict[str, Any]) -> None:
        if operation == "Scan" and not once:
            once.append(operation)
            citizen_writes(number, a_key())
            head = next(each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"] == "HEAD")
            answer["Items"] = [
                head if (each["pk"], each["sk"]) == (head["pk"], head["sk"]) else each for each in answer["Items"]
            ]

    aws.meddlers.append(write_meanwhile)
    exported(dump)
    aws.meddlers.clear()
    wipe(aws)
    assert imported(dump) == 0
    capsys.readouterr()

    assert main(["verify"]) == 1
    assert ", event 2: missing" in capsys.readouterr().err
