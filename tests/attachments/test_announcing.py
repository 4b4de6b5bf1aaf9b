"""POST /uploads and POST /agency/uploads: what is announced is what the form takes, and nothing else."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.attachments.model import LIMIT_BYTES, TYPES
from chalicelib.core import clock, settings
from tests.attachments.uploading import PHOTO, an_announcement, announce
from tests.builders import NOON
from tests.complaints.commanding import link_of, revoke
from tests.portal import Portal


def policy_of(slot: Any) -> list[Any]:
    """The conditions the form is signed for."""
    conditions: list[Any] = json.loads(base64.b64decode(slot["fields"]["policy"]))["conditions"]
    return conditions


def test_a_slot_is_a_form_for_exactly_the_announced_file(api: Portal) -> None:
    answer = announce(api)

    assert answer.status == 201
    slot = answer.body
    digest = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()
    policy = policy_of(slot)
    assert slot["url"] == "https://quarantine.s3.eu-west-3.amazonaws.com/"
    for condition in (
        {"bucket": "quarantine"},
        {"key": slot["upload_id"]},
        {"Content-Type": "image/png"},
        {"x-amz-checksum-sha256": digest},
        ["content-length-range", len(PHOTO), len(PHOTO)],
        {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
    ):
        assert condition in policy
    assert not any("starts-with" in each for each in policy)
    assert slot["fields"]["key"] == slot["upload_id"]
    assert slot["fields"]["x-amz-checksum-sha256"] == digest


def test_the_form_s_fields_are_what_is_signed_with_the_very_values_and_nothing_more(api: Portal) -> None:
    slot = announce(api).body

    signed = {
        name: value for condition in policy_of(slot) if isinstance(condition, dict) for name, value in condition.items()
    }
    sent = {name: value for name, value in slot["fields"].items() if name not in ("policy", "x-amz-signature")}
    assert signed == {**sent, "bucket": "quarantine"}


def test_a_form_is_good_for_ten_minutes(api: Portal) -> None:
    began = clock.now()
    slot = announce(api).body

    policy = json.loads(base64.b64decode(slot["fields"]["policy"]))
    lasts = clock.read(policy["expiration"]) - began
    assert timedelta(minutes=9, seconds=58) < lasts < timedelta(minutes=11)
    with clock.at(NOON):
        assert announce(api).body["expires_at"] == "2026-11-24T12:10:00.000Z"


def test_the_item_holds_what_was_announced_and_no_verdict(api: Portal) -> None:
    with clock.at(NOON):
        slot = announce(api, file_name="../a\u202eb.png", content_type="image/jpg").body

    (item,) = api.aws.items("UPLOAD#")
    assert item["pk"]["S"] == f"UPLOAD#{slot['upload_id']}"
    assert item["sk"]["S"] == "UPLOAD"
    held = {name: next(iter(value.values())) for name, value in item.items() if name not in {"pk", "sk", "work_pk"}}
    assert held == {
        "name": "ab.png.jpg",
        "content_type": "image/jpeg",
        "size_bytes": str(len(PHOTO)),
        "sha256": hashlib.sha256(PHOTO).hexdigest(),
        "side": "citizen",
        "state": "pending",
        "created_at": "2026-11-24T12:00:00.000Z",
        "work_at": "2026-11-24T12:15:00.000Z",
        "expires_at": str(int((NOON + timedelta(days=7)).timestamp())),
    }


@pytest.mark.parametrize("content_type", TYPES)
def test_every_type_of_the_contract_is_taken(api: Portal, content_type: str) -> None:
    assert announce(api, content_type=content_type).body["fields"]["Content-Type"] == content_type


@pytest.mark.parametrize("size", [1, LIMIT_BYTES])
def test_sizes_are_taken_from_one_byte_to_ten_megabytes(api: Portal, size: int) -> None:
    assert announce(api, size_bytes=size).status == 201


def test_a_digest_may_be_hexadecimal_or_base64(api: Portal) -> None:
    digest = hashlib.sha256(PHOTO).digest()

    forms = [announce(api, sha256=each).body for each in (digest.hex().upper(), base64.b64encode(digest).decode())]

    assert len({each["fields"]["x-amz-checksum-sha256"] for each in forms}) == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"content_type": "image/svg+xml"}, {"content_type": "file_type"}),
        ({"content_type": ""}, {"content_type": "file_type"}),
        ({"content_type": None}, {"content_type": "wrong_type"}),
        ({"size_bytes": 0}, {"size_bytes": "file_size"}),
        ({"size_bytes": -1}, {"size_bytes": "file_size"}),
        ({"size_bytes": LIMIT_BYTES + 1}, {"size_bytes": "file_size"}),
        ({"size_bytes": "12"}, {"size_bytes": "wrong_type"}),
        ({"size_bytes": True}, {"size_bytes": "wrong_type"}),
        ({"sha256": "x"}, {"sha256": "sha256"}),
        ({"sha256": "a" * 63}, {"sha256": "sha256"}),
        ({"sha256": "é" * 64}, {"sha256": "sha256"}),
        ({"sha256": base64.b64encode(b"short").decode()}, {"sha256": "sha256"}),
        ({"file_name": 7}, {"file_name": "wrong_type"}),
        ({"more": 1}, {"more": "unknown_field"}),
        (
            {"content_type": "text/html", "size_bytes": 0, "sha256": "", "file_name": None},
            {"content_type": "file_type", "size_bytes": "file_size", "sha256": "sha256", "file_name": "wrong_type"},
        ),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_written(
    api: Portal, changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    written = api.aws.snapshot()

    answer = announce(api, **changes)

    assert answer.status == 422
    assert answer.fields == wrong
    assert api.aws.snapshot() == written


def test_an_empty_announcement_names_everything_that_is_needed(api: Portal) -> None:
    assert set(api.post("/uploads", {}).fields) == {"file_name", "content_type", "size_bytes", "sha256"}


def test_announcing_needs_no_key_and_each_time_gives_another_slot(api: Portal) -> None:
    first, second = (api.call("POST", "/uploads", an_announcement()) for _ in range(2))

    assert (first.status, second.status) == (201, 201)
    assert first.body["upload_id"] != second.body["upload_id"]


def test_an_officer_s_slot_is_the_agency_s(api: Portal) -> None:
    api.file()

    assert announce(api, token=api.desk_of("interior")).status == 201

    (item,) = api.aws.items("UPLOAD#")
    assert item["side"]["S"] == "agency#interior"


def test_an_officer_whose_link_was_revoked_announces_nothing(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    revoke(link_of(api.aws, filed.number))

    answer = announce(api, token=desk)

    assert (answer.status, answer.type) == (401, "link_revoked")
    assert api.aws.items("UPLOAD#") == []


def test_a_citizen_announces_nothing_in_an_agency_s_name(api: Portal) -> None:
    filed = api.file()

    assert announce(api, token=filed.token).type == "forbidden"


def test_a_network_that_announces_without_end_is_slowed_down(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILINGS_PER_ADDRESS", "1")
    settings.get.cache_clear()

    answers = [announce(api) for _ in range(11)]

    assert [each.status for each in answers[:10]] == [201] * 10
    assert (answers[10].status, answers[10].type) == (429, "throttled")
