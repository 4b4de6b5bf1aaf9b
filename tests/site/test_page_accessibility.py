"""Every page as a person meets it in Chromium: nothing sticks out, nothing shuts anybody out. Pictures are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from static_site.languages import ARABIC, ENGLISH, FRENCH, TAMAZIGHT
from static_site.node import SITE
from static_site.pages import PAGES
from tests.site.journey import answer_until, go_on
from tests.tiers import thorough

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
AXE = (SITE / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8") if SITE.exists() else ""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OTHER_LANGUAGES = [TAMAZIGHT, ENGLISH]
ADDRESSES = ["/", "/404.html", *(page.address(language) for page in PAGES for language in (ARABIC, FRENCH))]
OTHER_ADDRESSES = [page.address(language) for page in PAGES for language in OTHER_LANGUAGES]
STEPS = ["kind", "agency", "place", "facts", "files", "you", "check"]


def take_picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def find_violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def page_name(address: str) -> str:
    return address.strip("/").replace("/", "-") or "chooser"


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize("address", [*ADDRESSES, *thorough(*OTHER_ADDRESSES)])
def test_a_page_is_accessible_and_fits(open_page, address):
    page = open_page(address, width=360)
    assert not scrolls_sideways(page)

    page.set_viewport_size({"width": 320, "height": 800})

    assert not scrolls_sideways(page)
    take_picture(page, f"{page_name(address)}-320")
    assert find_violations(page) == []


@pytest.mark.thorough
@pytest.mark.parametrize("address", [*ADDRESSES, *OTHER_ADDRESSES])
def test_a_page_is_accessible_where_it_is_wide(open_page, address):
    page = open_page(address, width=1280)

    take_picture(page, f"{page_name(address)}-1280")
    assert find_violations(page) == []


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_accessible_empty_wrong_and_filled(open_page, language, step):
    page = open_page(f"/{language}/submit/")
    answer_until(page, step, language)
    if step == "check":
        expect(page.locator("[data-step=check] h1")).to_be_focused()
        take_picture(page, f"{language}-submit-{step}")
        assert find_violations(page) == []
        return

    assert find_violations(page) == []
    if step not in ("place", "files"):
        go_on(page)
        expect(page.locator(".govuk-error-summary:visible")).to_be_focused()
    take_picture(page, f"{language}-submit-{step}")
    assert not scrolls_sideways(page)
    assert find_violations(page) == []


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_the_sending_and_the_confirmation_are_accessible(open_page, portal, language):
    portal.behaviour = ["lose the request"] * 99  # the page tries again by itself, too
    page = open_page(f"/{language}/submit/", width=320)
    answer_until(page, "check", language)
    go_on(page)
    expect(page.locator("[data-retry]")).to_be_visible()
    take_picture(page, f"{language}-submit-not-sent-yet")
    assert find_violations(page) == []

    portal.behaviour.clear()
    page.locator("[data-retry]").click()

    expect(page.locator("[data-sent-number]")).to_be_visible()
    assert not scrolls_sideways(page)
    take_picture(page, f"{language}-submit-sent")
    assert find_violations(page) == []


@pytest.mark.thorough
@pytest.mark.parametrize("address", [*ADDRESSES, *OTHER_ADDRESSES])
def test_nothing_is_cut_when_text_is_spaced_out(open_page, address):
    page = open_page(address, width=320)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert not scrolls_sideways(page)


@pytest.mark.parametrize("address", ["/fr/", "/ar/submit/"])
def test_everything_that_can_be_pressed_is_large_enough(open_page, address):
    page = open_page(address)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, input")]
          .filter((each) => each.checkVisibility() && !each.closest("p, li p, dd, .govuk-skip-link"))
          .filter((each) => !each.closest(".govuk-skip-link"))
          .map((each) => [each.outerHTML.slice(0, 100), each.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.height < 24 || box.width < 24))
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )

    assert small == []


def test_the_focus_is_always_seen(open_page):
    page = open_page("/fr/")
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const focused = document.activeElement;
              const box = focused.getBoundingClientRect();
              const style = getComputedStyle(focused);
              const card = getComputedStyle(focused.closest(".portal-action") ?? focused);
              const marked = [style, card].some((each) => each.boxShadow !== "none" || each.outlineStyle !== "none");
              return marked && box.bottom > 0 && box.top < window.innerHeight;
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_forced_colours_and_less_motion_are_respected(open_page):
    page = open_page("/fr/submit/", forced_colors="active", reduced_motion="reduce")
    take_picture(page, "fr-submit-forced-colours")

    assert find_violations(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.govuk-button')).borderStyle") != "none"


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_the_confirmation_prints_what_counts_and_nothing_else(open_page, language):
    page = open_page(f"/{language}/submit/", width=800)
    answer_until(page, "check", language)
    go_on(page)
    expect(page.locator("[data-sent-number]")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator("[data-sent-number]")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".portal-header__home")).to_be_visible()
    expect(page.locator(".portal-navigation")).to_be_hidden()
    take_picture(page, f"{language}-submit-sent-print")


@pytest.mark.parametrize("language", [ARABIC, *thorough(FRENCH, *OTHER_LANGUAGES)], ids=lambda language: language.code)
def test_no_entry_of_the_navigation_stands_alone_on_a_line(open_page, language):
    for page in (each for each in PAGES if each.name != "agency"):
        opened = open_page(page.address(language))
        lines = [lines_of(opened.locator(".portal-navigation li")), []]
        opened.set_viewport_size({"width": 320, "height": 800})
        lines[1] = lines_of(opened.locator(".portal-navigation li"))
        assert lines == [[4], [2, 2]], page.name


def lines_of(items: Locator) -> list[int]:
    """How many items stand on each line."""
    tops = items.evaluate_all("items => items.map(each => Math.round(each.getBoundingClientRect().top))")
    return [tops.count(top) for top in sorted(set(tops))]
