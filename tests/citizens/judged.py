"""Answered complaints, and what stands in the table of them: for the tests of rating, reopening and promise."""

import json
from typing import Any

from tests.builders import an_answer
from tests.portal import Filed, Portal


def an_answered(api: Portal, **answer: Any) -> tuple[Filed, str]:
    """A complaint that its agency has answered, and the session of the front's link."""
    filed = api.file()
    desk = api.desk_of("interior")
    assert filed.act(desk, "answers", an_answer(**answer)).status == 201
    return filed, desk


def a_second_look(api: Portal) -> tuple[Filed, str]:
    """A complaint that was reopened once, and the session of the link that the supervisor was sent."""
    filed, _ = an_answered(api)
    assert filed.reopen().status == 200
    return filed, api.desk_of("interior", "supervisor")


def happened_actions(filed: Filed) -> list[str]:
    """What has happened, in order."""
    return [each["action"] for each in filed.view()["timeline"]]


def tallied(api: Portal, filed: Filed, action: str) -> list[dict[str, Any]]:
    """The tallies kept beside the events of this action, in their order."""
    found = [
        json.loads(each["tallies"]["S"]) for each in api.aws.items(f"COMPLAINT#{filed.number}") if "tallies" in each
    ]
    return [each for tallies in found for each in tallies if each["action"] == action]
