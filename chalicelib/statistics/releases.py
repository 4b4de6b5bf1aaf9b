"""What was published last, and what may be published next to it, so that nobody is found by comparing both. Pure.

A release holds what no public file does: the counts behind suppressed cells. docs/decisions/0011-statistics.md has the
rules and says what they protect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.statistics.measures import Counts, Measure, count_changed_cases, sum_counts
from chalicelib.statistics.suppression import (
    THRESHOLD,
    History,
    PublishedCounts,
    Suppression,
    is_small,
    suppress_table,
    suppress_total,
)

MIN_CHANGED_CASES: Final = 5
"""A row is published again when so many of its cases have changed."""


class Table(StrEnum):
    """The tables of the total, by their names in the published files."""

    MONTHS = "months"
    KINDS = "kinds"
    REGIONS = "regions"
    AGENCIES = "agencies"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedRow:
    """A row as it was published last.

    `last_shown` is what each measure was when it was shown last, `protected_at` what a suppressed one was when it last
    needed to be. `last_summed` is what it really was when the total was shown last, and `protected_in_sum` says whether
    it was suppressed then.
    """

    counts: Counts
    suppressed: frozenset[Measure]
    last_shown: Counts
    protected_at: Counts
    last_summed: Counts
    protected_in_sum: frozenset[Measure]

    def publish(self) -> PublishedCounts:
        """What the public sees of it."""
        return {measure: None if measure in self.suppressed else self.counts[measure] for measure in Measure}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A publication of all figures, decided at a moment, by a version of the method and a delay for answers."""

    at: datetime
    method: int
    answer_within_days: int
    total: ReleasedRow
    tables: Mapping[Table, Mapping[str, ReleasedRow]]

    def has_same_figures(self, other: "Release") -> bool:
        """Whether the public would see nothing new in the other one."""
        return self.list_published_values() == other.list_published_values()

    def list_published_values(self) -> tuple[object, ...]:
        """What the public sees of it, and under which method and delay it was made."""
        rows = {table: {key: row.publish() for key, row in rows.items()} for table, rows in self.tables.items()}
        return self.method, self.answer_within_days, self.total.publish(), rows


_NOTHING: Final = ReleasedRow(
    counts=dict.fromkeys(Measure, 0),
    suppressed=frozenset(Measure),
    last_shown={},
    protected_at={},
    last_summed={},
    protected_in_sum=frozenset(),
)
"""A row that was never published."""

_Rows = Mapping[str, ReleasedRow]


def plan_release(
    last: Release | None,
    tables: Mapping[Table, Mapping[str, Counts]],
    *,
    at: datetime,
    method: int,
    answer_within_days: int,
) -> Release | None:
    """The release that may follow the last one; None where the last has to stay.

    It has to where cases filed could be worked out of it: so it is in the first days of a small portal's month.
    """
    plans = {
        table: _plan_table(table, rows, None if last is None else last.tables[table]) for table, rows in tables.items()
    }
    current = sum_counts(tables[Table.MONTHS].values())
    total = _Total(current=current, before=None if last is None else last.total)
    suppressions = total.suppress_with(plans.values())
    if Measure.FILED in total.exposed and last is not None and Measure.FILED not in last.total.suppressed:
        return None
    row = total.release()
    summed = frozenset(Measure) - row.suppressed
    return Release(
        at=at,
        method=method,
        answer_within_days=answer_within_days,
        total=row,
        tables={
            table: plan.release(suppression, summed=summed)
            for (table, plan), suppression in zip(plans.items(), suppressions, strict=True)
        },
    )


class _Total:
    """The nation's total: repeated like a row, and suppressed in a measure that the tables can't protect."""

    def __init__(self, *, current: Counts, before: ReleasedRow | None) -> None:
        self.before = before or _NOTHING
        is_repeated = before is not None and count_changed_cases(before.counts, current) < MIN_CHANGED_CASES
        self.current = current
        self.counts = self.before.counts if is_repeated else current
        self.exposed: frozenset[Measure] = frozenset()

    def suppress_with(self, plans: Iterable["_TablePlan"]) -> list[Suppression[str]]:
        """Suppress the total and the tables; what a table exposes is suppressed in all of them."""
        plans = list(plans)
        while True:
            published = self.publish()
            suppressions = [plan.suppress(published) for plan in plans]
            exposed = self.exposed.union(*(each.exposed for each in suppressions))
            if exposed == self.exposed:
                return suppressions
            self.exposed = exposed

    def publish(self) -> PublishedCounts:
        return suppress_total(self.counts, forced=self.exposed | _list_kept_suppressed(self.before, self.counts))

    def release(self) -> ReleasedRow:
        suppressed = frozenset(measure for measure, count in self.publish().items() if count is None)
        primary = frozenset(measure for measure in suppressed if is_small(self.counts, measure))
        return _release_row(
            self.before,
            self.counts,
            suppressed=suppressed,
            primary=primary,
            current=self.current,
            summed=frozenset(Measure) - suppressed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _TablePlan:
    """A table with its rows as they are now, as they were published last, and as they may be published next."""

    table: Table
    before: _Rows
    current: Mapping[str, Counts]
    counts: Mapping[str, Counts]
    repeated: frozenset[str]

    def suppress(self, total: PublishedCounts) -> Suppression[str]:
        history = History(
            current=self.current,
            undisclosed=self._count_changes({key: row.last_shown for key, row in self.before.items()}),
            unsummed=self._count_changes({key: row.last_summed for key, row in self.before.items()}),
            repeated=self.repeated,
            kept_suppressed=self._list_kept_suppressed(),
            protected={
                measure: frozenset(key for key, row in self.before.items() if measure in row.protected_in_sum)
                for measure in Measure
            },
        )
        has_transfers = self.table is Table.AGENCIES
        return suppress_table(self.counts, total=total, has_transfers=has_transfers, history=history)

    def release(self, suppression: Suppression[str], *, summed: frozenset[Measure]) -> dict[str, ReleasedRow]:
        return {
            key: _release_row(
                self.before.get(key, _NOTHING),
                counts,
                suppressed=suppression.measures_of(key),
                primary=frozenset(measure for measure in Measure if key in suppression.primary[measure]),
                current=self.current[key],
                summed=summed,
            )
            for key, counts in self.counts.items()
        }

    def _count_changes(self, since: Mapping[str, Counts]) -> Mapping[str, Counts]:
        return {
            # Of what has become less no more is unknown than what there is.
            key: {
                measure: min(count, abs(count - since.get(key, {}).get(measure, 0))) for measure, count in row.items()
            }
            for key, row in self.current.items()
        }

    def _list_kept_suppressed(self) -> Mapping[Measure, frozenset[str]]:
        kept = {
            key: _list_kept_suppressed(self.before.get(key, _NOTHING), counts) for key, counts in self.counts.items()
        }
        return {measure: frozenset(key for key in kept if measure in kept[key]) for measure in Measure}


def _plan_table(table: Table, current: Mapping[str, Counts], before: _Rows | None) -> _TablePlan:
    # A row whose aggregates are gone has come back to nothing.
    current = {**dict.fromkeys(before or {}, _NOTHING.counts), **current}
    repeated = frozenset() if before is None else _list_repeated(before, current)
    counts = {key: (before or {}).get(key, _NOTHING).counts if key in repeated else row for key, row in current.items()}
    return _TablePlan(table=table, before=before or {}, current=current, counts=counts, repeated=repeated)


def _list_repeated(before: _Rows, current: Mapping[str, Counts]) -> frozenset[str]:
    """The rows of which fewer than five cases changed, and such others that together it is none, or five at least.

    Otherwise the total, and the rows that are published again, would tell of the few.
    """
    changes = {key: count_changed_cases(before.get(key, _NOTHING).counts, row) for key, row in current.items()}
    repeated = {key for key, change in changes.items() if change < MIN_CHANGED_CASES}
    others = sorted(changes.keys() - repeated, key=lambda key: (changes[key], key))
    for added in (*others, None):
        then = sum_counts(before.get(key, _NOTHING).counts for key in repeated)
        if count_changed_cases(then, sum_counts(current[key] for key in repeated)) not in range(1, MIN_CHANGED_CASES):
            break
        repeated |= {added} if added is not None else set()
    return frozenset(repeated)


def _list_kept_suppressed(before: ReleasedRow, counts: Counts) -> frozenset[Measure]:
    """The suppressed cells that have not changed by five since they needed to be: shown, they would give that back."""
    return frozenset(
        measure for measure, count in before.protected_at.items() if abs(counts[measure] - count) < THRESHOLD
    )


def _release_row(
    before: ReleasedRow,
    counts: Counts,
    *,
    suppressed: frozenset[Measure],
    primary: frozenset[Measure],
    current: Counts,
    summed: frozenset[Measure],
) -> ReleasedRow:
    shown = {measure: count for measure, count in counts.items() if measure not in suppressed}
    still = {measure: count for measure, count in before.protected_at.items() if measure in suppressed}
    needed = {measure: current[measure] for measure in primary & suppressed}
    hidden_in_sum = {measure for measure in summed & suppressed if current[measure]}
    return ReleasedRow(
        counts=counts,
        suppressed=suppressed,
        last_shown={**before.last_shown, **shown},
        protected_at={**still, **needed},
        last_summed={**before.last_summed, **{measure: current[measure] for measure in summed}},
        protected_in_sum=before.protected_in_sum - summed | hidden_in_sum,
    )
