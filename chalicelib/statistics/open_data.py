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
from chalicelib.statistics.masking import LEAST, Shown
from chalicelib.statistics.measures import DEFINITIONS, SHARES, Measure, percent

METHOD: Final = 2
"""Grows when a figure changes its meaning, or less is shown: what was published before is then replaced at once."""

_TABLES: Final = ("months", "kinds", "regions", "agencies")
# A spreadsheet takes a text that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def national_json(figures: Figures, *, at: datetime, answer_within_days: int) -> bytes:
    """`/data/statistics.json`."""
    content = {
        "generated_at": clock.stamp(at),
        "method": {
            "version": METHOD,
            "counted_by": "month of filing, in the country's time",
            "not_shown": f"null: fewer than {LEAST}, or a number from which such a small one could be worked out",
            "answer_within_days": answer_within_days,
            "definitions": {measure.value: text for measure, text in DEFINITIONS.items()},
        },
        "total": _counts(figures.total),
        **{table: [_row(row) for row in getattr(figures, table)] for table in _TABLES},
    }
    return _json(content)


def agency_json(agency: Row) -> bytes:
    """`/data/statistics/agency/<id>.json`; without a date, so that it changes only with its figures."""
    row = _row(agency)
    return _json({"id": row.pop("code"), "names": row.pop("names"), "total": row})


def read_national(raw: bytes) -> tuple[datetime, int, Figures]:
    """When published figures were made, the days an answer may take, and the figures. Raises ValueError."""
    content = json.loads(raw)
    if content["method"]["version"] != METHOD:
        raise ValueError("figures of another method")
    tables = {table: tuple(_read_row(row) for row in content[table]) for table in _TABLES}
    figures = Figures(total=_read_counts(content["total"]), **tables)
    return clock.read(content["generated_at"]), int(content["method"]["answer_within_days"]), figures


def national_csv(figures: Figures) -> bytes:
    """`/data/statistics.csv` (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(["table", "code", "name_ar", "name_fr", *_columns()])
    for table, row in _lines(figures):
        names = row.names or Names(ar="", fr="")
        values = _counts(row.shown)
        texts = [table, row.code, names.ar, names.fr]
        writer.writerow([*map(_harmless, texts), *(values[column] for column in _columns())])
    return ("\ufeff" + written.getvalue()).encode()


def _lines(figures: Figures) -> Iterator[tuple[str, Row]]:
    yield "total", Row(code="total", names=None, shown=figures.total)
    for table in _TABLES:
        for row in getattr(figures, table):
            yield table, row


def _row(row: Row) -> dict[str, Any]:
    names = {"names": {"ar": row.names.ar, "fr": row.names.fr}} if row.names else {}
    return {"code": row.code, **names, **_counts(row.shown)}


def _columns() -> Sequence[str]:
    return [name for measure in Measure for name in _names(measure)]


def _names(measure: Measure) -> Iterator[str]:
    yield measure.value
    if measure in SHARES:
        yield f"{measure}_percent"


def _counts(shown: Shown) -> dict[str, int | None]:
    counts: dict[str, int | None] = {}
    for measure in Measure:
        counts[measure.value] = shown[measure]
        if measure in SHARES:
            counts[f"{measure}_percent"] = percent(shown[measure], shown[SHARES[measure]], least=LEAST)
    return counts


def _read_row(row: dict[str, Any]) -> Row:
    return Row(code=row["code"], names=Names(**row["names"]) if "names" in row else None, shown=_read_counts(row))


def _read_counts(row: dict[str, Any]) -> Shown:
    return {measure: row[measure.value] for measure in Measure}


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
