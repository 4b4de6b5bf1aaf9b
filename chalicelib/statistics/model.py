"""What the fold adds up: for every facet, value and month of filing, a handful of counters. Pure.

One tally touches four cells: the nation, its kind, its region and its agency, each in the month of its filing. Counters
are plain sums, so any order and any grouping of the tallies gives the same ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.agencies import places
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.complaints.rules.tally import Tally
from chalicelib.domain.vocabulary import OPEN, Action

NATION: Final = "nation"
"""The one value of the facet of the same name."""


class Facet(StrEnum):
    """What figures are grouped by; there are no others, so two facets are never crossed."""

    NATION = "nation"
    KIND = "kind"
    REGION = "region"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One aggregate: of a facet's value, the complaints filed in a month (`2026-11`)."""

    facet: Facet
    value: str
    month: str


Counters = Mapping[str, int]
Sums = Mapping[Cell, Counters]


def sum_tallies(tallies: Iterable[Tally]) -> dict[Cell, Counter[str]]:
    """The sum of tallies by cell; what comes to nothing is left out."""
    sums: dict[Cell, Counter[str]] = {}
    for tally in tallies:
        increments = compute_increments(tally)
        for cell in list_cells(tally):
            _add(sums.setdefault(cell, Counter()), increments)
    return {cell: nonzero for cell, counters in sums.items() if (nonzero := drop_zeros(counters))}


def drop_zeros(counters: Counters) -> Counter[str]:
    """The counters that count something: a sum that has come back to nothing is the same as none."""
    return Counter({name: value for name, value in counters.items() if value})


def list_cells(tally: Tally) -> tuple[Cell, ...]:
    """The aggregates a tally belongs to."""
    month = tally.filed_on[:7]
    return (
        Cell(Facet.NATION, NATION, month),
        Cell(Facet.KIND, tally.kind, month),
        Cell(Facet.REGION, places.region_of(tally.place), month),
        Cell(Facet.AGENCY, tally.agency, month),
    )


def compute_increments(tally: Tally) -> Counter[str]:
    """What one tally adds to each of its cells. docs/decisions/0011-statistics.md lists the counters."""
    increments: Counter[str] = Counter()
    for name in RECORDS[Action(tally.action)].counters(tally):
        increments[name] += tally.n
    if tally.to:
        increments[f"at.{tally.to}"] += tally.n
    if tally.from_:
        increments[f"at.{tally.from_}"] -= tally.n
    if tally.look == 1:
        # What still owes its first answer, by the day of filing: so what is overdue can be told on any later day.
        increments[f"waiting.{tally.filed_on[8:]}"] += tally.n * ((tally.to in OPEN) - (tally.from_ in OPEN))
    return drop_zeros(increments)


def _add(sums: Counter[str], increments: Counters) -> None:
    for name, value in increments.items():
        sums[name] += value
