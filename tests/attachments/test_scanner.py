"""Who looks into files: only a clear word makes a file clean, whoever says it and whenever it comes."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.attachments import jobs, scanner
from chalicelib.core import clock
from tests.attachments.samples import EICAR, PHOTO
from tests.attachments.test_sweeping import sweep_after
from tests.attachments.test_verdicts import claim, file_states, scan_with, state_of
from tests.attachments.uploading import notice, released, reserved, send
from tests.builders import NOON
from tests.complaints.commanding import file_one
from tests.emulator import Aws


def told(upload_id: str, status: Any = "NO_THREATS_FOUND", **changes: Any) -> None:
    """GuardDuty's event."""
    found = {"bucketName": "quarantine", "objectKey": upload_id, "eTag": "x", **changes}
    detail = {"scanStatus": "COMPLETED", "s3ObjectDetails": found, "scanResultDetails": {"scanResultStatus": status}}
    jobs.scan({"source": "aws.guardduty", "detail": detail})


def clamav(folder: Path, monkeypatch: pytest.MonkeyPatch, *, ends: int) -> None:
    """A stand-in that reads what it is given and says what it is told to."""
    program = folder / "clamscan"
    program.write_text(f'#!/bin/sh\n[ "$2" = - ] && /bin/cat > {folder}/read\nexit {ends}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    scan_with("clamav", monkeypatch)


@pytest.mark.parametrize(("ends", "verdict"), [(0, "clean"), (1, "infected"), (2, "unknown"), (40, "unknown")])
def test_clamav_s_exit_is_its_word(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ends: int, verdict: str
) -> None:
    clamav(tmp_path, monkeypatch, ends=ends)

    assert scanner.scan(PHOTO) == verdict
    assert (tmp_path / "read").read_bytes() == PHOTO


def test_a_clamav_that_is_not_there_says_nothing(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    scan_with("clamav", monkeypatch)

    assert scanner.scan(PHOTO) == "unknown"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("NO_THREATS_FOUND", "clean"),
        ("THREATS_FOUND", "rejected"),
        ("UNSUPPORTED", "held"),
        ("ACCESS_DENIED", "held"),
        ("FAILED", "held"),
        (None, "held"),
        (["NO_THREATS_FOUND"], "held"),
    ],
)
def test_guardduty_s_word_decides_and_not_the_arrival(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, status: Any, state: str
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    version = send(upload_id)

    notice(upload_id, version)
    assert state_of(aws, upload_id) == "pending"
    told(upload_id, status, versionId=version)
    told(upload_id, status, versionId=version)

    assert state_of(aws, upload_id) == state
    assert released(upload_id) == (PHOTO if state == "clean" else None)


def test_a_word_about_other_bytes_releases_nothing(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()

    told(upload_id, versionId=send(upload_id, EICAR))

    assert (state_of(aws, upload_id), released(upload_id)) == ("rejected", None)


@pytest.mark.parametrize("changes", [{"bucketName": "another"}, {"objectKey": None}])
def test_a_word_about_something_else_is_not_listened_to(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    send(upload_id)

    told(upload_id, **changes)
    jobs.scan({"source": "aws.guardduty", "detail": {}})

    assert state_of(aws, upload_id) == "pending"


def test_guardduty_is_not_heard_where_another_scanner_is_chosen(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("none", monkeypatch)
    upload_id = reserved()
    send(upload_id)

    told(upload_id)

    assert state_of(aws, upload_id) == "pending"


def test_after_a_day_of_silence_a_file_is_held_and_a_late_word_still_counts(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_with("guardduty", monkeypatch)
    with clock.at(NOON):
        number, upload_id = file_one(), reserved()
        send(upload_id)
        claim(number, upload_id)

    sweep_after(12)
    assert file_states(aws, number) == ["pending"]
    sweep_after(25)
    assert file_states(aws, number) == ["held"]

    told(upload_id)
    assert file_states(aws, number) == ["clean"]
