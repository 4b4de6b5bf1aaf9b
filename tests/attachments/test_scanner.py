"""Who scans files: only a clear verdict makes a file clean, whoever says it and whenever it comes."""

import itertools
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.attachments import jobs, scanner
from chalicelib.attachments.model import LIMIT_BYTES
from chalicelib.aws import clients
from chalicelib.core import clock
from infra.local import scanning
from tests.attachments.samples import EICAR, PHOTO
from tests.attachments.test_sweeping import sweep_after
from tests.attachments.test_verdicts import claim, file_states, scan_with, state_of
from tests.attachments.uploading import notice, released, reserved, send
from tests.builders import NOON
from tests.complaints.commanding import file_one
from tests.emulator import Aws


def report_scan(upload_id: str, status: Any = "NO_THREATS_FOUND", *, scan: Any = "COMPLETED", **changes: Any) -> None:
    """GuardDuty's event."""
    found = {"bucketName": "quarantine", "objectKey": upload_id, "s3Throttled": False, **changes}
    if "eTag" not in changes:
        which = {"VersionId": changes["versionId"]} if "versionId" in changes else {}
        stored = clients.client("s3").head_object(Bucket="quarantine", Key=upload_id, **which)
        found["eTag"] = stored["ETag"].strip('"')
    result = {"scanResultStatus": status, "threats": None}
    detail = {"scanStatus": scan, "resourceType": "S3_OBJECT", "s3ObjectDetails": found}
    jobs.handle_scan_event({"source": "aws.guardduty", "detail": {**detail, "scanResultDetails": result}})


def clamav(folder: Path, monkeypatch: pytest.MonkeyPatch, *, ends: int, says: str = "", name: str = "clamscan") -> None:
    """A stand-in that notes how it is called, reads what it is given and says what it is told to."""
    keep = f"[ -f /dev/stdin ] && /bin/cat > {folder}/read"
    stand_in(folder, monkeypatch, name, f"echo $* > {folder}/asked\n{keep}\necho '{says}'\nexit {ends}")


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    """Have ClamAV's program of this name do what a script says."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    scan_with("clamav", monkeypatch)


@pytest.mark.parametrize(("ends", "verdict"), [(0, "clean"), (1, "infected"), (2, "unknown"), (40, "unknown")])
def test_clamav_s_exit_is_its_verdict(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ends: int, verdict: str
) -> None:
    clamav(tmp_path, monkeypatch, ends=ends)

    assert scanner.scan(PHOTO) == verdict
    assert (tmp_path / "read").read_bytes() == PHOTO


@pytest.mark.parametrize(
    ("name", "ends", "says"),
    [
        # What ClamAV 1.4 says of a file above its limits, of one with a password, and of what may be a part of a file.
        ("clamscan", 1, "stdin: Heuristics.Limits.Exceeded.MaxFileSize FOUND"),
        ("clamscan", 1, "stdin: Heuristics.Encrypted.PDF FOUND"),
        ("clamdscan", 0, "stream: OK"),
    ],
)
def test_a_result_of_clamav_that_is_none_is_taken_for_none(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, ends: int, says: str
) -> None:
    clamav(tmp_path, monkeypatch, ends=ends, says=says, name=name)

    assert scanner.scan(PHOTO) == "unknown"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("clamdscan", {"-", "--no-summary"}),
        # Without the last two, clamscan says OK of what it could not look into.
        ("clamscan", {"-", "--no-summary", "--alert-exceeds-max=yes", "--alert-encrypted=yes"}),
    ],
)
def test_clamav_is_asked_to_say_what_it_can_not_look_into(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, asked: set[str]
) -> None:
    clamav(tmp_path, monkeypatch, ends=0, name=name)

    scanner.scan(PHOTO)

    assert set((tmp_path / "asked").read_text().split()) == asked


def test_a_clamav_that_does_not_end_says_nothing(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scanner, "_TIMEOUT_SECONDS", 0.05)
    # Of itself it would end with a clear word, a minute later.
    stand_in(tmp_path, monkeypatch, "clamscan", "exec /bin/sleep 60")

    assert scanner.scan(PHOTO) == "unknown"


def test_where_clamav_s_daemon_does_not_run_its_other_program_is_asked(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clamav(tmp_path, monkeypatch, ends=2, name="clamdscan")
    clamav(tmp_path, monkeypatch, ends=0, says="stdin: OK")

    assert scanner.scan(PHOTO) == "clean"


@pytest.mark.parametrize(
    ("ends", "name", "told"),
    [(1, "clamav", "ClamAV of this machine"), (0, "signature", "is here, but"), (2, "signature", "is here, but")],
)
def test_one_machine_takes_a_clamav_only_if_it_finds_the_sample_at_the_end_of_a_large_file(
    environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ends: int, name: str, told: str
) -> None:
    clamav(tmp_path, monkeypatch, ends=ends)
    scanning.chosen.cache_clear()

    assert scanning.chosen() == name
    assert told in scanning.words()
    scanning.chosen.cache_clear()
    assert 0 <= LIMIT_BYTES - len((tmp_path / "read").read_bytes()) < 1000


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
def test_guardduty_s_result_decides_and_not_the_arrival(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, status: Any, state: str
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    version = send(upload_id)

    notice(upload_id, version)
    assert state_of(aws, upload_id) == "pending"
    report_scan(upload_id, status, versionId=version)
    report_scan(upload_id, status, versionId=version)

    assert state_of(aws, upload_id) == state
    assert released(upload_id) == (PHOTO if state == "clean" else None)


def test_a_result_about_other_bytes_releases_nothing(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()

    report_scan(upload_id, versionId=send(upload_id, EICAR))

    assert (state_of(aws, upload_id), released(upload_id)) == ("rejected", None)


@pytest.mark.parametrize("changes", [{"bucketName": "another"}, {"objectKey": None}])
def test_a_result_about_something_else_is_not_listened_to(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    send(upload_id)

    report_scan(upload_id, **changes)
    jobs.handle_scan_event({"source": "aws.guardduty", "detail": {}})

    assert state_of(aws, upload_id) == "pending"


@pytest.mark.parametrize("order", list(itertools.permutations(("arrival", "result", "result again", "claim"))))
def test_guardduty_s_result_counts_in_every_order(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, order: Sequence[str]
) -> None:
    scan_with("guardduty", monkeypatch)
    number, upload_id = file_one(), reserved()
    version = send(upload_id)
    steps: dict[str, Callable[[], object]] = {
        "arrival": lambda: notice(upload_id, version),
        "result": lambda: report_scan(upload_id, versionId=version),
        "result again": lambda: report_scan(upload_id, versionId=version),
        "claim": lambda: claim(number, upload_id),
    }

    for step in order:
        steps[step]()

    assert (file_states(aws, number), released(upload_id)) == (["clean"], PHOTO)


@pytest.mark.parametrize("which", [{"versionId": "another", "eTag": "x"}, {"eTag": "x"}, {"eTag": None}])
def test_a_result_that_does_not_name_the_object_s_version_releases_nothing(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, which: dict[str, Any]
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    send(upload_id)

    report_scan(upload_id, **which)

    assert (state_of(aws, upload_id), released(upload_id)) == ("pending", None)


def test_malware_that_is_found_in_a_clean_file_takes_it_back(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("guardduty", monkeypatch)
    number, upload_id = file_one(), reserved()
    version = send(upload_id)
    report_scan(upload_id, versionId=version)
    claim(number, upload_id)

    report_scan(upload_id, "THREATS_FOUND", versionId=version)
    report_scan(upload_id, versionId=version)

    assert (state_of(aws, upload_id), file_states(aws, number), released(upload_id)) == ("rejected", ["rejected"], None)


@pytest.mark.parametrize("status", ["THREATS_FOUND", "UNSUPPORTED", "NO_THREATS_FOUND"])
def test_a_result_about_other_bytes_retracts_no_clean_file(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    scan_with("guardduty", monkeypatch)
    upload_id = reserved()
    report_scan(upload_id, versionId=send(upload_id))

    report_scan(upload_id, status, versionId=send(upload_id, EICAR))

    assert (state_of(aws, upload_id), released(upload_id)) == ("clean", PHOTO)


def test_guardduty_is_not_heard_where_another_scanner_is_chosen(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("none", monkeypatch)
    upload_id = reserved()
    send(upload_id)

    report_scan(upload_id)

    assert state_of(aws, upload_id) == "pending"


def test_after_a_day_of_silence_a_file_is_held_and_a_late_result_still_counts(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scan_with("guardduty", monkeypatch)
    with clock.at(NOON):
        reserved()
        number, upload_id = file_one(), reserved()
        send(upload_id)
        claim(number, upload_id)

    for hours in (0.25, 0.5, 1, 2, 4, 8, 16):
        sweep_after(hours)
    assert file_states(aws, number) == ["pending"]
    assert "ScanTimedOut" not in capsys.readouterr().out
    sweep_after(24)
    assert file_states(aws, number) == ["held"]
    assert capsys.readouterr().out.count('"ScanTimedOut":[1') == 1

    with clock.at(NOON + timedelta(hours=25)):
        report_scan(upload_id)
    assert file_states(aws, number) == ["clean"]
