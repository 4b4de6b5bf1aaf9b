"""Every mail of a complaint's life, through the API, the real loaders and the function that the stream calls."""

from typing import Final

import pytest

from chalicelib.core import ids
from tests.notifications.contents import VALUES
from tests.portal import Filed, Mail, Portal

TYPED: Final = "TYPED-BY-SOMEBODY"
CITIZEN: Final = "amina@mail.example"


@pytest.fixture
def filed(api: Portal) -> Filed:
    """A complaint whose every text is TYPED."""
    return api.file(subject=TYPED, facts=TYPED, wish=TYPED, citizen={"name": TYPED, "email": CITIZEN, "language": "ar"})


def _to(mails: list[Mail]) -> list[str]:
    return sorted(each.to for each in mails)


def _link_to(address: str, mails: list[Mail]) -> str:
    return next(each.link for each in mails if each.to == address)


def _templates_sent(api: Portal) -> dict[str, str]:
    items = [each for each in api.aws.items() if each["sk"]["S"].startswith("OUTBOX#")]
    return {each["template"]["S"]: each["state"]["S"] for each in items}


def test_a_complaints_whole_life_sends_every_mail_and_quotes_nobody(api: Portal, filed: Filed) -> None:
    sent = api.deliver_mails()
    assert _to(sent) == [CITIZEN, "front@interior.example"]
    desk = api.open(_link_to("front@interior.example", sent))

    filed.act(desk, "questions", {"text": TYPED})
    sent += (asked := api.deliver_mails())
    assert _to(asked) == [CITIZEN]

    filed.write(TYPED)
    sent += (replied := api.deliver_mails())
    assert _to(replied) == ["front@interior.example"]

    filed.act(desk, "messages", {"text": TYPED, "upload_ids": []})
    sent += (written := api.deliver_mails())
    assert _to(written) == [CITIZEN]

    filed.act(desk, "transfers", {"agency_id": "health", "reason": TYPED})
    sent += (moved := api.deliver_mails())
    assert _to(moved) == [CITIZEN, "front@health.example", "front@interior.example"]
    link = _link_to("front@health.example", moved)
    desk = api.open(link)

    filed.act(desk, "answers", {"outcome": "granted", "reasons": TYPED * 3})
    sent += (answered := api.deliver_mails())
    assert _to(answered) == [CITIZEN]

    api.post("/agency/links", {"link": link})
    api.post("/number-reminders", {"email": CITIZEN, "proof": api.proof()})
    sent += (asked_for := api.deliver_mails())
    assert _to(asked_for) == [CITIZEN, "front@health.example"]

    filed.reopen(TYPED)
    sent += (reopened := api.deliver_mails())
    assert _to(reopened) == [CITIZEN, "front@health.example", "supervisor@health.example"]
    supervisor = api.open(_link_to("supervisor@health.example", reopened))
    filed.act(supervisor, "answers", {"outcome": "granted", "reasons": TYPED * 3})
    api.post(f"/complaints/{filed.number}/rating", {"score": 5, "comment": TYPED}, filed.token)
    sent += (closed := api.deliver_mails())
    assert _to(closed) == [CITIZEN, "supervisor@health.example"]

    assert _templates_sent(api) == {template.value: "sent" for template in VALUES}
    shown = ids.show_number(filed.number)
    assert all(TYPED not in mail.subject + mail.text for mail in sent)
    assert all(shown in mail.text for mail in sent)


def test_mails_to_an_agency_speak_the_language_of_its_mailbox(api: Portal, filed: Filed) -> None:
    receipt, alert = sorted(api.deliver_mails(), key=lambda mail: mail.to)

    assert "توصلنا بشكايتكم" in receipt.text
    assert "Un usager adresse une réclamation à votre administration" in alert.text
    assert "Ministère interior" in alert.text


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("ar", "توصلنا بشكايتكم"),
        ("fr", "Nous avons bien reçu votre réclamation"),
        ("zgh", "ⵏⵓⵎⵣ ⵜⴰⵛⴽⴰⵢⵜ ⵏⵏⵓⵏ"),
        ("en", "We have received your complaint"),
    ],
)
def test_mails_to_a_citizen_speak_the_language_chosen_when_filing(api: Portal, language: str, opening: str) -> None:
    filed = api.file(citizen={"email": CITIZEN, "language": language})

    receipt = next(mail for mail in api.deliver_mails() if mail.to == CITIZEN)

    assert opening in receipt.text.replace("\u00a0", " ")
    assert f"/{language}/track/#{filed.number}" in receipt.text
