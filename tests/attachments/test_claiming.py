"""The command that names uploads makes them its complaint's, with everything else it writes or not at all."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.complaints.history import chain, events
from chalicelib.complaints.rules import actions
from chalicelib.complaints.storage import commands
from chalicelib.core import clock
from chalicelib.core.errors import InvalidInput
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain import policies
from chalicelib.domain.vocabulary import Action, Role
from tests.attachments.evidence import a_picture
from tests.attachments.uploading import (
    EICAR,
    PHOTO,
    announce,
    just_before,
    notice,
    reserved,
    send,
    uploaded,
)
from tests.builders import a_citizen, a_key, a_submission, a_submission_event, a_visitor, an_answer
from tests.complaints.commanding import file_one, list_events, list_stored_events
from tests.emulator import Aws
from tests.portal import Answer, Filed, Portal


def write(filed: Filed, upload_ids: list[str], **options: Any) -> Answer:
    path = f"/complaints/{filed.number}/messages"
    return filed.portal.post(path, {"text": "See the photo", "upload_ids": upload_ids}, filed.token, **options)


def write_with(number: str, upload_ids: list[str], once: IdempotencyKey | None = None) -> commands.CommandResult:
    return commands.run(
        a_citizen(number),
        number,
        once or a_key(),
        Action.MESSAGE,
        lambda complaint: actions.write(complaint, text="Hello", by=Role.CITIZEN, at=clock.now()),
        upload_ids=upload_ids,
    )


def states(view: Any) -> list[str]:
    return [each["state"] for each in view["files"]]


def test_a_filing_takes_its_files_along_in_the_order_they_were_named(api: Portal) -> None:
    photo, note = uploaded(), uploaded(a_picture())

    filed = api.file(upload_ids=[note, photo])

    view = filed.view()
    assert [(each["name"], each["size_bytes"], each["state"]) for each in view["files"]] == [
        ("door.png", len(a_picture()), "clean"),
        ("door.png", len(PHOTO), "clean"),
    ]
    assert view["timeline"][0]["files"] == view["files"]


def test_a_file_stands_at_the_step_it_came_with_and_both_sides_see_it(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded()])
    desk = api.desk_of("interior")

    write(filed, [uploaded()])
    reply = {"text": "Here", "upload_ids": [uploaded(side=policies.agency_side("interior"))]}
    filed.act(desk, "messages", reply)
    answer = an_answer(upload_ids=[uploaded(side=policies.agency_side("interior"))])
    answered = filed.act(desk, "answers", answer).body

    files = [each["files"] for each in answered["timeline"]]
    assert [len(each) for each in files] == [1, 1, 1, 1]
    assert [each["file_id"] for step in files for each in step] == [each["file_id"] for each in answered["files"]]
    assert filed.view()["files"] == answered["files"]


def test_the_event_commits_to_the_files(aws: Aws) -> None:
    upload_id = uploaded()
    number = commands.submit(
        a_visitor(), a_key(), lambda new: a_submission_event(number=new), extra_writes=list, upload_ids=[upload_id]
    ).number

    (event,) = list_events(number)
    (file_sort,) = [each for each in aws.sorts(f"COMPLAINT#{number}") if each.startswith("FILE#")]
    assert event.details["files"] == [
        {
            "id": file_sort.removeprefix("FILE#"),
            "name": "door.png",
            "size_bytes": len(PHOTO),
            "sha256": hashlib.sha256(PHOTO).hexdigest(),
        }
    ]
    assert chain.find_first_fault(list_stored_events(number)) is None
    assert "files" not in events.public_fields(event)


def test_an_event_without_files_says_nothing_of_them(aws: Aws) -> None:
    (event,) = list_events(file_one())

    assert "files" not in event.details


def test_an_upload_stays_as_a_pointer_to_its_file_and_leaves_the_work_list(api: Portal) -> None:
    upload_id = uploaded()
    filed = api.file(upload_ids=[upload_id])

    (item,) = api.aws.items(f"UPLOAD#{upload_id}")
    (file,) = [each for each in api.aws.items(f"COMPLAINT#{filed.number}") if each["sk"]["S"].startswith("FILE#")]
    assert item["number"]["S"] == filed.number
    assert f"FILE#{item['file_id']['S']}" == file["sk"]["S"]
    assert "work_pk" not in item
    assert int(item["expires_at"]["N"]) > clock.seconds(clock.now() + timedelta(days=6))
    assert set(file) == {
        *("pk", "sk", "name", "content_type", "sent_bytes", "seq", "state", "upload_id"),
        *("clean_copy_size_bytes", "clean_copy_sha256"),
    }


def test_an_upload_whose_event_has_not_come_yet_is_asked_of_the_bucket(api: Portal) -> None:
    arrived = reserved()
    send(arrived)

    filed = api.file(upload_ids=[arrived])

    assert states(filed.view()) == ["pending"]


def test_a_refused_file_does_not_cost_the_complaint(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded(EICAR), uploaded()])

    assert states(filed.view()) == ["rejected", "clean"]


def unknown(api: Portal) -> str:
    return "nobody-has-this-id"


def never_sent(api: Portal) -> str:
    return reserved()


def an_agency_s(api: Portal) -> str:
    return uploaded(side=policies.agency_side("interior"))


def too_old(api: Portal) -> str:
    with clock.at(clock.now() - timedelta(hours=24, seconds=1)):
        return uploaded()


def claimed(api: Portal) -> str:
    upload_id = uploaded()
    api.file(upload_ids=[upload_id])
    return upload_id


@pytest.mark.parametrize("bad", [unknown, never_sent, an_agency_s, too_old, claimed])
def test_what_can_not_be_had_is_named_and_nothing_is_written(api: Portal, bad: Any) -> None:
    filed, good = api.file(), uploaded()
    upload_id = bad(api)
    written = api.aws.snapshot()
    body = {**a_submission(upload_ids=[good, upload_id]), "proof": api.proof()}

    answers = [write(filed, [good, upload_id]), api.post("/complaints", body)]

    for answer in answers:
        assert answer.status == 422
        assert answer.fields == {"upload_ids.1": "unknown_upload"}
    assert api.aws.snapshot() == written


def test_a_file_that_is_named_twice_is_refused_the_second_time(api: Portal) -> None:
    upload_id = uploaded()

    assert write(api.file(), [upload_id, upload_id]).fields == {"upload_ids.1": "unknown_upload"}


def test_an_agency_s_files_are_neither_the_citizen_s_nor_another_agency_s(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")

    for side in (policies.CITIZEN_SIDE, policies.agency_side("health")):
        body = {"text": "Hello", "upload_ids": [uploaded(side=side)]}
        assert filed.act(desk, "messages", body).fields == {"upload_ids.0": "unknown_upload"}


def test_what_is_announced_through_the_api_is_claimed_by_its_own_side(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    mine, theirs = (announce(api, token=token).body["upload_id"] for token in (None, desk))
    for each in (mine, theirs):
        send(each)

    body = {"text": "Hello", "upload_ids": [theirs]}
    assert write(filed, [mine]).status == filed.act(desk, "messages", body).status == 201


def test_a_command_repeated_after_its_uploads_are_claimed_is_the_same_command(api: Portal) -> None:
    filed, upload_id, key = api.file(), uploaded(), a_key().value

    first, again = write(filed, [upload_id], key=key), write(filed, [upload_id], key=key)

    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(again.body["files"]) == 1


def test_a_filing_repeated_after_its_uploads_are_claimed_is_the_same_filing(api: Portal) -> None:
    key = a_key().value
    raw = json.dumps({**a_submission(upload_ids=[uploaded()]), "proof": api.proof()}).encode()

    first, again = (api.post("/complaints", raw, key=key) for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.body["number"] == again.body["number"]


def test_two_filings_with_one_key_at_the_same_moment_claim_once(aws: Aws) -> None:
    once, upload_id, numbers = a_key(), uploaded(), []

    def file() -> str:
        return commands.submit(
            a_visitor(), once, lambda new: a_submission_event(number=new), extra_writes=list, upload_ids=[upload_id]
        ).number

    with just_before("dynamodb.TransactWriteItems", lambda: numbers.append(file())):
        number = file()

    assert [number] == numbers


def test_a_filing_that_landed_since_the_marker_was_read_is_not_told_its_uploads_are_gone(aws: Aws) -> None:
    once, upload_id, numbers = a_key(), uploaded(), []

    def file() -> str:
        return commands.submit(
            a_visitor(), once, lambda new: a_submission_event(number=new), extra_writes=list, upload_ids=[upload_id]
        ).number

    def landed_meanwhile() -> list[Any]:
        if not numbers:
            numbers.append("")
            numbers[0] = file()
        raise InvalidInput.of("agency_id", "unknown_agency")

    done = commands.submit(
        a_visitor(),
        once,
        lambda new: a_submission_event(number=new),
        extra_writes=landed_meanwhile,
        upload_ids=[upload_id],
    )

    assert done.number == numbers[0]


def test_two_complaints_that_claim_one_upload_at_the_same_moment_do_not_both_get_it(aws: Aws) -> None:
    first, second, upload_id = file_one(), file_one(), uploaded()

    with (
        just_before("dynamodb.TransactWriteItems", lambda: write_with(second, [upload_id])),
        pytest.raises(InvalidInput),
    ):
        write_with(first, [upload_id])

    sorts = [each for number in (first, second) for each in aws.sorts(f"COMPLAINT#{number}")]
    assert len([each for each in sorts if each.startswith("FILE#")]) == 1


def test_a_verdict_that_comes_while_a_command_claims_is_not_lost(aws: Aws) -> None:
    number, upload_id = file_one(), reserved()
    send(upload_id)

    with just_before("dynamodb.TransactWriteItems", lambda: notice(upload_id)):
        done = write_with(number, [upload_id])

    assert done.case is not None
    assert [each.state for each in done.case.files] == ["clean"]


def test_a_view_with_files_is_still_one_query(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded()])
    api.aws.calls.clear()

    filed.view()

    assert api.aws.calls == ["Query"]


def test_ten_files_fit_into_one_command(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded() for _ in range(10)])

    assert states(filed.view()) == ["clean"] * 10
