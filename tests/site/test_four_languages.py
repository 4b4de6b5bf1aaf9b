"""Tamazight and English as people meet them in Chromium: dates and counts, every step and screen once, names of bodies.

The journeys in all their turns run in French and Arabic; what differs between the languages is looked at here.
"""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.locales.dates import long_date
from static_site import node
from static_site.assets import list_script_texts
from static_site.language_facts import get_language_facts
from static_site.languages import PUBLISHED, TAMAZIGHT, Language, load_translations, typeset
from tests.site.complaint_pages import NO_CODES, check_layout, open_link, open_tracking
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import a_head, an_answered_view, an_officers_view
from tests.site.journey import expect_step, go_on
from tests.site.test_page_accessibility import scrolls_sideways, take_picture
from tests.tiers import thorough

pytestmark = pytest.mark.thorough

OTHERS = ["zgh", "en"]
YEAR = [date(2028, 1, 1) + timedelta(days=each) for each in range(366)]
COUNTS = [1, 2, 3, 10, 11, 21, 99, 100, 101]


@pytest.fixture(scope="session")
def say(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`say(language, expression)`: what the site's own dates module answers, in Chromium."""
    folder = tmp_path_factory.mktemp("dates")
    spoken = [
        {"code": each.code, "facts": get_language_facts(each), "texts": list_script_texts(each)} for each in PUBLISHED
    ]
    request = {"output": str(folder), "entries": ["dates"], "languages": spoken}
    files = node.run_tool("scripts.mjs", request)
    page = chromium.new_page()

    def evaluate(language: Language, expression: str, values: list[Any]) -> Any:
        source = base64.b64encode((folder / files[f"dates.{language.code}"]).read_bytes()).decode()
        return page.evaluate(
            f"async (values) => {{ const dates = await import('data:text/javascript;base64,{source}');"
            f" return values.map((value) => {expression}); }}",
            values,
        )

    return evaluate


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_a_date_reads_in_the_browser_as_in_a_mail(say, language):
    shown = say(language, "dates.formatDate(value)", [day.isoformat() for day in YEAR])

    assert shown == [long_date(day, language.code) for day in YEAR]


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_a_count_of_days_takes_the_plural_that_the_catalog_gives_it(say, language):
    left, late = ("{count} day left", "{count} days left"), ("{count} day overdue", "{count} days overdue")
    known = load_translations(language)
    expected = [typeset(known.ngettext(*left, days), language).format(count=days) for days in COUNTS]
    expected += [typeset(known.ngettext(*late, days), language).format(count=days) for days in COUNTS]

    assert say(language, "dates.formatDaysLeft(value)", [*COUNTS, *(-days for days in COUNTS)]) == expected


def test_tamazight_dates_and_counts_are_these(say):
    assert say(TAMAZIGHT, "dates.formatDay(value)", ["2026-11-24", "2027-08-01"]) == [
        "ⴰⵙⵉⵏⴰⵙ 24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026",
        "ⴰⵙⴰⵎⴰⵙ 1 ⵖⵓⵛⵜ 2027",
    ]
    assert say(TAMAZIGHT, "dates.formatMoment(value)", ["2026-11-24T10:30:00Z"]) == ["24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026 ⴳ 10:30"]
    assert say(TAMAZIGHT, "dates.formatDaysLeft(value)", [1, 60, 0, -1, -3]) == [
        "ⵉⵇⵇⵉⵎ 1 ⵏ ⵡⴰⵙⵙ",
        "ⵇⵇⵉⵎⵏ 60 ⵏ ⵡⵓⵙⵙⴰⵏ",
        "ⴷⴰ ⵏⵜⵜⵇⵍ ⵜⴰⵎⵔⴰⵔⵓⵜ ⴰⵙⵙ ⴰⴷ",
        "ⵉⵣⵔⵉ 1 ⵏ ⵡⴰⵙⵙ ⵅⴼ ⵓⵙⴰⴽⵓⴷ",
        "ⵣⵔⵉⵏ 3 ⵏ ⵡⵓⵙⵙⴰⵏ ⵅⴼ ⵓⵙⴰⴽⵓⴷ",
    ]


def look_at(page: Page, name: str) -> None:
    """Every step at the two narrow widths, with its errors too."""
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), (name, width)
    take_picture(page, name)


@pytest.mark.parametrize("language", thorough(*OTHERS))
def test_a_complaint_is_filed_in_it_and_says_so_to_the_portal(open_page, portal, language):
    page = open_page(f"/{language}/submit/", width=320)
    acts = {
        "kind": lambda: page.locator("#kind").check(),
        "agency": lambda: choose_in_arabic(page),
        "place": lambda: None,  # known from the commune
        "facts": lambda: (page.locator("#subject").fill("Fès"), page.locator("#facts").fill("Closed three times.")),
        "files": lambda: None,  # none
        "you": lambda: (
            page.locator("#name").fill("Salma"),
            page.locator("#email").fill("salma@example.com"),
            page.locator("#consent").check(),
        ),
    }
    for name, act in acts.items():
        if name not in ("place", "files"):
            go_on(page)  # too early: the errors must fit too
            expect(page.locator(".govuk-error-summary:visible")).to_be_focused()
        look_at(page, f"{language}-submit-{name}")
        act()
        go_on(page)
        expect(page.locator(f"[data-step={name}]")).to_be_hidden()
    expect_step(page, "check")
    look_at(page, f"{language}-submit-check")
    expect(page.locator("[data-answer=agency_id]")).to_have_attribute("lang", "fr")
    expect(page.locator("[data-answer=place]")).to_have_attribute("lang", "fr")
    go_on(page)

    expect(page.locator("[data-sent-number]")).to_be_visible()
    expect(page.locator("[data-sent-agency] [lang=fr]")).to_have_text("Commune de Fès")
    look_at(page, f"{language}-submit-sent")
    assert json.loads(portal.received[-1][1])["citizen"]["language"] == language


def choose_in_arabic(page: Page) -> None:
    """Names are searched in both languages, whatever the page's; they are shown in French."""
    page.locator("#agency-search").press_sequentially("جماعة فاس")
    page.locator("#agency-commune-fes").check()
    expect(page.locator("label[for=agency-commune-fes]")).to_have_attribute("lang", "fr")


def test_going_from_french_to_tamazight_and_english_keeps_the_step_and_the_answers(open_page):
    page = open_page("/fr/submit/")
    page.locator("#kind").check()
    go_on(page)
    expect_step(page, "agency")

    for language in OTHERS:
        page.locator(f".portal-languages__link[hreflang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect_step(page, "agency")

    page.locator("[data-step=agency] .govuk-back-link").click()
    expect(page.locator("#kind")).to_be_checked()


class TestOverAStandInWithCases:
    """The pages behind a number or a signed link."""

    @pytest.fixture
    def portal(self, site, published_data):
        with serve_complaints(site, published_data) as portal:
            yield portal

    @pytest.mark.parametrize("language", thorough(*OTHERS))
    def test_a_file_with_its_answer_is_read_by_its_citizen(self, open_page, portal, language):
        portal.complaint = an_answered_view("fr")

        page = open_tracking(open_page, language)

        expect(page.locator("[data-part=agency] bdi")).to_have_attribute("lang", "fr")
        expect(page.locator(".portal-history__byline bdi[lang=fr]").first).to_have_text("Commune de Fès")
        assert not NO_CODES.search(page.locator("main").inner_text())
        check_layout(page, f"{language}-track-answered")

    @pytest.mark.parametrize("language", thorough(*OTHERS))
    def test_a_file_and_the_forms_of_its_officer_fit(self, open_page, portal, language):
        portal.complaint = an_officers_view(language="fr")

        page = open_link(open_page, language)
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")

        assert not NO_CODES.search(page.locator("main").inner_text())
        check_layout(page, f"{language}-agency-file")

    @pytest.mark.parametrize("language", thorough(*OTHERS))
    def test_the_queue_of_an_agency_fits(self, open_page, portal, language):
        portal.scope = "queue"
        portal.queues = {"open": [a_head(), a_head(days_left=-3, due_on="2026-11-21")]}

        page = open_link(open_page, language, screen="queue")

        expect(page.locator(".portal-queue__place bdi").first).to_have_attribute("lang", "fr")
        check_layout(page, f"{language}-agency-queue")
