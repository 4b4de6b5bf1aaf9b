"""Every command, struck at every call of AWS and sent again by its client: exactly one effect, the same answer.

`make faults` strikes retries as well. What was counted is printed at the end of the run (figures.py).
"""

import itertools
import os
import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest

from chalicelib.complaints.history import chain
from chalicelib.complaints.rules.records import fold
from chalicelib.complaints.storage import store
from chalicelib.core.errors import Unavailable
from tests.complaints.commanding import list_events, list_stored_events
from tests.faults.commanding import COMMANDS, Request
from tests.faults.killing import Fault, calls_of, faults
from tests.portal import Answer, Portal

TWICE: Final = int(os.environ.get("FAULTS_TWICE", "0"))
"""How many times each command is struck twice: at one call, and at one of the retry's."""
SEED: Final = 20261124
"""Draws the same pairs of faults in every run."""


Said = tuple[int, dict[str, Any], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Effect:
    """What a command has done to a complaint, without what is drawn by lot."""

    actions: tuple[str, ...]
    items: tuple[tuple[str, int], ...]
    links: int
    status: str


def effect(api: Portal, number: str) -> Effect:
    """What the table holds of a complaint; its history is whole, and the head is its fold."""
    events = list_events(number)
    head = store.get_head(number)
    assert head is not None
    assert chain.find_first_fault(list_stored_events(number)) is None
    assert head.complaint == fold(events)
    items = api.aws.items(f"COMPLAINT#{number}")
    links = [each for each in api.aws.items("LINK#") if each.get("number", {}).get("S") == number]
    return Effect(
        actions=tuple(each.action.value for each in events),
        items=tuple(sorted(Counter(each["sk"]["S"].partition("#")[0] for each in items).items())),
        links=len(links),
        status=head.complaint.status.value,
    )


def said(answer: Answer) -> Said:
    """What an answer says, without sessions, times and names drawn by lot."""
    body = answer.body
    history = [(each["seq"], each["action"], each["text"]) for each in body.get("timeline", [])]
    told = {name: body.get(name) for name in ("status", "look", "awaiting", "version", "may")}
    return answer.status, told, history


def number_of(request: Request, answer: Answer) -> str:
    found = re.search(r"/complaints/([0-9A-Z]{13})/", request.path)
    return found.group(1) if found else str(answer.body["number"])


def filed(api: Portal) -> int:
    """How many complaints there are; each run begins with none."""
    return sum(each["sk"]["S"] == "HEAD" for each in api.aws.items("COMPLAINT#"))


def strikes(calls: Sequence[str]) -> Iterator[tuple[Fault, ...]]:
    """What befalls a command: each fault alone, and pairs of one and another at the retry, drawn by lot."""
    for fault in faults(calls):
        yield (fault,)
    pairs = list(itertools.product(faults(calls), repeat=2))
    yield from random.Random(SEED).sample(pairs, min(TWICE, len(pairs)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_struck_anywhere_and_sent_again_has_one_effect(
    api: Portal, command: str, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    request = COMMANDS[command](api)
    answers: list[Answer] = []
    calls = calls_of(lambda: answers.append(request.sent(api, str(uuid.uuid4()))))
    expected, wanted = said(answers[0]), effect(api, number_of(request, answers[0]))
    assert answers[0].status < 300, answers[0].raw
    assert "TransactWriteItems" in calls
    found: Counter[str] = Counter({"runs": 0, "lost": 0, "doubled": 0, "otherwise wrong": 0})
    wrong: list[str] = []

    for struck in strikes(calls):
        api.aws.clear()
        request, key = COMMANDS[command](api), str(uuid.uuid4())
        verdict = _struck(api, request, key, struck, expected, wanted)
        found["runs"] += 1
        if verdict:
            found[verdict] += 1
            wrong.append(f"{verdict}: " + ", then ".join(map(str, struck)))

    record_property("faults", {"of": "commands struck", **found})
    assert wrong == []
    assert "unexpected failure" not in caplog.text


def _struck(
    api: Portal, request: Request, key: str, struck: Sequence[Fault], expected: Said, wanted: Effect
) -> str | None:
    """What is wrong after these faults and a last request that nothing strikes."""
    got: list[Answer] = []
    for fault in struck:
        fault.during(lambda: got.append(request.sent(api, key)))
    last = request.sent(api, key)
    if last.status >= 300:
        return "lost"
    there = effect(api, number_of(request, last))
    if filed(api) > 1 or len(there.actions) > len(wanted.actions):
        return "doubled"
    if len(there.actions) < len(wanted.actions):
        return "lost"
    clear = [each for each in [*got, last] if each.status != Unavailable.status]
    told = all(said(each) == expected and each.body["number"] == last.body["number"] for each in clear)
    return None if told and there == wanted else "otherwise wrong"
