"""The tracking space in Chromium: where the file stands, its history, the conversation. Pictures are kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.case_pages import LANGUAGES, NO_CODES, followed, opened, seen, write
from tests.site.case_stand_in import adds, serving_cases
from tests.site.case_views import ASKED, REPLIED, a_conversation, a_view, an_officers_view, answered, entry
from tests.site.test_pages_seen import picture

DUE = {
    "fr": "L’administration doit vous répondre au plus tard le 23 janvier 2027, dans 60 jours.",
    "ar": "على الإدارة أن تجيبكم في أجل أقصاه 23 يناير 2027، أي خلال 60 يوما.",
}


@pytest.fixture
def portal(site, published_data):
    with serving_cases(site, published_data) as portal:
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_who_owes_what_next(open_page, portal, language):
    portal.view = a_view(language=language)

    page = followed(open_page, language)

    expect(page.locator("[data-scene=file] h1")).to_be_focused()
    expect(page.locator("[data-case=title] bdi")).to_have_attribute("dir", "ltr")
    expect(page.locator("[data-case=lead]")).to_have_text(DUE[language])
    expect(page.locator("[data-case=facts]")).to_be_hidden()
    assert not NO_CODES.search(page.locator("main").inner_text())
    seen(page, f"{language}-track-file")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_is_told_in_order_without_codes(open_page, portal, language):
    portal.view = answered(language)

    page = followed(open_page, language)

    assert page.locator("[data-case=history] > li").count() == 7
    assert page.locator("[data-case=history] > li time").count() == 7
    expect(page.locator("[data-case=history] .portal-typed").first).to_have_attribute("dir", "auto")
    expect(page.locator("[data-case=decision]")).not_to_be_empty()
    expect(page.locator("[data-case=reasons]")).to_contain_text("2099")
    assert not NO_CODES.search(page.locator("main").inner_text())
    seen(page, f"{language}-track-answered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_where_it_is_read(open_page, portal, language):
    asked = a_conversation(language)[:4]
    late = {"days_left": -3, "due_on": "2026-11-21"}
    portal.view = a_view(language=language, status="needs_information", awaiting="citizen", timeline=asked, **late)
    portal.do = adds("message", "citizen", status="in_progress")
    page = followed(open_page, language)
    expect(page.locator("[data-case=late]")).to_be_visible()
    seen(page, f"{language}-track-question")

    page.locator("[data-reply]").click()
    expect(page.locator("#text")).to_be_focused()
    write(page, REPLIED[language])

    expect(page.locator("[data-said]")).to_be_focused()
    expect(page.locator("[data-case=history] > li").last).to_contain_text(REPLIED[language])
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("[data-reply]")).to_be_hidden()
    assert portal.asked("/messages")[0].json == {"text": REPLIED[language], "upload_ids": []}
    assert ASKED[language] in page.locator("[data-case=history]").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_whose_answer_is_lost_is_sent_again_with_the_same_key_and_body(open_page, portal, language):
    portal.lose = ["/messages"] * 99  # the page tries again by itself, too
    portal.do = adds("message", "citizen")
    page = followed(open_page, language)

    write(page, REPLIED[language])
    expect(page.locator("[data-act=message] [data-retry]")).to_be_visible()
    expect(page.locator("#text")).to_have_value(REPLIED[language])
    seen(page, f"{language}-track-not-sent-yet")
    portal.lose.clear()
    page.locator("[data-act=message] [data-retry]").click()

    expect(page.locator("[data-case=history] > li")).to_have_count(2)
    first, *others = portal.asked("/messages")
    assert {(each.key, each.body) for each in others} == {(first.key, first.body)}


def test_a_refusal_after_a_lost_answer_leaves_the_same_words_their_key(open_page, portal):
    portal.lose = ["/messages"]
    page = followed(open_page)
    write(page, "Bonjour")
    expect(page.locator("[data-act=message] [data-retry]")).to_be_visible()
    portal.refuse = [("/messages", "not_found")]
    page.locator("[data-act=message] [data-retry]").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()

    page.locator("[data-act=message] [data-submit]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    assert len(portal.done) == 1
    assert len({(each.key, each.body) for each in portal.asked("/messages")}) == 1


def test_what_may_not_have_arrived_goes_out_by_itself_after_a_reload(open_page, portal):
    portal.lose = ["/messages"]
    portal.do = adds("message", "citizen")
    page = followed(open_page)
    write(page, "Bonjour")
    expect(page.locator("[data-act=message] [data-retry]")).to_be_visible()

    page.reload()

    expect(page.locator("[data-case=history] > li")).to_have_count(2)
    assert len({each.key for each in portal.asked("/messages")}) == 1


def test_what_is_typed_survives_a_reload_and_a_change_of_language(open_page, portal):
    page = followed(open_page)
    page.locator("#text").fill("À moitié écrit")

    page.locator(".portal-languages__link[hreflang=ar]").click()

    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("#text")).to_have_value("À moitié écrit")
    page.reload()
    expect(page.locator("#text")).to_have_value("À moitié écrit")


def test_an_empty_or_over_long_message_is_said_before_it_is_sent(open_page, portal):
    page = followed(open_page)

    write(page, "   ")
    expect(page.locator("#text-error")).to_be_visible()
    write(page, "a" * 5001)

    expect(page.locator("#text-error")).to_contain_text("1")
    expect(page.locator("#text-count")).to_contain_text("1")
    assert portal.asked("/messages") == []


def test_only_what_the_portal_allows_is_offered(open_page, portal):
    portal.view = a_view(may=["rate", "reopen"], status="closed", days_left=None)

    page = followed(open_page)

    expect(page.locator("[data-conversation]")).to_be_hidden()
    expect(page.locator("[data-withdrawal]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_withdrawn_after_a_second_thought_only(open_page, portal, language):
    portal.do = adds("withdraw", "citizen", status="withdrawn", days_left=None, may=[])
    page = followed(open_page, language)
    page.locator("[data-withdrawal] summary").click()
    page.locator("[data-act=withdrawal] [data-submit]").click()
    expect(page.locator("[data-confirm-title]")).to_be_focused()
    seen(page, f"{language}-track-withdraw")
    page.locator("[data-confirm-no]").click()
    assert portal.asked("/withdrawal") == []

    page.locator("[data-act=withdrawal] [data-submit]").click()
    page.locator("[data-confirm] button[type=submit], [data-confirm] button:not([type])").first.click()

    expect(page.locator("[data-withdrawal]")).to_be_hidden()
    assert portal.asked("/withdrawal")[0].json == {"reason": None}


def test_something_new_shows_when_the_tab_comes_back_into_sight(open_page, portal):
    page = followed(open_page)
    portal.happens(entry("take_charge", "officer"))
    page.evaluate("Date.now = ((now) => () => now() + 60_000)(Date.now.bind(Date))")

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("[data-case=history] > li")).to_have_count(2)
    expect(page.locator("[data-said]")).not_to_be_empty()


@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_earlier_news_goes_once_an_act_is_sent(open_page, portal, side):
    portal.view = a_view() if side == "citizen" else an_officers_view()
    page = followed(open_page) if side == "citizen" else opened(open_page)
    portal.happens(entry("take_charge", "officer"))
    portal.view["version"] += 1
    page.locator("[data-refresh]").click()
    expect(page.locator("[data-said]")).to_have_text("Il y a du nouveau dans ce dossier.")

    act = "message" if side == "citizen" else "note"
    if side == "officer":
        page.locator("[data-act-box=note] summary").click()
    page.locator(f"[data-act={act}] [data-submit]").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("[data-said]")).to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_citizens_see_all_that_is_known_of_them(open_page, portal, language):
    portal.view = a_view(language=language)
    portal.view["citizen"]["confidential"] = True

    page = followed(open_page, language)
    page.locator("details[data-paper] > summary").click()

    contact = page.locator("[data-case=contact]")
    expect(contact.locator("> div")).to_have_count(5)
    expect(contact.locator("bdi[dir=ltr]")).to_have_text(["salma@example.com", "+212612345678"])
    expect(contact).to_contain_text(portal.view["citizen"]["name"])
    seen(page, f"{language}-track-contact")
    page.locator("[data-leave]:visible").click()
    expect(page.locator("[data-scene=sign-in]")).to_be_visible()
    assert "+212612345678" not in page.content()


def test_a_refresh_without_news_says_when_it_looked(open_page, portal):
    page = followed(open_page)

    page.locator("[data-refresh]").click()

    expect(page.locator("[data-said]")).to_have_text(re.compile(r"\d\d:\d\d"))


def test_what_people_typed_is_never_markup(open_page, portal):
    portal.view = a_view(
        subject="<img src=x>", facts="<b>facts</b>", timeline=[entry("message", "officer", text="<i>x</i>")]
    )

    page = followed(open_page)

    expect(page.locator("[data-case=subject]")).to_have_text("<img src=x>")
    assert page.locator("[data-scene=file] :is(img, b, i)").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_facts_are_unfolded_and_the_forms_gone(open_page, portal, language):
    portal.view = answered(language)
    page = followed(open_page, language, width=800)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    expect(page.locator("[data-case=facts]")).to_be_visible()
    expect(page.locator("[data-conversation]")).to_be_hidden()
    expect(page.locator("[data-leave]")).to_be_hidden()
    picture(page, f"{language}-track-print")


def test_everything_that_can_be_pressed_is_large_enough(open_page, portal):
    portal.view = a_view(status="needs_information", timeline=a_conversation("fr")[:4])
    page = followed(open_page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, summary, input, textarea)")]
          .filter((each) => each.checkVisibility() && !each.closest("p"))
          .map((each) => [each.outerHTML.slice(0, 100), each.getBoundingClientRect()])
          .filter(([, box]) => box.height < 24 || box.width < 24)
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )

    assert small == []
