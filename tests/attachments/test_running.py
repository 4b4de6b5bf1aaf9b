"""Files on the running portal: forms that S3 checks, events that really come, addresses that really give the file."""

from typing import Any

import boto3
import pytest

from infra.local import scanning
from tests.attachments.evidence import a_pdf
from tests.attachments.sending import announce_file, judged, send_file, send_form
from tests.attachments.uploading import EICAR, PHOTO
from tests.running import AGENCY, RunningPortal, agency_link, fetch, until

PDF = a_pdf("x" * 100_000)
OTHER_DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def judged_file(portal: RunningPortal, path: str, token: str) -> Any:
    return until(lambda: judged(portal.api, path, token))


def fetched(portal: RunningPortal, path: str, token: str) -> Any:
    file = judged_file(portal, path, token)
    return fetch(portal.api.call("GET", f"{path}/files/{file['file_id']}", token=token).body["url"])


def test_a_file_is_sent_filed_judged_and_fetched_with_the_same_bytes(running_portal: RunningPortal) -> None:
    api = running_portal.api
    named = {"file_name": "شهادة.pdf", "content_type": "application/pdf"}

    filed = api.file(upload_ids=[send_file(api, PHOTO), send_file(api, PDF, **named)])
    path, token = f"/complaints/{filed['number']}", filed["session"]["token"]
    file = judged_file(running_portal, path, token)
    reply = fetched(running_portal, path, token)

    assert (file["name"], file["size_bytes"], file["state"]) == ("شهادة.pdf", len(PDF), "clean")
    assert reply.raw == PDF
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Content-Disposition"].startswith("attachment; ")


def test_an_officer_s_file_goes_the_same_way_and_the_citizen_fetches_it(running_portal: RunningPortal) -> None:
    api = running_portal.api
    filed = api.file()
    alert = running_portal.mail_to(f"front@{AGENCY}.agencies.portal.example", about=filed["number"])
    officer = api.call("POST", "/agency/sessions", {"link": agency_link(alert)}).body["token"]
    path, token = f"/complaints/{filed['number']}", filed["session"]["token"]

    body = {"text": "Here it is", "upload_ids": [send_file(api, PHOTO, token=officer)]}
    sent = api.call("POST", f"/agency{path}/messages", body, token=officer)

    assert sent.status == 201
    assert fetched(running_portal, path, token).raw == PHOTO


def test_malware_is_refused_and_the_complaint_is_not(running_portal: RunningPortal) -> None:
    api = running_portal.api

    filed = api.file(upload_ids=[send_file(api, EICAR)])
    path, token = f"/complaints/{filed['number']}", filed["session"]["token"]
    file = judged_file(running_portal, path, token)
    refused = api.call("GET", f"{path}/files/{file['file_id']}", token=token)

    assert file["state"] == "rejected"
    assert (refused.status, refused.body["type"]) == (409, "action_not_allowed")


def test_a_file_sent_after_the_filing_comes_with_a_message(running_portal: RunningPortal) -> None:
    api = running_portal.api
    filed = api.file()
    path, token = f"/complaints/{filed['number']}", filed["session"]["token"]

    body = {"text": "A photo", "upload_ids": [send_file(api, PHOTO)]}
    sent = api.call("POST", f"{path}/messages", body, token=token)

    assert sent.status == 201
    assert judged_file(running_portal, path, token)["state"] == "clean"


def test_what_was_announced_and_never_sent_can_not_be_named(running_portal: RunningPortal) -> None:
    api = running_portal.api
    filed = api.file()
    slot = announce_file(api, PHOTO)

    body = {"text": "A photo", "upload_ids": [slot["upload_id"]]}
    reply = api.call("POST", f"/complaints/{filed['number']}/messages", body, token=filed["session"]["token"])

    assert [(each["field"], each["code"]) for each in reply.body["errors"]] == [("upload_ids.0", "unknown_upload")]


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        (PHOTO[:-1], {}),
        (PHOTO + b"x", {}),
        (PHOTO, {"Content-Type": "text/html"}),
        (PHOTO, {"key": "another-key"}),
        (PHOTO, {"x-amz-checksum-sha256": OTHER_DIGEST}),
        (PHOTO, {"x-amz-meta-more": "x"}),
    ],
)
def test_the_form_takes_exactly_what_was_announced(
    running_portal: RunningPortal, content: bytes, changed: dict[str, str]
) -> None:
    slot = announce_file(running_portal.api, PHOTO)

    assert send_form(slot, content, changed=changed).status in (400, 403)
    assert send_form(slot, PHOTO).status == 204


def test_a_form_is_refused_once_its_time_is_over(running_portal: RunningPortal) -> None:
    address, _, bucket = announce_file(running_portal.api, PHOTO)["url"].rpartition("/")
    keys = {"aws_access_key_id": "000000000000", "aws_secret_access_key": "local", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=address, **keys)

    over, open_ = (client.generate_presigned_post(bucket, "a-key", ExpiresIn=seconds) for seconds in (-60, 60))

    assert send_form(over, PHOTO).status == 403
    assert send_form(open_, PHOTO).status == 204


def test_a_page_says_what_looks_into_files(running_portal: RunningPortal) -> None:
    page = fetch(f"{running_portal.url}/fr/").raw.decode()

    said = {name for name, word in {"signature": "EICAR", "clamav": "ClamAV"}.items() if word in page}
    assert said == {scanning.chosen()}


def test_other_bytes_of_the_same_length_never_pass_as_what_was_announced(running_portal: RunningPortal) -> None:
    """S3 compares the digest itself; this emulator does not, and the scan does."""
    api = running_portal.api
    slot = announce_file(api, PHOTO)
    sent = send_form(slot, PHOTO[::-1])
    if sent.status == 204:
        filed = api.file(upload_ids=[slot["upload_id"]])
        file = judged_file(running_portal, f"/complaints/{filed['number']}", filed["session"]["token"])
        assert file["state"] == "rejected"
    else:
        assert sent.status == 400


def test_a_page_may_send_its_form_to_where_slots_point(running_portal: RunningPortal) -> None:
    policy = fetch(f"{running_portal.url}/fr/").headers["Content-Security-Policy"]
    slot = announce_file(running_portal.api, PHOTO)

    (allowed,) = [each for each in policy.split("; ") if each.startswith("connect-src")]
    assert slot["url"].rpartition("/")[0] in allowed.split()


def test_a_changed_address_gives_nothing(running_portal: RunningPortal) -> None:
    api = running_portal.api
    filed = api.file(upload_ids=[send_file(api, PHOTO)])
    path, token = f"/complaints/{filed['number']}", filed["session"]["token"]
    file = judged_file(running_portal, path, token)
    address = api.call("GET", f"{path}/files/{file['file_id']}", token=token).body["url"]

    assert fetch(address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")).status == 403
