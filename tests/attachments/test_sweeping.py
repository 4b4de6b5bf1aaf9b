"""What nobody claims is removed after a day; a verdict that does not come is asked for again, and in the end held."""

from datetime import timedelta

import pytest
from pynamodb.expressions.operand import Path

from chalicelib.attachments import jobs, service
from chalicelib.attachments.model import UPLOAD_RETENTION
from chalicelib.aws import clients, table
from chalicelib.aws.table import Item
from chalicelib.core import clock
from chalicelib.domain import policies
from tests.attachments.test_verdicts import claim, file_states, state_of
from tests.attachments.uploading import EICAR, PHOTO, failing, just_before, notice, released, reserved, send, uploaded
from tests.builders import NOON
from tests.complaints.commanding import file_one
from tests.emulator import Aws

MINUTES = (15, 30, 60, 120, 240, 480, 960)


def sweep_after(hours: float) -> int:
    with clock.at(NOON + timedelta(hours=hours)):
        return jobs.sweep()


def is_quarantined(upload_id: str) -> bool:
    return "Contents" in clients.client("s3").list_objects_v2(Bucket="quarantine", Prefix=upload_id)


def test_an_upload_that_nobody_claimed_is_gone_after_a_day_from_both_buckets_and_the_table(aws: Aws) -> None:
    with clock.at(NOON):
        upload_id = uploaded()

    assert sweep_after(24.9) == 0
    assert released(upload_id) == PHOTO
    assert sweep_after(25) == 1

    assert (released(upload_id), is_quarantined(upload_id)) == (None, False)
    (item,) = aws.items(f"UPLOAD#{upload_id}")
    assert int(item["expires_at"]["N"]) == clock.seconds(NOON + timedelta(hours=25) + UPLOAD_RETENTION)
    assert "work_pk" not in item
    assert sweep_after(26) == 0


def test_an_announced_file_that_never_came_is_gone_too(aws: Aws) -> None:
    with clock.at(NOON):
        upload_id = reserved()

    for hours in (0.25, 1, 5, 25):
        sweep_after(hours)

    (item,) = aws.items(f"UPLOAD#{upload_id}")
    assert "work_pk" not in item


def test_nothing_can_be_claimed_in_the_hour_before_the_sweep(aws: Aws) -> None:
    with clock.at(NOON):
        upload_id = uploaded()

    with clock.at(NOON + timedelta(hours=24)):
        assert service.claim([upload_id], side=policies.CITIZEN_SIDE, at=clock.now()).wrong
    with clock.at(NOON + timedelta(hours=24, seconds=-1)):
        assert not service.claim([upload_id], side=policies.CITIZEN_SIDE, at=clock.now()).wrong


def test_a_claimed_file_is_never_swept(aws: Aws) -> None:
    with clock.at(NOON):
        number, upload_id = file_one(), uploaded()
        claim(number, upload_id)

    assert [sweep_after(hours) for hours in (1, 25, 100)] == [0, 0, 0]
    assert released(upload_id) == PHOTO


def test_a_sweep_that_died_between_two_steps_is_finished_by_the_next(aws: Aws) -> None:
    with clock.at(NOON):
        upload_id = uploaded()

    with failing("s3.DeleteObject"):
        sweep_after(25)
    assert released(upload_id) == PHOTO
    sweep_after(25.25)

    assert (released(upload_id), is_quarantined(upload_id)) == (None, False)


def test_an_upload_that_is_being_removed_can_not_be_claimed_and_no_verdict_brings_it_back(aws: Aws) -> None:
    with clock.at(NOON):
        number, upload_id = file_one(), reserved()
        send(upload_id)
    with failing("s3.DeleteObject"):
        sweep_after(25)

    with clock.at(NOON):
        assert service.claim([upload_id], side=policies.CITIZEN_SIDE, at=clock.now()).wrong
        notice(upload_id)

    assert (state_of(aws, upload_id), released(upload_id), file_states(aws, number)) == ("pending", None, [])


def test_a_scan_that_is_under_way_while_its_upload_is_removed_leaves_nothing_behind(aws: Aws) -> None:
    with clock.at(NOON):
        upload_id = reserved()
        send(upload_id)

    with clock.at(NOON), just_before("s3.PutObject", lambda: sweep_after(25)):
        notice(upload_id)

    assert released(upload_id) is None


def test_an_event_that_was_lost_is_made_up_for_by_the_sweep(aws: Aws) -> None:
    with clock.at(NOON):
        number, claimed, waiting = file_one(), reserved(), reserved(EICAR)
        send(claimed)
        send(waiting, EICAR)
        claim(number, claimed)

    assert sweep_after(0.24) == 0
    assert sweep_after(0.25) == 2

    assert file_states(aws, number) == ["clean"]
    assert (state_of(aws, claimed), state_of(aws, waiting)) == ("clean", "rejected")
    assert sweep_after(24) == 0


def test_a_scan_that_keeps_failing_is_tried_ever_more_rarely_and_after_a_day_the_file_is_held(aws: Aws) -> None:
    with clock.at(NOON):
        number, upload_id = file_one(), reserved()
        send(upload_id)
        claim(number, upload_id)

    with failing("s3.GetObject"):
        tries = [sweep_after(minutes / 60) for minutes in range(15, 24 * 60, 15)]
        assert sum(tries) == len(MINUTES)
        assert file_states(aws, number) == ["pending"]
        sweep_after(25)

    assert file_states(aws, number) == ["held"]
    assert sweep_after(48) == 0
    with clock.at(NOON + timedelta(hours=49)):
        notice(upload_id)
    assert file_states(aws, number) == ["clean"]


def test_a_file_whose_object_was_lost_is_held_after_a_day(aws: Aws) -> None:
    with clock.at(NOON):
        number, upload_id = file_one(), reserved()
        version = send(upload_id)
        claim(number, upload_id)
        clients.client("s3").delete_object(Bucket="quarantine", Key=upload_id, VersionId=version)

    for hours in (0.25, 25):
        sweep_after(hours)

    assert file_states(aws, number) == ["held"]


def test_one_upload_that_can_not_be_read_does_not_keep_the_others_waiting(
    aws: Aws, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with clock.at(NOON):
        bad, good = reserved(), reserved()
        send(bad)
        send(good)
    table.update(Item(pk=f"UPLOAD#{bad}", sk="UPLOAD"), [Path(["state"]).set("nonsense")])
    sweep_after(0.25)

    assert state_of(aws, good) == "clean"
    assert "UploadCheck failed" in [each.message for each in caplog.records]
    assert '"UploadCheckFailed":[1' in capsys.readouterr().out
