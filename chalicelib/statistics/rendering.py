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

from chalicelib.domain.words import KINDS
from chalicelib.locales import RIGHT_TO_LEFT, numbers, translations
from chalicelib.locales.dates import long_date, month_and_year, month_name
from chalicelib.locales.typography import typeset
from chalicelib.statistics import charts
from chalicelib.statistics.charts import Chart
from chalicelib.statistics.figures import Figures, Row
from chalicelib.statistics.measures import SHARES, Measure, compute_percent
from chalicelib.statistics.suppression import THRESHOLD

BEGIN: Final = "<!-- figures -->"
END: Final = "<!-- /figures -->"
"""What stands between these in the shell is what a reader sees while there are no figures."""

_MONTHS: Final = 24
_AGENCIES: Final = 20


def render_page(shell: str, figures: Figures, *, made_on: date, within_days: int, language: str) -> str:
    """The whole page; the shell as it is where too little was filed. Raises ValueError for a shell without marks."""
    before, begun, rest = shell.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError("a shell without its marks")
    if figures.total[Measure.FILED] is None:
        return shell
    return f"{before}{_render_figures(figures, made_on, within_days, language)}{after}"


def _render_figures(figures: Figures, made_on: date, within_days: int, language: str) -> str:
    months = figures.months[-_MONTHS:]
    html = (
        _make_environment(language)
        .get_template("figures.html")
        .render(
            total=figures.total,
            months=months,
            kinds=figures.kinds,
            regions=figures.regions,
            agencies=select_largest_agencies(figures.agencies, language),
            made_on=made_on,
            within_days=within_days,
            drawings=_draw_charts(months, mirrored=language in RIGHT_TO_LEFT),
        )
    )
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def select_largest_agencies(agencies: Sequence[Row], language: str) -> list[Row]:
    """The agencies with most filings, in the order of the alphabet: a list by numbers would be read as a ranking."""
    counted = [(row.counts[Measure.FILED] or 0, row) for row in agencies if row.counts[Measure.FILED] is not None]
    most = sorted(counted, key=lambda each: (-each[0], each[1].code))[:_AGENCIES]
    return sorted((row for _, row in most), key=lambda row: (_make_sort_key(_get_name(row, language)), row.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, and what its first series says: lowest and highest value, and the month of the latter."""

    chart: Chart
    lowest: int
    highest: int
    month: str


def _draw_chart(codes: Sequence[str], series: dict[str, list[int | None]], **options: Any) -> Drawing | None:
    chart = charts.lay_out_chart(codes, series, **options)
    main = [(value, code) for value, code in zip(next(iter(series.values())), codes, strict=True) if value is not None]
    if chart is None or not main:
        return None
    highest, month = max(main)
    return Drawing(chart=chart, lowest=min(main)[0], highest=highest, month=month)


def _draw_charts(months: Sequence[Row], *, mirrored: bool) -> dict[str, Drawing | None]:
    codes = [row.code for row in months]

    def list_counts(measure: Measure) -> list[int | None]:
        return [row.counts[measure] for row in months]

    def list_shares(measure: Measure) -> list[int | None]:
        return [_compute_share(row, measure) for row in months]

    filed = {"filed": list_counts(Measure.FILED), "answered": list_counts(Measure.ANSWERED)}
    ratings = {"satisfied": list_shares(Measure.SATISFIED), "rated": list_shares(Measure.RATED)}
    return {
        "filed": _draw_chart(codes, filed, mirrored=mirrored),
        "in_time": _draw_chart(codes, {"in_time": list_shares(Measure.IN_TIME)}, mirrored=mirrored, highest=100),
        "satisfied": _draw_chart(codes, ratings, mirrored=mirrored, highest=100),
    }


def _compute_share(row: Row, measure: Measure) -> int | None:
    return compute_percent(row.counts[measure], row.counts[SHARES[measure]], threshold=THRESHOLD)


def _get_name(row: Row, language: str) -> str:
    return row.names.in_language(language) if row.names else row.code


def _make_sort_key(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)).casefold()


@lru_cache
def _make_environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = translations(language)

    def say(text: str, **values: object) -> Markup:
        return escape(typeset(texts.gettext(text), language)).format(**values)

    environment.globals.update(
        _=say,
        kind_names={kind.value: say(name) for kind, name in KINDS.items()},
        threshold=THRESHOLD,
        whole_of={measure.value: whole.value for measure, whole in SHARES.items()},
        width=charts.WIDTH,
        height=charts.HEIGHT,
    )
    environment.filters.update(_make_filters(language))
    return environment


def _make_filters(language: str) -> dict[str, Any]:
    return {
        "number": lambda value: numbers.number(value, language),
        "percent": lambda value: numbers.percent(value, language),
        "share": lambda counts, measure: compute_percent(
            counts[measure], counts[SHARES[Measure(measure)]], threshold=THRESHOLD
        ),
        "day": lambda day: long_date(day, language).replace(" ", "\u00a0"),
        "month": lambda code: month_and_year(date.fromisoformat(f"{code}-01"), language),
        "month_name": lambda code: month_name(date.fromisoformat(f"{code}-01"), language),
        "month_number": lambda code: str(int(code[5:])),
        "name": lambda row: _get_name(row, language),
    }
