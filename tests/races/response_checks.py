"""What clients were told against what is there: every yes happened once, no no happened, a dead link did nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.races import complaint_checks
from tests.races.history import Attempt, Event, Fault, TableSnapshot

Key = tuple[str | None, str, str]
"""Whose idempotency key it is: the complaint's number (None for a filing), role and action, the key."""

_WORDS: Final = {
    "submit": "facts",
    "answer": "reasons",
    "transfer": "reason",
    "rate": "comment",
    "reopen": "missing",
    "withdraw": "reason",
}
"""Where an event keeps the words of its command; all others keep them in `text`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the checks look things up in."""

    snapshot: TableSnapshot
    steps: Mapping[tuple[str, int], complaint_checks.Step]
    markers: Mapping[Key, tuple[str, int]]
    attempts: Mapping[Key, Sequence[Attempt]]


def list_faults(snapshot: TableSnapshot, log: Sequence[Attempt]) -> Iterator[Fault]:
    """Everything that contradicts what clients were told."""
    by_key: dict[Key, list[Attempt]] = defaultdict(list)
    for each in sorted(log, key=lambda each: each.began):
        by_key[each.number, f"{each.role}.{each.action}" if each.number else each.action, each.key].append(each)
    path = {
        (number, step.event.seq): step
        for number in snapshot.numbers()
        for step in complaint_checks.list_steps(snapshot, number)
    }
    found = Found(snapshot, path, _markers(snapshot), by_key)
    for key, attempts in by_key.items():
        yield from _of_command(found, key, attempts)
    yield from _of_markers(found)
    yield from _of_words(found, log)


def get_words(event: Event) -> str:
    """The words that the command of an event came with."""
    return str(event.details.get(_WORDS.get(event.action, "text"), ""))


def _of_command(found: Found, key: Key, attempts: Sequence[Attempt]) -> Iterator[Fault]:
    where = "/".join(str(part) for part in key)
    yes = [each for each in attempts if each.is_acknowledged]
    place = found.markers.get(key)
    if place is None:
        if yes:
            yield Fault("lost command", where, "acknowledged, but its key has no marker")
        return
    step = found.steps.get(place)
    if step is None:
        yield Fault("lost command", where, f"its event {place} is not there")
        return
    may_be = yes or [each for each in attempts if each.is_unknown]
    if not may_be:
        yield Fault("refused but done", where, f"it made {step.event.where}")
        return
    if not any(_is_of(step.event, each) for each in may_be):
        yield Fault("another command's event", where, f"its marker names {step.event.where}")
        return
    yield from _of_answers(where, step.event, attempts, yes)
    yield from _of_decision(found, step, next(each for each in may_be if _is_of(step.event, each)))


def _is_of(event: Event, attempt: Attempt) -> bool:
    return (event.by, event.action, get_words(event)) == (attempt.role, attempt.action, attempt.words)


def _of_answers(where: str, event: Event, attempts: Sequence[Attempt], yes: Sequence[Attempt]) -> Iterator[Fault]:
    if len({each.body for each in yes}) > 1:
        yield Fault("one key for two bodies", where)
    for each in yes:
        if each.filed is not None and each.filed != event.number:
            yield Fault("two numbers for one filing", where, f"{each.filed} and {event.number}")
        if each.shown is not None and each.shown < event.seq:
            yield Fault("answer older than its effect", where, f"version {each.shown}, but it made {event.where}")
    for each in attempts:
        if each.is_refused and any(other.body == each.body and other.ended < each.began for other in yes):
            yield Fault("no after yes", where, f"{each.status} {each.problem}")


def _of_decision(found: Found, step: complaint_checks.Step, attempt: Attempt) -> Iterator[Fault]:
    event, before = step.event, step.before
    if attempt.link is not None and before is not None:
        link = found.snapshot.items.get((f"LINK#{attempt.link}", "LINK"), {})
        opened = link.get("scope") == "queue" or (link.get("number"), link.get("epoch")) == (event.number, before.epoch)
        held = (link.get("agency"), link.get("mailbox")) == (before.agency, event.facts.get("mailbox"))
        if not opened or not held or "revoked_at" in link:
            yield Fault("a dead link acted", event.where, f"{link} at {before.agency}, epoch {before.epoch}")
    if attempt.read is not None and before is not None and before.last_material > attempt.read:
        yield Fault("a stale decision", event.where, f"made on {attempt.read}, but {before.last_material} mattered")


def _of_markers(found: Found) -> Iterator[Fault]:
    made = Counter(found.markers.values())
    for key, place in found.markers.items():
        if key not in found.attempts:
            yield Fault("marker of no command", f"{place[0]}/{place[1]}", str(key))
    for place, step in found.steps.items():
        if made[place] != 1:
            yield Fault("event of no one command", step.event.where, f"{made[place]} keys made it")


def _of_words(found: Found, log: Sequence[Attempt]) -> Iterator[Fault]:
    said: dict[str, list[Event]] = defaultdict(list)
    for step in found.steps.values():
        if words := get_words(step.event):
            said[words].append(step.event)
    for events in said.values():
        if len(events) > 1:
            yield Fault("doubled command", events[1].where, f"it is {events[0].where} once more")
    possible = {each.words for each in log if not each.is_refused}
    for words in {each.words for each in log} - possible - {""}:
        yield from (Fault("refused but done", event.where) for event in said[words])


def _markers(snapshot: TableSnapshot) -> dict[Key, tuple[str, int]]:
    found: dict[Key, tuple[str, int]] = {}
    for number in snapshot.numbers():
        for sort, item in snapshot.part(number, "KEY#").items():
            action, _, key = sort.partition("#")
            found[number, action, key] = _place(item)
    for key, item in snapshot.of("SUBMIT#"):
        found[None, "submit", key] = _place(item)
    return found


def _place(item: Mapping[str, Any]) -> tuple[str, int]:
    return item["number"], item["seq"]
