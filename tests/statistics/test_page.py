"""The page: every published language, whole, within its budget, and the same at each rendering."""

import gzip
import re
from dataclasses import replace

import pytest

from chalicelib.agencies.model import Names
from chalicelib.locales import LANGUAGES
from chalicelib.statistics import charts, rendering
from chalicelib.statistics.figures import Figures, Row
from chalicelib.statistics.measures import Measure
from tests.builders import NOON
from tests.statistics.figures import MONTHS, make_large_figures

SHELL = f"<main>{rendering.BEGIN}<p>Nothing yet</p>{rendering.END}</main>"


def page(figures: Figures, language: str = "fr", shell: str = SHELL) -> str:
    return rendering.render_page(shell, figures, made_on=NOON.date(), within_days=60, language=language)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return make_large_figures()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_table_chart_and_link(figures: Figures, language: str) -> None:
    html = page(figures, language)

    assert "Nothing yet" not in html
    assert re.findall(r'<caption[^>]*id="([\w-]+)"', html) == [
        "table-months",
        "table-kinds",
        "table-regions",
        "table-agencies",
    ]
    assert re.findall(r'figcaption[^>]*id="([\w-]+)"', html) == ["chart-filed", "chart-in-time", "chart-satisfied"]
    assert html.count("<tr>") == 4 + len(MONTHS) + 4 + 12 + 20
    assert 'href="/data/statistics.csv"' in html
    assert not re.search(r"\{\w*\}|None|undefined", html)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_is_inline_and_no_english_is_left(figures: Figures, language: str) -> None:
    html = page(figures, language)

    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", html)
    assert not re.search(r"Filed|Answered|Satisfaction, and|not shown|Month\b", html)


def test_the_same_figures_give_the_same_bytes(figures: Figures) -> None:
    assert page(figures) == page(figures)


def test_a_shell_without_its_marks_is_refused(figures: Figures) -> None:
    with pytest.raises(ValueError, match="marks"):
        page(figures, shell="<main></main>")


def test_what_is_not_shown_is_said_in_words(figures: Figures) -> None:
    hidden = Row(code="2026-12", names=None, counts=dict.fromkeys(Measure))

    html = page(replace(figures, months=(hidden,)))

    assert html.count("non affiché") >= 7
    assert "moins de 5" in html
    assert "chart-filed" not in html


def test_in_a_country_with_160000_filings_a_year_hardly_anything_is_hidden() -> None:
    shown = make_large_figures(filings=13_500)

    for row in (*shown.months, *shown.kinds, *shown.regions):
        assert None not in row.counts.values(), row.code
    for row in rendering.select_largest_agencies(shown.agencies, "fr"):
        assert None not in row.counts.values(), row.code


def test_the_agencies_with_most_cases_are_listed_by_the_alphabet_not_by_rank() -> None:
    def row(number: int, name: str, filed: int | None) -> Row:
        counts = {**dict.fromkeys(Measure), Measure.FILED: filed}
        return Row(code=str(number), names=Names(ar=name, fr=name), counts=counts)

    small = [row(each, f"Zone {each:02d}", 6) for each in range(19)]
    agencies = [row(97, "Zèbre", 900), row(98, "Équipement", 50), row(99, "Dernière", 5), row(96, "Rien", None), *small]

    listed = [each.names.fr for each in rendering.select_largest_agencies(agencies, "fr") if each.names]

    assert len(listed) == 20
    assert (listed[0], listed[1]) == ("Équipement", "Zèbre")
    assert "Dernière" not in listed
    assert "Rien" not in listed


def test_time_runs_from_right_to_left_where_one_reads_so() -> None:
    series: dict[str, list[int | None]] = {"filed": [10, 20, None, 30], "answered": [5, None, None, 30]}

    plain = charts.lay_out_chart(MONTHS[:4], series, mirrored=False)
    mirrored = charts.lay_out_chart(MONTHS[:4], series, mirrored=True)

    assert plain
    assert mirrored
    assert [bar.x for bar in plain.bars] == [charts.WIDTH - bar.x - bar.width for bar in mirrored.bars]
    assert len(plain.bars) == 5, "what is not shown has no bar"
    assert [mark.x for mark in plain.suppression_marks] == [
        charts.WIDTH - mark.x for mark in mirrored.suppression_marks
    ]
    assert plain.axis == charts.WIDTH - mirrored.axis


def test_a_month_that_is_not_shown_has_a_mark_and_one_without_any_case_has_none() -> None:
    chart = charts.lay_out_chart(MONTHS[:3], {"filed": [9, None, 0]}, mirrored=False)

    assert chart
    assert [mark.x for mark in chart.suppression_marks] == [chart.labels[1].x]
    assert len(chart.bars) == 1


def test_a_series_of_which_nothing_is_shown_is_left_out_and_the_legend_says_so(figures: Figures) -> None:
    months = [replace(row, counts={**row.counts, Measure.ANSWERED: None}) for row in figures.months]

    html = page(replace(figures, months=tuple(months)))

    filed, _, others = html.partition('id="chart-filed"')[2].partition("</figure>")
    assert "Ayant reçu une réponse\u00a0: non affiché" in filed
    assert "portal-chart__bar--answered" not in filed
    assert "portal-chart__withheld" not in filed
    assert "portal-chart__bar--in_time" in others


def test_every_month_has_its_label_and_a_year_beside_the_first_and_each_january() -> None:
    two_years = charts.lay_out_chart(MONTHS, {"filed": [7] * 24}, mirrored=False)
    few = charts.lay_out_chart(MONTHS[-3:], {"filed": [7] * 3}, mirrored=False)

    assert two_years
    assert few
    assert [label.code for label in two_years.labels] == MONTHS
    assert [label.code for label in two_years.labels if label.with_year] == ["2025-01", "2026-01"]
    assert [label.with_year for label in few.labels] == [True, False, False]
    assert (few.has_month_names, two_years.has_month_names) == (True, False)


def test_few_months_fill_the_width() -> None:
    chart = charts.lay_out_chart(MONTHS[:3], {"filed": [7] * 3, "answered": [5] * 3}, mirrored=False)

    assert chart
    right = max(bar.x + bar.width for bar in chart.bars)
    assert right > charts.WIDTH * 0.8


def test_bars_stand_on_the_axis_within_the_drawing_and_are_as_high_as_their_values() -> None:
    chart = charts.lay_out_chart(MONTHS, {"filed": list(range(1, 25)), "answered": [7] * 24}, mirrored=False)

    assert chart
    assert {bar.y + bar.height for bar in chart.bars} == {chart.ticks[0].y}
    assert all(0 <= bar.x <= charts.WIDTH - bar.width for bar in chart.bars)
    assert all(bar.y >= chart.ticks[-1].y for bar in chart.bars)
    heights = [bar.height for bar in chart.bars if bar.series == "filed"]
    assert heights == sorted(heights)


@pytest.mark.parametrize(("highest", "top"), [(1, 2), (4, 4), (5, 10), (11, 20), (1234, 2000), (9999, 10_000)])
def test_the_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    chart = charts.lay_out_chart(MONTHS[:1], {"filed": [highest]}, mirrored=False)

    assert chart
    assert [tick.value for tick in chart.ticks] == [0, top // 2, top]


def test_without_any_value_there_is_no_chart() -> None:
    assert charts.lay_out_chart(MONTHS[:2], {"filed": [None, None]}, mirrored=False) is None


def test_two_years_of_every_region_fit_the_budget_with_room_for_the_frame(figures: Figures) -> None:
    for language in LANGUAGES:
        assert len(gzip.compress(page(figures, language).encode(), 9)) < 7500, language
