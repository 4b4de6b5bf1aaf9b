"""Which cells of a table are suppressed, so that nobody can be recognised in them. Pure.

Primary suppression hides counts under THRESHOLD, and parts that leave so few of their whole. Secondary suppression
hides further cells, so that the table's total does not give the first ones back. docs/decisions/0011-statistics.md.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from chalicelib.statistics.measures import GROWING, WHOLES, Counts, Measure, sum_counts

THRESHOLD: Final = 5
"""Smaller counts are suppressed."""

MIN_INTERVAL: Final = 3
"""How wide the interval of a suppressed small count stays, whatever was published before."""

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

PublishedCounts = Mapping[Measure, int | None]
"""A row as it is published; None is a suppressed cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Generic[K]):
    """What earlier publications tell of the rows of a table.

    `current` are the rows as they stand now, `undisclosed` by how much each count has changed since it was shown,
    `unsummed` since the sum of all rows was. `repeated` are the rows that are published as they were last time,
    `kept_suppressed` the cells that may not be shown yet, `protected` the small ones that stood in the last sum beside
    enough others.
    """

    current: Mapping[K, Counts]
    undisclosed: Mapping[K, Counts]
    unsummed: Mapping[K, Counts]
    repeated: frozenset[K] = frozenset()
    kept_suppressed: Mapping[Measure, frozenset[K]] = field(default_factory=dict)
    protected: Mapping[Measure, frozenset[K]] = field(default_factory=dict)

    @classmethod
    def start(cls, rows: Mapping[K, Counts]) -> "History[K]":
        """That of rows of which nothing was ever published."""
        return cls(current=rows, undisclosed=rows, unsummed=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression(Generic[K]):
    """The suppressed rows of each measure: all of them, and those that are so for their own sake (`primary`).

    `exposed` are the measures in which a small count can be bounded closely, whichever rows are suppressed.
    """

    cells: Mapping[Measure, frozenset[K]]
    primary: Mapping[Measure, frozenset[K]]
    exposed: frozenset[Measure]

    def apply(self, rows: Mapping[K, Counts]) -> dict[K, PublishedCounts]:
        """The rows as they are published."""
        return {
            key: {measure: None if key in self.cells[measure] else row[measure] for measure in Measure}
            for key, row in rows.items()
        }

    def measures_of(self, key: K) -> frozenset[Measure]:
        """What is suppressed in a row."""
        return frozenset(measure for measure in Measure if key in self.cells[measure])


def suppress_total(row: Counts, *, forced: Iterable[Measure] = ()) -> dict[Measure, int | None]:
    """The nation's total, a row without a table around it; `forced` are suppressed whatever their counts are."""
    table = _Table(
        rows={"": row},
        total=row,
        history=History.start({"": row}),
        has_transfers=False,
        forced={measure: {""} for measure in forced},
    )
    cells, _ = table.suppress()
    return {measure: None if cells[measure] else row[measure] for measure in Measure}


def suppress_table(
    rows: Mapping[K, Counts], *, total: PublishedCounts, has_transfers: bool = False, history: History[K] | None = None
) -> Suppression[K]:
    """Suppress cells of a table whose sums are those of `total`, as it is published.

    Where the total of a measure is suppressed, all of its rows are. `has_transfers` says that cases move from one row
    to another after their filing.
    """
    table = _Table(
        rows=rows,
        total=total,
        history=history or History.start(rows),
        has_transfers=has_transfers,
        forced={},
    )
    cells, primary = table.suppress()
    while forced := table.list_inferable_wholes(cells):
        table.forced = {measure: table.forced.get(measure, set()) | keys for measure, keys in forced.items()}
        cells, primary = table.suppress()
    exposed = {measure for measure in Measure if total[measure] is not None and table.is_exposed(measure, cells)}
    return Suppression(
        cells={measure: frozenset(keys) for measure, keys in cells.items()},
        primary={measure: frozenset(keys) for measure, keys in primary.items()},
        exposed=frozenset(exposed),
    )


def is_small(row: Counts, measure: Measure) -> bool:
    """Whether a count, or what it leaves of a whole, is small: nothing left tells of nobody."""
    rests = (abs(row[whole] - row[measure]) for whole in WHOLES.get(measure, ()))
    return row[measure] < THRESHOLD or any(0 < rest < THRESHOLD for rest in rests)


_Cells = dict[Measure, set[K]]


@dataclass(slots=True, kw_only=True)
class _Table(Generic[K]):
    rows: Mapping[K, Counts]
    total: PublishedCounts
    history: History[K]
    has_transfers: bool
    forced: dict[Measure, set[K]]

    def suppress(self) -> tuple[_Cells[K], _Cells[K]]:
        """All suppressed cells, and those that are so for their own sake or as secondary ones added now."""
        cells: _Cells[K] = {}
        primary: _Cells[K] = {}
        for measure in _ORDER:
            first = self.forced.get(measure, set()).union(
                key for key, row in self.rows.items() if is_small(row, measure)
            )
            # A part would bound its whole from below, so it is told only of a whole that is told.
            first = first.union(*(cells[whole] for whole in self.wholes_of(measure)))
            kept = self.history.kept_suppressed.get(measure, frozenset()) & self.rows.keys()
            if self.total[measure] is None:
                cells[measure], primary[measure] = set(self.rows), first
                continue
            cells[measure] = self._add_secondary(measure, first | kept)
            primary[measure] = cells[measure] - (kept - first)
        return cells, primary

    def wholes_of(self, measure: Measure) -> list[Measure]:
        return [w for w in WHOLES.get(measure, ()) if not (self.has_transfers and w is Measure.FILED)]

    def list_inferable_wholes(self, cells: _Cells[K]) -> _Cells[K]:
        """The wholes that must be suppressed too, since with them a suppressed part could be worked out."""
        inferable: _Cells[K] = {measure: set(keys) for measure, keys in self.forced.items()}
        wholes = self.wholes_of(Measure.ANSWERED)
        if self.total[Measure.ANSWERED] is not None and self._sum_gives_back(cells[Measure.ANSWERED], wholes):
            inferable |= {whole: cells[Measure.ANSWERED] | cells[whole] for whole in wholes}
        for part in GROWING & WHOLES.keys():
            for key in cells[part]:
                for whole in self._list_narrow_wholes(part, key, cells):
                    inferable.setdefault(whole, set()).add(key)
        return inferable if any(keys - cells[measure] for measure, keys in inferable.items()) else {}

    def _sum_gives_back(self, cells: set[K], wholes: Sequence[Measure]) -> bool:
        """Whether nothing is left of some whole in each of the rows in which what was answered is suppressed.

        Their sum is then as high as these wholes allow, and so gives every one of them back. Where a part has one
        whole only, such a count is small only where the whole is, and suppressed with it.
        """
        return any(
            all(rows[key][Measure.ANSWERED] == min(rows[key][whole] for whole in wholes) for key in cells)
            for rows in (self.rows, self.history.current)
        )

    def _list_narrow_wholes(self, part: Measure, key: K, cells: _Cells[K]) -> list[Measure]:
        """The wholes of which a part leaves few, where what the part was once shown as is almost all it can be."""
        row = self.rows[key]
        shown = [whole for whole in self.wholes_of(part) if key not in cells[whole]]
        known = self.history.current[key][part] - self.history.undisclosed[key][part]
        if not shown or min(row[whole] for whole in shown) - known >= MIN_INTERVAL:
            return []
        return [whole for whole in shown if 0 < row[whole] - row[part] < THRESHOLD]

    def is_exposed(self, measure: Measure, cells: _Cells[K]) -> bool:
        return not self._hides_enough(measure, cells[measure])

    def _add_secondary(self, measure: Measure, first: set[K]) -> set[K]:
        """Add rows until what is suppressed is at least two rows, together not small, and not bounded closely.

        The smallest single row that sees to it is added, or, where none does, the smallest.
        """
        cells = set(first)
        together = sum_counts(self.rows[key] for key in cells)
        left = sorted((key for key in self.rows if key not in cells), key=lambda key: self._rank(measure, key))
        while cells and left and not self._is_protected(measure, cells, together):
            enough = (
                key
                for key in left
                if self._is_protected(measure, cells, sum_counts([together, self.rows[key]]), added=key)
            )
            added = next(enough, left[0])
            left.remove(added)
            cells.add(added)
            together = sum_counts([together, self.rows[added]])
        return cells

    def _rank(self, measure: Measure, key: K) -> tuple[bool, int, str]:
        # A count that was told before, and has not changed since, hides nothing beside it.
        return self.history.undisclosed[key][measure] == 0, self.rows[key][measure], str(key)

    def _is_protected(self, measure: Measure, cells: set[K], together: Counts, *, added: K | None = None) -> bool:
        if len(cells) + (added is not None) < 2 or is_small(together, measure):
            return False
        return self._hides_enough(measure, cells, added=added)

    def _hides_enough(self, measure: Measure, cells: set[K], *, added: K | None = None) -> bool:
        """Whether the other rows leave each small count of `cells` an interval, if the sum of all rows is known."""
        history = self.history
        small = {key for key in cells if history.current[key][measure] and is_small(history.current[key], measure)}
        before = small & history.protected.get(measure, frozenset())
        hidden = cells | history.repeated | ({added} if added is not None else set())
        return all(
            sum(changes[key][measure] for key in hidden) - max(changes[key][measure] for key in counts) >= MIN_INTERVAL
            for counts, changes in ((before, history.undisclosed), (small - before, history.unsummed))
            if counts
        )
