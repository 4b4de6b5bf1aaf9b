"""A mail that came back for good: its mailbox is marked, the next one gets it, the coordination is told; once."""

from dataclasses import replace

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.complaints import jobs
from chalicelib.complaints.history import chain
from chalicelib.domain.vocabulary import MailboxRole
from chalicelib.notifications import store as outbox
from chalicelib.notifications.model import EventPlace, parse_reference
from chalicelib.notifications.service import get_by_reference
from tests.builders import a_directory
from tests.complaints.commanding import list_events, list_stored_events
from tests.emulator import Aws
from tests.portal import Filed, Portal


def reference(api: Portal, template: str, partition: str = "COMPLAINT#") -> str:
    """What SES says back of the latest mail of this template."""
    items = [each for each in api.aws.items(partition) if each.get("template", {}).get("S") == template]
    place = outbox.read_place(items[-1]["pk"]["S"], items[-1]["sk"]["S"])
    mail = outbox.get(place) if place else None
    assert mail is not None
    return mail.reference


def bounced(reference: str, address: str, kind: str = "Permanent") -> None:
    """SES reports this of a mail."""
    jobs.handle_report(
        {
            "eventType": "Bounce",
            # What really bounced may be another address, to which ours forwards.
            "bounce": {"bounceType": kind, "bouncedRecipients": [{"emailAddress": "elsewhere@forward.example"}]},
            "mail": {"messageId": "1", "destination": [address], "tags": {"mail": [reference]}},
        }
    )


def actions(filed: Filed) -> list[str]:
    return [each.action.value for each in list_events(filed.number)]


def flags(aws: Aws) -> list[tuple[str, str]]:
    found = [each for each in aws.items("COMPLAINT#") if each["sk"]["S"].startswith("FLAG#")]
    return [(each["sk"]["S"], each["attention_pk"]["S"]) for each in found]


def test_an_alert_that_came_back_goes_to_the_fallback_mailbox_whose_link_opens_the_complaint(api: Portal) -> None:
    filed = api.file()
    api.deliver_mails()

    bounced(reference(api, "agency_alert"), "front@interior.example")
    (again,) = api.deliver_mails()

    assert again.to == "fallback@interior.example"
    session = api.post("/agency/sessions", {"link": again.link}).body
    assert (session["number"], session["mailbox"]) == (filed.number, {"role": "front"})


def test_a_mailbox_that_bounced_is_passed_over_from_then_on(api: Portal) -> None:
    filed = api.file()
    api.deliver_mails()
    bounced(reference(api, "agency_alert"), "FRONT@Interior.example")
    api.deliver_mails()

    filed.write()

    assert [each.to for each in api.deliver_mails()] == ["fallback@interior.example"]
    marked = agencies.get_mailbox("interior", MailboxRole.FRONT)
    assert marked is not None
    assert marked.undeliverable_since is not None


def test_the_coordination_is_shown_the_complaint_and_its_history_says_why(api: Portal) -> None:
    filed = api.file()
    api.deliver_mails()

    bounced(reference(api, "agency_alert"), "front@interior.example")

    assert flags(api.aws) == [("FLAG#undeliverable", "ATTENTION#undeliverable")]
    assert actions(filed) == ["submit", "mark_undeliverable"]
    assert chain.find_first_fault(list_stored_events(filed.number)) is None
    view = api.get(f"/complaints/{filed.number}", filed.token).body
    assert (view["status"], [each["action"] for each in view["timeline"]]) == ("submitted", ["submit"])


def test_an_alert_whose_link_died_meanwhile_is_not_sent_again_but_its_mailbox_is_marked(api: Portal) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    named = reference(api, "agency_alert")
    filed.act(desk, "transfers", {"agency_id": "health", "reason": "Theirs"})
    api.deliver_mails()

    bounced(named, "front@interior.example")

    assert api.deliver_mails() == []
    marked = agencies.get_mailbox("interior", MailboxRole.FRONT)
    assert marked is not None
    assert marked.undeliverable_since is not None


def test_a_word_about_a_transfer_is_sent_again_to_the_agency_that_gave_it_away(api: Portal) -> None:
    filed = api.file()
    filed.act(api.desk_of("interior"), "transfers", {"agency_id": "health", "reason": "Theirs"})
    api.deliver_mails()

    bounced(reference(api, "transfer_out"), "front@interior.example")

    assert [each.to for each in api.deliver_mails()] == ["fallback@interior.example"]


def test_a_report_that_comes_twice_has_one_effect(api: Portal) -> None:
    filed = api.file()
    api.deliver_mails()
    named = reference(api, "agency_alert")

    bounced(named, "front@interior.example")
    bounced(named, "front@interior.example")

    assert actions(filed) == ["submit", "mark_undeliverable"]
    assert [each.to for each in api.deliver_mails()] == ["fallback@interior.example"]


def test_the_next_mailbox_bouncing_too_leads_to_the_last_and_then_to_nobody(api: Portal) -> None:
    api.file()
    api.deliver_mails()
    reached = []
    for role in ("front", "fallback", "supervisor"):
        bounced(reference(api, "agency_alert"), f"{role}@interior.example")
        reached += [each.to for each in api.deliver_mails()]

    assert reached == ["fallback@interior.example", "supervisor@interior.example"]
    assert len(flags(api.aws)) == 1


def test_a_citizen_s_mail_that_came_back_is_flagged_and_sent_nowhere_else(api: Portal) -> None:
    filed = api.file()
    api.deliver_mails()

    bounced(reference(api, "receipt"), filed.email)

    assert actions(filed) == ["submit", "mark_undeliverable"]
    assert flags(api.aws) == [("FLAG#undeliverable", "ATTENTION#undeliverable")]
    assert api.deliver_mails() == []


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_what_did_not_come_back_for_good_changes_nothing(api: Portal, kind: str) -> None:
    api.file()
    api.deliver_mails()
    named, before = reference(api, "agency_alert"), api.aws.snapshot()

    bounced(named, "front@interior.example", kind)

    assert api.aws.snapshot() == before


@pytest.mark.parametrize("foreign", ["", "none", "Q09NUExBSU5UIw", "w7_DvsO9"])
def test_a_report_of_no_mail_of_ours_is_passed_over(api: Portal, foreign: str) -> None:
    before = api.aws.snapshot()

    bounced(foreign, "front@interior.example")

    assert api.aws.snapshot() == before


def reload_directory(front: str) -> None:
    """The directory is loaded anew, with this address for the front mailbox of "interior"."""
    listed, mailboxes = a_directory()
    changed = [
        replace(each, address=front) if (each.agency, each.role) == ("interior", MailboxRole.FRONT) else each
        for each in mailboxes
    ]
    agencies.load_directory(listed, changed)


def test_a_mailbox_with_a_new_address_is_written_to_again(api: Portal) -> None:
    api.file()
    api.deliver_mails()
    bounced(reference(api, "agency_alert"), "front@interior.example")
    api.deliver_mails()

    reload_directory("reception@interior.example")
    api.file()

    assert "reception@interior.example" in [each.to for each in api.deliver_mails()]


def test_loading_the_directory_again_forgets_no_bounce(api: Portal) -> None:
    api.file()
    api.deliver_mails()
    bounced(reference(api, "agency_alert"), "front@interior.example")
    api.deliver_mails()

    reload_directory("front@interior.example")
    api.file()

    assert "front@interior.example" not in [each.to for each in api.deliver_mails()]


def test_a_new_link_that_came_back_marks_its_mailbox_alone(api: Portal) -> None:
    api.file()
    desk = api.desk_of("interior")
    api.post("/agency/queue-links", {}, desk)
    api.deliver_mails()

    bounced(reference(api, "new_link", "NEWLINK#"), "front@interior.example")

    marked = agencies.get_mailbox("interior", MailboxRole.FRONT)
    assert marked is not None
    assert marked.undeliverable_since is not None
    assert flags(api.aws) == []


def test_a_reference_names_its_mail_in_the_alphabet_of_tags(api: Portal) -> None:
    filed = api.file()

    named = reference(api, "receipt")
    mail = get_by_reference(named)

    assert named.replace("_", "").replace("-", "").isalnum()
    assert len(named) <= 256
    assert parse_reference(named) == EventPlace(number=filed.number, seq=1, position=1)
    assert mail is not None
    assert mail.reference == named
