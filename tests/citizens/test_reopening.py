"""Another look: who may ask for it, until when, who takes it, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.aws.table import commit
from chalicelib.complaints.history import chain
from chalicelib.complaints.presentation.mails import LOADERS
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands
from chalicelib.core import clock
from chalicelib.core.errors import LinkRevoked, NotFound, PortalError
from chalicelib.domain.people import Officer
from chalicelib.domain.vocabulary import Action, MailboxRole, Role, Scope
from chalicelib.notifications.model import Template
from tests.builders import a_citizen, a_key, an_answer, an_officer
from tests.citizens.judged import a_second_look, an_answered, happened_actions, tallied
from tests.complaints.commanding import list_stored_events
from tests.notifications.contents import a_mail
from tests.portal import Filed, Mail, Portal


def to(mails: list[Mail]) -> list[str]:
    return sorted(each.to for each in mails)


@pytest.mark.parametrize("score", [None, 2, 5])
def test_an_answered_or_closed_complaint_is_looked_at_again_by_a_date_of_its_own(
    api: Portal, score: int | None
) -> None:
    filed, _ = an_answered(api)
    with clock.at(clock.now() + timedelta(days=10)):
        citizen = filed.returning()
        if score:
            citizen.rate(score)
        answer = citizen.reopen("The refund\nnever came")
        due = (clock.local_date(clock.now()) + timedelta(days=60)).isoformat()

    view = answer.body
    assert (answer.status, view["status"], view["look"], view["awaiting"]) == (200, "reopened", 2, "agency")
    assert (view["due_on"], view["days_left"]) == (due, 60)
    entry = view["timeline"][-1]
    assert (entry["action"], entry["by"], entry["text"]) == ("reopen", "citizen", "The refund\nnever came")
    assert {"message", "withdraw"} <= set(view["may"])
    assert not {"rate", "reopen"} & set(view["may"])


@pytest.mark.parametrize("score", [2, 5])
def test_the_window_of_sixty_days_begins_with_the_answer_even_where_it_was_closed(api: Portal, score: int) -> None:
    filed, _ = an_answered(api)
    filed.rate(score)
    answered_on = clock.local_date(clock.now())

    with clock.at(clock.end_of(answered_on + timedelta(days=60))):
        over = filed.returning()
        assert "reopen" not in over.view()["may"]
        assert (over.reopen().status, over.reopen().type) == (409, "action_not_allowed")
    with clock.at(clock.end_of(answered_on + timedelta(days=60)) - timedelta(minutes=1)):
        citizen = filed.returning()
        assert "reopen" in citizen.view()["may"]
        assert citizen.reopen().status == 200


def test_each_answer_opens_a_window_of_its_own(api: Portal) -> None:
    filed, _ = an_answered(api)
    with clock.at(clock.now() + timedelta(days=50)):
        filed.returning().reopen()
        filed.act(api.desk_of("interior", "supervisor"), "answers", an_answer())
    with clock.at(clock.now() + timedelta(days=105)):
        view = filed.returning().reopen().body

    assert (view["look"], view["agency"]["id"]) == (3, "coordination")


def test_without_an_answer_there_is_nothing_to_look_at_again(api: Portal) -> None:
    filed = api.file()
    written = api.aws.snapshot()

    assert filed.reopen().type == "action_not_allowed"
    assert api.aws.snapshot() == written


BAD: list[tuple[Any, dict[str, str]]] = [
    ({}, {"missing": "required"}),
    ({"missing": ""}, {"missing": "required"}),
    ({"missing": " \n "}, {"missing": "required"}),
    ({"missing": "x" * 3001}, {"missing": "too_long"}),
    ({"missing": "a\x00"}, {"missing": "control_characters"}),
    ({"missing": 3}, {"missing": "wrong_type"}),
    ({"missing": "x", "upload_ids": ["never-sent"]}, {"upload_ids.0": "unknown_upload"}),
    ({"missing": "x", "upload_ids": ["x"] * 11}, {"upload_ids": "too_many"}),
    (
        {"missing": "", "upload_ids": "x", "look": 3},
        {"missing": "required", "upload_ids": "wrong_type", "look": "unknown_field"},
    ),
]


@pytest.mark.parametrize(("body", "wrong"), BAD)
def test_every_wrong_field_of_a_reopening_is_named_and_nothing_is_written(
    api: Portal, body: Any, wrong: dict[str, str]
) -> None:
    filed, _ = an_answered(api)
    written = api.aws.snapshot()

    answer = api.post(f"/complaints/{filed.number}/reopening", body, filed.token)

    assert (answer.status, answer.fields) == (422, wrong)
    assert api.aws.snapshot() == written


def test_a_repeated_reopening_is_one_reopening_with_its_mails(api: Portal) -> None:
    filed, _ = an_answered(api)
    api.deliver_mails()
    key = a_key().value

    first, again = filed.reopen(key=key), filed.reopen(key=key)
    other = filed.reopen("Something else", key=key)
    click = filed.reopen()

    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert (other.type, click.type) == ("key_reused", "action_not_allowed")
    assert happened_actions(filed).count("reopen") == 1
    assert len(api.deliver_mails()) == 3


def test_a_reopening_decided_before_a_rating_is_decided_again_on_the_closed_complaint(api: Portal) -> None:
    filed, _ = an_answered(api)
    seen: list[str] = []

    def reopen(complaint: Complaint) -> Change:
        if not seen:
            filed.rate(5)
        seen.append(complaint.status.value)
        return actions.reopen(complaint, missing="It came broken", at=clock.now(), within_days=60)

    commands.run(a_citizen(filed.number), filed.number, a_key(), Action.REOPEN, reopen)

    assert seen == ["answered", "closed"]
    assert happened_actions(filed)[-2:] == ["rate", "reopen"]
    assert (filed.view()["status"], filed.view()["look"]) == ("reopened", 2)
    assert chain.find_first_fault(list_stored_events(filed.number)) is None


def test_the_supervisor_gets_the_second_look_with_a_link_and_the_front_is_told_without(api: Portal) -> None:
    filed, front = an_answered(api)
    api.deliver_mails()

    filed.reopen("TYPED-BY-SOMEBODY")
    mails = api.deliver_mails()

    assert to(mails) == sorted([filed.email, "front@interior.example", "supervisor@interior.example"])
    assert all("TYPED" not in each.subject + each.text for each in mails)
    told = {each.to: each for each in mails}
    assert "/agency/" not in told["front@interior.example"].text
    assert f"/track/#{filed.number}" in told[filed.email].text
    supervisor = api.open(told["supervisor@interior.example"].link)
    assert filed.act(front, "charge", {}).type == "link_revoked"
    taken = filed.act(supervisor, "charge", {}).body
    assert (taken["status"], taken["look"]) == ("in_progress", 2)
    assert filed.act(supervisor, "answers", an_answer()).status == 201


def a_front_link(api: Portal, filed: Filed) -> Officer:
    """The officer of the link that the first alert carried."""
    (link,) = [each["pk"]["S"].removeprefix("LINK#") for each in api.aws.items("LINK#")]
    return an_officer(link=link, number=filed.number)


def a_front_queue(api: Portal, filed: Filed) -> Officer:
    """An officer of the front's whole queue, to which no epoch of one complaint is bound."""
    link = agencies.new_link(agency="interior", mailbox=MailboxRole.FRONT, epoch=1, number=None, at=clock.now())
    commit([agencies.put_link(link)])
    return an_officer(link=link.id, scope=Scope.QUEUE, number=None, epoch=None)


@pytest.mark.parametrize(("officer_of", "refusal"), [(a_front_link, LinkRevoked), (a_front_queue, NotFound)])
def test_what_the_front_decided_before_a_reopening_is_refused_in_the_write(
    api: Portal, officer_of: Any, refusal: type[PortalError]
) -> None:
    filed, _ = an_answered(api)
    officer = officer_of(api, filed)
    seen: list[int] = []

    def write(complaint: Complaint) -> Change:
        if not seen:
            filed.reopen()
        seen.append(complaint.look)
        return actions.write(complaint, text="Late", by=Role.OFFICER, at=clock.now(), mailbox=officer.mailbox)

    with pytest.raises(refusal):
        commands.run(officer, filed.number, a_key(), Action.MESSAGE, write)

    assert seen == [1]
    assert happened_actions(filed)[-1] == "reopen"


def test_the_mail_of_an_answer_says_who_would_take_the_next_look(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    filed.act(supervisor, "answers", an_answer())

    first, second = (
        LOADERS[Template.ANSWER](a_mail(Template.ANSWER, number=filed.number, recipient="citizen", seq=seq))
        for seq in (2, 4)
    )

    assert first
    assert second
    assert (first.values["look"], second.values["look"]) == (1, 2)


def test_the_third_look_is_the_coordination_s_and_the_agency_that_held_it_is_told(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    filed.act(supervisor, "answers", an_answer())
    api.deliver_mails()

    view = filed.reopen().body
    mails = {each.to: each for each in api.deliver_mails()}

    assert (view["look"], view["agency"]["id"]) == (3, "coordination")
    entry = view["timeline"][-1]
    assert (entry["from_agency"]["id"], entry["agency"]["id"]) == ("interior", "coordination")
    assert sorted(mails) == sorted([filed.email, "front@coordination.example", "supervisor@interior.example"])
    assert "/agency/" not in mails["supervisor@interior.example"].text
    assert filed.act(supervisor, "notes", {"text": "Late"}).type == "link_revoked"
    desk = api.open(mails["front@coordination.example"].link)
    assert filed.act(desk, "transfers", {"agency_id": "health", "reason": "Not ours"}).type == "action_not_allowed"
    assert "transfer" not in api.get(f"/agency/complaints/{filed.number}", desk).body["may"]
    assert filed.act(desk, "answers", an_answer()).status == 201


def test_a_fourth_look_stays_with_the_coordination_and_tells_nobody_that_it_left(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    filed.act(supervisor, "answers", an_answer())
    filed.reopen()
    filed.act(api.desk_of("coordination"), "answers", an_answer())
    api.deliver_mails()

    view = filed.reopen().body

    assert (view["look"], view["agency"]["id"]) == (4, "coordination")
    assert to(api.deliver_mails()) == sorted([filed.email, "front@coordination.example"])


def test_a_second_look_that_is_transferred_goes_to_the_other_agency_s_supervisor(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    api.deliver_mails()

    filed.act(supervisor, "transfers", {"agency_id": "health", "reason": "Not ours"})

    mails = api.deliver_mails()
    assert to(mails) == sorted([filed.email, "supervisor@health.example", "supervisor@interior.example"])
    assert filed.view()["look"] == 2


@pytest.mark.parametrize(
    ("template", "recipient"),
    [
        (Template.REOPENED, "interior#supervisor"),
        (Template.REOPENED_TO_CITIZEN, "citizen"),
        (Template.REOPENED_OUT, "interior#front"),
    ],
)
def test_a_mail_rendered_after_the_next_look_says_what_it_said_before(
    api: Portal, template: Template, recipient: str
) -> None:
    filed, supervisor = a_second_look(api)
    mail = a_mail(template, number=filed.number, recipient=recipient, seq=3)

    at_once = LOADERS[template](mail)
    filed.act(supervisor, "answers", an_answer())
    filed.reopen()

    assert at_once is not None
    assert at_once.values["look"] == 2
    assert LOADERS[template](mail) == at_once


def test_the_tallies_of_reopenings_are_one_where_it_stays_and_two_where_it_moves(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    (stays,) = tallied(api, filed, "reopen")
    filed.act(supervisor, "answers", an_answer(outcome="refused"))
    filed.reopen()
    left, arrived = tallied(api, filed, "reopen")[1:]

    assert (stays["from_"], stays["to"], stays["look"], stays["outcome"]) == ("answered", "reopened", 2, "granted")
    assert "to" not in left
    assert (left["agency"], left["from_"], left["look"], left["outcome"]) == ("interior", "answered", 3, "refused")
    assert "from_" not in arrived
    assert (arrived["agency"], arrived["to"], arrived["look"]) == ("coordination", "reopened", 3)


def test_the_answer_of_a_second_look_is_timed_from_the_reopening(api: Portal) -> None:
    filed, _ = an_answered(api)
    with clock.at(clock.now() + timedelta(days=59)):
        filed.returning().reopen()
    with clock.at(clock.now() + timedelta(days=100)):
        answer = filed.act(api.desk_of("interior", "supervisor"), "answers", an_answer())

    first, second = tallied(api, filed, "answer")
    assert answer.status == 201
    assert (first["age_days"], first["on_time"], second["age_days"], second["on_time"]) == (0, True, 41, True)
    assert date.fromisoformat(answer.body["due_on"]) > clock.local_date(clock.now() + timedelta(days=100))
