"""The verdict reaches the file whenever it comes: twice, out of order, before or after the claim, or late."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from chalicelib.attachments import checking, scanner
from chalicelib.complaints.rules import actions
from chalicelib.complaints.storage import commands
from chalicelib.core import clock, settings
from chalicelib.core.errors import InvalidInput, Unavailable
from chalicelib.domain.vocabulary import Action, Role
from tests.attachments.corpus import a_phone_s_photo
from tests.attachments.uploading import EICAR, PHOTO, failing, just_before, notice, released, reserved, send, uploaded
from tests.builders import a_citizen, a_key
from tests.complaints.commanding import file_one
from tests.emulator import Aws

OTHER = b"not what was announced"
HALF = PHOTO[:45]
OUTCOMES: dict[str, tuple[bytes, str, str]] = {
    # what is sent, what scans, what becomes of it
    "clean": (PHOTO, "signature", "clean"),
    "infected": (EICAR, "signature", "rejected"),
    "not what was announced": (OTHER, "signature", "rejected"),
    "not to be told": (PHOTO, "none", "held"),
}


def state_of(aws: Aws, upload_id: str) -> str:
    (item,) = aws.items(f"UPLOAD#{upload_id}")
    return str(item["state"]["S"])


def file_states(aws: Aws, number: str) -> list[str]:
    items = aws.items(f"COMPLAINT#{number}")
    return [each["state"]["S"] for each in items if each["sk"]["S"].startswith("FILE#")]


def claim(number: str, upload_id: str) -> None:
    commands.run(
        a_citizen(number),
        number,
        a_key(),
        Action.MESSAGE,
        lambda complaint: actions.write(complaint, text="Hello", by=Role.CITIZEN, at=clock.now()),
        upload_ids=[upload_id],
    )


def scan_with(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCANNER", name)
    settings.get.cache_clear()


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("order", list(itertools.permutations(("event", "event again", "claim"))))
def test_in_every_order_the_file_ends_in_the_state_its_content_deserves(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, order: Sequence[str], outcome: str
) -> None:
    content, scans, state = OUTCOMES[outcome]
    scan_with(scans, monkeypatch)
    number = file_one()
    upload_id = reserved(EICAR if content is EICAR else PHOTO)
    version = send(upload_id, content)
    steps: dict[str, Callable[[], object]] = {
        "event": lambda: notice(upload_id, version),
        "event again": lambda: notice(upload_id),
        "claim": lambda: claim(number, upload_id),
    }

    for step in order:
        steps[step]()

    assert state_of(aws, upload_id) == state
    assert file_states(aws, number) == [state]
    assert released(upload_id) == (content if state == "clean" else None)


@pytest.mark.parametrize("order", list(itertools.permutations(("event", "arrival", "claim"))))
def test_an_event_before_the_object_and_a_claim_before_both_do_no_harm(aws: Aws, order: Sequence[str]) -> None:
    number, upload_id = file_one(), reserved()
    steps: dict[str, Callable[[], object]] = {
        "arrival": lambda: send(upload_id),
        "event": lambda: notice(upload_id),
        "claim": lambda: claim(number, upload_id),
    }

    arrived = False
    for step in order:
        arrived = arrived or step == "arrival"
        if step == "claim" and not arrived:
            with pytest.raises(InvalidInput):
                steps[step]()
        else:
            steps[step]()

    notice(upload_id)
    assert state_of(aws, upload_id) == "clean"
    assert released(upload_id) == PHOTO


def test_a_claim_that_comes_while_the_verdict_is_recorded_is_not_missed(aws: Aws) -> None:
    number, upload_id = file_one(), reserved()
    send(upload_id)

    with just_before("dynamodb.TransactWriteItems", lambda: claim(number, upload_id)):
        notice(upload_id)

    assert (state_of(aws, upload_id), file_states(aws, number)) == ("clean", ["clean"])


def test_two_scans_at_the_same_moment_are_one_verdict(aws: Aws) -> None:
    upload_id = reserved()
    send(upload_id)

    with just_before("dynamodb.TransactWriteItems", lambda: notice(upload_id)):
        notice(upload_id)

    assert (state_of(aws, upload_id), released(upload_id)) == ("clean", PHOTO)


def test_of_two_verdicts_at_the_same_moment_the_first_counts_and_a_refused_file_is_nowhere(aws: Aws) -> None:
    upload_id = reserved()
    version, other = send(upload_id), send(upload_id, OTHER)

    with just_before("dynamodb.TransactWriteItems", lambda: notice(upload_id, other)):
        notice(upload_id, version)

    assert (state_of(aws, upload_id), released(upload_id)) == ("rejected", None)


def test_an_object_that_nobody_announced_is_left_alone(aws: Aws) -> None:
    send("nobody-announced-this")
    before = aws.items()

    notice("nobody-announced-this")

    assert aws.items() == before
    assert released("nobody-announced-this") is None


def test_a_decided_file_is_not_read_again(aws: Aws) -> None:
    upload_id = uploaded()
    aws.calls.clear()

    notice(upload_id)

    assert aws.calls == ["BatchGetItem"]


def test_what_is_sent_after_a_clean_verdict_is_not_what_is_shown(aws: Aws) -> None:
    upload_id = uploaded()

    send(upload_id, EICAR)
    notice(upload_id)

    assert (state_of(aws, upload_id), released(upload_id)) == ("clean", PHOTO)


def test_the_version_that_was_looked_at_is_the_one_that_is_released(aws: Aws) -> None:
    upload_id = reserved()
    version = send(upload_id)
    send(upload_id, EICAR)

    notice(upload_id, version)

    assert released(upload_id) == PHOTO


def test_a_swap_between_scan_and_release_changes_nothing(aws: Aws) -> None:
    upload_id = reserved()
    send(upload_id)

    with just_before("s3.PutObject", lambda: send(upload_id, EICAR)):
        notice(upload_id)

    assert released(upload_id) == PHOTO


def test_what_is_given_out_is_recorded_beside_what_was_sent(aws: Aws) -> None:
    photo = a_phone_s_photo()
    number, upload_id = file_one(), reserved(photo, content_type="image/jpeg")
    send(upload_id, photo)
    claim(number, upload_id)

    notice(upload_id)

    made = released(upload_id)
    assert made is not None
    assert b"SENTINEL" in photo
    assert b"SENTINEL" not in made
    (upload,) = aws.items(f"UPLOAD#{upload_id}")
    (file,) = [each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"].startswith("FILE#")]
    kept = (str(len(made)), hashlib.sha256(made).hexdigest())
    assert [(each["clean_copy_size_bytes"]["N"], each["clean_copy_sha256"]["S"]) for each in (upload, file)] == [
        kept,
        kept,
    ]
    assert upload["sha256"]["S"] == hashlib.sha256(photo).hexdigest()
    assert file["sent_bytes"]["N"] == str(len(photo))


def test_a_refused_file_says_why_on_both_items_whether_claimed_before_or_after(aws: Aws) -> None:
    before, after = reserved(HALF), reserved(HALF)
    for each in (before, after):
        send(each, HALF)
    number = file_one()

    claim(number, before)
    notice(before)
    notice(after)
    claim(number, after)

    items = [*aws.items(f"UPLOAD#{before}"), *aws.items(f"UPLOAD#{after}"), *aws.items(f"COMPLAINT#{number}")]
    assert [each["reason"]["S"] for each in items if "reason" in each] == ["unreadable"] * 4
    assert (released(before), released(after)) == (None, None)


def test_a_held_file_is_freed_by_a_later_verdict(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with("none", monkeypatch)
    number, upload_id = file_one(), uploaded()
    claim(number, upload_id)
    assert file_states(aws, number) == ["held"]

    scan_with("signature", monkeypatch)
    notice(upload_id)

    assert file_states(aws, number) == ["clean"]
    assert released(upload_id) == PHOTO
    assert not [each for each in aws.items() if "reason" in each]


@pytest.mark.parametrize("operation", ["s3.GetObject", "s3.PutObject", "dynamodb.TransactWriteItems"])
def test_a_failing_call_decides_nothing_and_the_event_s_repetition_does(aws: Aws, operation: str) -> None:
    number, upload_id = file_one(), reserved()
    send(upload_id)
    claim(number, upload_id)

    with failing(operation), pytest.raises(Unavailable):
        notice(upload_id)

    assert file_states(aws, number) == ["pending"]

    notice(upload_id)
    assert file_states(aws, number) == ["clean"]


@pytest.mark.parametrize(
    ("content", "verdict"),
    [(PHOTO, "clean"), (b"before" + EICAR + b"after", "infected"), (b"", "unknown")],
)
def test_the_local_scanner_knows_one_sample(environment: None, content: bytes, verdict: str) -> None:
    assert scanner.scan(content) == verdict


def test_a_deployment_that_names_no_scanner_lets_nothing_pass(
    environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCANNER")
    settings.get.cache_clear()

    assert scanner.scan(PHOTO) == "unknown"


def test_the_sample_does_not_stand_in_the_sources() -> None:
    for path in Path(str(scanner.__file__)).parents[1].rglob("*.py"):
        assert EICAR not in path.read_bytes()


def test_a_verdict_is_of_use_only_for_what_is_there(aws: Aws) -> None:
    upload_id = reserved()

    assert checking.examine_upload(upload_id) is None
    assert state_of(aws, upload_id) == "pending"
