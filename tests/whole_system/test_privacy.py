"""A whole story, and nothing of the people in it in any log or metric."""

import json

import pytest

from tests.attachments.uploading import announce, notice, send
from tests.builders import an_answer
from tests.portal import Portal

PERSON = {"name": "Zineb Sentinel", "email": "zineb.sentinel@mail.example", "phone": "0612345678", "language": "ar"}
TYPED = ("SENTINEL-SUBJECT", "SENTINEL-FACTS", "SENTINEL-WISH", "SENTINEL-TEXT", "SENTINEL-REASON")


def test_nothing_personal_reaches_the_log(
    api: Portal, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="portal")
    caplog.set_level("DEBUG", logger="chalicelib")
    upload_id = announce(api, file_name="SENTINEL-NAME.png").body["upload_id"]
    send(upload_id)
    notice(upload_id)
    filed = api.file(subject=TYPED[0], facts=TYPED[1], wish=TYPED[2], citizen=PERSON, upload_ids=[upload_id])
    link = next(each.link for each in api.deliver_mails() if each.to == "front@interior.example")
    desk = api.open(link)
    filed.act(desk, "charge", {})
    filed.act(desk, "questions", {"text": TYPED[3]})
    filed.write(TYPED[3])
    filed.act(desk, "notes", {"text": TYPED[3]})
    filed.act(desk, "transfers", {"agency_id": "health", "reason": TYPED[4]})
    filed.act(desk, "charge", {})
    api.post("/sessions", {"number": filed.number, "email": "other.sentinel@mail.example"})
    api.post("/sessions", {"number": filed.number[:-1] + "0", "email": PERSON["email"]})
    api.post("/complaints", b'{"facts": "SENTINEL-TEXT')
    filed.act(api.desk_of("health"), "answers", an_answer(reasons=f"{TYPED[4]} and twenty more characters"))
    api.post("/number-reminders", {"email": PERSON["email"], "proof": api.proof()})
    delivered = api.sweep_mails()
    break_the_history(api, filed.number)
    broken = filed.portal.get(f"/complaints/{filed.number}", filed.token)

    logged = "".join(capsys.readouterr()) + caplog.text + "".join(str(each.__dict__) for each in caplog.records)

    assert delivered
    assert broken.status == 503
    assert "mail handled" in logged
    assert "unexpected failure" in logged
    secrets = [upload_id, filed.number, filed.token, desk, link.rpartition("#")[2], "entinel", "SENTINEL", "612345678"]
    assert [each for each in secrets if each in logged] == []
    assert "198.51.100.7" not in logged


def break_the_history(api: Portal, number: str) -> None:
    """Leave an object where a text belongs, so that shaping the view fails on what the citizen wrote."""
    from chalicelib.aws import clients

    (filing,) = [each for each in api.aws.items(f"COMPLAINT#{number}") if each["sk"]["S"] == "EVENT#000001"]
    details = json.loads(filing["details"]["S"])
    filing["details"] = {"S": json.dumps({**details, "facts": {PERSON["name"]: details["facts"]}})}
    clients.client("dynamodb").put_item(TableName="portal", Item=filing)


def test_nobody_s_email_or_text_stands_in_the_table_outside_the_events_and_reminders(api: Portal) -> None:
    filed = api.file(subject=TYPED[0], facts=TYPED[1], citizen=PERSON)
    filed.act(api.desk_of("interior"), "answers", an_answer(reasons=f"{TYPED[4]} and twenty more characters"))

    elsewhere = [each for each in api.aws.items() if not each["sk"]["S"].startswith("EVENT#")]

    assert "entinel" not in str(elsewhere).replace("SENTINEL", "entinel")
