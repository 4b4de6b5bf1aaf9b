"""Which counts are not shown, so that nobody can be recognised in them. Pure.

Under LEAST a count is not shown, nor what would give it back: a share's part where the rest is that small, and in a
table whose total is known, further rows until those not shown are two at least and come to LEAST together.
docs/decisions/0011-statistics.md says why that is enough.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

from chalicelib.statistics.measures import RESTS, SHARES, WHOLES, Counts, Measure

LEAST: Final = 5

K = TypeVar("K", bound=Hashable)
_ORDER: Final = (
    Measure.FILED,
    Measure.OPEN,
    Measure.ANSWERS,
    Measure.DUE_OR_GIVEN,
    Measure.ANSWERED,
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
    hidden: set[Measure] = set()
    for measure in _ORDER:
        if _is_small(row, measure) or hidden.intersection(WHOLES.get(measure, ())):
            hidden.add(measure)
    return {measure: None if measure in hidden else row[measure] for measure in Measure}


def shown(rows: Mapping[K, Counts], *, total: Shown) -> dict[K, dict[Measure, int | None]]:
    """The rows of a table whose sums are those of `total`, as it is published.

    Where the total of a measure is not shown, none of its rows is.
    """
    masked: dict[Measure, set[K]] = {}
    for measure in _ORDER:
        first = {key for key, row in rows.items() if _is_small(row, measure)}
        # A part would bound its whole from below, so it is told only of a whole that is told.
        first = first.union(*(masked[whole] for whole in WHOLES.get(measure, ())))
        masked[measure] = _with_company(rows, measure, first) if total[measure] is not None else set(rows)
    return {
        key: {measure: None if key in masked[measure] else row[measure] for measure in Measure}
        for key, row in rows.items()
    }


def _is_small(row: Counts, measure: Measure) -> bool:
    return row[measure] < LEAST or 0 < _rest(row, measure) < LEAST


def _rest(row: Counts, measure: Measure) -> int:
    return row[SHARES[measure]] - row[measure] if measure in RESTS else 0


def _with_company(rows: Mapping[K, Counts], measure: Measure, masked: set[K]) -> set[K]:
    """The masked rows and as many more, the smallest first, as keep them from being worked out of the total."""
    company = set(masked)
    others = sorted((key for key in rows if key not in masked), key=lambda key: (rows[key][measure], str(key)))
    while company and others and not _protects([rows[key] for key in company], measure):
        company.add(others.pop(0))
    return company


def _protects(hidden: Sequence[Counts], measure: Measure) -> bool:
    """Whether what the total tells of hidden rows together is no small count, nor of one row alone."""
    together = sum(row[measure] for row in hidden)
    rest = sum(_rest(row, measure) for row in hidden)
    return len(hidden) > 1 and together >= LEAST and not 0 < rest < LEAST
