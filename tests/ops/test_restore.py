"""Export, wipe, import: the same table, the same figures, no mail twice and none lost."""

import json
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.aws import clients, site
from chalicelib.core import clock
from chalicelib.statistics import jobs, rendering
from infra.ops.__main__ import main
from tests.builders import NOON, a_key
from tests.complaints.commanding import citizen_writes, file_one
from tests.emulator import Aws
from tests.ops.restoring import Capture, a_lively_portal, exported, imported, refused, wipe
from tests.portal import Portal

pytestmark = pytest.mark.usefixtures("noon")

DEEP: Final = b'{"pk":{"S":"A"},"sk":{"S":"B"},"list":' + b'{"L":[' * 400 + b"]}" * 400 + b"}\n"
TOMORROW: Final = NOON + timedelta(days=1)


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

    api.aws.response_hooks.append(
        lambda name, answer: see(name, answer) if name in ("BatchWriteItem", "PutItem") else None
    )
    assert imported(dump) == 0

    kinds = [
        0 if "work_pk" not in each else 2 if each["work_pk"]["S"].startswith("MAIL#") else 1
        for each in order
        if each["pk"]["S"] != "IMPORT#STATE"
    ]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2}


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

    aws.response_hooks.append(write_meanwhile)
    exported(dump)
    aws.response_hooks.clear()
    wipe(aws)
    assert imported(dump) == 0
    capsys.readouterr()

    assert main(["verify"]) == 1
    assert ", event 2: missing" in capsys.readouterr().err
