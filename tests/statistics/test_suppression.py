"""One publication shows no count under five and gives none back: an attacker tries, over random tables."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.statistics.measures import WHOLES, Counts, Measure, sum_counts
from chalicelib.statistics.suppression import THRESHOLD, PublishedCounts, suppress_table, suppress_total

enough = settings(max_examples=100, deadline=None)
Table = dict[str, Counts]
Cell = tuple[str, str]
Range = tuple[int, int]
Parts = list[tuple[Measure, Measure]]
INFINITY = 10**9
TOTAL = "total"
ROUNDS = 20
"""Of reckoning: ranges narrow step by step, and hardly after that."""

PARTS = [
    *((part, whole) for part, wholes in WHOLES.items() for whole in wholes),
    (Measure.IN_TIME, Measure.DUE_OR_GIVEN),
]


@st.composite
def draw_rows(draw: st.DrawFn, *, has_transfers: bool = False) -> Counts:
    """A row whose parts fit their wholes; small counts and small rests are what matters."""
    small = st.one_of(st.integers(0, 7), st.integers(0, 40))
    filed = draw(small)

    def part(whole: int) -> int:
        return max(0, whole - draw(st.integers(0, 6))) if draw(st.booleans()) else draw(st.integers(0, whole))

    due = part(draw(small) if has_transfers else filed)
    answered = part(due)
    answers = answered + draw(st.integers(0, 9))
    rated = part(answers)
    return {
        Measure.FILED: filed,
        Measure.OPEN: draw(small) if has_transfers else part(filed),
        Measure.ANSWERED: answered,
        Measure.DUE_OR_GIVEN: due,
        Measure.IN_TIME: part(answered),
        Measure.REOPENED: part(answered),
        Measure.ANSWERS: answers,
        Measure.RATED: rated,
        Measure.SATISFIED: part(rated),
    }


def draw_tables(row: st.SearchStrategy[Counts]) -> st.SearchStrategy[Table]:
    return st.dictionaries(st.sampled_from("abcdefghijkl"), row, min_size=1, max_size=12)


tables = draw_tables(draw_rows())
agencies = draw_tables(draw_rows(has_transfers=True))


def list_small_parts(row: Mapping[Measure, int | None]) -> list[str]:
    """What of a row is under five, be it a count or what two counts leave between them."""
    counts = {str(measure): count for measure, count in row.items() if count is not None}
    found = [name for name, count in counts.items() if count < THRESHOLD]
    for part, of in PARTS:
        if part in counts and of in counts and 0 < abs(counts[of] - counts[part]) < THRESHOLD:
            found.append(f"{of} - {part}")
    return found


def publish(table: Table, *, total: PublishedCounts, has_transfers: bool = False) -> dict[str, PublishedCounts]:
    return suppress_table(table, total=total, has_transfers=has_transfers).apply(table)


@enough
@given(tables, st.booleans())
def test_no_row_tells_a_count_under_five_nor_leaves_one_between_two(table: Table, has_transfers: bool) -> None:
    whole = suppress_total(sum_counts(table.values()))
    shown = publish(table, total=whole, has_transfers=has_transfers)

    for row in (whole, *shown.values()):
        assert list_small_parts(row) == []
    for row in (whole, *(() if has_transfers else shown.values())):
        assert not [part for part, of in PARTS if row[part] is not None and row[of] is None]


@enough
@given(agencies)
def test_nor_does_an_agency_that_was_sent_more_than_was_filed_with_it(table: Table) -> None:
    shown = publish(table, total=suppress_total(sum_counts(table.values())), has_transfers=True)

    for row in shown.values():
        assert list_small_parts(row) == []


@enough
@given(tables)
def test_what_is_shown_is_true(table: Table) -> None:
    shown = publish(table, total=suppress_total(sum_counts(table.values())))

    for key, row in shown.items():
        assert all(count in (None, table[key][measure]) for measure, count in row.items())


@enough
@given(tables)
def test_nothing_small_can_be_worked_out(table: Table) -> None:
    whole = suppress_total(sum_counts(table.values()))
    shown = publish(table, total=whole)

    assert attack_table(table, shown, whole, PARTS) == {}


@enough
@given(agencies)
def test_nothing_small_of_an_agency_can_be_worked_out(table: Table) -> None:
    whole = suppress_total(sum_counts(table.values()))
    shown = publish(table, total=whole, has_transfers=True)

    assert attack_table(table, shown, whole, [each for each in PARTS if each[1] is not Measure.FILED]) == {}


@enough
@given(tables)
def test_what_hidden_rows_come_to_together_is_not_small_either(table: Table) -> None:
    whole = suppress_total(sum_counts(table.values()))
    shown = publish(table, total=whole)

    for measure, known in whole.items():
        hidden = [key for key in table if shown[key][measure] is None]
        if known is not None and hidden:
            assert len(hidden) > 1
            assert sum(table[key][measure] for key in hidden) >= THRESHOLD


@enough
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(table: Table, dice: Any) -> None:
    whole = suppress_total(sum_counts(table.values()))
    keys = list(table)
    dice.shuffle(keys)

    assert publish({key: table[key] for key in keys}, total=whole) == publish(table, total=whole)


def test_a_row_that_could_be_subtracted_takes_the_next_smallest_with_it() -> None:
    table = {name: {**LARGE, Measure.FILED: filed} for name, filed in zip("abcd", (3, 90, 200, 300), strict=True)}

    shown = publish(table, total=suppress_total(sum_counts(table.values())))

    assert [shown[name][Measure.FILED] for name in "abcd"] == [None, None, 200, 300]


def test_secondary_suppression_is_chosen_so_that_what_is_left_of_the_hidden_rows_is_not_small() -> None:
    table = {
        name: {**LARGE, Measure.RATED: rated, Measure.SATISFIED: satisfied}
        for name, rated, satisfied in (("a", 20, 19), ("b", 21, 21), ("c", 22, 22), ("d", 30, 23))
    }

    shown = publish(table, total=suppress_total(sum_counts(table.values())))

    assert [shown[name][Measure.SATISFIED] for name in "abcd"] == [None, 21, 22, None]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("open", "filed"),
        ("answered", "filed"),
        ("answered", "answers"),
        ("answered", "due_or_given"),
        ("in_time", "answered"),
        ("reopened", "answered"),
        ("rated", "answers"),
        ("satisfied", "rated"),
    ],
)
@pytest.mark.parametrize("rest", [1, 4])
def test_a_part_is_hidden_where_few_are_left_of_its_whole(part: str, whole: str, rest: int) -> None:
    row = {**LARGE, Measure(part): LARGE[Measure(whole)] - rest}

    assert suppress_total(row)[Measure(part)] is None
    assert suppress_total(row)[Measure(whole)] is not None


def test_a_table_of_large_counts_hides_nothing() -> None:
    table = dict.fromkeys("abc", LARGE)

    shown = publish(table, total=suppress_total(sum_counts(table.values())))

    assert shown == table


LARGE: Counts = {
    Measure.FILED: 100,
    Measure.OPEN: 40,
    Measure.ANSWERS: 85,
    Measure.DUE_OR_GIVEN: 90,
    Measure.ANSWERED: 70,
    Measure.IN_TIME: 60,
    Measure.REOPENED: 10,
    Measure.RATED: 50,
    Measure.SATISFIED: 30,
}


def test_the_attacker_of_these_tests_finds_by_sums_what_is_badly_hidden() -> None:
    table = {"a": {**LARGE, Measure.OPEN: 3}, "b": LARGE}
    hidden: dict[str, PublishedCounts] = {"a": {**LARGE, Measure.OPEN: None}, "b": LARGE}

    assert attack_table(table, hidden, sum_counts(table.values()), PARTS) == {("a", "open"): 3}


def test_and_by_what_is_left_between_columns() -> None:
    table = {"a": {**LARGE, Measure.OPEN: 98}, "b": {**LARGE, Measure.OPEN: 100}, "c": LARGE}
    hidden: dict[str, PublishedCounts] = {key: {**row, Measure.OPEN: None} for key, row in table.items()}
    hidden["c"] = LARGE

    assert attack_table(table, hidden, sum_counts(table.values()), PARTS) == {}
    assert bound_cells(hidden, sum_counts(table.values()), PARTS)["a", "filed - open"] == (0, 2)


def attack_table(
    table: Table, shown: Mapping[str, PublishedCounts], whole: PublishedCounts, parts: Parts
) -> dict[Cell, int]:
    """The small counts, and small rests of one count in another, that an attacker knows for certain."""
    truth = {
        (key, name): count
        for key, row in table.items()
        for name, count in (*row.items(), *((f"{of} - {part}", row[of] - row[part]) for part, of in parts))
    }
    known = {at: low for at, (low, high) in bound_cells(shown, whole, parts).items() if low == high}
    assert all(truth[at] == value for at, value in known.items()), "the attacker reckons rightly"
    # Nothing left of a whole tells of nobody.
    return {at: value for at, value in known.items() if value < THRESHOLD and not (value == 0 and " - " in at[1])}


def bound_cells(shown: Mapping[str, PublishedCounts], whole: PublishedCounts, parts: Parts) -> dict[Cell, Range]:
    """The range an attacker can give each count and each rest: from sums, from differences, from parts in wholes."""
    ranges: dict[Cell, Range] = {}
    for key, row in {**shown, TOTAL: whole}.items():
        for measure, count in row.items():
            ranges[key, measure] = (0, INFINITY) if count is None else (count, count)
        ranges |= {(key, f"{of} - {part}"): (0, INFINITY) for part, of in parts}
    names = {name for _, name in ranges}
    for _ in range(ROUNDS):
        before = dict(ranges)
        for name in names:
            _narrow(ranges, (TOTAL, name), [(key, name) for key in shown])
        for key in (*shown, TOTAL):
            for part, of in parts:
                _narrow(ranges, (key, of), [(key, part), (key, f"{of} - {part}")])
        if ranges == before:
            break
    return {at: each for at, each in ranges.items() if at[0] != TOTAL}


def _narrow(ranges: dict[Cell, Range], whole: Cell, parts: list[Cell]) -> None:
    """Use that a count is the sum of others."""
    low, high = (sum(ranges[part][end] for part in parts) for end in (0, 1))
    known = ranges[whole] = (max(ranges[whole][0], low), min(ranges[whole][1], high))
    for part in parts:
        least, most = ranges[part]
        ranges[part] = (max(least, known[0] - (high - most)), min(most, known[1] - (low - least)))
        low, high = low + ranges[part][0] - least, high + ranges[part][1] - most
