"""What an officer sees of a judgement in Chromium: the rating, what is missing, the queue of second looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_link
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import COORDINATION, FES, a_conversation, a_head, an_answer, an_entry, an_officers_view

pytestmark = pytest.mark.thorough

MISSING = {"fr": "La réponse ne dit pas quand.\nEt l’acte ?", "ar": "الجواب لا يبين متى.\nوأين العقد؟"}
LOW = {"fr": "Pas satisfait (2 sur 5)", "ar": "غير راض (2 من 5)"}


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


def reopened(language, *, look=2, **given):
    """Answered, rated, and to be looked at again."""
    answer = an_answer(language, kept=False)
    where = {"agency": COORDINATION, "from_agency": FES} if look > 2 else {}
    timeline = [
        *a_conversation(language),
        an_entry("answer", "officer", outcome=answer["outcome"], text=answer["reasons"]),
        an_entry("rate", "citizen", score=2),
        an_entry("promise", "citizen", kept=False),
        *[an_entry("reopen", "citizen", text=f"{each}") for each in range(2, look)],
        an_entry("reopen", "citizen", text=MISSING[language], **where),
    ]
    rating = {"score": 2, "comment": None, "at": "2027-01-05T10:00:00Z"}
    given = {"status": "reopened", "look": look, "answer": answer, "rating": rating, **given}
    return an_officers_view(language=language, timeline=timeline, **given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_stands_before_the_earlier_answer_and_its_judgement(open_page, portal, language):
    portal.complaint = reopened(language)

    page = open_link(open_page, language)

    expect(page.locator("[data-missing-text]")).to_have_text(MISSING[language])
    expect(page.locator("[data-missing-text] p")).to_have_attribute("dir", "auto")
    expect(page.locator("[data-part=earlier-answer-title]")).to_be_visible()
    expect(page.locator("[data-part=judgement]")).to_contain_text(LOW[language])
    expect(page.locator("[data-part=judgement] > *")).to_have_count(2)
    above = page.evaluate(
        "document.querySelector('[data-missing]').compareDocumentPosition(document.querySelector('#answer')) & 4"
    )
    assert above == 4
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-agency-second-look")


def test_the_latest_of_several_reasons_is_the_one_to_answer(open_page, portal):
    portal.complaint = reopened("fr", look=3, may=["answer"])

    page = open_link(open_page)

    expect(page.locator("[data-missing-text]")).to_have_text(MISSING["fr"])
    expect(page.locator("[data-part=look]")).to_contain_text("3")
    expect(page.locator("[data-form-box=transfer]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rated_answer_shows_its_rating_and_nothing_is_missing_any_more(open_page, portal, language):
    portal.complaint = reopened(language, status="answered", days_left=None, may=["message", "note"])

    page = open_link(open_page, language)

    expect(page.locator("[data-missing]")).to_be_hidden()
    expect(page.locator("[data-part=answer-title]")).to_be_visible()
    expect(page.locator("[data-part=judgement]")).to_contain_text(LOW[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_supervisor_s_queue_shows_which_look_a_file_is_at(open_page, portal, language):
    portal.scope = "queue"
    portal.queues = {"reopened": [a_head(status="reopened", look=2), a_head(status="reopened", look=3)]}
    page = open_link(open_page, language, screen="queue")

    page.locator("[data-queue=reopened]").click()

    looks = page.locator("[data-queue-list] > li .portal-queue__look")
    expect(looks).to_have_count(2)
    expect(looks.first).not_to_be_empty()
    expect(looks.last).to_contain_text("3")
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-agency-second-looks")
