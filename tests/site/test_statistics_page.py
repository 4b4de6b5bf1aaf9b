"""The page of the figures as a person meets it in Chromium: filled with two years, and as the site brings it."""

from __future__ import annotations

import base64
import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.statistics import rendering
from static_site.budgets import get_budget
from static_site.languages import PUBLISHED
from static_site.pages import PAGES
from tests.builders import NOON
from tests.site.submission_stand_in import SubmissionPortal, serve_submissions
from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.statistics.figures import MONTHS, make_large_figures
from tests.tiers import thorough

(PAGE,) = (page for page in PAGES if page.name == "statistics")
LANGUAGES = [language.code for language in PUBLISHED]
A4_WIDTH = 718  # px: 210 mm less the margins that Chromium prints with
TABLES_STICKING_OUT = """tables => tables.map(each => [each, each.closest(".portal-figures__scroll")])
    .filter(([each, frame]) => each.scrollWidth > frame.clientWidth || getComputedStyle(frame).overflowX !== "visible")
    .map(([each]) => each.id || each.innerText)"""

MEAN = """async (png) => {
    const drawn = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d");
    canvas.drawImage(drawn, 0, 0);
    const pixels = canvas.getImageData(0, 0, drawn.width, drawn.height).data;
    return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  }"""


@pytest.fixture(scope="module")
def filled(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the page that the function publishes."""
    copy = tmp_path_factory.mktemp("filled") / "site"
    shutil.copytree(site, copy)
    for language in LANGUAGES:
        folder = copy / language / "statistics"
        shell = (folder / "shell.html").read_text(encoding="utf-8")
        html = rendering.render_page(
            shell, make_large_figures(), made_on=NOON.date(), within_days=60, language=language
        )
        (folder / "index.html").write_text(html, encoding="utf-8")
    return copy


@pytest.fixture
def portal(filled: Path, published_data: Path) -> Iterator[SubmissionPortal]:
    with serve_submissions(filled, published_data) as portal:
        yield portal


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_the_published_page_is_within_the_budget_of_a_content_page(filled: Path, language):
    html = (filled / language.code / "statistics/index.html").read_bytes()

    assert len(gzip.compress(html, 9)) / 1000 <= get_budget(PAGE, language).html


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_the_page_is_accessible_fits_and_needs_no_scripts(open_page, language):
    page = open_page(f"/{language}/statistics/", width=1280, scripts=False)
    take_picture(page, f"{language}-statistics-filled-1280")
    expect(page.locator("#table-months")).to_be_attached()
    assert page.locator("table").first.locator("tbody tr").count() == len(MONTHS)

    page = open_page(f"/{language}/statistics/", width=320)
    take_picture(page, f"{language}-statistics-filled-320")
    assert not scrolls_sideways(page)
    assert find_violations(page) == []


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_a_wide_table_scrolls_by_keyboard_within_its_frame(open_page, language):
    page = open_page(f"/{language}/statistics/", width=320)
    frame = page.locator(".portal-figures__scroll").first

    frame.focus()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")

    expect(frame).to_be_focused()
    assert frame.evaluate("each => each.scrollWidth > each.clientWidth")
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_a_shadow_at_the_edge_shows_that_a_table_goes_on_and_is_gone_at_its_end(open_page, language):
    page = open_page(f"/{language}/statistics/", width=360, scripts=False)
    frame = page.locator(".portal-figures__scroll").nth(1)
    frame.scroll_into_view_if_needed()
    take_picture(page, f"{language}-statistics-goes-on")

    begun = brightness_of_the_edge(page, frame)
    frame.evaluate("each => each.scrollTo(each.dir === 'rtl' || document.dir === 'rtl' ? -9999 : 9999, 0)")
    take_picture(page, f"{language}-statistics-ends")

    assert brightness_of_the_edge(page, frame) > begun + 20


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_the_headings_of_a_table_on_a_phone_take_one_line(open_page, language):
    page = open_page(f"/{language}/statistics/", width=360)

    assert max(page.locator("thead").evaluate_all("all => all.map(each => each.offsetHeight)")) < 48


def brightness_of_the_edge(page, frame) -> float:
    """Of the three outermost columns of pixels at the end of a line of the table's head, from 0 to 255."""
    box = frame.bounding_box()
    at_the_left = page.evaluate("document.dir === 'rtl'")
    clip = {"x": box["x"] + (0 if at_the_left else box["width"] - 3), "y": box["y"], "width": 3, "height": 30}
    picture_of_it = base64.b64encode(page.screenshot(clip=clip)).decode()
    return page.context.new_page().evaluate(MEAN, picture_of_it)


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_the_oldest_month_stands_where_reading_begins(open_page, language):
    page = open_page(f"/{language}/statistics/", width=1280)
    chart = page.locator(".portal-chart__drawing").first
    labels = chart.locator("g text:not(:empty)")

    first, last = (labels.nth(each).bounding_box() for each in (0, -1))

    assert first
    assert last
    assert (first["x"] > last["x"]) is (language == "ar")


def test_the_charts_keep_their_meaning_in_forced_colours(open_page):
    page = open_page("/fr/statistics/", width=800, forced_colors="active")
    take_picture(page, "fr-statistics-forced-colours")

    fills = page.evaluate(
        """() => ["filed", "answered"].map((series) =>
          getComputedStyle(document.querySelector(`.portal-chart__bar--${series}`)).fill)"""
    )

    assert fills[0] != fills[1]


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_the_shell_says_that_there_are_no_figures_yet(site: Path, language):
    shell = (site / language / "statistics/shell.html").read_text(encoding="utf-8")

    assert shell == (site / language / "statistics/index.html").read_text(encoding="utf-8")
    assert shell.count(rendering.BEGIN) == shell.count(rendering.END) == 1
    assert "govuk-inset-text" in shell.partition(rendering.BEGIN)[2].partition(rendering.END)[0]


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
def test_on_paper_no_column_is_cut(open_page, language):
    page = open_page(f"/{language}/statistics/", width=A4_WIDTH)

    page.emulate_media(media="print")

    take_picture(page, f"{language}-statistics-filled-paper")
    assert not scrolls_sideways(page)
    assert page.locator(".portal-figures__table").evaluate_all(TABLES_STICKING_OUT) == []
