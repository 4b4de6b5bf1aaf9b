"""What a deployer's commands say where they can't do what they are asked, and the files they leave."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

import pytest
from botocore.exceptions import ConnectionClosedError

from infra.ops import files
from infra.ops.__main__ import main
from infra.ops.refusal import Refused
from tests.builders import NUMBER
from tests.emulator import Aws
from tests.ops import kept

SHOWN: Final = "7K3M-9QXT-2HDB-M"
Capture = pytest.CaptureFixture[str]


def test_a_file_is_made_for_its_owner_alone_and_never_over_another(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    kept.keep_one()
    file = tmp_path / "history.jsonl"

    assert main(["export", "--number", NUMBER, "--output", str(file)]) == 0
    before = file.read_bytes()
    assert main(["export", "--number", NUMBER, "--output", str(file)]) == 1

    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert file.read_bytes() == before
    assert capsys.readouterr().err == f"{file} can't be made: File exists.\n"


@pytest.mark.parametrize("options", [[], ["--number", NUMBER]])
def test_a_reader_that_goes_away_ends_an_export_quietly(
    aws: Aws, capsys: Capture, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    kept.keep_one()
    reads, writes = os.pipe()
    os.close(reads)
    capsys.readouterr()

    with os.fdopen(writes, "w") as gone:
        monkeypatch.setattr("sys.stdout", gone)
        status = main(["export", *options])

    assert (status, capsys.readouterr().err) == (1, "")


@pytest.mark.parametrize("command", [["export"], ["export", "--number", NUMBER], ["verify"]])
def test_a_full_disk_is_said_in_words(
    aws: Aws, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    kept.keep_one()
    capsys.readouterr()

    with open("/dev/full", "w") as full:
        monkeypatch.setattr("sys.stdout", full)
        status = main(command)

    assert (status, capsys.readouterr().err) == (1, "stdout can't be written: No space left on device.\n")


def test_what_could_not_be_written_to_its_end_leaves_no_file(aws: Aws, capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "table.jsonl"

    def break_down(operation: str) -> None:
        raise ConnectionClosedError(endpoint_url="dynamodb")

    aws.request_hooks.append(break_down)
    assert main(["export", "--output", str(file)]) == 1
    assert not file.exists()

    with pytest.raises(Refused, match="No space left"), files.writing(str(file)):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert not file.exists()


def test_an_aws_that_does_not_answer_is_said_without_a_traceback(aws: Aws, capsys: Capture) -> None:
    def break_down(operation: str) -> None:
        raise ConnectionClosedError(endpoint_url="dynamodb")

    aws.request_hooks.append(break_down)

    assert main(["verify"]) == 1
    assert capsys.readouterr().err.startswith("AWS did not do what it was asked: ")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["export", "--number", "7K3M-9QXT-2HDB-N"], "7K3M-9QXT-2HDB-N is not the number of a complaint."),
        (["export", "--number", SHOWN], f"There is no complaint {SHOWN}."),
        (["export", "--for", "citizen"], "--for withholds from one complaint's history: give its --number too."),
        (["verify", "/nowhere/export"], "/nowhere/export can't be read: No such file or directory."),
        (["verify", "/dev/zero"], "/dev/zero is no export of one history: it is longer than 256 MB."),
        (["import", "-"], "A dump is read more than once, so it can't come from stdin: give a file."),
    ],
)
def test_what_can_not_be_done_is_said_in_words(aws: Aws, capsys: Capture, arguments: list[str], why: str) -> None:
    assert main(arguments) == 1

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{why}\n")
