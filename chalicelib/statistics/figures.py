"""The counts as they stand, the figures as they are published: one total and four tables of it. Pure.

`releases` decides which counts are published, `open_data` writes them as files, `rendering` as a page.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.agencies.model import Names
from chalicelib.statistics.measures import Counts, Measure, compute_counts
from chalicelib.statistics.model import Cell, Facet, Sums
from chalicelib.statistics.releases import Release, Table
from chalicelib.statistics.suppression import PublishedCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: of which month, kind, region or agency, and its counts; None is a suppressed one."""

    code: str
    names: Names | None
    counts: PublishedCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The nation's total and its tables. Agencies of which nothing can be shown are left out."""

    total: PublishedCounts
    months: tuple[Row, ...]
    kinds: tuple[Row, ...]
    regions: tuple[Row, ...]
    agencies: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentCounts:
    """All counts, nothing suppressed, as they stand on a day."""

    by_cell: Mapping[Cell, Counts]

    @classmethod
    def compute(cls, sums: Sums, *, today: date, answer_within_days: int) -> "CurrentCounts":
        """What the sums say on this day."""
        return cls(
            by_cell={
                cell: compute_counts(counters, month=cell.month, today=today, answer_within_days=answer_within_days)
                for cell, counters in sums.items()
            }
        )

    def sum_by_month(self, facet: Facet) -> dict[str, Counts]:
        """The counts of a facet by month, of all its values together."""
        return _sum_by_key((cell.month, counts) for cell, counts in self.by_cell.items() if cell.facet is facet)

    def sum_by_value(self, facet: Facet) -> dict[str, Counts]:
        """The counts of a facet by value, of all months together."""
        return _sum_by_key((cell.value, counts) for cell, counts in self.by_cell.items() if cell.facet is facet)

    def tabulate(self, *, kinds: Iterable[str], regions: Iterable[str]) -> dict[Table, dict[str, Counts]]:
        """The rows of all tables; kinds and regions stand there even where nothing was filed."""
        nothing = dict.fromkeys(Measure, 0)
        return {
            Table.MONTHS: self.sum_by_month(Facet.NATION),
            Table.KINDS: {**dict.fromkeys(kinds, nothing), **self.sum_by_value(Facet.KIND)},
            Table.REGIONS: {**dict.fromkeys(regions, nothing), **self.sum_by_value(Facet.REGION)},
            Table.AGENCIES: self.sum_by_value(Facet.AGENCY),
        }


def build_figures(release: Release, *, regions: Mapping[str, Names], agencies: Mapping[str, Names]) -> Figures:
    """The published figures of a release."""
    rows = {table: {key: row.publish() for key, row in released.items()} for table, released in release.tables.items()}
    by_agency = {code: row for code, row in rows[Table.AGENCIES].items() if set(row.values()) != {None}}
    return Figures(
        total=release.total.publish(),
        months=tuple(Row(code=month, names=None, counts=row) for month, row in sorted(rows[Table.MONTHS].items())),
        kinds=tuple(Row(code=kind, names=None, counts=row) for kind, row in rows[Table.KINDS].items()),
        regions=_add_names(rows[Table.REGIONS], regions),
        agencies=_add_names(by_agency, agencies),
    )


def _add_names(rows: Mapping[str, PublishedCounts], names: Mapping[str, Names]) -> tuple[Row, ...]:
    return tuple(
        Row(code=code, names=names.get(code) or Names(ar=code, fr=code), counts=rows[code]) for code in sorted(rows)
    )


def _sum_by_key(parts: Iterable[tuple[str, Counts]]) -> dict[str, Counts]:
    sums: dict[str, Counter[Measure]] = {}
    for key, counts in parts:
        sums.setdefault(key, Counter(dict.fromkeys(Measure, 0))).update(counts)
    return dict(sums)
