"""Text that somebody typed in two scripts, in Chromium: each line in its own direction, wherever it is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.site.complaint_pages import open_link, open_tracking
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import a_view, an_officers_view
from tests.site.journey import answer_until, go_on
from tests.site.test_page_accessibility import take_picture
from tests.tiers import thorough

pytestmark = pytest.mark.thorough

LANGUAGES = ["ar", *thorough("fr")]
TYPED = "توجهت إلى الشباك ثلاث مرات.\nLe guichet était fermé.\n+212 6 12 34 56 78"
# Where each line begins and ends, and its first character: px from the left edge of the text's box.
LINES = """text => {
    const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
    const box = text.getBoundingClientRect();
    let start = 0;
    return node.data.split("\\n").map((line) => {
        const range = document.createRange();
        const at = (from, to) => {
            range.setStart(node, from);
            range.setEnd(node, to);
            const { left, right } = range.getBoundingClientRect();
            return { left: left - box.left, right: box.right - right };
        };
        const [whole, first] = [at(start, start + line.length), at(start, start + 1)];
        start += line.length + 1;
        return { whole, first };
    });
}"""


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


def each_line_has_its_own_direction(text: Locator) -> None:
    expect(text).to_be_visible()
    arabic, french, phone = text.evaluate(LINES)
    assert arabic["whole"]["right"] < arabic["whole"]["left"]
    assert arabic["first"]["right"] == pytest.approx(arabic["whole"]["right"], abs=1)
    for line in (french, phone):
        assert line["whole"]["left"] < line["whole"]["right"]
        assert line["first"]["left"] == pytest.approx(line["whole"]["left"], abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_a_file_shows_each_line_in_its_own_direction(open_page, portal, language, side):
    view = a_view if side == "citizen" else an_officers_view
    portal.complaint = view(language=language, facts=TYPED)

    page = (open_tracking if side == "citizen" else open_link)(open_page, language, width=1280)
    if side == "citizen":
        page.locator("details[data-paper] > summary").click()

    take_picture(page, f"{language}-{side}-two-scripts")
    each_line_has_its_own_direction(page.locator("[data-part=facts] .portal-typed"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_step_shows_each_line_in_its_own_direction(open_page, language):
    page = open_page(f"/{language}/submit/", width=1280)
    answer_until(page, "facts", language)
    page.locator("#subject").fill("Guichet")
    page.locator("#facts").fill(TYPED)
    go_on(page)
    go_on(page)
    for field, value in {"name": "Salma", "email": "salma@example.com"}.items():
        page.locator(f"#{field}").fill(value)
    page.locator("#consent").check()
    go_on(page)

    take_picture(page, f"{language}-check-two-scripts")
    each_line_has_its_own_direction(page.locator("[data-answer=facts]"))
