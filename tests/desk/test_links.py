"""Signed links: how they are exchanged for a session, and everything that ends them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.agencies.store import LinkItem, link_key
from chalicelib.aws import table
from chalicelib.core import clock
from chalicelib.domain.vocabulary import MailboxRole
from chalicelib.notifications.model import MailState
from chalicelib.notifications.store import OutboxItem
from tests.attachments.uploading import announce
from tests.portal import Answer, Filed, Mail, Portal


def alert(api: Portal, agency: str = "interior", role: str = "front") -> Mail:
    return [each for each in api.deliver_mails() if each.to == f"{role}@{agency}.example"][-1]


def exchange(api: Portal, link: str) -> Answer:
    return api.post("/agency/sessions", {"link": link})


def test_the_link_of_an_alert_opens_its_complaint_for_an_hour(api: Portal) -> None:
    filed = api.file()

    answer = exchange(api, alert(api).link)

    assert answer.status == 200
    body = answer.body
    assert (body["agency"]["id"], body["mailbox"], body["scope"]) == ("interior", {"role": "front"}, "complaint")
    assert body["number"] == filed.number
    assert timedelta(minutes=59) < clock.read(body["expires_at"]) - clock.now() <= timedelta(minutes=60)
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        assert api.get(f"/agency/complaints/{filed.number}", body["token"]).type == "session_expired"


MANGLED: list[Callable[[str], str]] = [
    lambda link: link,
    lambda link: link.rpartition("#")[2],
    lambda link: link.replace("#", "%23"),
    lambda link: link.replace("#", "%2523"),
    lambda link: f"<{link}>",
    lambda link: f'"{link}"',
    lambda link: f"  {link} \t",
    lambda link: f"{link}.",
    lambda link: f"({link}).",
    lambda link: f"{link[:60]}\r\n{link[60:-20]}\n {link[-20:]}",
    lambda link: f"Voici le lien : {link} Merci",
    lambda link: f"\u200e{link}\u200e",
    lambda link: f"{link}%20",
    lambda link: f"{link}&data=x",
    lambda link: link.replace("https://portal.example", "https://safelinks.example/?url=https%3A%2F%2Fportal.example"),
]


@pytest.mark.parametrize("mangle", MANGLED)
def test_a_link_works_however_mail_programs_mangle_it(api: Portal, mangle: Callable[[str], str]) -> None:
    api.file()

    assert exchange(api, mangle(alert(api).link)).status == 200


def test_opening_a_link_any_number_of_times_changes_nothing(api: Portal) -> None:
    api.file()
    link = alert(api).link
    written = api.aws.snapshot()

    assert [exchange(api, link).status for _ in range(3)] == [200, 200, 200]
    assert api.aws.snapshot() == written


@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: link[:-4],
        lambda link: f"{link}x",
        # Not the last character: two of its six bits say nothing.
        lambda link: link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1],
        lambda link: link.replace("#", "#x"),
        lambda link: "https://portal.example/fr/agency/#",
        lambda link: "hello",
        lambda link: "é",
    ],
)
def test_a_link_that_was_cut_or_changed_is_invalid(api: Portal, spoil: Callable[[str], str]) -> None:
    api.file()

    answer = exchange(api, spoil(alert(api).link))

    assert (answer.status, answer.type) == (401, "link_invalid")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [({}, {"link": "required"}), ({"link": ""}, {"link": "required"}), ({"link": "x" * 4097}, {"link": "too_long"})],
)
def test_what_can_be_no_link_is_named(api: Portal, body: dict[str, Any], wrong: dict[str, str]) -> None:
    assert api.post("/agency/sessions", body).fields == wrong
    assert api.post("/agency/links", body).fields == wrong


def test_a_session_s_token_is_no_link_and_a_link_no_session(api: Portal) -> None:
    filed = api.file()
    link = alert(api).link
    session = exchange(api, link).body["token"]

    assert exchange(api, session).type == "link_invalid"
    assert api.get(f"/agency/complaints/{filed.number}", link.rpartition("#")[2]).type == "session_expired"


def test_a_link_ends_after_90_days_and_a_new_one_goes_to_the_registered_mailbox_alone(api: Portal) -> None:
    filed = api.file()
    link = alert(api).link

    with clock.at(clock.now() + timedelta(days=90, seconds=1)):
        over = exchange(api, link)
        asked = api.post("/agency/links", {"link": link})
        (mail,) = api.deliver_mails()
        renewed = exchange(api, mail.link)

    assert (over.status, over.type) == (401, "link_expired")
    assert (asked.status, asked.raw) == (202, b"{}")
    assert mail.to == "front@interior.example"
    assert (renewed.status, renewed.body["number"]) == (200, filed.number)


def test_whatever_link_is_given_asking_for_a_new_one_looks_the_same(api: Portal) -> None:
    api.file()
    link = alert(api).link

    def ask(pasted: str) -> tuple[int, bytes, list[str]]:
        api.aws.calls.clear()
        answer = api.post("/agency/links", {"link": pasted})
        return answer.status, answer.raw, api.aws.calls[:]

    assert ask(link) == ask("not a link")
    assert len(api.deliver_mails()) == 1


def test_no_new_link_is_sent_for_what_the_agency_no_longer_handles(api: Portal) -> None:
    filed = api.file()
    link = alert(api).link
    filed.act(api.open(link), "transfers", {"agency_id": "health", "reason": "R"})
    api.deliver_mails()

    assert api.post("/agency/links", {"link": link}).status == 202
    assert api.deliver_mails() == []


def test_a_new_link_that_was_revoked_is_not_made_again_by_sending_its_mail_again(api: Portal) -> None:
    api.file()
    first = alert(api).link
    api.post("/agency/links", {"link": first})
    (mail,) = api.deliver_mails()
    for each in api.aws.items("LINK#"):
        table.update(
            link_key(each["pk"]["S"].removeprefix("LINK#")), [LinkItem.revoked_at.set(clock.stamp(clock.now()))]
        )
    (item,) = api.aws.items("NEWLINK#")
    table.update(OutboxItem(pk=item["pk"]["S"], sk=item["sk"]["S"]), OutboxItem.fields.changes(state=MailState.PENDING))

    assert api.deliver_mails() == []
    assert exchange(api, mail.link).type == "link_revoked"


def transfer(api: Portal, filed: Filed, desk: str) -> None:
    assert filed.act(desk, "transfers", {"agency_id": "health", "reason": "Not ours"}).status == 200


def revoke(api: Portal, filed: Filed, desk: str) -> None:
    (link,) = [each["pk"]["S"].removeprefix("LINK#") for each in api.aws.items("LINK#")]
    table.update(link_key(link), [LinkItem.revoked_at.set(clock.stamp(clock.now()))])


@pytest.mark.parametrize("end", [transfer, revoke])
def test_a_dead_link_neither_opens_nor_reads_nor_acts(api: Portal, end: Callable[[Portal, Filed, str], None]) -> None:
    filed = api.file()
    link = alert(api).link
    desk = api.open(link)
    end(api, filed, desk)
    written = api.aws.snapshot()

    answers = [
        exchange(api, link),
        api.get(f"/agency/complaints/{filed.number}", desk),
        filed.act(desk, "charge", {}),
        filed.act(desk, "notes", {"text": "Too late"}),
    ]

    assert [(each.status, each.type) for each in answers] == [(401, "link_revoked")] * 4
    assert api.aws.snapshot() == written


@pytest.mark.parametrize("end", [transfer, revoke])
def test_a_dead_link_lists_nothing(api: Portal, end: Callable[[Portal, Filed, str], None]) -> None:
    filed = api.file()
    desk = api.open(alert(api).link)
    end(api, filed, desk)

    for query in ("", f"?number={filed.number}"):
        answer = api.get(f"/agency/complaints{query}", desk)
        assert (answer.status, answer.type) == (401, "link_revoked")


@pytest.mark.parametrize("end", [transfer, revoke])
def test_a_dead_link_gets_no_slot_for_a_file(api: Portal, end: Callable[[Portal, Filed, str], None]) -> None:
    filed = api.file()
    desk = api.open(alert(api).link)
    assert announce(api, token=desk).status == 201

    end(api, filed, desk)

    answer = announce(api, token=desk)
    assert (answer.status, answer.type) == (401, "link_revoked")


def test_a_revoked_link_gets_no_link_to_the_queue(api: Portal) -> None:
    filed = api.file()
    desk = api.open(alert(api).link)
    revoke(api, filed, desk)

    assert api.post("/agency/queue-links", {}, desk).type == "link_revoked"


def test_a_link_opens_no_other_complaint_even_of_its_agency(api: Portal) -> None:
    api.file()
    desk = api.open(alert(api).link)
    other = api.file()

    for answer in (api.get(f"/agency/complaints/{other.number}", desk), other.act(desk, "charge", {})):
        assert (answer.status, answer.type) == (404, "not_found")
    assert api.get(f"/agency/complaints?number={other.number}", desk).body["items"] == []


def test_an_officer_is_no_citizen(api: Portal) -> None:
    filed = api.file()
    desk = api.open(alert(api).link)

    assert api.get(f"/complaints/{filed.number}", desk).type == "forbidden"
    assert api.post(f"/complaints/{filed.number}/withdrawal", {}, desk).type == "forbidden"


def test_a_queue_link_goes_to_the_officer_s_own_mailbox_and_opens_the_queue(api: Portal) -> None:
    api.file()
    desk = api.open(alert(api).link)

    assert api.post("/agency/queue-links", {}, desk).status == 202
    (mail,) = api.deliver_mails()
    answer = exchange(api, mail.link)

    assert mail.to == "front@interior.example"
    assert (answer.body["scope"], answer.body["number"]) == ("queue", None)


def test_a_queue_link_ends_when_the_mailbox_changes(api: Portal) -> None:
    api.file()
    api.post("/agency/queue-links", {}, api.open(alert(api).link))
    link = alert(api).link
    mailbox = agencies.get_mailbox("interior", MailboxRole.FRONT)
    assert mailbox is not None

    agencies.load_directory([], [replace(mailbox, address="new@interior.example")])

    assert exchange(api, link).type == "link_revoked"


def test_the_payload_of_a_link_and_of_its_session_is_fixed(api: Portal) -> None:
    from chalicelib.aws import secrets
    from chalicelib.core.tokens import Purpose

    filed = api.file()
    link = alert(api).link
    ring = secrets.signing_keys()

    in_link = ring.verify(Purpose.LINK, link.rpartition("#")[2])
    in_session = ring.verify(Purpose.SESSION, exchange(api, link).body["token"])
    of_citizen = ring.verify(Purpose.SESSION, filed.token)

    fixed = {"a": "interior", "m": "front", "s": "complaint", "e": 1, "n": filed.number, "k": "initial"}
    assert {**in_link, "l": "", "exp": 0} == {**fixed, "l": "", "exp": 0}
    assert {**in_session, "l": "", "exp": 0} == {**fixed, "w": "officer", "l": "", "exp": 0}
    assert {**of_citizen, "exp": 0} == {"w": "citizen", "n": filed.number, "k": "initial", "exp": 0}
