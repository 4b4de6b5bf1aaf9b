"""An agency's queue: what it holds, by due date, page by page; never what belongs to somebody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.aws.table import commit
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands
from chalicelib.core import clock
from chalicelib.core.errors import LinkRevoked
from chalicelib.domain.people import Coordinator
from chalicelib.domain.vocabulary import Action, MailboxRole, Scope
from tests.builders import NOON, a_key, an_answer, an_officer
from tests.portal import Portal


def queue_desk(api: Portal, agency: str = "interior", role: MailboxRole = MailboxRole.FRONT) -> str:
    """A session of the whole queue, as a digest's link opens it."""
    link = agencies.new_link(agency=agency, mailbox=role, epoch=1, number=None, at=clock.now())
    commit([agencies.put_link(link)])
    return api.open(agencies.sign_link(link, key="initial"))


def listed(api: Portal, desk: str, query: str = "") -> list[str]:
    return [each["number"] for each in api.get(f"/agency/complaints{query}", desk).body["items"]]


def test_a_queue_lists_what_is_open_at_the_agency_by_due_date(api: Portal) -> None:
    numbers = []
    for days in (1, 3, 2):
        with clock.at(NOON + timedelta(days=days)):
            numbers.append(api.file().number)
    api.file(agency_id="health")
    with clock.at(NOON + timedelta(days=4)):
        assert listed(api, queue_desk(api)) == [numbers[0], numbers[2], numbers[1]]


def test_an_entry_shows_where_a_complaint_stands_and_nothing_of_its_citizen(api: Portal) -> None:
    filed = api.file(subject="UNIQUE-SUBJECT")

    answer = api.get("/agency/complaints", queue_desk(api))

    (entry,) = answer.body["items"]
    assert set(entry) == {
        "number", "kind", "status", "look", "agency", "filed_at", "due_on", "days_left", "awaiting", "place", "version",
    }  # fmt: skip
    assert entry["number"] == filed.number
    assert b"UNIQUE" not in answer.raw
    assert b"Amina" not in answer.raw


def test_a_queue_is_read_page_by_page_without_gap_or_repetition(api: Portal) -> None:
    numbers = {api.file().number for _ in range(7)}
    desk = queue_desk(api)

    pages: list[list[str]] = []
    cursor = ""
    while True:
        page = api.get(f"/agency/complaints?limit=3{cursor}", desk).body
        pages.append([each["number"] for each in page["items"]])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert [len(each) for each in pages][:2] == [3, 3]
    seen = [number for page in pages for number in page]
    assert len(seen) == 7
    assert set(seen) == numbers


def test_what_is_answered_or_taken_back_is_done(api: Portal) -> None:
    answered, withdrawn, still_open = api.file(), api.file(), api.file()
    desk = queue_desk(api)
    answered.act(desk, "answers", an_answer())
    withdrawn.withdraw()

    assert listed(api, desk) == [still_open.number]
    assert set(listed(api, desk, "?queue=done")) == {answered.number, withdrawn.number}
    assert listed(api, desk, "?queue=reopened") == []


def test_a_complaint_that_was_transferred_is_in_the_other_queue_alone(api: Portal) -> None:
    filed = api.file()
    desk = queue_desk(api)
    filed.act(desk, "transfers", {"agency_id": "health", "reason": "R"})

    assert listed(api, desk) == []
    assert listed(api, desk, f"?number={filed.number}") == []
    assert api.get(f"/agency/complaints/{filed.number}", desk).type == "not_found"
    assert filed.act(desk, "charge", {}).type == "not_found"
    assert listed(api, queue_desk(api, "health")) == [filed.number]


@pytest.mark.parametrize("spelled", ["{}", "%20{}"])
def test_a_complaint_is_found_by_its_number(api: Portal, spelled: str) -> None:
    filed = api.file()
    api.file()

    assert listed(api, queue_desk(api), f"?number={spelled.format(filed.number.lower())}") == [filed.number]


def test_a_second_look_is_the_supervisor_s_and_refuses_the_front(api: Portal) -> None:
    filed = api.file()
    front, supervisor = queue_desk(api), queue_desk(api, role=MailboxRole.SUPERVISOR)
    alert = api.desk_of("interior")
    filed.act(front, "answers", an_answer())
    filed.reopen()

    assert listed(api, front, "?queue=reopened") == listed(api, front) == []
    assert listed(api, supervisor, "?queue=reopened") == [filed.number]
    assert api.get(f"/agency/complaints/{filed.number}", front).type == "not_found"
    assert filed.act(front, "charge", {}).type == "not_found"
    assert filed.act(alert, "charge", {}).type == "link_revoked"
    assert filed.act(supervisor, "charge", {}).body["look"] == 2


def test_a_third_look_is_the_coordination_s_and_is_not_transferred(api: Portal) -> None:
    filed = api.file()
    supervisor = queue_desk(api, role=MailboxRole.SUPERVISOR)
    filed.act(supervisor, "answers", an_answer())
    filed.reopen()
    filed.act(supervisor, "answers", an_answer())
    filed.reopen()

    desk = queue_desk(api, "coordination")
    assert listed(api, desk, "?queue=reopened") == [filed.number]
    assert filed.act(supervisor, "charge", {}).type == "not_found"
    refused = filed.act(desk, "transfers", {"agency_id": "health", "reason": "R"})
    assert (refused.status, refused.type) == (409, "action_not_allowed")
    assert filed.act(desk, "answers", an_answer()).status == 201


BAD: list[tuple[str, dict[str, str]]] = [
    ("limit=0", {"limit": "out_of_range"}),
    ("limit=101", {"limit": "out_of_range"}),
    ("limit=many", {"limit": "wrong_type"}),
    ("queue=all", {"queue": "not_a_choice"}),
    ("cursor=x", {"cursor": "cursor"}),
    ("number=7K3M9QXT2HDBN", {"number": "number"}),
    ("agency=health", {"agency": "unknown_field"}),
    ("limit=0&queue=all&number=1", {"limit": "out_of_range", "queue": "not_a_choice", "number": "number"}),
]


@pytest.mark.parametrize(("query", "wrong"), BAD)
def test_a_wrong_query_names_what_is_wrong(api: Portal, query: str, wrong: dict[str, str]) -> None:
    assert api.get(f"/agency/complaints?{query}", queue_desk(api)).fields == wrong


def test_a_cursor_of_another_queue_shows_nothing_of_it(api: Portal) -> None:
    theirs = [api.file(agency_id="health").number for _ in range(3)]
    cursor = api.get("/agency/complaints?limit=1", queue_desk(api, "health")).body["next_cursor"]

    assert not set(listed(api, queue_desk(api), f"?cursor={cursor}")) & set(theirs)


def test_a_discarded_complaint_opens_read_only_with_the_reason(api: Portal) -> None:
    filed = api.file()
    discard(filed.number, reason="Insults")

    view: Any = filed.view()

    assert (view["status"], view["awaiting"]) == ("discarded", "nobody")
    assert (view["timeline"][-1]["action"], view["timeline"][-1]["text"]) == ("discard", "Insults")
    assert not {"message", "withdraw", "reopen"} & set(view["may"])
    assert filed.write().type == "action_not_allowed"
    assert api.post("/sessions", {"number": filed.number, "email": filed.email}).status == 200


def discard(number: str, *, reason: str) -> None:
    """As the coordinator's room will: the aggregate's own action."""
    commands.run(
        Coordinator(id="one"),
        number,
        a_key(),
        Action.DISCARD,
        lambda complaint: actions.discard(complaint, reason=reason, at=clock.now()),
    )


def move_mailbox(agency: str) -> None:
    """Somebody else reads the agency's mails from here on."""
    mailbox = agencies.get_mailbox(agency, MailboxRole.FRONT)
    assert mailbox is not None
    agencies.load_directory([], [replace(mailbox, address="new@interior.example")])


def test_a_session_of_the_queue_ends_with_the_mailbox_its_link_was_sent_to(api: Portal) -> None:
    filed = api.file()
    desk = queue_desk(api)
    move_mailbox("interior")

    answers = [
        api.get("/agency/complaints", desk),
        api.get(f"/agency/complaints/{filed.number}", desk),
        api.post(f"/agency/complaints/{filed.number}/charge", {}, desk),
        api.post("/agency/queue-links", {}, desk),
    ]

    assert [each.type for each in answers] == ["link_revoked"] * 4


def test_an_act_from_the_queue_does_not_land_after_its_mailbox_has_changed(api: Portal) -> None:
    filed = api.file()
    link = agencies.new_link(agency="interior", mailbox=MailboxRole.FRONT, epoch=1, number=None, at=clock.now())
    commit([agencies.put_link(link)])
    officer = an_officer(link=link.id, scope=Scope.QUEUE, number=None)

    def act(complaint: Complaint) -> Change:
        move_mailbox("interior")
        return actions.take_charge(complaint, mailbox=officer.mailbox, at=clock.now())

    with pytest.raises(LinkRevoked):
        commands.run(officer, filed.number, a_key(), Action.TAKE_CHARGE, act)
    assert api.get(f"/complaints/{filed.number}", filed.token).body["status"] == "submitted"
