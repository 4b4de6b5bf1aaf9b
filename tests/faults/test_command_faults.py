"""Every command, with a fault at every call of AWS and sent again by its client: exactly one effect, the same answer.

`make faults` injects faults into retries as well. What was counted is printed at the end of the run (summary.py).
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
from tests.faults.commands import COMMANDS, Request
from tests.faults.injection import SAMPLE, Fault, list_faults, record_calls
from tests.portal import Answer, Portal
from tests.tiers import thorough

PAIRS: Final = int(os.environ.get("FAULT_PAIRS", "0"))
"""How many pairs of faults are injected into each command: at one call, and at one of the retry's."""
SEED: Final = 20261124
"""Draws the same pairs of faults in every run."""


Response = tuple[int, dict[str, Any], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Effect:
    """What a command has done to a complaint, without what is drawn by lot."""

    actions: tuple[str, ...]
    items: tuple[tuple[str, int], ...]
    links: int
    status: str


def measure_effect(api: Portal, number: str) -> Effect:
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


def summarize(answer: Answer) -> Response:
    """What an answer says, without sessions, times and names drawn by lot."""
    body = answer.body
    history = [(each["seq"], each["action"], each["text"]) for each in body.get("timeline", [])]
    state = {name: body.get(name) for name in ("status", "look", "awaiting", "version", "may")}
    return answer.status, state, history


def number_of(request: Request, answer: Answer) -> str:
    found = re.search(r"/complaints/([0-9A-Z]{13})/", request.path)
    return found.group(1) if found else str(answer.body["number"])


def count_complaints(api: Portal) -> int:
    """How many complaints there are; each run begins with none."""
    return sum(each["sk"]["S"] == "HEAD" for each in api.aws.items("COMPLAINT#"))


def list_fault_sequences(calls: Sequence[str], *, every: int) -> Iterator[tuple[Fault, ...]]:
    """Each fault alone, and pairs of one and another at the retry, drawn by lot."""
    for fault in list_faults(calls, every=every):
        yield (fault,)
    pairs = list(itertools.product(list_faults(calls), repeat=2))
    yield from random.Random(SEED).sample(pairs, min(PAIRS, len(pairs)))


@pytest.mark.parametrize("every", [SAMPLE, *thorough(1)])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_fails_anywhere_and_is_sent_again_has_one_effect(
    api: Portal, command: str, every: int, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    request = COMMANDS[command](api)
    answers: list[Answer] = []
    calls = record_calls(lambda: answers.append(request.send(api, str(uuid.uuid4()))))
    expected, wanted = summarize(answers[0]), measure_effect(api, number_of(request, answers[0]))
    assert answers[0].status < 300, answers[0].raw
    assert "TransactWriteItems" in calls
    found: Counter[str] = Counter({"runs": 0, "lost": 0, "doubled": 0, "otherwise wrong": 0})
    wrong: list[str] = []

    for injected in list_fault_sequences(calls, every=every):
        api.aws.clear()
        request, key = COMMANDS[command](api), str(uuid.uuid4())
        verdict = _judge(api, request, key, injected, expected, wanted)
        found["runs"] += 1
        if verdict:
            found[verdict] += 1
            wrong.append(f"{verdict}: " + ", then ".join(map(str, injected)))

    record_property("faults", {"of": "commands with faults injected", **found})
    assert wrong == []
    assert "unexpected failure" not in caplog.text


def _judge(
    api: Portal, request: Request, key: str, injected: Sequence[Fault], expected: Response, wanted: Effect
) -> str | None:
    """What is wrong after these faults and a last request without any."""
    got: list[Answer] = []
    for fault in injected:
        fault.inject_into(lambda: got.append(request.send(api, key)))
    last = request.send(api, key)
    if last.status >= 300:
        return "lost"
    there = measure_effect(api, number_of(request, last))
    if count_complaints(api) > 1 or len(there.actions) > len(wanted.actions):
        return "doubled"
    if len(there.actions) < len(wanted.actions):
        return "lost"
    clear = [each for each in [*got, last] if each.status != Unavailable.status]
    is_told_so = all(summarize(each) == expected and each.body["number"] == last.body["number"] for each in clear)
    return None if is_told_so and there == wanted else "otherwise wrong"
