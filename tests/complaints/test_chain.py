"""Whoever changes, drops, reorders or inserts an event of a long history is found, and the event is named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.complaints.history import chain, events
from chalicelib.complaints.history.chain import ChainHead, Fault, HistoryError, StoredEvent
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.domain.vocabulary import Action, Role
from tests.builders import NOON, a_submission_event
from tests.complaints.commanding import line_of, sealed_event
from tests.complaints.histories import filings, play, steps
from tests.complaints.long_history import COUNT, ERASED, HIDDEN, a_long_history
from tests.tiers import thorough


def lines_of(happened: Sequence[Event]) -> list[StoredEvent]:
    made: list[StoredEvent] = []
    for event in happened:
        previous = made[-1].hash if made else GENESIS
        made.append(line_of(events.seal(event, previous=previous, salt=event.seq.to_bytes(32, "big"))))
    return made


WHOLE: Final = lines_of(list(a_long_history()))
HISTORY: Final = [line.withheld() if seq in ERASED or seq in HIDDEN else line for seq, line in enumerate(WHOLE, 1)]
TIP: Final = ChainHead(version=COUNT, last_hash=HISTORY[-1].hash)
PLACES: Final = range(1, COUNT + 1)
SOME_PLACES: Final = sorted({1, 2, 7, 500, 507, *range(13, COUNT, 83), COUNT - 1, COUNT})
"""Both ends, what is hidden and erased, and every 83rd, which meets each of the changes' kinds at another place."""
some_places_and_all = pytest.mark.parametrize("places", [SOME_PLACES, *thorough(PLACES)], ids=["some", "all"])


def fault(lines: Sequence[StoredEvent]) -> tuple[int | None, HistoryError] | None:
    found = chain.first_fault(lines, TIP)
    return None if found is None else (found.seq, found.wrong)


def with_public(name: str, value: Any) -> Callable[[StoredEvent], StoredEvent]:
    return lambda line: replace(line, public={**line.public, name: value})


def without_public(line: StoredEvent) -> StoredEvent:
    return replace(line, public={name: value for name, value in line.public.items() if name != "at"})


CHANGES: Final[Sequence[Callable[[StoredEvent], StoredEvent]]] = [
    with_public("number", "000000000001Y"),
    with_public("seq", 3000),
    with_public("seq", 0),
    with_public("seq", "1"),
    with_public("at", "2026-11-24T12:00:00.001Z"),
    with_public("action", "remind"),
    with_public("by", "system"),
    with_public("agencies", ["elsewhere"]),
    with_public("outcome", "refused"),
    with_public("score", 1),
    with_public("text", "More"),
    with_public("at", "half a pair: \ud800"),
    without_public,
    lambda line: replace(line, commitment=bytes(32)),
    lambda line: replace(line, commitment=line.commitment[:-1]),
    lambda line: replace(line, hash=bytes(32)),
    lambda line: replace(line, salt=bytes(32)),
    lambda line: replace(line, details={**(line.details or {}), "text": "Something else"}),
    lambda line: replace(line, details={"text": "Details alone"}, salt=None),
    lambda line: replace(line, details=None, salt=bytes(32)),
    lambda line: chain.UNREADABLE,
]


def test_a_history_with_hidden_notes_and_erased_events_is_whole() -> None:
    assert fault(WHOLE) is None
    assert fault(HISTORY) is None


@pytest.mark.parametrize("change", range(len(CHANGES)))
def test_whatever_is_changed_of_an_event_is_found_and_named(change: int) -> None:
    for place in (1, 7, 8, 500, 507, COUNT):
        lines = list(HISTORY)
        lines[place - 1] = CHANGES[change](lines[place - 1])

        assert fault(lines) == (place, HistoryError.CHANGED)


def test_details_deeper_than_can_be_followed_are_found() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]

    assert fault([*HISTORY[:3], replace(HISTORY[3], details={"text": deep}), *HISTORY[4:]]) == (4, HistoryError.CHANGED)


@some_places_and_all
def test_a_change_of_any_of_a_thousand_events_is_found_and_named(places: Sequence[int]) -> None:
    for place in places:
        lines = list(HISTORY)
        lines[place - 1] = CHANGES[place % len(CHANGES)](lines[place - 1])

        assert fault(lines) == (place, HistoryError.CHANGED)


@some_places_and_all
def test_any_of_a_thousand_events_that_is_dropped_is_named(places: Sequence[int]) -> None:
    for place in places:
        assert fault([*HISTORY[: place - 1], *HISTORY[place:]]) == (place, HistoryError.MISSING)


def test_a_tail_of_any_length_that_is_cut_is_found() -> None:
    for kept in (0, 1, 499, 500, 999):
        assert fault(HISTORY[:kept]) == (kept + 1, HistoryError.MISSING)


@some_places_and_all
def test_any_two_neighbours_that_are_exchanged_are_found(places: Sequence[int]) -> None:
    for place in places[:-1]:
        lines = [*HISTORY[: place - 1], HISTORY[place], HISTORY[place - 1], *HISTORY[place + 1 :]]

        assert fault(lines) == (place + 1, HistoryError.OUT_OF_ORDER)


@some_places_and_all
def test_an_event_that_is_inserted_anywhere_is_named(places: Sequence[int]) -> None:
    for place in places:
        previous = HISTORY[place - 2].hash if place > 1 else GENESIS
        event = replace(a_submission_event(at=NOON), seq=place, action=Action.MESSAGE)
        # Well made: from its place on it is as good as the one that was there before.
        forged = line_of(events.seal(event, previous=previous, salt=bytes(32)))

        assert fault([*HISTORY[: place - 1], forged, *HISTORY[place - 1 :]]) == (place, HistoryError.INSERTED)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, COUNT), st.integers(1, COUNT))
def test_an_event_that_is_moved_or_repeated_anywhere_is_found(taken: int, put: int) -> None:
    line = HISTORY[taken - 1]
    others = [*HISTORY[: taken - 1], *HISTORY[taken:]]

    moved = fault([*others[: put - 1], line, *others[put - 1 :]])
    repeated = fault([*HISTORY[: put - 1], line, *HISTORY[put - 1 :]])

    expected = (taken if put < taken else taken + 1, HistoryError.OUT_OF_ORDER)
    assert moved == (None if put == taken else expected)
    assert repeated == (taken, HistoryError.INSERTED)


def test_an_event_after_the_last_one_is_found_however_well_it_is_made() -> None:
    event = replace(a_submission_event(at=NOON), seq=COUNT + 1, action=Action.MESSAGE)
    forged = line_of(events.seal(event, previous=HISTORY[-1].hash, salt=bytes(32)))

    assert fault([*HISTORY, forged]) == (COUNT + 1, HistoryError.INSERTED)
    assert fault([*HISTORY, replace(forged, public={**forged.public, "seq": 4000})]) == (4000, HistoryError.INSERTED)


def test_something_that_is_no_event_between_two_is_found() -> None:
    assert fault([*HISTORY[:3], chain.UNREADABLE, *HISTORY[3:]]) == (4, HistoryError.INSERTED)


def test_a_last_event_made_anew_is_found_by_the_head_alone() -> None:
    event = replace(a_submission_event(at=NOON), seq=COUNT, action=Action.MESSAGE)
    forged = line_of(events.seal(event, previous=HISTORY[-2].hash, salt=bytes(32)))

    assert chain.first_fault([*HISTORY[:-1], forged]) is None
    assert fault([*HISTORY[:-1], forged]) == (COUNT, HistoryError.CHANGED)


def test_a_history_that_does_not_begin_at_its_beginning_is_none() -> None:
    first = line_of(events.seal(a_submission_event(at=NOON), previous=b"x" * 32, salt=bytes(32)))

    assert chain.first_fault([first]) == Fault(seq=1, wrong=HistoryError.CHANGED)
    assert chain.first_fault([]) is None


@settings(max_examples=100, deadline=None)
@given(filings, steps)
def test_an_event_is_the_same_after_it_was_sealed_held_and_read(filing: dict[str, Any], chosen: list[Any]) -> None:
    happened = play(filing, chosen)[0]

    lines = lines_of(happened)

    assert chain.first_fault(lines) is None
    assert [sealed_event(each).event for each in lines] == happened
    assert [line_of(sealed_event(each)) for each in lines] == lines


def test_of_an_erased_event_its_public_fields_are_left_and_of_an_erased_note_its_place() -> None:
    message, note = (sealed_event(HISTORY[seq - 1]).event for seq in (500, 507))

    assert (message.action, message.by, message.details) == (Action.MESSAGE, Role.CITIZEN, {})
    assert (note.action, note.seq, note.agencies, note.details) == (Action.NOTE, 507, (), {})
