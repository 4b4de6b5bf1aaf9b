"""The figures as they are published: one total and four tables of it, masked. Pure; the same sums give the same ones.

`open_data` writes them as files, `rendering` as a page.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.agencies.model import Names
from chalicelib.statistics import masking
from chalicelib.statistics.masking import Shown
from chalicelib.statistics.measures import Counts, Measure, measured, total
from chalicelib.statistics.model import Cell, Facet, Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: of which month, kind, region or agency, and its counts; None is a count that is not shown."""

    code: str
    names: Names | None
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The nation's total and its tables. Agencies of which not even the filings can be shown are left out."""

    total: Shown
    months: tuple[Row, ...]
    kinds: tuple[Row, ...]
    regions: tuple[Row, ...]
    agencies: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All counts, not yet masked, as they stand on a day."""

    by_cell: Mapping[Cell, Counts]

    @classmethod
    def on(cls, today: date, sums: Sums, *, answer_within_days: int) -> "Standing":
        """What the sums say on this day."""
        return cls(
            by_cell={
                cell: measured(counters, month=cell.month, today=today, answer_within_days=answer_within_days)
                for cell, counters in sums.items()
            }
        )

    def months(self, facet: Facet, value: str | None = None) -> dict[str, Counts]:
        """The counts of a facet by month, of one value or of all together."""
        return _summed(
            (cell.month, counts)
            for cell, counts in self.by_cell.items()
            if cell.facet is facet and value in (None, cell.value)
        )

    def values(self, facet: Facet) -> dict[str, Counts]:
        """The counts of a facet by value, of all months together."""
        return _summed((cell.value, counts) for cell, counts in self.by_cell.items() if cell.facet is facet)


def national(
    standing: Standing, *, kinds: Iterable[str], regions: Mapping[str, Names], agencies: Mapping[str, Names]
) -> Figures:
    """The published figures; kinds and regions stand there even where nothing was filed."""
    every = {kind: total([]) for kind in kinds}, {code: total([]) for code in regions}
    whole = masking.shown_alone(total(standing.months(Facet.NATION).values()))
    months = masking.shown(standing.months(Facet.NATION), total=whole)
    by_kind = masking.shown({**every[0], **standing.values(Facet.KIND)}, total=whole)
    by_region = masking.shown({**every[1], **standing.values(Facet.REGION)}, total=whole)
    by_agency = masking.shown(standing.values(Facet.AGENCY), total=whole, moving=True)
    return Figures(
        total=whole,
        months=tuple(Row(code=month, names=None, shown=months[month]) for month in sorted(months)),
        kinds=tuple(Row(code=kind, names=None, shown=by_kind[kind]) for kind in by_kind),
        regions=_named(by_region, regions),
        agencies=tuple(
            row for row in _named(by_agency, agencies) if any(count is not None for count in row.shown.values())
        ),
    )


def _named(rows: Mapping[str, Shown], names: Mapping[str, Names]) -> tuple[Row, ...]:
    return tuple(
        Row(code=code, names=names.get(code) or Names(ar=code, fr=code), shown=rows[code]) for code in sorted(rows)
    )


def _summed(parts: Iterable[tuple[str, Counts]]) -> dict[str, Counts]:
    summed: dict[str, Counter[Measure]] = {}
    for key, counts in parts:
        summed.setdefault(key, Counter(dict.fromkeys(Measure, 0))).update(counts)
    return dict(summed)
