"""The published files: JSON and CSV of the figures, and the figures read back from the JSON. Pure.

Null in the JSON and nothing in the CSV stand for what is not shown.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from chalicelib.agencies.model import Names
from chalicelib.core import clock
from chalicelib.statistics.figures import Figures, Row
from chalicelib.statistics.measures import DEFINITIONS, SHARES, Measure, compute_percent
from chalicelib.statistics.releases import MIN_CHANGED_CASES, Table
from chalicelib.statistics.suppression import THRESHOLD, PublishedCounts

METHOD: Final = 3
"""Grows when a figure changes its meaning, or less is shown: what was published before is then replaced at once."""

# A spreadsheet takes a text that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_national_json(figures: Figures, *, at: datetime, answer_within_days: int) -> bytes:
    """`/data/statistics.json`."""
    content = {
        "generated_at": clock.stamp(at),
        "method": {
            "version": METHOD,
            "counted_by": "month of filing, in the country's time",
            "not_shown": f"null: fewer than {THRESHOLD}, or a number from which such a small one could be worked out",
            "repeated": f"a row stays as it was until at least {MIN_CHANGED_CASES} of its cases have changed",
            "answer_within_days": answer_within_days,
            "definitions": {measure.value: text for measure, text in DEFINITIONS.items()},
        },
        "total": _describe_counts(figures.total),
        **{table.value: [_describe_row(row) for row in getattr(figures, table)] for table in Table},
    }
    return _dump_json(content)


def write_agency_json(agency: Row) -> bytes:
    """`/data/statistics/agency/<id>.json`; without a date, so that it changes only with its figures."""
    row = _describe_row(agency)
    return _dump_json({"id": row.pop("code"), "names": row.pop("names"), "total": row})


def read_national_json(raw: bytes) -> tuple[datetime, int, Figures]:
    """When published figures were made, the days an answer may take, and the figures. Raises ValueError."""
    content = json.loads(raw)
    if content["method"]["version"] != METHOD:
        raise ValueError("figures of another method")
    tables = {table: tuple(_read_row(row) for row in content[table]) for table in Table}
    figures = Figures(total=_read_counts(content["total"]), **tables)
    return clock.read(content["generated_at"]), int(content["method"]["answer_within_days"]), figures


def write_national_csv(figures: Figures) -> bytes:
    """`/data/statistics.csv` (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["table", "code", "name_ar", "name_fr", *_list_columns()])
    for table, row in _list_rows(figures):
        names = row.names or Names(ar="", fr="")
        values = _describe_counts(row.counts)
        texts = [table, row.code, names.ar, names.fr]
        writer.writerow([*map(_neutralise_formula, texts), *(values[column] for column in _list_columns())])
    return ("\ufeff" + buffer.getvalue()).encode()


def _list_rows(figures: Figures) -> Iterator[tuple[str, Row]]:
    yield "total", Row(code="total", names=None, counts=figures.total)
    for table in Table:
        for row in getattr(figures, table):
            yield table, row


def _describe_row(row: Row) -> dict[str, Any]:
    names = {"names": {"ar": row.names.ar, "fr": row.names.fr}} if row.names else {}
    return {"code": row.code, **names, **_describe_counts(row.counts)}


def _list_columns() -> Sequence[str]:
    return [name for measure in Measure for name in _list_columns_of(measure)]


def _list_columns_of(measure: Measure) -> Iterator[str]:
    yield measure.value
    if measure in SHARES:
        yield f"{measure}_percent"


def _describe_counts(published: PublishedCounts) -> dict[str, int | None]:
    counts: dict[str, int | None] = {}
    for measure in Measure:
        counts[measure.value] = published[measure]
        if measure in SHARES:
            counts[f"{measure}_percent"] = compute_percent(
                published[measure], published[SHARES[measure]], threshold=THRESHOLD
            )
    return counts


def _read_row(row: dict[str, Any]) -> Row:
    return Row(code=row["code"], names=Names(**row["names"]) if "names" in row else None, counts=_read_counts(row))


def _read_counts(row: dict[str, Any]) -> PublishedCounts:
    return {measure: row[measure.value] for measure in Measure}


def _neutralise_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _dump_json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
