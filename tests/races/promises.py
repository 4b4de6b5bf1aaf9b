"""What clients were told against what is there: every yes happened once, no no happened, a dead link did nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.races import paths
from tests.races.history import Event, Fault, Kept, Told

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

    kept: Kept
    steps: Mapping[tuple[str, int], paths.Step]
    markers: Mapping[Key, tuple[str, int]]
    told: Mapping[Key, Sequence[Told]]


def faults_of(kept: Kept, log: Sequence[Told]) -> Iterator[Fault]:
    """Everything that contradicts what clients were told."""
    told: dict[Key, list[Told]] = defaultdict(list)
    for each in sorted(log, key=lambda each: each.began):
        told[each.number, f"{each.role}.{each.action}" if each.number else each.action, each.key].append(each)
    path = {(number, step.event.seq): step for number in kept.numbers() for step in paths.steps_of(kept, number)}
    found = Found(kept, path, _markers(kept), told)
    for key, attempts in told.items():
        yield from _of_command(found, key, attempts)
    yield from _of_markers(found)
    yield from _of_words(found, log)


def words_of(event: Event) -> str:
    """The words that the command of an event came with."""
    return str(event.details.get(_WORDS.get(event.action, "text"), ""))


def _of_command(found: Found, key: Key, attempts: Sequence[Told]) -> Iterator[Fault]:
    where = "/".join(str(part) for part in key)
    yes = [each for each in attempts if each.is_yes]
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


def _is_of(event: Event, told: Told) -> bool:
    return (event.by, event.action, words_of(event)) == (told.role, told.action, told.words)


def _of_answers(where: str, event: Event, attempts: Sequence[Told], yes: Sequence[Told]) -> Iterator[Fault]:
    if len({each.body for each in yes}) > 1:
        yield Fault("one key for two bodies", where)
    for each in yes:
        if each.filed is not None and each.filed != event.number:
            yield Fault("two numbers for one filing", where, f"{each.filed} and {event.number}")
        if each.shown is not None and each.shown < event.seq:
            yield Fault("answer older than its effect", where, f"version {each.shown}, but it made {event.where}")
    for each in attempts:
        if each.is_no and any(other.body == each.body and other.ended < each.began for other in yes):
            yield Fault("no after yes", where, f"{each.status} {each.problem}")


def _of_decision(found: Found, step: paths.Step, told: Told) -> Iterator[Fault]:
    event, before = step.event, step.before
    if told.link is not None and before is not None:
        link = found.kept.items.get((f"LINK#{told.link}", "LINK"), {})
        opened = link.get("scope") == "queue" or (link.get("number"), link.get("epoch")) == (event.number, before.epoch)
        held = (link.get("agency"), link.get("mailbox")) == (before.agency, event.facts.get("mailbox"))
        if not opened or not held or "revoked_at" in link:
            yield Fault("a dead link acted", event.where, f"{link} at {before.agency}, epoch {before.epoch}")
    if told.read is not None and before is not None and before.last_material > told.read:
        yield Fault("a stale decision", event.where, f"made on {told.read}, but {before.last_material} mattered")


def _of_markers(found: Found) -> Iterator[Fault]:
    made = Counter(found.markers.values())
    for key, place in found.markers.items():
        if key not in found.told:
            yield Fault("marker of no command", f"{place[0]}/{place[1]}", str(key))
    for place, step in found.steps.items():
        if made[place] != 1:
            yield Fault("event of no one command", step.event.where, f"{made[place]} keys made it")


def _of_words(found: Found, log: Sequence[Told]) -> Iterator[Fault]:
    said: dict[str, list[Event]] = defaultdict(list)
    for step in found.steps.values():
        if words := words_of(step.event):
            said[words].append(step.event)
    for events in said.values():
        if len(events) > 1:
            yield Fault("doubled command", events[1].where, f"it is {events[0].where} once more")
    possible = {each.words for each in log if not each.is_no}
    for words in {each.words for each in log} - possible - {""}:
        yield from (Fault("refused but done", event.where) for event in said[words])


def _markers(kept: Kept) -> dict[Key, tuple[str, int]]:
    found: dict[Key, tuple[str, int]] = {}
    for number in kept.numbers():
        for sort, item in kept.part(number, "KEY#").items():
            action, _, key = sort.partition("#")
            found[number, action, key] = _place(item)
    for key, item in kept.of("SUBMIT#"):
        found[None, "submit", key] = _place(item)
    return found


def _place(item: Mapping[str, Any]) -> tuple[str, int]:
    return item["number"], item["seq"]
