"""What the counters say is what a recount of the histories says, in any order and in any portions."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.agencies import places
from chalicelib.statistics.figures import CurrentCounts
from chalicelib.statistics.measures import Measure, compute_percent, sum_counts
from chalicelib.statistics.model import Cell, Counters, Facet, compute_increments, sum_tallies
from tests.builders import NOON
from tests.complaints.histories import filings, play, steps
from tests.statistics.cases import History, compute_tallies, draw_histories, recount

stories = st.lists(st.tuples(filings, steps), min_size=1, max_size=5)
enough = settings(max_examples=60, deadline=None)
TODAY = NOON.date() + timedelta(days=90)


def standing_of(histories: list[History]) -> CurrentCounts:
    sums = sum_tallies(tally for history in histories for added in compute_tallies(history) for tally in added)
    return CurrentCounts.compute(sums, today=TODAY, answer_within_days=60)


@enough
@given(stories)
def test_the_counters_say_what_a_recount_says(chosen: list[Any]) -> None:
    histories = [play(*each) for each in chosen]
    standing = standing_of(histories)

    assert sum_counts(standing.sum_by_month(Facet.NATION).values()) == recount(histories, TODAY, lambda _: True)
    for kind, counts in standing.sum_by_value(Facet.KIND).items():
        assert counts == recount(histories, TODAY, lambda each, k=kind: each.kind == k)
    for region, counts in standing.sum_by_value(Facet.REGION).items():
        assert counts == recount(histories, TODAY, lambda each, r=region: each.place.region == r)


@enough
@given(stories)
def test_every_facet_sums_up_to_the_nation(chosen: list[Any]) -> None:
    standing = standing_of([play(*each) for each in chosen])

    whole = sum_counts(standing.sum_by_month(Facet.NATION).values())

    for facet in Facet:
        assert sum_counts(standing.sum_by_value(facet).values()) == whole, facet
        assert sum_counts(standing.sum_by_month(facet).values()) == whole, facet


@enough
@given(stories, st.randoms(use_true_random=False))
def test_order_and_portions_do_not_matter(chosen: list[Any], dice: random.Random) -> None:
    each_event = [added for story in chosen for added in compute_tallies(play(*story))]
    at_once = sum_tallies(tally for added in each_event for tally in added)

    dice.shuffle(each_event)
    middle = dice.randrange(len(each_event) + 1)
    portions = [
        sum_tallies(tally for added in part for tally in added) for part in (each_event[:middle], each_event[middle:])
    ]
    added_up: dict[Cell, dict[str, int]] = {}
    for portion in portions:
        for cell, counters in portion.items():
            sums = added_up.setdefault(cell, {})
            for name, value in counters.items():
                sums[name] = sums.get(name, 0) + value

    assert without_nothing(added_up) == at_once


def without_nothing(sums: dict[Cell, dict[str, int]]) -> dict[Cell, Counters]:
    kept = {cell: {name: value for name, value in counters.items() if value} for cell, counters in sums.items()}
    return {cell: counters for cell, counters in kept.items() if counters}


def test_a_tally_touches_four_cells_of_the_month_of_its_filing() -> None:
    (filed, *_), *_ = draw_histories(7, 1), None
    (tally,) = compute_tallies(filed)[0]

    assert {cell.facet for cell in sum_tallies([tally])} == set(Facet)
    assert {cell.month for cell in sum_tallies([tally])} == {"2026-11"}
    assert compute_increments(tally) == {"filed": 1, "at.submitted": 1, "waiting.24": 1}


def test_what_is_late_without_an_answer_counts_as_due() -> None:
    waiting = play({}, [])
    sums = sum_tallies(tally for added in compute_tallies(waiting) for tally in added)

    def due(days: int) -> int:
        today = NOON.date() + timedelta(days=days)
        counts = sum_counts(
            CurrentCounts.compute(sums, today=today, answer_within_days=60).sum_by_month(Facet.NATION).values()
        )
        return counts[Measure.DUE_OR_GIVEN]

    assert (due(60), due(61)) == (0, 1)


def test_every_code_of_a_place_leads_to_its_region() -> None:
    listed = places._places()

    for province, facts in listed["provinces"].items():
        assert places.region_of(province) == facts[2]
    for commune, facts in listed["communes"].items():
        assert places.region_of(commune) == listed["provinces"][facts[2]][2]
    assert set(places.regions()) == {places.region_of(code) for code in listed["regions"]}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(5, 9, 56), (1, 8, 13), (0, 5, 0), (5, 5, 100), (199, 200, 100), (4, 4, None), (None, 9, None), (5, None, None)],
)
def test_a_share_is_rounded_and_never_told_of_fewer_than_five(
    part: int | None, whole: int | None, expected: int | None
) -> None:
    assert compute_percent(part, whole, threshold=5) == expected
