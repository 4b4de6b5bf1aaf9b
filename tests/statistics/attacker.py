"""Who keeps every publication and works out of all of them together what none of them shows.

The attack bounds each count of each publication by an interval, and narrows these until nothing narrows any more:
rows sum up to their total, a part is never more than its whole, what only grows was never more than it is, and what has
just been published again is exact. Linear programming would use the same facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.statistics.measures import GROWING, WHOLES, Measure, sum_counts
from chalicelib.statistics.releases import Release, ReleasedRow, Table
from chalicelib.statistics.suppression import PublishedCounts
from tests.statistics.portals import Tables

INFINITY = 10**6
TOTAL = "total"
ROUNDS = 60
PARTS = [
    *((part, whole) for part, wholes in WHOLES.items() for whole in wholes),
    (Measure.IN_TIME, Measure.DUE_OR_GIVEN),
]
Name = tuple[int, Table | None, str, str]
"""A count: of which publication, table and row, and which measure or difference of two."""


@dataclass(slots=True)
class Intervals:
    """The least and the most that each count can have been."""

    low: dict[Name, int] = field(default_factory=dict)
    high: dict[Name, int] = field(default_factory=dict)
    narrowed: bool = False

    def add(self, name: Name, value: int | None) -> None:
        """A count that is known, or not."""
        self.low[name], self.high[name] = (0, INFINITY) if value is None else (value, value)

    def bound(self, name: Name, low: int, high: int) -> None:
        """Use that a count lies between these."""
        if low > self.low[name]:
            self.low[name], self.narrowed = low, True
        if high < self.high[name]:
            self.high[name], self.narrowed = high, True

    def use_sum(self, whole: Name, parts: Sequence[Name]) -> None:
        """Use that a count is the sum of others."""
        low, high = (sum(ends[part] for part in parts) for ends in (self.low, self.high))
        self.bound(whole, low, high)
        for part in parts:
            rest_low, rest_high = low - self.low[part], high - self.high[part]
            self.bound(part, self.low[whole] - rest_high, self.high[whole] - rest_low)

    def use_growth(self, earlier: Name, later: Name) -> None:
        """Use that the later count is at least the earlier one."""
        self.bound(later, self.low[earlier], INFINITY)
        self.bound(earlier, 0, self.high[later])


def attack(publications: Sequence[Release]) -> Intervals:
    """What the public files of all publications, from the first to the last, tell of the counts of each."""
    found = Intervals()
    _read_publications(found, publications)
    sums, growths = _list_sums(publications), _list_growths(publications)
    for _ in range(ROUNDS):
        found.narrowed = False
        for whole, parts in sums:
            found.use_sum(whole, parts)
        for earlier, later in growths:
            found.use_growth(earlier, later)
        if not found.narrowed:
            break
    return found


def _read_publications(found: Intervals, publications: Sequence[Release]) -> None:
    seen: dict[tuple[Table | None, str], PublishedCounts] = {}
    for number, release in enumerate(publications):
        for table, key, row in _list_rows(release):
            published = row.publish()
            # A row without a visible change may have been repeated: it is only sure that it has not become less.
            is_new = number == 0 or _has_changed(seen.get((table, key)), published)
            for measure, count in published.items():
                name = (number, table, key, measure)
                found.add(name, count if is_new else None)
                if count is not None and measure in GROWING:
                    found.bound(name, count, INFINITY)
            for part, whole in _list_parts(table):
                found.add((number, table, key, f"{whole} - {part}"), None)
            seen[table, key] = published


def measure_truth(tables: Sequence[Tables]) -> dict[Name, int]:
    """What the counts of each publication, and the differences of their columns, really were."""
    truth: dict[Name, int] = {}
    for number, each in enumerate(tables):
        rows = [(None, TOTAL, sum_counts(each[Table.MONTHS].values()))]
        rows += [(table, key, row) for table in Table for key, row in each[table].items()]
        for table, key, row in rows:
            truth |= {(number, table, key, measure): row[measure] for measure in Measure}
            for part, whole in _list_parts(table):
                truth[number, table, key, f"{whole} - {part}"] = row[whole] - row[part]
    return truth


def _has_changed(before: PublishedCounts | None, after: PublishedCounts) -> bool:
    if before is None:
        return any(count is not None for count in after.values())
    return any(count is not None and before[measure] not in (None, count) for measure, count in after.items())


def _list_rows(release: Release) -> Iterator[tuple[Table | None, str, ReleasedRow]]:
    yield None, TOTAL, release.total
    for table, rows in release.tables.items():
        for key, row in rows.items():
            yield table, key, row


def _list_parts(table: Table | None) -> list[tuple[Measure, Measure]]:
    # What an agency answers was filed with others too.
    return [each for each in PARTS if not (table is Table.AGENCIES and each[1] is Measure.FILED)]


def _list_sums(publications: Sequence[Release]) -> list[tuple[Name, list[Name]]]:
    sums: list[tuple[Name, list[Name]]] = []
    for number, release in enumerate(publications):
        for table, rows in release.tables.items():
            parts = [f"{whole} - {part}" for part, whole in _list_parts(table)]
            sums += [
                ((number, None, TOTAL, name), [(number, table, key, name) for key in rows])
                for name in (*Measure, *parts)
            ]
        for table, key, _ in _list_rows(release):
            for part, whole in _list_parts(table):
                rest = (number, table, key, f"{whole} - {part}")
                sums.append(((number, table, key, whole), [(number, table, key, part), rest]))
    return sums


def _list_growths(publications: Sequence[Release]) -> list[tuple[Name, Name]]:
    rows = [{(table, key) for table, key, _ in _list_rows(release)} for release in publications]
    return [
        ((number - 1, table, key, measure), (number, table, key, measure))
        for number in range(1, len(publications))
        for table, key in rows[number] & rows[number - 1]
        for measure in GROWING
    ]
