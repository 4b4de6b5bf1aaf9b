"""GET …/files/{file_id}: a short address for a clean file of one's own complaint, and for nothing else."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.core import clock
from chalicelib.domain import policies
from tests.attachments.uploading import EICAR, PHOTO, reserved, send, uploaded
from tests.builders import NOON
from tests.complaints.commanding import link_of, revoke
from tests.portal import Filed, Portal


def file_of(filed: Filed) -> str:
    return str(filed.view()["files"][0]["file_id"])


def address(filed: Filed, file_id: str) -> str:
    return f"/complaints/{filed.number}/files/{file_id}"


def asked_of_s3(url: str) -> tuple[str, str, dict[str, str]]:
    """Host, path and query of an address."""
    parts = urlsplit(url)
    return parts.netloc, parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_both_sides_get_an_address_that_saves_the_file_within_a_minute(api: Portal) -> None:
    upload_id = uploaded()
    filed = api.file(upload_ids=[upload_id])
    desk = api.desk_of("interior")

    for path, token in (
        (address(filed, file_of(filed)), filed.token),
        (f"/agency{address(filed, file_of(filed))}", desk),
    ):
        answer = api.get(path, token)

        assert answer.status == 200
        host, key, query = asked_of_s3(answer.body["url"])
        assert (host, key) == ("clean.s3.eu-west-3.amazonaws.com", f"/{upload_id}")
        assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
        assert query["X-Amz-Expires"] == "60"
        assert query["response-content-disposition"].startswith('attachment; filename="door.png"')
        assert query["response-content-type"] == "image/png"


def test_an_agency_sees_no_name_that_a_confidential_citizen_gave(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded(), uploaded()], citizen={"confidential": True})
    desk = api.desk_of("interior")
    answer = {"text": "Here", "upload_ids": [uploaded(side=policies.agency_side("interior"))]}

    theirs = filed.act(desk, "messages", answer).body
    path = address(filed, theirs["files"][1]["file_id"])
    query = asked_of_s3(api.get(f"/agency{path}", desk).body["url"])[2]

    assert [each["name"] for each in theirs["files"]] == ["document-1.png", "document-2.png", "door.png"]
    assert [each["name"] for step in theirs["timeline"] for each in step["files"]] == [
        each["name"] for each in theirs["files"]
    ]
    assert "door" not in query["response-content-disposition"]
    assert 'filename="document-2.png"' in query["response-content-disposition"]
    assert [each["name"] for each in filed.view()["files"]] == ["door.png"] * 3
    assert (
        'filename="door.png"' in asked_of_s3(api.get(path, filed.token).body["url"])[2]["response-content-disposition"]
    )


def test_the_answer_says_until_when(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded()])
    path = address(filed, file_of(filed))
    with clock.at(NOON):
        token = api.post("/sessions", {"number": filed.number, "email": filed.email}).body["token"]
        answer = api.get(path, token)

    assert answer.body["expires_at"] == "2026-11-24T12:01:00.000Z"


def test_a_file_of_another_complaint_is_not_found(api: Portal) -> None:
    mine, other = api.file(upload_ids=[uploaded()]), api.file(upload_ids=[uploaded()])
    theirs = file_of(other)

    for path in (address(mine, theirs), address(other, theirs), address(mine, "nothing"), address(mine, "%2e%2e")):
        answer = api.get(path, mine.token)
        assert (answer.status, answer.type) == (404, "not_found")


def test_a_file_of_another_agency_s_complaint_is_not_found(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded()])
    api.file(agency_id="health")

    answer = api.get(f"/agency{address(filed, file_of(filed))}", api.desk_of("health"))

    assert (answer.status, answer.type) == (404, "not_found")


def test_a_revoked_link_fetches_nothing(api: Portal) -> None:
    filed = api.file(upload_ids=[uploaded()])
    desk = api.desk_of("interior")
    revoke(link_of(api.aws, filed.number))

    assert api.get(f"/agency{address(filed, file_of(filed))}", desk).type == "link_revoked"


def waiting() -> str:
    upload_id = reserved()
    send(upload_id)
    return upload_id


@pytest.mark.parametrize("made", [waiting, lambda: uploaded(EICAR)])
def test_a_file_that_is_not_clean_is_not_given_out(api: Portal, made: Any) -> None:
    filed = api.file(upload_ids=[made()])

    answer = api.get(address(filed, file_of(filed)), filed.token)

    assert (answer.status, answer.type) == (409, "action_not_allowed")


def test_an_upload_s_id_is_not_a_file_s(api: Portal) -> None:
    upload_id = uploaded(PHOTO)
    filed = api.file(upload_ids=[upload_id])

    assert api.get(address(filed, upload_id), filed.token).type == "not_found"
    assert upload_id not in str(filed.view())
