"""How satisfied the citizen is: once per answer, 4 and 5 close, the agency learns that it is closed."""

from typing import Any

import pytest

from chalicelib.complaints.history import chain
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands
from chalicelib.core import clock
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain.vocabulary import Action
from tests.builders import a_citizen, a_key, an_answer
from tests.citizens.judged import a_second_look, an_answered, happened_actions, tallied
from tests.complaints.commanding import list_stored_events
from tests.portal import Portal


@pytest.mark.parametrize("score", [1, 2, 3])
def test_a_dissatisfied_rating_leaves_the_complaint_answered_and_offers_a_second_look(api: Portal, score: int) -> None:
    filed, desk = an_answered(api)

    answer = filed.rate(score)

    view = answer.body
    assert (answer.status, view["status"], view["rating"]["score"]) == (200, "answered", score)
    assert "rate" not in view["may"]
    assert {"reopen", "message"} <= set(view["may"])
    assert filed.act(desk, "messages", {"text": "What is missing?"}).status == 201
    assert view == answer.body


@pytest.mark.parametrize("score", [4, 5])
def test_a_satisfied_rating_closes_the_complaint_and_ends_the_agency_s_links(api: Portal, score: int) -> None:
    filed, desk = an_answered(api)

    view = filed.rate(score).body

    assert (view["status"], view["awaiting"], view["days_left"]) == ("closed", "nobody", None)
    assert "reopen" in view["may"]
    assert not {"rate", "message", "withdraw"} & set(view["may"])
    assert filed.write().type == "action_not_allowed"
    assert filed.act(desk, "notes", {"text": "CommandResult"}).type == "link_revoked"


def test_a_rating_with_its_comment_is_read_by_both_sides(api: Portal) -> None:
    filed, desk = an_answered(api)

    body = {"score": 2, "comment": "Too slow\nand unclear"}
    view = api.post(f"/complaints/{filed.number}/rating", body, filed.token).body

    entry = view["timeline"][-1]
    assert (entry["action"], entry["by"], entry["score"], entry["text"]) == ("rate", "citizen", 2, body["comment"])
    theirs = api.get(f"/agency/complaints/{filed.number}", desk).body
    assert theirs["rating"] == view["rating"]
    assert (view["rating"]["score"], view["rating"]["comment"]) == (2, body["comment"])


@pytest.mark.parametrize("comment", [None, "", "  "])
def test_a_comment_is_optional(api: Portal, comment: str | None) -> None:
    filed, _ = an_answered(api)

    view = api.post(f"/complaints/{filed.number}/rating", {"score": 3, "comment": comment}, filed.token).body

    assert view["rating"]["comment"] is None


def test_an_answer_is_rated_once_and_the_next_one_again(api: Portal) -> None:
    filed, _ = an_answered(api)
    filed.rate(2)
    assert filed.rate(5).type == "action_not_allowed"
    filed.reopen()
    assert filed.rate(5).type == "action_not_allowed"

    filed.act(api.desk_of("interior", "supervisor"), "answers", an_answer())
    view = filed.view()
    assert (view["rating"], "rate" in view["may"]) == (None, True)
    again = filed.rate(5).body

    assert (again["status"], again["rating"]["score"]) == ("closed", 5)
    assert [each["score"] for each in again["timeline"] if each["action"] == "rate"] == [2, 5]


def test_what_has_no_answer_is_not_rated(api: Portal) -> None:
    filed = api.file()
    written = api.aws.snapshot()

    answer = filed.rate(5)

    assert (answer.status, answer.type) == (409, "action_not_allowed")
    assert "rate" not in filed.view()["may"]
    assert api.aws.snapshot() == written


BAD: list[tuple[Any, dict[str, str]]] = [
    ({}, {"score": "required"}),
    ({"score": 0}, {"score": "out_of_range"}),
    ({"score": 6}, {"score": "out_of_range"}),
    ({"score": -1}, {"score": "out_of_range"}),
    ({"score": "5"}, {"score": "wrong_type"}),
    ({"score": 4.5}, {"score": "wrong_type"}),
    ({"score": True}, {"score": "wrong_type"}),
    ({"score": None}, {"score": "wrong_type"}),
    ({"score": 5, "comment": "x" * 1001}, {"comment": "too_long"}),
    ({"score": 5, "comment": "a\x07"}, {"comment": "control_characters"}),
    ({"score": 5, "comment": 7}, {"comment": "wrong_type"}),
    (
        {"score": 9, "comment": "x" * 1001, "why": "x"},
        {"score": "out_of_range", "comment": "too_long", "why": "unknown_field"},
    ),
]


@pytest.mark.parametrize(("body", "wrong"), BAD)
def test_every_wrong_field_of_a_rating_is_named_and_nothing_is_written(
    api: Portal, body: Any, wrong: dict[str, str]
) -> None:
    filed, _ = an_answered(api)
    written = api.aws.snapshot()

    answer = api.post(f"/complaints/{filed.number}/rating", body, filed.token)

    assert (answer.status, answer.fields) == (422, wrong)
    assert api.aws.snapshot() == written


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_out_of_range_is_told_its_bounds(api: Portal, score: int) -> None:
    filed, _ = an_answered(api)

    (error,) = filed.rate(score).body["errors"]

    assert error["message"] == "Choose a value between 1 and 5."


def test_a_repeated_rating_is_one_rating(api: Portal) -> None:
    filed, _ = an_answered(api)
    key = a_key().value

    first, again = filed.rate(4, key=key), filed.rate(4, key=key)
    other = filed.rate(5, key=key)

    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert (other.status, other.type) == (409, "key_reused")
    assert happened_actions(filed).count("rate") == 1


def test_of_two_clicks_with_different_scores_the_first_counts(api: Portal) -> None:
    filed, _ = an_answered(api)

    first, second = filed.rate(2), filed.rate(4)

    assert (first.status, second.type) == (200, "action_not_allowed")
    assert filed.view()["rating"]["score"] == 2


def test_a_rating_decided_before_a_reopening_never_lands_after_it(api: Portal) -> None:
    filed, _ = an_answered(api)
    seen: list[Complaint] = []

    def rate(complaint: Complaint) -> Change:
        if not seen:
            filed.reopen()
        seen.append(complaint)
        return actions.rate(complaint, score=5, comment=None, at=clock.now())

    with pytest.raises(ActionNotAllowed):
        commands.run(a_citizen(filed.number), filed.number, a_key(), Action.RATE, rate)

    assert [each.status.value for each in seen] == ["answered", "reopened"]
    assert happened_actions(filed)[-2:] == ["answer", "reopen"]
    assert chain.find_first_fault(list_stored_events(filed.number)) is None


def test_who_is_satisfied_closes_and_the_agency_is_told_without_a_score_or_a_link(api: Portal) -> None:
    filed, _ = an_answered(api)
    api.deliver_mails()

    filed.rate(3)
    assert api.deliver_mails() == []
    filed.reopen()
    filed.act(api.desk_of("interior", "supervisor"), "answers", an_answer())
    api.deliver_mails()
    api.post(f"/complaints/{filed.number}/rating", {"score": 5, "comment": "TYPED"}, filed.token)
    (mail,) = api.deliver_mails()

    assert mail.to == "supervisor@interior.example"
    assert "TYPED" not in mail.subject + mail.text
    assert "/agency/" not in mail.text


def test_the_tally_of_a_rating_names_the_outcome_it_judges(api: Portal) -> None:
    filed, _ = an_answered(api, outcome="refused")

    filed.rate(4)

    (tally,) = tallied(api, filed, "rate")
    assert (tally["from_"], tally["to"], tally["score"], tally["outcome"]) == ("answered", "closed", 4, "refused")
    assert (tally["look"], tally["agency"], tally["n"]) == (1, "interior", 1)


def test_a_rating_of_the_second_answer_is_tallied_in_its_look(api: Portal) -> None:
    filed, supervisor = a_second_look(api)
    filed.act(supervisor, "answers", an_answer())

    filed.rate(1)

    (tally,) = tallied(api, filed, "rate")
    assert (tally["look"], tally["from_"], tally["to"], tally["score"]) == (2, "answered", "answered", 1)
