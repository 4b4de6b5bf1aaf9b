"""What an officer does with a complaint, and what the citizen then sees and gets."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.core import clock
from tests.attachments.uploading import EICAR, PHOTO, announce, notice, send
from tests.builders import a_key, an_answer
from tests.portal import Portal


def test_a_whole_handling_as_both_sides_see_it(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")

    charged = filed.act(desk, "charge", {})
    asked = filed.act(desk, "questions", {"text": "Which year?"})
    assert (charged.status, charged.body["status"]) == (200, "in_progress")
    assert (asked.status, asked.body["status"], asked.body["awaiting"]) == (201, "needs_information", "citizen")

    replied = filed.write("In 2024")
    assert (replied.body["status"], replied.body["awaiting"]) == ("in_progress", "agency")

    told = filed.act(desk, "messages", {"text": "Thank you"})
    noted = filed.act(desk, "notes", {"text": "Ask the archive"})
    answered = filed.act(desk, "answers", an_answer(remedy="A new certificate", version=noted.body["version"]))
    assert (told.status, noted.status, answered.status) == (201, 201, 201)
    assert answered.body["status"] == "answered"

    view = filed.view()
    assert [(each["action"], each["by"]) for each in view["timeline"]] == [
        ("submit", "citizen"), ("take_charge", "officer"), ("ask_citizen", "officer"), ("message", "citizen"),
        ("message", "officer"), ("answer", "officer"),
    ]  # fmt: skip
    answer = view["answer"]
    assert (answer["outcome"], answer["remedy"], answer["agency"]["id"]) == ("granted", "A new certificate", "interior")
    assert answer["reopen_until"] == (clock.local_date(clock.now()) + timedelta(days=60)).isoformat()
    assert {"rate", "reopen"} <= set(view["may"])


def test_each_act_sends_its_mail_and_no_mail_quotes_what_a_citizen_typed(api: Portal) -> None:
    filed = api.file(subject="UNIQUE-SUBJECT", facts="UNIQUE-FACTS")
    mails = api.deliver_mails()
    desk = api.open(next(each.link for each in mails if each.to == "front@interior.example"))
    filed.act(desk, "questions", {"text": "UNIQUE-QUESTION"})
    filed.write("UNIQUE-REPLY")
    filed.act(desk, "messages", {"text": "UNIQUE-MESSAGE"})
    filed.act(desk, "answers", an_answer())
    mails += api.deliver_mails()

    assert sorted(each.to for each in mails) == sorted(
        [filed.email, "front@interior.example", filed.email, "front@interior.example", filed.email, filed.email]
    )
    for mail in mails:
        assert "UNIQUE" not in mail.subject
        assert not any(word in mail.text for word in ("UNIQUE-SUBJECT", "UNIQUE-FACTS", "UNIQUE-REPLY"))


def test_mails_that_the_stream_lost_are_sent_by_the_sweep_once(api: Portal) -> None:
    filed = api.file()

    swept = api.sweep_mails()

    assert sorted(each.to for each in swept) == [filed.email, "front@interior.example"]
    assert api.sweep_mails() == api.deliver_mails() == []


def test_notes_never_reach_the_citizen(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")

    noted = filed.act(desk, "notes", {"text": "HIDDEN-NOTE"})

    assert [each["text"] for each in noted.body["notes"]] == ["HIDDEN-NOTE"]
    raw = api.get(f"/complaints/{filed.number}", filed.token).raw
    assert b"HIDDEN-NOTE" not in raw
    assert b'"note"' not in raw
    assert api.deliver_mails() == []


def test_the_agency_sees_who_files_unless_the_citizen_asked_for_confidence(api: Portal) -> None:
    api.file(citizen={"name": "Amina Open", "phone": "0612345678"})
    open_desk = api.desk_of("interior")
    number = api.get("/agency/complaints", open_desk).body["items"][0]["number"]

    contact = api.get(f"/agency/complaints/{number}", open_desk).body["citizen"]

    assert (contact["name"], contact["phone"], contact["confidential"]) == ("Amina Open", "+212612345678", False)


def named(api: Portal, content: bytes, name: str) -> str:
    """An upload that was judged, under a name that its sender gave it."""
    upload_id = str(announce(api, content, file_name=name).body["upload_id"])
    send(upload_id, content)
    notice(upload_id)
    return upload_id


def test_a_confidential_complaint_shows_its_citizen_nowhere(api: Portal) -> None:
    person = {"name": "HIDDEN-NAME", "email": "hidden@mail.example", "phone": "0612345678", "confidential": True}
    clean, refused = (named(api, content, "HIDDEN-NAME's door.png") for content in (PHOTO, EICAR))
    filed = api.file(citizen=person, upload_ids=[clean, refused])
    desk = api.desk_of("interior")
    files = api.get(f"/agency/complaints/{filed.number}", desk).body["files"]
    fetched = [api.get(f"/agency/complaints/{filed.number}/files/{each['file_id']}", desk) for each in files]
    answers = [
        api.get(f"/agency/complaints/{filed.number}", desk),
        api.get("/agency/complaints", desk),
        api.get(f"/agency/complaints?number={filed.number}", desk),
        filed.act(desk, "charge", {}),
        filed.act(desk, "answers", an_answer()),
    ]
    mails = api.deliver_mails()

    assert ([each["name"] for each in files], [each.status for each in fetched]) == (
        ["document-1.png", "document-2.png"], [200, 409],
    )  # fmt: skip
    assert {each.status for each in answers} <= {200, 201}
    for answer in [*answers, *fetched]:
        for hidden in (b"HIDDEN-NAME", b"hidden@mail", b"612345678"):
            assert hidden not in answer.raw
    assert answers[0].body["citizen"] == {
        "name": None, "email": None, "phone": None, "language": "fr", "confidential": True,
    }  # fmt: skip
    to_agencies = [each for each in mails if each.to.endswith("interior.example")]
    assert not any("HIDDEN-NAME" in each.text or "hidden@mail" in each.text for each in to_agencies)


def test_a_decision_on_an_old_version_is_stale_and_a_fresh_one_is_taken(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    read = api.get(f"/agency/complaints/{filed.number}", desk).body["version"]
    now = filed.write("One more thing").body["version"]
    written = api.aws.snapshot()

    for action, body in (
        ("answers", an_answer(version=read)),
        ("transfers", {"agency_id": "health", "reason": "R", "version": read}),
    ):
        answer = filed.act(desk, action, body)
        assert (answer.status, answer.type) == (409, "stale")
    assert api.aws.snapshot() == written
    assert filed.act(desk, "answers", an_answer(version=now)).status == 201


def test_a_note_makes_no_decision_stale(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    read = api.get(f"/agency/complaints/{filed.number}", desk).body["version"]
    filed.act(desk, "notes", {"text": "Archive asked"})

    assert filed.act(desk, "answers", an_answer(version=read)).status == 201


def test_an_answered_complaint_takes_no_second_answer_but_the_conversation_goes_on(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    filed.act(desk, "answers", an_answer())

    assert filed.act(desk, "answers", an_answer()).type == "action_not_allowed"
    assert filed.act(desk, "charge", {}).type == "action_not_allowed"
    assert filed.act(desk, "messages", {"text": "By the way"}).status == 201
    assert filed.write("Thank you").status == 201


def test_a_transfer_moves_the_complaint_with_its_whole_history(api: Portal) -> None:
    filed = api.file()
    first = api.desk_of("interior")
    filed.act(first, "notes", {"text": "Not ours"})

    moved = filed.act(first, "transfers", {"agency_id": "health", "reason": "A hospital matter"})
    mails = api.deliver_mails()
    second = api.open(next(each.link for each in mails if each.to == "front@health.example"))
    view = api.get(f"/agency/complaints/{filed.number}", second).body

    assert (moved.status, set(moved.body), moved.body["agency"]["id"]) == (200, {"number", "agency"}, "health")
    assert sorted(each.to for each in mails) == sorted([filed.email, "front@health.example", "front@interior.example"])
    entry = view["timeline"][-1]
    assert (entry["from_agency"]["id"], entry["agency"]["id"], entry["text"]) == (
        "interior", "health", "A hospital matter",
    )  # fmt: skip
    assert view["due_on"] == filed.view()["due_on"]
    assert [each["text"] for each in view["notes"]] == ["Not ours"]


def test_the_agency_that_is_left_gets_no_link_with_its_mail(api: Portal) -> None:
    filed = api.file()
    filed.act(api.desk_of("interior"), "transfers", {"agency_id": "health", "reason": "R"})

    (mail,) = [each for each in api.deliver_mails() if each.to == "front@interior.example"]

    assert "/agency/#" not in mail.text


def test_the_third_transfer_goes_to_the_coordination(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    for to in ("health", "justice", "transport"):
        moved = filed.act(desk, "transfers", {"agency_id": to, "reason": "Not ours"}).body["agency"]["id"]
        desk = api.desk_of(moved)

    assert moved == "coordination"
    assert api.get(f"/agency/complaints/{filed.number}", desk).status == 200


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("charge", {}, 200),
        ("questions", {"text": "When?"}, 201),
        ("messages", {"text": "Hello"}, 201),
        ("notes", {"text": "Hello"}, 201),
        ("answers", an_answer(), 201),
    ],
)
def test_a_repeated_act_is_one_act_with_the_same_status(api: Portal, action: str, body: Any, status: int) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    key = a_key().value

    first, again = (filed.act(desk, action, body, key=key) for _ in range(2))
    other = filed.act(desk, action, {**body, "text": "Other"}, key=key)

    assert (first.status, again.status) == (status, status)
    assert again.body == first.body
    assert first.body["version"] == 2
    assert other.status in {409, 422}


def test_a_repeated_transfer_has_the_same_status_and_the_number_alone(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    key, body = a_key().value, {"agency_id": "health", "reason": "R"}

    first, again = (filed.act(desk, "transfers", body, key=key) for _ in range(2))

    assert (first.status, again.status) == (200, 200)
    assert again.body == {"number": filed.number}


def test_an_act_repeated_after_the_complaint_was_transferred_tells_the_number_alone(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    key = a_key().value
    filed.act(desk, "notes", {"text": "Hello"}, key=key)
    filed.act(desk, "transfers", {"agency_id": "health", "reason": "R"})

    again = filed.act(desk, "notes", {"text": "Hello"}, key=key)
    other = filed.act(desk, "notes", {"text": "Hello!"}, key=key)

    assert (again.status, again.body) == (201, {"number": filed.number})
    assert (other.status, other.type) == (409, "key_reused")


def test_an_act_without_a_key_is_refused(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")

    answer = api.call("POST", f"/agency/complaints/{filed.number}/charge", {}, authorization=f"Bearer {desk}")

    assert answer.fields == {"Idempotency-Key": "idempotency_key"}


def test_what_an_officer_does_costs_few_calls(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    api.get(f"/agency/complaints/{filed.number}", desk)

    def calls(act: Any) -> list[str]:
        api.aws.calls.clear()
        act()
        return api.aws.calls[:]

    command = ["BatchGetItem", "TransactWriteItems", "Query"]
    assert calls(lambda: api.get(f"/agency/complaints/{filed.number}", desk)) == ["BatchGetItem", "Query"]
    assert calls(lambda: api.get("/agency/complaints", desk)) == ["BatchGetItem", "BatchGetItem"]
    assert calls(lambda: filed.act(desk, "charge", {})) == command
    assert calls(lambda: filed.act(desk, "notes", {"text": "N"})) == command
    assert calls(lambda: filed.act(desk, "answers", an_answer())) == command


def test_who_passes_a_complaint_on_gets_no_view_and_its_history_is_not_read(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    api.aws.calls.clear()

    assert filed.act(desk, "transfers", {"agency_id": "health", "reason": "Not ours"}).status == 200

    assert "Query" not in api.aws.calls
