"""The page: the site's shell with the figures put in, in one language. Pure; the same figures give the same bytes."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.locales import RIGHT_TO_LEFT, numbers, translations
from chalicelib.locales.dates import long_date, month_and_year, month_name
from chalicelib.locales.typography import typeset
from chalicelib.statistics import charts
from chalicelib.statistics.charts import Chart
from chalicelib.statistics.figures import Figures, Row
from chalicelib.statistics.masking import LEAST
from chalicelib.statistics.measures import SHARES, Measure, percent

BEGIN: Final = "<!-- figures -->"
END: Final = "<!-- /figures -->"
"""What stands between these in the shell is what a reader sees while there are no figures."""

_MONTHS: Final = 24
_AGENCIES: Final = 20


def page(shell: str, figures: Figures, *, made_on: date, within_days: int, language: str) -> str:
    """The whole page; the shell as it is where too little was filed. Raises ValueError for a shell without marks."""
    before, begun, rest = shell.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError("a shell without its marks")
    if figures.total[Measure.FILED] is None:
        return shell
    return f"{before}{_figures(figures, made_on, within_days, language)}{after}"


def _figures(figures: Figures, made_on: date, within_days: int, language: str) -> str:
    months = figures.months[-_MONTHS:]
    html = (
        _environment(language)
        .get_template("figures.html")
        .render(
            total=figures.total,
            months=months,
            kinds=figures.kinds,
            regions=figures.regions,
            agencies=largest(figures.agencies, language),
            made_on=made_on,
            within_days=within_days,
            drawings=_drawings(months, mirrored=language in RIGHT_TO_LEFT),
        )
    )
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def largest(agencies: Sequence[Row], language: str) -> list[Row]:
    """The agencies with most filings, in the order of the alphabet: a list by numbers would be read as a ranking."""
    counted = [(row.shown[Measure.FILED] or 0, row) for row in agencies if row.shown[Measure.FILED] is not None]
    most = sorted(counted, key=lambda each: (-each[0], each[1].code))[:_AGENCIES]
    return sorted((row for _, row in most), key=lambda row: (_alphabetical(_name(row, language)), row.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, and what its first series says: lowest and highest value, and the month of the latter."""

    chart: Chart
    lowest: int
    highest: int
    month: str


def _drawing(codes: Sequence[str], series: dict[str, list[int | None]], **options: Any) -> Drawing | None:
    chart = charts.by_month(codes, series, **options)
    main = [(value, code) for value, code in zip(next(iter(series.values())), codes, strict=True) if value is not None]
    if chart is None or not main:
        return None
    highest, month = max(main)
    return Drawing(chart=chart, lowest=min(main)[0], highest=highest, month=month)


def _drawings(months: Sequence[Row], *, mirrored: bool) -> dict[str, Drawing | None]:
    codes = [row.code for row in months]

    def counts(measure: Measure) -> list[int | None]:
        return [row.shown[measure] for row in months]

    def shares(measure: Measure) -> list[int | None]:
        return [_percent(row, measure) for row in months]

    filed = {"filed": counts(Measure.FILED), "answered": counts(Measure.ANSWERED)}
    judged = {"satisfied": shares(Measure.SATISFIED), "rated": shares(Measure.RATED)}
    return {
        "filed": _drawing(codes, filed, mirrored=mirrored),
        "in_time": _drawing(codes, {"in_time": shares(Measure.IN_TIME)}, mirrored=mirrored, highest=100),
        "satisfied": _drawing(codes, judged, mirrored=mirrored, highest=100),
    }


def _percent(row: Row, measure: Measure) -> int | None:
    return percent(row.shown[measure], row.shown[SHARES[measure]], least=LEAST)


def _name(row: Row, language: str) -> str:
    return row.names.in_language(language) if row.names else row.code


def _alphabetical(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)).casefold()


@lru_cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = translations(language)

    def say(text: str, **values: object) -> Markup:
        return escape(typeset(texts.gettext(text), language)).format(**values)

    made.globals.update(
        _=say,
        least=LEAST,
        whole_of={measure.value: whole.value for measure, whole in SHARES.items()},
        width=charts.WIDTH,
        height=charts.HEIGHT,
    )
    made.filters.update(_filters(language))
    return made


def _filters(language: str) -> dict[str, Any]:
    return {
        "number": lambda value: numbers.number(value, language),
        "percent": lambda value: numbers.percent(value, language),
        "share": lambda shown, measure: percent(shown[measure], shown[SHARES[Measure(measure)]], least=LEAST),
        "day": lambda day: long_date(day, language).replace(" ", "\u00a0"),
        "month": lambda code: month_and_year(date.fromisoformat(f"{code}-01"), language),
        "month_name": lambda code: month_name(date.fromisoformat(f"{code}-01"), language),
        "month_number": lambda code: str(int(code[5:])),
        "name": lambda row: _name(row, language),
    }
