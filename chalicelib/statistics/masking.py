"""Which counts are not shown, so that nobody can be recognised in them. Pure.

Under LEAST a count is not shown, nor what would give it back: a part where the rest of its whole is that small, and in
a table whose total is known, further rows until those not shown are two at least and together could be shown.
docs/decisions/0011-statistics.md says why that is enough.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

from chalicelib.statistics.measures import WHOLES, Counts, Measure
from chalicelib.statistics.measures import total as summed

LEAST: Final = 5

K = TypeVar("K", bound=Hashable)
_ORDER: Final = (
    Measure.FILED,
    Measure.ANSWERS,
    Measure.DUE_OR_GIVEN,
    Measure.ANSWERED,
    Measure.OPEN,
    Measure.IN_TIME,
    Measure.REOPENED,
    Measure.RATED,
    Measure.SATISFIED,
)
"""Wholes before their parts."""

Shown = Mapping[Measure, int | None]
"""A row as it is published; None is a count that is not shown."""


def shown_alone(row: Counts) -> dict[Measure, int | None]:
    """A row by itself, without a table around it: the nation's total."""
    masked = _masked({"": row}, row, {measure: set() for measure in Measure}, moving=False)
    return {measure: None if masked[measure] else row[measure] for measure in Measure}


def shown(rows: Mapping[K, Counts], *, total: Shown, moving: bool = False) -> dict[K, dict[Measure, int | None]]:
    """The rows of a table whose sums are those of `total`, as it is published.

    Where the total of a measure is not shown, none of its rows is. `moving` says that cases move from one row to
    another after their filing.
    """
    also: dict[Measure, set[K]] = {measure: set() for measure in Measure}
    masked = _masked(rows, total, also, moving=moving)
    # Without their sum nothing is given back.
    wholes = _wholes(Measure.ANSWERED, moving=moving) if total[Measure.ANSWERED] is not None else []
    while _same(rows, masked[Measure.ANSWERED], wholes) and any(masked[Measure.ANSWERED] - masked[w] for w in wholes):
        also |= {whole: masked[Measure.ANSWERED] | masked[whole] for whole in wholes}
        masked = _masked(rows, total, also, moving=moving)
    return {
        key: {measure: None if key in masked[measure] else row[measure] for measure in Measure}
        for key, row in rows.items()
    }


def _masked(
    rows: Mapping[K, Counts], total: Shown, also: Mapping[Measure, set[K]], *, moving: bool
) -> dict[Measure, set[K]]:
    """The rows in which each measure is hidden, those of `also` among them."""
    masked: dict[Measure, set[K]] = {}
    for measure in _ORDER:
        first = also[measure].union(key for key, row in rows.items() if _is_small(row, measure))
        # A part would bound its whole from below, so it is told only of a whole that is told.
        first = first.union(*(masked[whole] for whole in _wholes(measure, moving=moving)))
        masked[measure] = _with_company(rows, measure, first) if total[measure] is not None else set(rows)
    return masked


def _wholes(measure: Measure, *, moving: bool) -> list[Measure]:
    return [whole for whole in WHOLES.get(measure, ()) if not (moving and whole is Measure.FILED)]


def _is_small(row: Counts, measure: Measure) -> bool:
    """Whether a count, or what it leaves of a whole, is small: nothing left tells of nobody."""
    rests = (abs(row[whole] - row[measure]) for whole in WHOLES.get(measure, ()))
    return row[measure] < LEAST or any(0 < rest < LEAST for rest in rests)


def _same(rows: Mapping[K, Counts], masked: set[K], wholes: Sequence[Measure]) -> bool:
    """Whether nothing is left of some whole in each of the rows in which what was answered is hidden.

    Their sum is then as high as these wholes allow, and so gives every one of them back. Where a part has one whole
    only, such a count is small only where the whole is, and hidden with it.
    """
    return all(rows[key][Measure.ANSWERED] == min(rows[key][whole] for whole in wholes) for key in masked if wholes)


def _with_company(rows: Mapping[K, Counts], measure: Measure, masked: set[K]) -> set[K]:
    """The masked rows and as many more as keep them from being worked out of the total.

    The total tells what they come to together: that must be no small count, nor of one row alone. The smallest row
    that sees to it is added, or, where no single one does, the smallest.
    """
    company = set(masked)
    together = summed(rows[key] for key in company)
    left = sorted((key for key in rows if key not in masked), key=lambda key: (rows[key][measure], str(key)))
    while company and left and (len(company) < 2 or _is_small(together, measure)):
        added = next((key for key in left if not _is_small(summed([together, rows[key]]), measure)), left[0])
        left.remove(added)
        company.add(added)
        together = summed([together, rows[added]])
    return company
