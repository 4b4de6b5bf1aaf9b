"""Whoever changes, drops, reorders or inserts an event of a long history is found, and the event is named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import ChainHead, Fault, HistoryError
from chalicelib.complaints.history.events import GENESIS, SealedPart, StoredEvent, event_of
from chalicelib.domain.vocabulary import Action
from tests.builders import NOON, a_submission_event
from tests.complaints.commanding import seal, seal_all
from tests.complaints.histories import filings, play, steps
from tests.complaints.long_history import COUNT, ERASED, HIDDEN, a_long_history
from tests.tiers import thorough

WHOLE: Final = seal_all(list(a_long_history()))


def as_held(seq: int, event: StoredEvent) -> StoredEvent:
    if seq in ERASED:
        return event.without_details()
    return event.without_contents() if seq in HIDDEN else event


HISTORY: Final = [as_held(seq, event) for seq, event in enumerate(WHOLE, 1)]
TIP: Final = ChainHead(version=COUNT, last_hash=HISTORY[-1].hash)
PLACES: Final = range(1, COUNT + 1)
SOME_PLACES: Final = sorted({1, 2, 7, 500, 507, *range(13, COUNT, 83), COUNT - 1, COUNT})
"""Both ends, what is hidden and erased, and every 83rd, which meets each of the changes' kinds at another place."""
some_places_and_all = pytest.mark.parametrize("places", [SOME_PLACES, *thorough(PLACES)], ids=["some", "all"])


def fault(lines: Sequence[StoredEvent]) -> tuple[int | None, HistoryError] | None:
    found = chain.find_first_fault(lines, TIP)
    return None if found is None else (found.seq, found.error)


def with_public(name: str, value: Any) -> Callable[[StoredEvent], StoredEvent]:
    return lambda line: replace(line, public={**line.public, name: value})


def with_part(name: str, change: Callable[[SealedPart], SealedPart], line: StoredEvent) -> StoredEvent:
    return replace(line, **{name: change(getattr(line, name))})


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
    lambda line: replace(line, hash=bytes(32)),
    *(
        partial(with_part, name, change)
        for name in ("facts", "details")
        for change in (
            lambda part: replace(part, commitment=bytes(32)),
            lambda part: replace(part, commitment=part.commitment[:-1]),
            lambda part: replace(part, salt=bytes(32)),
            lambda part: replace(part, content={**(part.content or {}), "text": "Something else"}),
            lambda part: replace(part, content={"text": "Content alone"}, salt=None),
            lambda part: replace(part, content=None, salt=bytes(32)),
        )
    ),
    lambda line: replace(line, facts=line.details, details=line.facts),
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

    changed = with_part("details", lambda part: replace(part, content={"text": deep}), HISTORY[3])

    assert fault([*HISTORY[:3], changed, *HISTORY[4:]]) == (4, HistoryError.CHANGED)


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
        forged = seal(event, previous=previous)

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
    forged = seal(event, previous=HISTORY[-1].hash)

    assert fault([*HISTORY, forged]) == (COUNT + 1, HistoryError.INSERTED)
    assert fault([*HISTORY, replace(forged, public={**forged.public, "seq": 4000})]) == (4000, HistoryError.INSERTED)


def test_something_that_is_no_event_between_two_is_found() -> None:
    assert fault([*HISTORY[:3], chain.UNREADABLE, *HISTORY[3:]]) == (4, HistoryError.INSERTED)


def test_a_last_event_made_anew_is_found_by_the_head_alone() -> None:
    event = replace(a_submission_event(at=NOON), seq=COUNT, action=Action.MESSAGE)
    forged = seal(event, previous=HISTORY[-2].hash)

    assert chain.find_first_fault([*HISTORY[:-1], forged]) is None
    assert fault([*HISTORY[:-1], forged]) == (COUNT, HistoryError.CHANGED)


def test_a_history_that_does_not_begin_at_its_beginning_is_none() -> None:
    first = seal(a_submission_event(at=NOON), previous=b"x" * 32)

    assert chain.find_first_fault([first]) == Fault(seq=1, error=HistoryError.CHANGED)
    assert chain.find_first_fault([]) is None


@settings(max_examples=100, deadline=None)
@given(filings, steps)
def test_an_event_is_the_same_after_it_was_sealed_held_and_read(filing: dict[str, Any], chosen: list[Any]) -> None:
    happened = play(filing, chosen)[0]

    lines = seal_all(happened)

    assert chain.find_first_fault(lines) is None
    assert [event_of(each) for each in lines] == happened


def test_of_an_erased_event_everything_but_what_was_typed_is_left() -> None:
    for seq in ERASED:
        whole, left = event_of(WHOLE[seq - 1]), event_of(HISTORY[seq - 1])

        assert whole.details
        assert left == replace(whole, details={})
