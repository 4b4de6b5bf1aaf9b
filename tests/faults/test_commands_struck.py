"""Every command, struck at every call of AWS and sent again by its client: exactly one effect, the same answer.

`make faults` strikes the retry as well, and prints the figures.
"""

import itertools
import os
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest

from chalicelib.aws import clients
from chalicelib.complaints import chain, store
from chalicelib.complaints.model import fold
from tests.faults.commanding import COMMANDS, Request
from tests.faults.killing import Fault, calls_of, faults
from tests.portal import Answer, Portal

TWICE: Final = os.environ.get("FAULTS") == "twice"
FIRST_RETRY: Final = 4
"""In `make faults` the retry is struck at each of its first calls."""


@dataclass(frozen=True)
class Effect:
    """What a command has done to a complaint, without what is drawn by lot."""

    actions: tuple[str, ...]
    items: tuple[tuple[str, int], ...]
    links: int
    status: str


def effect(api: Portal, number: str) -> Effect:
    """What the table holds of a complaint; its history is whole, and the head is its fold."""
    sealed = store.list_sealed(number)
    head = store.get_head(number)
    assert head is not None
    assert chain.first_fault([chain.line_of(each) for each in sealed]) is None
    assert head.complaint == fold(each.event for each in sealed)
    items = api.aws.items(f"COMPLAINT#{number}")
    links = [each for each in api.aws.items("LINK#") if each.get("number", {}).get("S") == number]
    return Effect(
        actions=tuple(each.event.action.value for each in sealed),
        items=tuple(sorted(Counter(each["sk"]["S"].partition("#")[0] for each in items).items())),
        links=len(links),
        status=head.complaint.status.value,
    )


def said(answer: Answer) -> Any:
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
    """What befalls a command: one fault, or one and another at the retry."""
    for fault in faults(calls):
        yield (fault,)
    if TWICE:
        yield from itertools.product(faults(calls), faults(calls[:FIRST_RETRY]))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_struck_anywhere_and_sent_again_has_one_effect(
    api: Portal, command: str, record_property: Any
) -> None:
    request = COMMANDS[command](api)
    calls: list[str] = []
    answers: list[Answer] = []
    calls += calls_of(lambda: answers.append(request.sent(api, str(uuid.uuid4()))))
    expected, wanted = said(answers[0]), effect(api, number_of(request, answers[0]))
    assert answers[0].status < 300, answers[0].raw
    assert "TransactWriteItems" in calls
    runs = 0

    for struck in strikes(calls):
        _clear(api)
        request, key = COMMANDS[command](api), str(uuid.uuid4())
        for fault in struck:
            got: list[Answer] = []
            fault.during(lambda request=request, key=key, got=got: got.append(request.sent(api, key)))  # type: ignore[misc]
            assert not got or got[0].status == 503 or _agrees(said(got[0]), expected), (str(fault), got[0].raw)

        last = request.sent(api, key)

        told = ", then ".join(map(str, struck))
        assert _agrees(said(last), expected), (told, last.raw)
        assert effect(api, number_of(request, last)) == wanted, told
        assert filed(api) == 1, told
        runs += 1

    record_property("runs", runs)
    print(f"{command}: {runs} runs, 0 lost, 0 doubled")  # noqa: T201 -- the figures of `make faults`


def _agrees(got: Any, expected: Any) -> bool:
    """The same answer; whom the command has shut out gets the number alone when it is repeated."""
    status, told, _ = got
    if told["version"] is None:
        return bool(status == expected[0])
    return bool(got == expected)


def _clear(api: Portal) -> None:
    """Forget what the run before left: the emulator's transactions grow slow with the table."""
    for each in api.aws.items():
        if not each["pk"]["S"].startswith("AGENCY#"):
            key = {"pk": each["pk"], "sk": each["sk"]}
            clients.client("dynamodb").delete_item(TableName="portal", Key=key)
