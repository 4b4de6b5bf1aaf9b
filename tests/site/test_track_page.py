"""The tracking space in Chromium: where the file stands, its history, the conversation. Pictures are kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_link, open_tracking, write_message
from tests.site.complaint_stand_in import record_event, serve_complaints
from tests.site.complaint_views import (
    ASKED,
    REPLIED,
    a_conversation,
    a_view,
    an_answered_view,
    an_entry,
    an_officers_view,
)
from tests.site.test_page_accessibility import take_picture

DUE = {
    "fr": "L’administration doit vous répondre au plus tard le 23 janvier 2027, dans 60 jours.",
    "ar": "على الإدارة أن تجيبكم في أجل أقصاه 23 يناير 2027، أي خلال 60 يوما.",
}


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_who_owes_what_next(open_page, portal, language):
    portal.complaint = a_view(language=language)

    page = open_tracking(open_page, language)

    expect(page.locator("[data-screen=complaint] h1")).to_be_focused()
    expect(page.locator("[data-part=title] bdi")).to_have_attribute("dir", "ltr")
    expect(page.locator("[data-part=lead]")).to_have_text(DUE[language])
    expect(page.locator("[data-part=facts]")).to_be_hidden()
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-track-file")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_is_told_in_order_without_codes(open_page, portal, language):
    portal.complaint = an_answered_view(language)

    page = open_tracking(open_page, language)

    assert page.locator("[data-part=history] > li").count() == 7
    assert page.locator("[data-part=history] > li time").count() == 7
    expect(page.locator("[data-part=history] .portal-typed").first).to_have_attribute("dir", "auto")
    expect(page.locator("[data-part=decision]")).not_to_be_empty()
    expect(page.locator("[data-part=reasons]")).to_contain_text("2099")
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-track-answered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_where_it_is_read(open_page, portal, language):
    asked = a_conversation(language)[:4]
    late = {"days_left": -3, "due_on": "2026-11-21"}
    portal.complaint = a_view(language=language, status="needs_information", awaiting="citizen", timeline=asked, **late)
    portal.on_command = record_event("message", "citizen", status="in_progress")
    page = open_tracking(open_page, language)
    expect(page.locator("[data-part=late]")).to_be_visible()
    check_layout(page, f"{language}-track-question")

    page.locator("[data-reply]").click()
    expect(page.locator("#text")).to_be_focused()
    write_message(page, REPLIED[language])

    expect(page.locator("[data-said]")).to_be_focused()
    expect(page.locator("[data-part=history] > li").last).to_contain_text(REPLIED[language])
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("[data-reply]")).to_be_hidden()
    assert portal.find_requests("/messages")[0].json == {"text": REPLIED[language], "upload_ids": []}
    assert ASKED[language] in page.locator("[data-part=history]").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_whose_answer_is_lost_is_sent_again_with_the_same_key_and_body(open_page, portal, language):
    portal.lose = ["/messages"] * 99  # the page tries again by itself, too
    portal.on_command = record_event("message", "citizen")
    page = open_tracking(open_page, language)

    write_message(page, REPLIED[language])
    expect(page.locator("[data-form=message] [data-retry]")).to_be_visible()
    expect(page.locator("#text")).to_have_value(REPLIED[language])
    check_layout(page, f"{language}-track-not-sent-yet")
    portal.lose.clear()
    page.locator("[data-form=message] [data-retry]").click()

    expect(page.locator("[data-part=history] > li")).to_have_count(2)
    first, *others = portal.find_requests("/messages")
    assert {(each.key, each.body) for each in others} == {(first.key, first.body)}


def test_a_refusal_after_a_lost_answer_leaves_the_same_words_their_key(open_page, portal):
    portal.lose = ["/messages"]
    page = open_tracking(open_page)
    write_message(page, "Bonjour")
    expect(page.locator("[data-form=message] [data-retry]")).to_be_visible()
    portal.refuse = [("/messages", "not_found")]
    page.locator("[data-form=message] [data-retry]").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()

    page.locator("[data-form=message] [data-submit]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    assert len(portal.commands) == 1
    assert len({(each.key, each.body) for each in portal.find_requests("/messages")}) == 1


def test_what_may_not_have_arrived_goes_out_by_itself_after_a_reload(open_page, portal):
    portal.lose = ["/messages"]
    portal.on_command = record_event("message", "citizen")
    page = open_tracking(open_page)
    write_message(page, "Bonjour")
    expect(page.locator("[data-form=message] [data-retry]")).to_be_visible()

    page.reload()

    expect(page.locator("[data-part=history] > li")).to_have_count(2)
    assert len({each.key for each in portal.find_requests("/messages")}) == 1


def test_what_is_typed_survives_a_reload_and_a_change_of_language(open_page, portal):
    page = open_tracking(open_page)
    page.locator("#text").fill("À moitié écrit")

    page.locator(".portal-languages__link[hreflang=ar]").click()

    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("#text")).to_have_value("À moitié écrit")
    page.reload()
    expect(page.locator("#text")).to_have_value("À moitié écrit")


def test_an_empty_or_over_long_message_is_said_before_it_is_sent(open_page, portal):
    page = open_tracking(open_page)

    write_message(page, "   ")
    expect(page.locator("#text-error")).to_be_visible()
    write_message(page, "a" * 5001)

    expect(page.locator("#text-error")).to_contain_text("1")
    expect(page.locator("#text-count")).to_contain_text("1")
    assert portal.find_requests("/messages") == []


def test_only_what_the_portal_allows_is_offered(open_page, portal):
    portal.complaint = a_view(may=["rate", "reopen"], status="closed", days_left=None)

    page = open_tracking(open_page)

    expect(page.locator("[data-conversation]")).to_be_hidden()
    expect(page.locator("[data-withdrawal]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_withdrawn_after_a_second_thought_only(open_page, portal, language):
    portal.on_command = record_event("withdraw", "citizen", status="withdrawn", days_left=None, may=[])
    page = open_tracking(open_page, language)
    page.locator("[data-withdrawal] summary").click()
    page.locator("[data-form=withdrawal] [data-submit]").click()
    expect(page.locator("[data-confirm-title]")).to_be_focused()
    check_layout(page, f"{language}-track-withdraw")
    page.locator("[data-confirm-no]").click()
    assert portal.find_requests("/withdrawal") == []

    page.locator("[data-form=withdrawal] [data-submit]").click()
    page.locator("[data-confirm] button[type=submit], [data-confirm] button:not([type])").first.click()

    expect(page.locator("[data-withdrawal]")).to_be_hidden()
    assert portal.find_requests("/withdrawal")[0].json == {"reason": None}


def test_something_new_shows_when_the_tab_comes_back_into_sight(open_page, portal):
    page = open_tracking(open_page)
    portal.add_event(an_entry("take_charge", "officer"))
    page.evaluate("Date.now = ((now) => () => now() + 60_000)(Date.now.bind(Date))")

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("[data-part=history] > li")).to_have_count(2)
    expect(page.locator("[data-said]")).not_to_be_empty()


@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_earlier_news_goes_once_an_act_is_sent(open_page, portal, side):
    portal.complaint = a_view() if side == "citizen" else an_officers_view()
    page = open_tracking(open_page) if side == "citizen" else open_link(open_page)
    portal.add_event(an_entry("take_charge", "officer"))
    portal.complaint["version"] += 1
    page.locator("[data-refresh]").click()
    expect(page.locator("[data-said]")).to_have_text("Il y a du nouveau dans ce dossier.")

    act = "message" if side == "citizen" else "note"
    if side == "officer":
        page.locator("[data-form-box=note] summary").click()
    page.locator(f"[data-form={act}] [data-submit]").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("[data-said]")).to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_citizens_see_all_that_is_known_of_them(open_page, portal, language):
    portal.complaint = a_view(language=language)
    portal.complaint["citizen"]["confidential"] = True

    page = open_tracking(open_page, language)
    page.locator("details[data-paper] > summary").click()

    contact = page.locator("[data-part=contact]")
    expect(contact.locator("> div")).to_have_count(5)
    expect(contact.locator("bdi[dir=ltr]")).to_have_text(["salma@example.com", "+212612345678"])
    expect(contact).to_contain_text(portal.complaint["citizen"]["name"])
    check_layout(page, f"{language}-track-contact")
    page.locator("[data-leave]:visible").click()
    expect(page.locator("[data-screen=sign-in]")).to_be_visible()
    assert "+212612345678" not in page.content()


def test_a_refresh_without_news_says_when_it_looked(open_page, portal):
    page = open_tracking(open_page)

    page.locator("[data-refresh]").click()

    expect(page.locator("[data-said]")).to_have_text(re.compile(r"\d\d:\d\d"))


def test_what_people_typed_is_never_markup(open_page, portal):
    portal.complaint = a_view(
        subject="<img src=x>", facts="<b>facts</b>", timeline=[an_entry("message", "officer", text="<i>x</i>")]
    )

    page = open_tracking(open_page)

    expect(page.locator("[data-part=subject]")).to_have_text("<img src=x>")
    assert page.locator("[data-screen=complaint] :is(img, b, i)").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_facts_are_unfolded_and_the_forms_gone(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    page = open_tracking(open_page, language, width=800)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    expect(page.locator("[data-part=facts]")).to_be_visible()
    expect(page.locator("[data-conversation]")).to_be_hidden()
    expect(page.locator("[data-leave]")).to_be_hidden()
    take_picture(page, f"{language}-track-print")


def test_everything_that_can_be_pressed_is_large_enough(open_page, portal):
    portal.complaint = a_view(status="needs_information", timeline=a_conversation("fr")[:4])
    page = open_tracking(open_page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, summary, input, textarea)")]
          .filter((each) => each.checkVisibility() && !each.closest("p"))
          .map((each) => [each.outerHTML.slice(0, 100), each.getBoundingClientRect()])
          .filter(([, box]) => box.height < 24 || box.width < 24)
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )

    assert small == []
