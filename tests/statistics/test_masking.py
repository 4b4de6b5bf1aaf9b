"""No count under five is shown, and none can be worked out of what is: an attacker tries, over random tables."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.statistics import masking
from chalicelib.statistics.masking import LEAST, Shown
from chalicelib.statistics.measures import RESTS, SHARES, WHOLES, Counts, Measure, total

enough = settings(max_examples=120, deadline=None)
Table = dict[str, Counts]
INFINITY = 10**9
FITS = [(part, whole) for part, wholes in WHOLES.items() for whole in wholes]


@st.composite
def rows(draw: st.DrawFn) -> Counts:
    """A row whose parts fit their wholes; small counts are what matters."""
    small = st.one_of(st.integers(0, 7), st.integers(0, 40))
    filed, opened, answers = draw(small), draw(small), draw(small)
    answered = draw(st.integers(0, answers))
    due = answered + draw(st.integers(0, 6))
    rated = draw(st.integers(0, answers))
    return {
        Measure.FILED: filed,
        Measure.OPEN: opened,
        Measure.ANSWERED: answered,
        Measure.DUE_OR_GIVEN: due,
        Measure.IN_TIME: draw(st.integers(0, answered)),
        Measure.REOPENED: draw(st.integers(0, answered)),
        Measure.ANSWERS: answers,
        Measure.RATED: rated,
        Measure.SATISFIED: draw(st.integers(0, rated)),
    }


tables = st.dictionaries(st.sampled_from("abcdefghijkl"), rows(), min_size=1, max_size=12)


@enough
@given(tables)
def test_nothing_under_five_is_shown(table: Table) -> None:
    whole = masking.shown_alone(total(table.values()))
    shown = masking.shown(table, total=whole)

    for row in (whole, *shown.values()):
        assert all(count is None or count >= LEAST for count in row.values())
        for part, of in SHARES.items():
            rest = None if row[part] is None or row[of] is None else row[of] - row[part]
            assert part not in RESTS or rest is None or rest == 0 or rest >= LEAST, part
            assert row[part] is None or row[of] is not None, part


@enough
@given(tables)
def test_what_is_shown_is_true(table: Table) -> None:
    shown = masking.shown(table, total=masking.shown_alone(total(table.values())))

    for key, row in shown.items():
        assert all(count in (None, table[key][measure]) for measure, count in row.items())


@enough
@given(tables)
def test_nothing_hidden_can_be_worked_out(table: Table) -> None:
    whole = masking.shown_alone(total(table.values()))
    shown = masking.shown(table, total=whole)

    for (key, measure), (lowest, highest) in bounds(shown, whole).items():
        assert lowest < highest, (key, measure, lowest)


@enough
@given(tables)
def test_what_hidden_rows_come_to_together_is_not_small_either(table: Table) -> None:
    whole = masking.shown_alone(total(table.values()))
    shown = masking.shown(table, total=whole)

    for measure, known in whole.items():
        hidden = [key for key in table if shown[key][measure] is None]
        if known is not None and hidden:
            assert len(hidden) > 1
            assert sum(table[key][measure] for key in hidden) >= LEAST


@enough
@given(st.lists(tables, min_size=1, max_size=4))
def test_the_months_of_agencies_do_not_give_their_hidden_totals_away(agencies: list[Table]) -> None:
    sums = {str(number): total(months.values()) for number, months in enumerate(agencies)}
    by_agency = masking.shown(sums, total=masking.shown_alone(total(sums.values())))

    for number, months in enumerate(agencies):
        shown = masking.shown(months, total=by_agency[str(number)])
        for measure in Measure:
            if by_agency[str(number)][measure] is None:
                assert all(row[measure] is None for row in shown.values())


@enough
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(table: Table, dice: Any) -> None:
    whole = masking.shown_alone(total(table.values()))
    keys = list(table)
    dice.shuffle(keys)

    assert masking.shown({key: table[key] for key in keys}, total=whole) == masking.shown(table, total=whole)


def test_a_row_that_could_be_subtracted_takes_the_next_smallest_with_it() -> None:
    table = {
        name: {**dict.fromkeys(Measure, 0), Measure.FILED: filed}
        for name, filed in zip("abcd", (3, 9, 20, 30), strict=True)
    }

    shown = masking.shown(table, total=masking.shown_alone(total(table.values())))

    assert [shown[name][Measure.FILED] for name in "abcd"] == [None, None, 20, 30]


def test_a_table_of_large_counts_hides_nothing() -> None:
    table = {name: dict.fromkeys(Measure, size) for name, size in zip("abc", (50, 60, 70), strict=True)}

    shown = masking.shown(table, total=masking.shown_alone(total(table.values())))

    assert shown == table


def test_the_attacker_of_these_tests_does_find_what_is_badly_hidden() -> None:
    hidden: dict[str, Shown] = {
        "a": dict.fromkeys(Measure),
        "b": {**dict.fromkeys(Measure, 10)},
    }
    whole = dict.fromkeys(Measure, 13)

    assert set(bounds(hidden, whole).values()) == {(3, 3)}


def bounds(shown: Mapping[str, Shown], whole: Shown) -> dict[tuple[str, Measure], tuple[int, int]]:
    """The range an attacker can give each hidden count: from the totals, and from parts fitting their wholes."""
    ranges = {
        (key, measure): (0, INFINITY) if count is None else (count, count)
        for key, row in shown.items()
        for measure, count in row.items()
    }
    before: dict[tuple[str, Measure], tuple[int, int]] = {}
    while before != ranges:
        before = dict(ranges)
        for measure, known in whole.items():
            if known is not None:
                _narrow_by_total(ranges, list(shown), measure, known)
        for key in shown:
            for part, of in FITS:
                ranges[key, part] = (ranges[key, part][0], min(ranges[key, part][1], ranges[key, of][1]))
                ranges[key, of] = (max(ranges[key, of][0], ranges[key, part][0]), ranges[key, of][1])
    return {at: ranges[at] for at in ranges if shown[at[0]][at[1]] is None}


def _narrow_by_total(
    ranges: dict[tuple[str, Measure], tuple[int, int]], keys: list[str], measure: Measure, known: int
) -> None:
    for key in keys:
        others = [ranges[other, measure] for other in keys if other != key]
        lowest = known - min(INFINITY, sum(high for _, high in others))
        highest = known - sum(low for low, _ in others)
        before = ranges[key, measure]
        ranges[key, measure] = (max(before[0], lowest), min(before[1], highest))
