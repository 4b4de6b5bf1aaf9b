"""Whether an answer's promise was kept: judged once per answer."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.core import clock
from tests.builders import a_key, an_answer
from tests.citizens.judged import an_answered, happened_actions, tallied
from tests.portal import Filed, Portal

DAYS = 14


@pytest.fixture
def promised(api: Portal) -> Filed:
    """An answer that promises something within two weeks."""
    return an_answered(api, promised_on=(clock.local_date(clock.now()) + timedelta(days=DAYS)).isoformat())[0]


def at_its_day(days: int = DAYS) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def test_a_promise_kept_early_can_be_judged_at_once(promised: Filed) -> None:
    assert "promise" in promised.view()["may"]

    assert promised.judge_promise(True).body["answer"]["kept"] is True


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("score", [None, 5])
def test_a_citizen_says_once_whether_it_was_kept(promised: Filed, kept: bool, score: int | None) -> None:
    if score:
        promised.rate(score)
    with at_its_day():
        citizen = promised.returning()
        before = citizen.view()
        answer = citizen.judge_promise(kept)
        again = citizen.judge_promise(not kept)

    view = answer.body
    assert "promise" in before["may"]
    assert (answer.status, view["status"], view["answer"]["kept"]) == (200, before["status"], kept)
    assert (view["timeline"][-1]["action"], view["timeline"][-1]["kept"]) == ("promise", kept)
    assert "promise" not in view["may"]
    assert again.type == "action_not_allowed"


def test_without_a_promise_nothing_is_asked(api: Portal) -> None:
    filed, _ = an_answered(api)

    assert "promise" not in filed.view()["may"]
    assert filed.judge_promise(True).type == "action_not_allowed"


def test_a_promise_ends_with_the_answer_it_belongs_to(api: Portal, promised: Filed) -> None:
    promised.reopen()
    with at_its_day():
        assert promised.returning().judge_promise(True).type == "action_not_allowed"
        promised.act(api.desk_of("interior", "supervisor"), "answers", an_answer())

        view = promised.returning().view()
        assert (view["answer"]["promised_on"], view["answer"]["kept"]) == (None, None)
        assert "promise" not in view["may"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"kept": "required"}),
        ({"kept": None}, {"kept": "wrong_type"}),
        ({"kept": "yes"}, {"kept": "wrong_type"}),
        ({"kept": 1}, {"kept": "wrong_type"}),
        ({"kept": True, "why": "x"}, {"why": "unknown_field"}),
    ],
)
def test_a_wrong_judgement_is_named_and_nothing_is_written(
    api: Portal, promised: Filed, body: Any, wrong: dict[str, str]
) -> None:
    with at_its_day():
        token = promised.returning().token
        written = api.aws.snapshot()

        answer = api.post(f"/complaints/{promised.number}/promise", body, token)

        assert (answer.status, answer.fields) == (422, wrong)
        assert api.aws.snapshot() == written


def test_a_repeated_judgement_is_one(promised: Filed) -> None:
    key = a_key().value
    with at_its_day():
        citizen = promised.returning()
        first, again = citizen.judge_promise(True, key=key), citizen.judge_promise(True, key=key)
        other = citizen.judge_promise(False, key=key)

        assert (first.status, again.status, again.body) == (200, 200, first.body)
        assert other.type == "key_reused"
        assert happened_actions(citizen).count("promise") == 1


def test_the_tally_of_a_judgement_says_whether_it_was_kept(api: Portal, promised: Filed) -> None:
    with at_its_day():
        promised.returning().judge_promise(False)

    (tally,) = tallied(api, promised, "promise")
    assert (tally["kept"], tally["outcome"], tally["from_"], tally["to"]) == (False, "granted", "answered", "answered")
