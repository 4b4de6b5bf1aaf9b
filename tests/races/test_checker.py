"""The checker can fail: each kind of fault, put into a legal history by hand, is found and called by its name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.races import checker, environments
from tests.races.history import Attempt
from tests.races.scenario import LegalHistory, SequentialClient

Change = Callable[[LegalHistory], LegalHistory]
JUDGES: Final = (
    "checker",
    "complaint_checks",
    "hash_chain",
    "history",
    "lifecycle_rules",
    "response_checks",
    "statistics_checks",
)
"""The modules that must know nothing of the portal."""


@pytest.fixture(scope="module")
def legal() -> Iterator[LegalHistory]:
    with environments.on_bare_moto() as environment:
        client = SequentialClient()
        client.play()
        yield LegalHistory(environment.take_snapshot(), client.race.log)


def event(legal: LegalHistory, action: str, by: str | None = None) -> dict[str, Any]:
    return legal.item("EVENT#", lambda each: is_(action)(each) and by in (None, each.get("by")))


def dropped(prefix: str, holds: Callable[[Any], Any] = lambda _: True) -> Change:
    return lambda legal: legal.without(legal.item(prefix, holds))


def changed(prefix: str, holds: Callable[[Any], Any] = lambda _: True, **attributes: Any) -> Change:
    def change(legal: LegalHistory) -> LegalHistory:
        item = legal.item(prefix, holds) | attributes
        return legal.with_items({name: value for name, value in item.items() if value is not None})

    return change


def is_(action: str) -> Callable[[Any], bool]:
    # Of a note the facts say it.
    return lambda each: each.get("action") == action or f'"action":"{action}"' in each["facts"]


def carries_link(item: dict[str, Any]) -> bool:
    return "link" in item


def is_of(number: str) -> Callable[[dict[str, Any]], bool]:
    return lambda item: bool(item["pk"].endswith(number))


def answered_otherwise(action: str, **changes: Any) -> Change:
    """The same attempt, but answered otherwise."""

    def change(legal: LegalHistory) -> LegalHistory:
        given = legal.get_attempt(action=action)
        others = [each for each in legal.log if each.key != given.key]
        return replace(legal, log=[*others, replace(given, **changes)])

    return change


def attempted_again(action: str, **changes: Any) -> Change:
    """One more attempt with the same key."""

    def change(legal: LegalHistory) -> LegalHistory:
        given = legal.get_attempt(action=action)
        return legal.with_attempts(replace(given, began=given.ended + 1, ended=given.ended + 2, **changes))

    return change


def last_event_dropped(legal: LegalHistory) -> LegalHistory:
    return legal.without(event(legal, "withdraw"))


def two_events_swapped(legal: LegalHistory) -> LegalHistory:
    asked, noted = event(legal, "ask_citizen"), event(legal, "note")
    return legal.with_items(asked | {"sk": noted["sk"]}, noted | {"sk": asked["sk"]})


def said_again(legal: LegalHistory) -> LegalHistory:
    """The citizen's words stand in a second event, as if both of two servers had written them."""
    asked, written = event(legal, "ask_citizen"), event(legal, "message", "citizen")
    return legal.with_items(asked | {name: written[name] for name in ("action", "by", "details")})


def refused_words(legal: LegalHistory) -> LegalHistory:
    """What was refused under one key stands in the event of another."""
    refused = next(each for each in legal.log if each.problem == "action_not_allowed")
    return legal.with_items(event(legal, "note") | {"details": f'{{"text":"{refused.words}"}}'})


def claimed_again(legal: LegalHistory) -> LegalHistory:
    return legal.with_items(legal.item("FILE#") | {"sk": "FILE#ANOTHER"})


def mailed_again(legal: LegalHistory) -> LegalHistory:
    return legal.with_items(legal.item("OUTBOX#") | {"sk": "OUTBOX#000001#7"})


def sent_again(legal: LegalHistory) -> LegalHistory:
    mail = legal.item("OUTBOX#")
    snapshot = replace(legal.snapshot, sent={**legal.snapshot.sent, f"{mail['pk']}/{mail['sk']}": 2})
    return replace(legal, snapshot=snapshot)


def key_used_by_nobody(legal: LegalHistory) -> LegalHistory:
    return legal.with_items(legal.item("KEY#citizen.rate#") | {"sk": "KEY#citizen.rate#another"})


def marker_of_another_event(legal: LegalHistory) -> LegalHistory:
    return legal.with_items(legal.item("KEY#officer.answer#") | {"seq": 2})


def link_that_nobody_got(legal: LegalHistory) -> LegalHistory:
    link = legal.item("LINK", lambda each: each["scope"] == "complaint")
    return legal.with_items(link | {"pk": "LINK#another"})


def link_that_acted(**changes: Any) -> Change:
    def change(legal: LegalHistory) -> LegalHistory:
        used = legal.get_attempt(action="answer").link
        return legal.with_items(legal.item("LINK", lambda each: each["pk"] == f"LINK#{used}") | changes)

    return change


def filed_twice(legal: LegalHistory) -> LegalHistory:
    given = legal.get_attempt(action="submit")
    return legal.with_attempts(replace(given, filed="0" * 13))


FAULTS: Final[list[tuple[str, Change]]] = [
    ("torn complaint", dropped("HEAD")),
    ("torn complaint", dropped("EVENT#000001")),
    ("gap", dropped("EVENT#", is_("note"))),
    ("gap", last_event_dropped),
    ("gap", changed("HEAD", lambda each: each["version"] > 5, version=99)),
    ("broken chain", changed("EVENT#", is_("ask_citizen"), details='{"text":"Other words"}')),
    ("broken chain", changed("EVENT#", is_("ask_citizen"), facts='{"mailbox":"supervisor"}')),
    ("broken chain", changed("EVENT#", is_("ask_citizen"), at="2020-01-01T00:00:00.000Z")),
    ("broken chain", changed("EVENT#", is_("note"), facts_salt=bytes(32))),
    ("broken chain", changed("HEAD", last_hash=bytes(32))),
    ("broken chain", two_events_swapped),
    ("illegal step", changed("EVENT#", is_("take_charge"), action="rate", score=3, by="citizen")),
    ("illegal step", changed("EVENT#", is_("reopen"), at="2020-01-01T00:00:00.000Z")),
    ("wrong head", changed("HEAD", status="discarded")),
    ("wrong head", changed("HEAD", agency="interior", epoch=1)),
    ("wrong head", changed("HEAD", lambda each: each["look"] == 2, look=1)),
    ("wrong head", changed("HEAD", lambda each: each["transfers"] == 1, transfers=0)),
    ("wrong head", changed("HEAD", queue_pk="QUEUE#health#nowhere")),
    ("mail not owed as written", dropped("OUTBOX#")),
    ("mail not owed as written", changed("OUTBOX#", recipient="health#fallback")),
    ("mail of no event", mailed_again),
    ("mail not sent once", sent_again),
    ("mail not sent once", changed("OUTBOX#", state="pending")),
    ("wrong link", changed("OUTBOX#", carries_link, link=None)),
    ("wrong link", changed("OUTBOX#", lambda each: "link" not in each, link="of nobody")),
    ("wrong link", changed("LINK", lambda each: each["scope"] == "complaint", epoch=9)),
    ("wrong link", dropped("LINK", lambda each: each["scope"] == "complaint")),
    ("link of no mail", link_that_nobody_got),
    ("orphan file", claimed_again),
    ("claimed twice", claimed_again),
    ("lost file", dropped("FILE#")),
    ("lost file", changed("FILE#", seq=1)),
    ("half claimed", dropped("FILE#")),
    ("half claimed", changed("UPLOAD", lambda each: "number" in each, number=None)),
    ("half claimed", changed("UPLOAD", lambda each: "number" in each, is_abandoned=True)),
    ("torn verdict", changed("FILE#", state="pending")),
    ("lost command", dropped("KEY#citizen.rate#")),
    ("lost command", dropped("EVENT#", is_("rate"))),
    ("lost command", dropped("KEY", lambda each: each["pk"].startswith("SUBMIT#"))),
    ("refused but done", answered_otherwise("note", status=409, problem="action_not_allowed")),
    ("refused but done", refused_words),
    ("doubled command", said_again),
    ("another command's event", marker_of_another_event),
    ("event of no one command", marker_of_another_event),
    ("event of no one command", dropped("KEY#citizen.reopen#")),
    ("marker of no command", key_used_by_nobody),
    ("one key for two bodies", attempted_again("note", body=b"others")),
    ("two numbers for one filing", filed_twice),
    ("answer older than its effect", answered_otherwise("answer", shown=1)),
    ("no after yes", attempted_again("note", status=409, problem="action_not_allowed")),
    ("a dead link acted", link_that_acted(epoch=1)),
    ("a dead link acted", link_that_acted(agency="transport")),
    ("a dead link acted", link_that_acted(mailbox="fallback")),
    ("a dead link acted", link_that_acted(revoked_at="2026-11-24T12:00:00.000Z")),
    ("a stale decision", answered_otherwise("transfer", read=1)),
    ("false tally", changed("EVENT#", is_("answer"), tallies="[]")),
    ("uncounted event", changed("EVENT#", work_pk="FOLD#1")),
    ("wrong figures", changed("STATE", counted=1)),
    ("wrong figures", changed("nation#", filed=99)),
]


def test_a_legal_history_has_no_fault(legal: LegalHistory) -> None:
    assert checker.list_faults(legal.snapshot, legal.log) == []
    assert {"submit", "transfer", "answer", "rate", "reopen", "promise", "withdraw"} <= {e.action for e in legal.log}


@pytest.mark.parametrize(("name", "inject"), FAULTS)
def test_a_fault_is_found_and_named(legal: LegalHistory, name: str, inject: Change) -> None:
    faulty = inject(legal)

    found = checker.list_faults(faulty.snapshot, faulty.log)

    assert name in {each.name for each in found}, found


def test_what_may_have_happened_is_no_fault(legal: LegalHistory) -> None:
    happened = answered_otherwise("note", status=None)(legal)
    never = legal.with_attempts(Attempt(**{**_attempt(legal), "key": "another", "words": "never said", "status": 503}))

    assert checker.list_faults(happened.snapshot, happened.log) == []
    assert checker.list_faults(never.snapshot, never.log) == []


def test_every_fault_the_checker_can_name_is_among_these() -> None:
    sources = "".join(
        each.read_text() for each in Path(checker.__file__).parent.glob("*.py") if "test_" not in each.name
    )

    assert set(re.findall(r'Fault\(\s*"([^"]+)"', sources)) == {name for name, _ in FAULTS}


def test_the_checker_knows_nothing_of_the_portal() -> None:
    room = Path(checker.__file__).parent
    judges = [room / f"{name}.py" for name in JUDGES]
    imported = {line for each in judges for line in re.findall(r"^(?:from|import) (\S+)", each.read_text(), re.M)}

    assert {each for each in imported if each.split(".")[0] in ("chalicelib", "infra", "app")} == set()
    assert {each for each in imported if each.startswith("tests")} == {
        "tests.races",
        *(f"tests.races.{n}" for n in ("history", "lifecycle_rules")),
    }


def _attempt(legal: LegalHistory) -> dict[str, Any]:
    given = legal.get_attempt(action="note")
    return {name: getattr(given, name) for name in Attempt.__slots__}
