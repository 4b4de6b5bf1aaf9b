"""One complaint on the agency's page in Chromium: what the officer sees, and every action. Pictures are kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.site import complaint_views
from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_link
from tests.site.complaint_stand_in import record_event, serve_complaints
from tests.site.complaint_views import NUMBER, REASONS, REPLIED, a_conversation, an_entry, an_officers_view

pytestmark = pytest.mark.thorough

SEARCHED = {"fr": "cnss", "ar": "الضمان الاجتماعي"}


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        portal.complaint = an_officers_view()
        yield portal


def open_box(page: Page, act: str) -> None:
    page.locator(f"[data-form-box={act}] > summary").click()


def send_message(page: Page, act: str) -> None:
    page.locator(f"[data-form={act}] [data-submit]").click()


def decide(page: Page, language: str, outcome: str = "granted") -> None:
    open_box(page, "answer")
    page.locator(f"[name=outcome][value={outcome}]").check()
    page.locator("#reasons").fill(REASONS[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_due_date_comes_first_then_the_facts_and_the_citizen(open_page, portal, language):
    portal.complaint = an_officers_view(language=language, timeline=a_conversation(language))

    page = open_link(open_page, language)

    expect(page.locator("[data-screen=complaint] h1")).to_be_focused()
    expect(page.locator("[data-part=lead]")).to_contain_text("2027")
    expect(page.locator("[data-part=facts]")).to_be_visible()
    expect(page.locator("[data-part=contact]")).to_contain_text("salma@example.com")
    expect(page.locator("[data-notes-block]")).to_be_hidden()
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-agency-file")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confidential_citizen_stays_unknown_and_notes_are_marked(open_page, portal, language):
    portal.complaint = an_officers_view(
        language=language, status="in_progress", look=2, days_left=-3, due_on="2026-11-21",
        notes=[{"seq": 2, "at": "2026-11-25T10:00:00Z", "text": REPLIED[language]}],
        citizen={"name": None, "email": None, "phone": None, "language": language, "confidential": True},
    )  # fmt: skip

    page = open_link(open_page, language)

    expect(page.locator("[data-confidential]")).to_be_visible()
    expect(page.locator("[data-part=contact] > div")).to_have_count(1)
    expect(page.locator("[data-notes-block]")).to_contain_text(REPLIED[language])
    expect(page.locator(".portal-notes__warning")).to_be_visible()
    expect(page.locator("[data-part=late]")).to_be_visible()
    check_layout(page, f"{language}-agency-confidential")


def test_only_what_the_portal_allows_is_offered(open_page, portal):
    portal.complaint = an_officers_view(may=["message", "note"], status="answered", days_left=None)

    page = open_link(open_page)

    shown = [each.get_attribute("data-form-box") for each in page.locator("[data-form-box]:visible").all()]
    assert shown == ["message", "note"]


def test_nothing_is_offered_where_nothing_is_allowed(open_page, portal):
    portal.complaint = an_officers_view(may=[], status="closed", days_left=None)
    page = open_link(open_page)

    expect(page.locator("[data-actions]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_button_takes_charge(open_page, portal, language):
    portal.on_command = record_event("take_charge", "officer", status="in_progress", may=["answer"])
    page = open_link(open_page, language)

    send_message(page, "charge")

    expect(page.locator("[data-said]")).to_be_focused()
    expect(page.locator("[data-form-box=charge]")).to_be_hidden()
    assert portal.find_requests("/charge")[0].json == {}


@pytest.mark.parametrize(("act", "path"), [("question", "questions"), ("message", "messages"), ("note", "notes")])
def test_words_reach_the_portal(open_page, portal, act, path):
    portal.on_command = record_event("ask_citizen", "officer")
    page = open_link(open_page)
    open_box(page, act)
    send_message(page, act)
    expect(page.locator(f"#{act}-text-error")).to_be_visible()

    page.locator(f"#{act}-text").fill(" Bonjour ")
    send_message(page, act)

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.find_requests(f"/{path}")[0].json["text"] == "Bonjour"
    expect(page.locator(f"#{act}-text")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_everything_that_is_missing(open_page, portal, language):
    portal.complaint = an_officers_view(language=language)
    page = open_link(open_page, language)
    open_box(page, "answer")
    page.locator("#reasons").fill("trop court")
    page.locator("#promised_on").fill("2020-01-01")
    send_message(page, "answer")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary li")).to_have_count(3)
    check_layout(page, f"{language}-agency-answer-errors")
    assert portal.find_requests("/answers") == []


def test_the_ground_is_asked_only_where_the_request_cannot_be_handled(open_page, portal):
    page = open_link(open_page)
    decide(page, "fr")
    expect(page.locator("[data-ground]")).to_be_hidden()
    page.locator("[name=outcome][value=not_admissible]").check()
    expect(page.locator("[data-ground]")).to_be_visible()
    send_message(page, "answer")
    expect(page.locator("#ground-error")).to_be_visible()

    page.locator("[name=ground][value=outside_scope]").check()
    page.locator("[name=outcome][value=refused]").check()
    send_message(page, "answer")

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.find_requests("/answers")[0].json["ground"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_on_an_earlier_state_shows_what_is_new_and_waits(open_page, portal, language):
    portal.complaint = an_officers_view(language=language)
    page = open_link(open_page, language)
    decide(page, language)
    portal.refuse = [("/answers", "stale")]
    portal.add_event(an_entry("message", "citizen", text=REPLIED[language]))
    send_message(page, "answer")

    expect(page.locator("[data-form=answer] [data-news-title]")).to_be_focused()
    expect(page.locator("[data-form=answer] [data-news] li")).to_have_count(1)
    expect(page.locator("[data-form=answer] [data-news]")).to_contain_text(REPLIED[language])
    expect(page.locator("#reasons")).to_have_value(REASONS[language])
    check_layout(page, f"{language}-agency-stale")
    send_message(page, "answer")

    expect(page.locator("[data-said]")).to_be_focused()
    first, second = portal.find_requests("/answers")
    assert (first.json["version"], second.json["version"]) == (1, 2)
    assert first.key != second.key


def test_what_has_become_impossible_can_still_be_copied(open_page, portal):
    page = open_link(open_page)
    decide(page, "fr")
    portal.complaint.update(status="withdrawn", days_left=None, may=[])
    portal.add_event(an_entry("withdraw", "citizen"))

    page.locator("[data-refresh]").click()

    expect(page.locator("[data-form-box=answer] [data-over]")).to_be_visible()
    expect(page.locator("#reasons")).to_have_value(REASONS["fr"])
    expect(page.locator("[data-form=answer] [data-submit]")).to_be_hidden()


def test_a_long_answer_survives_a_reload(open_page, portal):
    page = open_link(open_page)
    decide(page, "fr", "partly_granted")

    page.reload()

    expect(page.locator("#reasons")).to_have_value(REASONS["fr"])
    expect(page.locator("[name=outcome][value=partly_granted]")).to_be_checked()


def test_an_answer_whose_answer_is_lost_is_sent_again_with_the_same_key_and_body(open_page, portal):
    portal.lose = ["/answers"]
    page = open_link(open_page)
    decide(page, "fr")
    send_message(page, "answer")
    page.locator("[data-form=answer] [data-retry]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    first, second = portal.find_requests("/answers")
    assert (first.key, first.body) == (second.key, second.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_transferred_from_the_answer_form(open_page, portal, language):
    portal.complaint = an_officers_view(language=language)
    portal.transferred_to = complaint_views.CNSS
    page = open_link(open_page, language)
    open_box(page, "answer")
    page.locator("[data-to-transfer]").click()
    send_message(page, "transfer")
    expect(page.locator(".govuk-error-summary li")).to_have_count(2)
    page.locator("#agency-search").press_sequentially(SEARCHED[language])
    page.locator("#to-cnss").check()
    page.locator("#transfer-reason").fill("Compétence")
    check_layout(page, f"{language}-agency-transfer")

    send_message(page, "transfer")

    expect(page.locator("[data-screen=transferred] h1")).to_be_focused()
    expect(page.locator("[data-transferred-to]")).to_have_text(complaint_views.CNSS["names"][language])
    expect(page.locator("[data-transferred-elsewhere]")).to_be_hidden()
    assert portal.find_requests("/transfers")[0].json == {"agency_id": "cnss", "reason": "Compétence", "version": 1}
    check_layout(page, f"{language}-agency-transferred")
    page.reload()
    expect(page.locator("[data-screen=paste]")).to_be_visible()


def test_a_transfer_that_went_to_the_coordination_says_so(open_page, portal):
    portal.transferred_to = complaint_views.COORDINATION
    page = open_link(open_page)
    open_box(page, "transfer")
    page.locator("#agency-search").press_sequentially("cnss")
    page.locator("#to-cnss").check()
    page.locator("#transfer-reason").fill("Compétence")
    send_message(page, "transfer")

    expect(page.locator("[data-transferred-elsewhere]")).to_be_visible()


def test_the_agency_that_has_the_file_is_not_among_the_findings(open_page, portal):
    page = open_link(open_page)
    open_box(page, "transfer")
    page.locator("#agency-search").press_sequentially("commune de fès")

    expect(page.locator("[data-agency-found] input").first).to_be_visible()
    expect(page.locator("#to-commune-fes")).to_have_count(0)


def test_a_link_that_dies_during_the_work_is_explained(open_page, portal):
    page = open_link(open_page)
    decide(page, "fr")
    portal.refuse = [("/answers", "link_revoked")]

    send_message(page, "answer")

    expect(page.locator("[data-screen=revoked] h1")).to_be_focused()


def test_the_link_to_the_queue_is_sent_on_demand(open_page, portal):
    page = open_link(open_page)

    page.locator("[data-queue-link]").click()

    expect(page.locator("[data-queue-link-said]")).not_to_be_empty()
    assert portal.find_requests("/queue-links")[0].token == "officer-token"


def test_the_keyboard_alone_gives_the_answer(open_page, portal):
    page = open_link(open_page)
    page.locator("[data-form-box=answer] > summary").focus()
    for key in ["Enter", "Tab", "Tab", "Space", "Tab"]:
        page.keyboard.press(key)
    page.keyboard.type(REASONS["fr"].replace("\n", " "))
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.submit") is not None:
            break
    page.keyboard.press("Enter")

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.find_requests("/answers")[0].json["outcome"] == "granted"


def test_what_people_typed_is_never_markup(open_page, portal):
    portal.complaint = an_officers_view(
        subject="<img src=x>", facts="<b>x</b>", notes=[{"seq": 2, "at": an_entry("", "")["at"], "text": "<i>"}]
    )

    page = open_link(open_page)

    expect(page.locator("[data-notes]")).to_contain_text("<i>")
    assert page.locator("[data-screen=complaint] :is(img, b, i)").count() == 0


def test_the_number_is_in_the_title_of_the_tab(open_page):
    page = open_link(open_page)

    expect(page).to_have_title(re.compile("7K3M-9QXT-2HDB-M"))
    assert NUMBER not in page.url
