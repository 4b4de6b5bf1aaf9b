"""What GuardDuty says once is not lost, whatever fails while it is acted upon; and what rings when."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.attachments import checking, jobs, store
from chalicelib.attachments.model import UPLOAD_RETENTION
from chalicelib.aws import clients
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from tests.attachments.corpus import CORPUS
from tests.attachments.samples import PHOTO
from tests.attachments.test_scanner import report_scan
from tests.attachments.test_sweeping import sweep_after
from tests.attachments.test_verdicts import claim, file_states, scan_with, state_of
from tests.attachments.uploading import failing, released, reserved, send, uploaded
from tests.builders import NOON
from tests.complaints.commanding import file_one
from tests.emulator import Aws

Capture = pytest.CaptureFixture[str]
METRICS = (
    "FileClean",
    "FileHeld",
    "FileRejected",
    "FileRetracted",
    "ScanInconclusive",
    "ScanTimedOut",
    "ScanResultIgnored",
)


@pytest.fixture(autouse=True)
def guarded(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """GuardDuty looks into files."""
    scan_with("guardduty", monkeypatch)


def claimed(content: bytes = PHOTO, **options: Any) -> tuple[str, str]:
    """A complaint and its file, whose object has arrived."""
    number, upload_id = file_one(), reserved(content, **options)
    send(upload_id, content)
    claim(number, upload_id)
    return number, upload_id


def rung(capsys: Capture) -> dict[str, int]:
    """The metrics that were counted since this was asked last, each with how often."""
    said = capsys.readouterr().out
    return {name: count for name in METRICS if (count := said.count(f'"{name}":[1'))}


@pytest.mark.parametrize("operation", ["s3.GetObject", "s3.PutObject", "dynamodb.TransactWriteItems"])
@pytest.mark.parametrize("status", ["NO_THREATS_FOUND", "THREATS_FOUND"])
def test_a_result_that_could_not_be_acted_upon_is_acted_upon_by_the_sweep(
    aws: Aws, capsys: Capture, operation: str, status: str
) -> None:
    with clock.at(NOON):
        number, upload_id = claimed()
        if (status, operation) != ("THREATS_FOUND", "s3.PutObject"):
            with failing(operation), pytest.raises(Unavailable):
                report_scan(upload_id, status)
            assert file_states(aws, number) == ["pending"]
        else:
            report_scan(upload_id, status)

    sweep_after(0.5)

    assert file_states(aws, number) == [{"NO_THREATS_FOUND": "clean"}.get(status, "rejected")]
    assert "ScanTimedOut" not in rung(capsys)


@pytest.mark.parametrize("operation", ["s3.GetObject", "s3.DeleteObject", "dynamodb.TransactWriteItems"])
def test_retracting_is_tried_until_it_is_done_and_rings_once(aws: Aws, capsys: Capture, operation: str) -> None:
    with clock.at(NOON):
        number, upload_id = claimed()
        report_scan(upload_id)
        rung(capsys)

        with failing(operation), pytest.raises(Unavailable):
            report_scan(upload_id, "THREATS_FOUND")
        assert "FileRetracted" not in rung(capsys)

    sweep_after(0.5)

    assert (file_states(aws, number), released(upload_id)) == (["rejected"], None)
    assert rung(capsys) == {"FileRejected": 1, "FileRetracted": 1}
    assert sweep_after(30) == 0


def test_malware_in_what_is_no_longer_there_is_seen_in_the_figures_and_waits_for_nothing(
    aws: Aws, capsys: Capture
) -> None:
    with clock.at(NOON):
        number, upload_id = claimed()
        version = send(upload_id)
        report_scan(upload_id, versionId=version)
        tag = clients.client("s3").head_object(Bucket="quarantine", Key=upload_id)["ETag"]
        clients.client("s3").delete_object(Bucket="quarantine", Key=upload_id)
        rung(capsys)

        report_scan(upload_id, "THREATS_FOUND", eTag=tag)

    assert (file_states(aws, number), rung(capsys)) == (["clean"], {"ScanResultIgnored": 1})
    assert sweep_after(1) == 0


@pytest.mark.parametrize("status", ["UNSUPPORTED", "ACCESS_DENIED", "FAILED", "A_NEW_WORD", None])
def test_a_scanner_that_could_not_tell_rings_and_is_not_called_silent(
    aws: Aws, capsys: Capture, status: str | None
) -> None:
    with clock.at(NOON):
        number, upload_id = claimed()
        report_scan(upload_id, status)

    sweep_after(24)

    assert file_states(aws, number) == ["held"]
    assert rung(capsys) == {"FileHeld": 1, "ScanInconclusive": 1}


@pytest.mark.parametrize("status", ["SKIPPED", "FAILED", None])
def test_only_a_scan_that_was_completed_has_a_verdict(aws: Aws, status: str | None) -> None:
    number, upload_id = claimed()
    tag = clients.client("s3").head_object(Bucket="quarantine", Key=upload_id)["ETag"]

    report_scan(upload_id, scan=status, eTag=tag)

    assert file_states(aws, number) == ["held"]


@pytest.mark.parametrize("part", [None, [], "x", 1])
@pytest.mark.parametrize("name", ["s3ObjectDetails", "scanResultDetails"])
def test_an_event_of_another_shape_is_not_listened_to(aws: Aws, capsys: Capture, name: str, part: Any) -> None:
    upload_id = reserved()
    heard = {"bucketName": "another", "objectKey": upload_id, "eTag": "x"}

    jobs.handle_scan_event({"source": "aws.guardduty", "detail": {"s3ObjectDetails": heard, name: part}})

    assert (state_of(aws, upload_id), rung(capsys)) == ("pending", {"ScanResultIgnored": 1})


def test_silence_does_not_take_the_place_of_what_was_found(
    aws: Aws, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_with("signature", monkeypatch)
    locked = CORPUS["a locked PDF"]
    with clock.at(NOON):
        number, _ = claimed(locked.content, content_type=locked.announced)

    sweep_after(24)

    (file,) = [each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"].startswith("FILE#")]
    assert (file["state"]["S"], file["reason"]["S"]) == ("held", "locked")
    assert rung(capsys) == {"FileHeld": 1}


def test_silence_rings_once_and_for_itself_alone(aws: Aws, capsys: Capture) -> None:
    with clock.at(NOON):
        number, _ = claimed()

    sweep_after(24)
    sweep_after(48)

    assert file_states(aws, number) == ["held"]
    assert rung(capsys) == {"FileHeld": 1, "ScanTimedOut": 1}


def test_a_sweep_that_stood_still_for_a_week_leaves_nothing_of_what_nobody_claimed(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_with("signature", monkeypatch)
    with clock.at(NOON):
        upload_id = uploaded()
    assert released(upload_id) == PHOTO

    with clock.at(NOON + UPLOAD_RETENTION + timedelta(hours=1)):
        assert store.get(upload_id) is None
        checking.check_upload(upload_id)

    assert released(upload_id) is None
    assert not clients.client("s3").list_objects_v2(Bucket="quarantine", Prefix=upload_id).get("Contents")
