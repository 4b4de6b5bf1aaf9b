"""The tracking space: number and email open it; who knows only one of them learns nothing."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.core import clock, ids
from tests.builders import a_key
from tests.portal import Answer, Filed, Portal


def sign_in(api: Portal, number: str, email: str) -> Answer:
    return api.post("/sessions", {"number": number, "email": email})


def test_number_and_email_open_the_tracking_space_for_20_minutes(api: Portal) -> None:
    filed = api.file()

    answer = sign_in(api, filed.number, filed.email)

    assert answer.status == 200
    assert answer.body["number"] == filed.number
    left = clock.read(answer.body["expires_at"]) - clock.now()
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)
    assert api.get(f"/complaints/{filed.number}", answer.body["token"]).status == 200
    with clock.at(clock.now() + timedelta(minutes=20, seconds=1)):
        over = api.get(f"/complaints/{filed.number}", answer.body["token"])
        assert (over.status, over.type) == (401, "session_expired")


def test_number_and_email_may_be_spelled_as_people_do(api: Portal) -> None:
    filed = api.file(citizen={"email": "Amina.Test@mail.example"})

    answer = sign_in(api, ids.show_number(filed.number).lower(), " AMINA.test@Mail.Example ")

    assert (answer.status, answer.body["number"]) == (200, filed.number)


def test_an_unknown_number_and_a_wrong_email_can_not_be_told_apart(api: Portal) -> None:
    filed = api.file()

    def outcome(number: str, email: str) -> tuple[Any, ...]:
        api.aws.calls.clear()
        answer = sign_in(api, number, email)
        return answer.status, dict(answer.headers), answer.raw, api.aws.calls[:]

    sign_in(api, "7K3M9QXT2HDBM", "nobody@mail.example")
    wrong_email = outcome(filed.number, "other@mail.example")
    unknown_number = outcome("7K3M9QXT2HDBM", filed.email)

    assert wrong_email == unknown_number
    assert wrong_email[0] == 401
    assert b"unknown_pair" in wrong_email[2]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"number": "7K3M9QXT2HDBN", "email": "a@mail.example"}, {"number": "number"}),
        ({"number": "7K3M9QXT2HDBN", "email": ""}, {"number": "number", "email": "required"}),
        ({"number": "", "email": "a@mail.example"}, {"number": "required"}),
        ({"number": 7, "email": "a@mail.example"}, {"number": "wrong_type"}),
        ({"number": "7K3M9QXT2HDBM", "email": "x" * 255}, {"email": "too_long"}),
        ({"number": "7K3M9QXT2HDBM", "email": "a@mail.example", "more": 1}, {"more": "unknown_field"}),
        ({}, {"number": "required", "email": "required"}),
    ],
)
def test_what_can_be_no_pair_is_refused_before_anything_is_looked_up(
    api: Portal, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    api.get("/health")
    api.aws.calls.clear()

    answer = api.post("/sessions", body)

    assert answer.fields == wrong
    assert api.aws.calls == []


@pytest.mark.parametrize("token", [None, "", "x", "a.b"])
def test_without_a_session_nothing_is_shown(api: Portal, token: str | None) -> None:
    filed = api.file()

    answer = api.get(f"/complaints/{filed.number}", token)

    assert (answer.status, answer.type) == (401, "session_expired")


def test_a_token_is_a_bearer_s_and_nothing_else(api: Portal) -> None:
    filed = api.file()

    for given in (f"Basic {filed.token}", filed.token, f"Bearer{filed.token}"):
        assert api.call("GET", f"/complaints/{filed.number}", authorization=given).status == 401
    bearer = f"bearer  {filed.token}"
    assert api.call("GET", f"/complaints/{filed.number}", authorization=bearer).status == 200


def test_a_session_opens_its_own_complaint_alone(api: Portal) -> None:
    mine, other = api.file(), api.file()

    for number in (other.number, "7K3M9QXT2HDBM"):
        answer = api.get(f"/complaints/{number}", mine.token)
        assert (answer.status, answer.type) == (404, "not_found")
    assert api.post(f"/complaints/{other.number}/messages", {"text": "Hello"}, mine.token).type == "not_found"


def test_a_citizen_is_no_officer(api: Portal) -> None:
    filed = api.file()

    for answer in (
        api.get("/agency/complaints", filed.token),
        api.get(f"/agency/complaints/{filed.number}", filed.token),
        filed.act(filed.token, "charge", {}),
    ):
        assert (answer.status, answer.type) == (403, "forbidden")


def test_a_wrong_check_character_in_the_address_is_422(api: Portal) -> None:
    filed = api.file()

    assert api.get("/complaints/7K3M9QXT2HDBN", filed.token).fields == {"number": "number"}


def test_a_message_of_the_citizen_is_part_of_the_history(api: Portal) -> None:
    filed = api.file()

    answer = filed.write("Any news?")

    assert answer.status == 201
    entry = answer.body["timeline"][-1]
    assert (entry["action"], entry["by"], entry["text"], entry["seq"]) == ("message", "citizen", "Any news?", 2)
    assert answer.body == filed.view()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"text": ""}, {"text": "required"}),
        ({"text": "x" * 5001}, {"text": "too_long"}),
        ({"text": "a\x07"}, {"text": "control_characters"}),
        ({"text": "Hello", "upload_ids": ["x"]}, {"upload_ids.0": "unknown_upload"}),
        ({"text": "Hello", "html": "<b>"}, {"html": "unknown_field"}),
        ({}, {"text": "required"}),
    ],
)
def test_a_wrong_message_is_refused_and_nothing_is_written(
    api: Portal, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    filed = api.file()
    written = api.aws.snapshot()

    answer = api.post(f"/complaints/{filed.number}/messages", body, filed.token)

    assert answer.fields == wrong
    assert api.aws.snapshot() == written


def test_markup_is_text(api: Portal) -> None:
    filed = api.file(facts="<script>alert(1)</script> & {{ 7*7 }}")

    assert filed.view()["facts"] == "<script>alert(1)</script> & {{ 7*7 }}"


def test_a_repeated_message_is_one_message(api: Portal) -> None:
    filed, key = api.file(), a_key().value

    first, again = filed.write("Hello", key=key), filed.write("Hello", key=key)
    other = filed.write("Hello!", key=key)

    assert (first.status, again.status, first.body == again.body) == (201, 201, True)
    assert (other.status, other.type) == (409, "key_reused")
    assert len(filed.view()["timeline"]) == 2


def test_a_message_without_a_key_is_refused(api: Portal) -> None:
    filed = api.file()

    answer = api.call(
        "POST", f"/complaints/{filed.number}/messages", {"text": "Hi"}, authorization=f"Bearer {filed.token}"
    )

    assert answer.fields == {"Idempotency-Key": "idempotency_key"}


def withdraw(filed: Filed, body: Any, **options: Any) -> Answer:
    return filed.portal.post(f"/complaints/{filed.number}/withdrawal", body, filed.token, **options)


@pytest.mark.parametrize(("body", "text"), [({}, None), ({"reason": ""}, None), ({"reason": "Solved"}, "Solved")])
def test_a_citizen_takes_a_complaint_back(api: Portal, body: dict[str, str], text: str | None) -> None:
    filed = api.file()

    answer = withdraw(filed, body)

    assert answer.status == 200
    view = answer.body
    assert (view["status"], view["awaiting"], view["days_left"]) == ("withdrawn", "nobody", None)
    assert view["timeline"][-1]["text"] == text


def test_what_was_taken_back_is_over(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    withdraw(filed, {})

    assert withdraw(filed, {}).type == "action_not_allowed"
    assert filed.write().type == "action_not_allowed"
    answer = filed.act(desk, "charge", {})
    assert (answer.status, answer.type) == (409, "action_not_allowed")


def test_views_and_commands_of_citizens_cost_few_calls(api: Portal) -> None:
    filed = api.file()
    filed.view()

    def calls(act: Any) -> list[str]:
        api.aws.calls.clear()
        act()
        return api.aws.calls[:]

    assert calls(filed.view) == ["Query"]
    assert calls(filed.write) == ["BatchGetItem", "TransactWriteItems", "Query"]
    assert calls(lambda: sign_in(api, filed.number, filed.email)) == ["BatchGetItem", "BatchGetItem"]


def test_numbers_are_sent_to_the_email_they_were_filed_with_and_nobody_learns_whether_there_are_any(
    api: Portal,
) -> None:
    filed = [api.file(citizen={"email": "amina@mail.example"}) for _ in range(2)]
    api.deliver_mails()

    def remind(email: str) -> tuple[int, bytes, list[str]]:
        proof = api.proof()
        api.aws.calls.clear()
        answer = api.post("/number-reminders", {"email": email, "proof": proof})
        return answer.status, answer.raw, api.aws.calls[:]

    known, unknown = remind("Amina@mail.example"), remind("nobody@mail.example")
    mails = api.deliver_mails()

    assert known == unknown
    assert known[:2] == (202, b"{}")
    (mail,) = mails
    assert mail.to == "Amina@mail.example"
    assert all(ids.show_number(each.number) in mail.text for each in filed)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"email": "x", "proof": "x"}, {"email": "email"}),
        ({"email": "", "proof": ""}, {"email": "email", "proof": "required"}),
        ({}, {"email": "required", "proof": "required"}),
    ],
)
def test_a_wrong_reminder_is_refused(api: Portal, body: dict[str, str], wrong: dict[str, str]) -> None:
    assert api.post("/number-reminders", body).fields == wrong


def test_a_reminder_needs_a_proof_of_work(api: Portal) -> None:
    written = api.aws.snapshot()

    answer = api.post("/number-reminders", {"email": "a@mail.example", "proof": "x"})

    assert (answer.status, answer.type) == (403, "proof_required")
    assert api.aws.snapshot() == written


@pytest.mark.parametrize("email", ["Amina@Mail.Example", "nobody@mail.example"])
def test_a_typed_address_is_not_kept_once_its_reminder_is_dealt_with(api: Portal, email: str) -> None:
    api.file(citizen={"email": "amina@mail.example"})
    api.post("/number-reminders", {"email": email, "proof": api.proof()})
    (pending,) = api.aws.items("REMINDER#")

    api.deliver_mails()

    (done,) = api.aws.items("REMINDER#")
    assert pending["recipient"]["S"].lower() == email.lower()
    assert done["state"]["S"] in {"sent", "dropped"}
    assert "recipient" not in done


@pytest.mark.parametrize("confidential", [False, True])
def test_citizens_read_back_how_they_are_reached_even_where_officers_do_not(api: Portal, confidential: bool) -> None:
    person = {"name": "Amina Test", "email": "amina@mail.example", "phone": "0612345678", "confidential": confidential}
    filed = api.file(citizen=person)

    view = api.get(f"/complaints/{filed.number}", sign_in(api, filed.number, filed.email).body["token"])

    assert view.body["citizen"] == {
        "name": "Amina Test", "email": "amina@mail.example", "phone": "+212612345678", "language": "fr",
        "confidential": confidential,
    }  # fmt: skip
