"""How a release is written as JSON, to be kept in the table, and read back. Pure.

Counts stand as lists in the order of the measures, null where there is none.
"""

import json
from collections.abc import Iterable
from typing import Any

from chalicelib.core import clock
from chalicelib.statistics.measures import Counts, Measure
from chalicelib.statistics.releases import Release, ReleasedRow, Table


def dump(release: Release) -> bytes:
    """The release as JSON; the same one gives the same bytes."""
    content = {
        "at": clock.stamp(release.at),
        "method": release.method,
        "answer_within_days": release.answer_within_days,
        "total": _dump_row(release.total),
        "tables": {table: {key: _dump_row(row) for key, row in rows.items()} for table, rows in release.tables.items()},
    }
    return json.dumps(content, separators=(",", ":")).encode()


def load(raw: bytes) -> Release:
    """The release that `dump` wrote."""
    content = json.loads(raw)
    tables = {
        Table(table): {key: _load_row(row) for key, row in rows.items()} for table, rows in content["tables"].items()
    }
    return Release(
        at=clock.read(content["at"]),
        method=content["method"],
        answer_within_days=content["answer_within_days"],
        total=_load_row(content["total"]),
        tables=tables,
    )


def _dump_row(row: ReleasedRow) -> list[list[int | None]]:
    return [
        _dump_counts(row.counts),
        _dump_flags(row.suppressed),
        _dump_counts(row.last_shown),
        _dump_counts(row.protected_at),
        _dump_counts(row.last_summed),
        _dump_flags(row.protected_in_sum),
    ]


def _load_row(raw: list[list[Any]]) -> ReleasedRow:
    counts, suppressed, last_shown, protected_at, last_summed, protected_in_sum = raw
    return ReleasedRow(
        counts=_load_counts(counts),
        suppressed=_load_flags(suppressed),
        last_shown=_load_counts(last_shown),
        protected_at=_load_counts(protected_at),
        last_summed=_load_counts(last_summed),
        protected_in_sum=_load_flags(protected_in_sum),
    )


def _dump_counts(counts: Counts) -> list[int | None]:
    return [counts.get(measure) for measure in Measure]


def _load_counts(raw: Iterable[int | None]) -> Counts:
    return {measure: count for measure, count in zip(Measure, raw, strict=True) if count is not None}


def _dump_flags(measures: frozenset[Measure]) -> list[int | None]:
    return [int(measure in measures) for measure in Measure]


def _load_flags(raw: Iterable[int]) -> frozenset[Measure]:
    return frozenset(measure for measure, flag in zip(Measure, raw, strict=True) if flag)
