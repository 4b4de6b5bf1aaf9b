"""An import that ends anywhere is run again, and the table is the one that was exported."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from chalicelib.aws import clients
from chalicelib.core import clock
from chalicelib.statistics import service
from infra.ops.__main__ import main
from tests.complaints.commanding import citizen_writes, file_one
from tests.emulator import Aws
from tests.faults.injection import SAMPLE, list_crashes, record_calls
from tests.ops.restoring import Capture, a_lively_portal, exported, imported, refused, wipe
from tests.portal import Portal
from tests.tiers import thorough

pytestmark = pytest.mark.usefixtures("noon")


def calls_of_an_import(aws: Aws, dump: Path) -> list[str]:
    """The calls of a whole import; the table is as empty afterwards as before."""
    wipe(aws)
    return record_calls(lambda: imported(dump))


def killed(aws: Aws, dump: Path, *, before_call: int) -> None:
    """Leave the table as an import leaves it that crashes there."""
    every = list(list_crashes(calls_of_an_import(aws, dump)))[::2]
    wipe(aws)
    assert every[before_call].inject_into(lambda: imported(dump))


@pytest.mark.parametrize("every", [SAMPLE, *thorough(1)])
def test_an_import_that_crashes_at_any_call_is_run_again_to_the_same_table(api: Portal, dump: Path, every: int) -> None:
    a_lively_portal(api)
    before = api.aws.items()
    exported(dump)
    *crashes, _ = list_crashes(calls_of_an_import(api.aws, dump))

    # The last crash comes after the word of the import is out of the table: there is nothing to go on with.
    for crash in crashes[::every]:
        wipe(api.aws)
        assert crash.inject_into(lambda: imported(dump)), crash

        assert imported(dump) == 0, crash
        assert api.aws.items() == before, crash


def test_an_import_that_goes_on_undoes_nothing_that_was_done_meanwhile(api: Portal, dump: Path) -> None:
    a_lively_portal(api)
    sent = len(api.aws.raw_mails())
    pending = sum(each.get("state") == {"S": "pending"} for each in api.aws.items())
    exported(dump)
    killed(api.aws, dump, before_call=-1)

    told = api.deliver_mails()
    service.fold_events(until=clock.now() + timedelta(minutes=5))
    counted = [each for each in api.aws.items() if each["pk"]["S"].startswith("STAT#")]
    assert imported(dump) == 0

    assert [each for each in api.aws.items() if each["pk"]["S"].startswith("STAT#")] == counted
    assert service.fold_events(until=clock.now() + timedelta(minutes=5)).events == 0
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

    api.aws.response_hooks.append(lose)
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

    aws.response_hooks.append(throttle)

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
    killed(aws, dump, before_call=5)

    assert refused(tmp_path / "later.jsonl", aws, capsys).startswith("The table is not empty")
    assert main(["export", "--output", str(tmp_path / "half.jsonl")]) == 1
    assert "An import into this table has not ended." in capsys.readouterr().err


def test_a_table_whose_import_has_not_ended_is_not_called_sound(aws: Aws, dump: Path, capsys: Capture) -> None:
    file_one()
    exported(dump)
    killed(aws, dump, before_call=-1)
    capsys.readouterr()

    assert main(["verify"]) == 1
    assert capsys.readouterr().err == "An import into this table has not ended. Run it again to its end first.\n"
