"""POST /complaints: what is filed, what is refused, and what a second sending does."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.core import clock, ids
from chalicelib.locales import translations
from chalicelib.web.problems import MESSAGES
from tests.builders import COMMUNE, PROVINCE, REGION, a_submission
from tests.portal import Answer, Portal


def file(api: Portal, body: dict[str, Any], **options: Any) -> Answer:
    return api.post("/complaints", {"proof": api.proof(), **body}, **options)


def test_a_filing_gives_a_number_a_due_date_and_a_session(api: Portal) -> None:
    answer = file(api, a_submission())

    assert answer.status == 201
    body = answer.body
    assert set(body) == {"number", "filed_at", "due_on", "agency", "session"}
    assert ids.read_number(body["number"]) == body["number"]
    filed_at = clock.read(body["filed_at"])
    assert body["due_on"] == (clock.local_date(filed_at) + timedelta(days=60)).isoformat()
    assert body["agency"] == {"id": "interior", "names": {"ar": "إدارة interior", "fr": "Ministère interior"}}
    assert api.get(f"/complaints/{body['number']}", body["session"]["token"]).status == 200


def test_what_was_filed_is_seen_as_it_was_typed(api: Portal) -> None:
    filed = api.file(
        kind="suggestion", subject="Des horaires — أوقات", facts="Ligne 1\r\nLigne 2", wish="Ouvrir à 8 h",
        citizen={"language": "ar"},
    )  # fmt: skip

    view = filed.view()

    assert view["kind"] == "suggestion"
    assert (view["subject"], view["facts"], view["wish"]) == (
        "Des horaires — أوقات",
        "Ligne 1\nLigne 2",
        "Ouvrir à 8 h",
    )
    assert (view["status"], view["look"], view["version"], view["awaiting"]) == ("submitted", 1, 1, "agency")
    assert view["days_left"] == 60
    assert view["place"]["commune"] == COMMUNE
    assert view["place"]["names"]["fr"].startswith("Al Hoceima")
    assert [each["action"] for each in view["timeline"]] == ["submit"]
    assert (view["files"], view["answer"], view["rating"]) == ([], None, None)
    assert view["may"] == ["message", "withdraw"]


@pytest.mark.parametrize("kind", ["complaint", "observation", "suggestion", "question"])
def test_every_kind_can_be_filed(api: Portal, kind: str) -> None:
    assert api.file(kind=kind).view()["kind"] == kind


def test_what_is_filed_with_i_do_not_know_goes_to_the_coordination(api: Portal) -> None:
    filed = api.file(agency_id=None)

    assert filed.view()["agency"]["id"] == "coordination"


@pytest.mark.parametrize("place", [{"region": REGION}, {"region": REGION, "province": PROVINCE}])
def test_a_place_is_as_fine_as_the_citizen_knows_it(api: Portal, place: dict[str, str]) -> None:
    assert api.file(place=place).view()["place"]["commune"] is None


def test_optional_fields_may_be_left_out_null_or_empty(api: Portal) -> None:
    without = a_submission()
    del without["wish"]

    assert file(api, without).status == 201
    assert file(api, a_submission(wish=None, citizen={"phone": None})).status == 201
    assert file(api, a_submission(wish="", citizen={"phone": ""}, upload_ids=[])).status == 201


def test_a_second_sending_with_the_same_key_and_bytes_is_the_same_filing(api: Portal) -> None:
    key = str(uuid.uuid4())
    raw = json.dumps({**a_submission(), "proof": api.proof()}).encode()

    first = api.post("/complaints", raw, key=key)
    again = api.post("/complaints", raw, key=key.upper())

    assert (first.status, again.status) == (201, 201)
    assert {**first.body, "session": None} == {**again.body, "session": None}
    assert api.get(f"/complaints/{first.body['number']}", again.body["session"]["token"]).status == 200
    assert len({each["pk"]["S"] for each in api.aws.items("COMPLAINT#")}) == 1


def test_one_space_more_under_the_same_key_is_refused(api: Portal) -> None:
    key = str(uuid.uuid4())
    raw = json.dumps({**a_submission(), "proof": api.proof()}).encode()
    api.post("/complaints", raw, key=key)
    written = api.aws.snapshot()

    answer = api.post("/complaints", raw + b" ", key=key)

    assert (answer.status, answer.type) == (409, "key_reused")
    assert api.aws.snapshot() == written


def test_a_day_later_the_same_sending_is_still_the_same_filing_as_it_stands_now(api: Portal) -> None:
    key = str(uuid.uuid4())
    raw = json.dumps({**a_submission(), "proof": api.proof()}).encode()
    first = api.post("/complaints", raw, key=key)
    desk = api.desk_of("interior")
    api.post(f"/agency/complaints/{first.body['number']}/transfers", {"agency_id": "health", "reason": "R"}, desk)

    with clock.at(clock.now() + timedelta(days=1)):
        again = api.post("/complaints", raw, key=key)

    assert again.status == 201
    assert {**first.body, "session": None} == {**again.body, "session": None}


BAD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"kind": "rant"}, {"kind": "not_a_choice"}),
    ({"kind": None}, {"kind": "not_a_choice"}),
    ({"agency_id": 7}, {"agency_id": "wrong_type"}),
    ({"agency_id": ""}, {"agency_id": "required"}),
    ({"agency_id": "nowhere"}, {"agency_id": "unknown_agency"}),
    ({"place": {"region": "99"}}, {"place.region": "unknown_place"}),
    ({"place": {"region": REGION, "province": "02.113"}}, {"place.province": "unknown_place"}),
    ({"place": {"region": REGION, "commune": COMMUNE}}, {"place.commune": "unknown_place"}),
    ({"place": {"region": REGION, "province": PROVINCE, "commune": "99"}}, {"place.commune": "unknown_place"}),
    ({"place": {}}, {"place.region": "required"}),
    ({"place": "Rabat"}, {"place": "wrong_type"}),
    ({"subject": ""}, {"subject": "required"}),
    ({"subject": "x" * 151}, {"subject": "too_long"}),
    ({"subject": "two\nlines"}, {"subject": "control_characters"}),
    ({"subject": ["x"]}, {"subject": "wrong_type"}),
    ({"facts": ""}, {"facts": "required"}),
    ({"facts": " \n\t "}, {"facts": "required"}),
    ({"facts": "\u200b\u200e\u2060"}, {"facts": "required"}),
    ({"subject": "\u3164", "facts": "\u2800"}, {"subject": "required", "facts": "required"}),
    (
        {"facts": "", "agency_id": "nowhere", "place": {"region": "99"}, "citizen": {"email": "amina"}},
        {
            "facts": "required",
            "agency_id": "unknown_agency",
            "place.region": "unknown_place",
            "citizen.email": "email",
        },
    ),
    (
        {"facts": "", "place": "Rabat", "agency_id": ["x"]},
        {"facts": "required", "place": "wrong_type", "agency_id": "wrong_type"},
    ),
    ({"citizen": {"phone": "0612345678 ext 5"}}, {"citizen.phone": "phone"}),
    ({"facts": "x" * 5001}, {"facts": "too_long"}),
    ({"facts": "a\x00b"}, {"facts": "control_characters"}),
    ({"facts": "a\x1b[31mb"}, {"facts": "control_characters"}),
    ({"wish": "x" * 1001}, {"wish": "too_long"}),
    ({"citizen": {"name": ""}}, {"citizen.name": "required"}),
    ({"citizen": {"name": "x" * 101}}, {"citizen.name": "too_long"}),
    ({"citizen": {"email": "amina"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": "amina@"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": "a@b@c.example"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": "amina@mail.example\nBcc: x@mail.example"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": f"{'a' * 65}@mail.example"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": "Amina <amina@mail.example>"}}, {"citizen.email": "email"}),
    ({"citizen": {"email": "أمينة@mail.example"}}, {"citizen.email": "email"}),
    ({"citizen": {"phone": "call me"}}, {"citizen.phone": "phone"}),
    ({"citizen": {"phone": "12"}}, {"citizen.phone": "phone"}),
    ({"citizen": {"phone": "1" * 300}}, {"citizen.phone": "phone"}),
    ({"citizen": {"phone": 612345678}}, {"citizen.phone": "wrong_type"}),
    ({"citizen": {"language": "de"}}, {"citizen.language": "not_a_choice"}),
    ({"citizen": {"confidential": "yes"}}, {"citizen.confidential": "wrong_type"}),
    ({"citizen": {"cin": "AB1234"}}, {"citizen.cin": "unknown_field"}),
    ({"consent": False}, {"consent": "consent"}),
    ({"upload_ids": ["x"]}, {"upload_ids.0": "unknown_upload"}),
    ({"upload_ids": ["x"] * 11}, {"upload_ids": "too_many"}),
    ({"unknown": 1}, {"unknown": "unknown_field"}),
    (
        {"kind": "x", "facts": "", "subject": "x" * 151, "citizen": {"email": "x", "phone": "x"}, "more": 1},
        {
            "kind": "not_a_choice", "facts": "required", "subject": "too_long", "citizen.email": "email",
            "citizen.phone": "phone", "more": "unknown_field",
        },
    ),
    (
        {"agency_id": "nowhere", "place": {"region": "99"}, "upload_ids": ["x"]},
        {"agency_id": "unknown_agency", "place.region": "unknown_place", "upload_ids.0": "unknown_upload"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "wrong"), BAD)
def test_every_wrong_field_is_named_at_once_and_nothing_is_written(
    api: Portal, changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    proof = api.proof()
    written = api.aws.snapshot()

    answer = api.post("/complaints", {**a_submission(**changes), "proof": proof})

    assert answer.status == 422
    assert answer.fields == wrong
    assert api.aws.snapshot() == written
    corrected = api.post("/complaints", {**a_submission(), "proof": proof})
    assert corrected.status == 201


@pytest.mark.parametrize("field", ["kind", "agency_id", "place", "subject", "facts", "citizen", "consent", "proof"])
def test_a_field_that_is_missing_is_named(api: Portal, field: str) -> None:
    body = {**a_submission(), "proof": "x"}
    del body[field]

    assert api.post("/complaints", body).fields == {field: "required"}


def test_an_empty_body_names_everything_that_is_needed(api: Portal) -> None:
    assert set(api.post("/complaints", {}).fields) == {
        "kind", "agency_id", "place", "subject", "facts", "citizen", "consent", "proof",
    }  # fmt: skip


@pytest.mark.parametrize("key", [None, "", "7", "not-a-uuid", "1" * 31 + "_", "٤" * 32, "0x" + "1" * 30])
def test_a_filing_without_a_key_is_refused(api: Portal, key: str | None) -> None:
    body = {**a_submission(), "proof": api.proof()}

    answer = api.call("POST", "/complaints", body, idempotency_key=key)

    assert answer.status == 422
    assert answer.fields == {"Idempotency-Key": "idempotency_key"}


def test_a_missing_key_is_named_beside_the_wrong_fields(api: Portal) -> None:
    answer = api.call("POST", "/complaints", a_submission(facts=""))

    assert answer.fields == {"Idempotency-Key": "idempotency_key", "facts": "required", "proof": "required"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_is_wrong_is_said_in_the_reader_s_language_with_its_limit(api: Portal, language: str) -> None:
    answer = api.post("/complaints", a_submission(subject="x" * 151), accept_language=language)

    messages = {each["field"]: each["message"] for each in answer.body["errors"]}
    expected = translations(language).gettext(MESSAGES["too_long"]).format(max=150)
    assert messages["subject"] == expected
    assert "150" in expected
    assert expected != MESSAGES["too_long"].format(max=150)


def test_a_wrong_value_is_never_echoed(api: Portal) -> None:
    answer = api.post("/complaints", a_submission(facts="secret\x00", citizen={"email": "secret@", "phone": "secret"}))

    assert b"secret" not in answer.raw


@pytest.mark.parametrize(
    "phone", ["0612345678", "06 12 34 56 78", "+212 6 12 34 56 78", "00212612345678", "٠٦١٢٣٤٥٦٧٨"]
)
def test_a_phone_is_kept_in_its_international_form(api: Portal, phone: str) -> None:
    api.file(citizen={"phone": phone})

    (event,) = [each for each in api.aws.items("COMPLAINT#") if each["sk"]["S"] == "EVENT#000001"]
    assert json.loads(event["details"]["S"])["citizen"]["phone"] == "+212612345678"


def test_mail_to_an_international_domain_arrives_and_either_spelling_opens_the_complaint(api: Portal) -> None:
    filed = api.file(citizen={"email": "amina@Exämple.example"})

    assert "amina@xn--exmple-cua.example" in {mail.to for mail in api.deliver_mails()}
    for spelled in ("amina@exämple.example", "amina@xn--exmple-cua.example"):
        assert api.post("/sessions", {"number": filed.number, "email": spelled}).status == 200
