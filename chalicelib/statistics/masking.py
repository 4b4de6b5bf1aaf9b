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
"""Wholes before their parts; ANSWERED, which has several, before the other parts of these."""

Shown = Mapping[Measure, int | None]
"""A row as it is published; None is a count that is not shown."""


def shown_alone(row: Counts) -> dict[Measure, int | None]:
    """A row by itself, without a table around it: the nation's total."""
    return shown({"": row}, total=row)[""]


def shown(rows: Mapping[K, Counts], *, total: Shown, moving: bool = False) -> dict[K, dict[Measure, int | None]]:
    """The rows of a table whose sums are those of `total`, as it is published.

    Where the total of a measure is not shown, none of its rows is. `moving` says that cases move from one row to
    another after their filing.
    """
    masked: dict[Measure, set[K]] = {}
    for measure in _ORDER:
        first = {key for key, row in rows.items() if _is_small(row, measure)}
        # A part would bound its whole from below, so it is told only of a whole that is told.
        wholes = _wholes(measure, moving=moving)
        first = first.union(*(masked[whole] for whole in wholes))
        masked[measure] = _with_company(rows, measure, first) if total[measure] is not None else set(rows)
        for whole in _same(rows, measure, masked[measure], wholes):
            masked[whole] = masked[whole] | masked[measure]
    return {
        key: {measure: None if key in masked[measure] else row[measure] for measure in Measure}
        for key, row in rows.items()
    }


def _wholes(measure: Measure, *, moving: bool) -> list[Measure]:
    return [whole for whole in WHOLES.get(measure, ()) if not (moving and whole is Measure.FILED)]


def _is_small(row: Counts, measure: Measure) -> bool:
    """Whether a count, or what it leaves of a whole, is small: nothing left tells of nobody."""
    rests = (abs(row[whole] - row[measure]) for whole in WHOLES.get(measure, ()))
    return row[measure] < LEAST or any(0 < rest < LEAST for rest in rests)


def _same(rows: Mapping[K, Counts], measure: Measure, masked: set[K], wholes: Sequence[Measure]) -> list[Measure]:
    """The wholes that would give the masked counts back, since nothing is left of them: they are the same numbers.

    Where there is but one whole, such a count is small only where the whole is, and hidden with it.
    """
    together = summed(rows[key] for key in masked)
    return [whole for whole in wholes if len(wholes) > 1 and together[whole] == together[measure]]


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
