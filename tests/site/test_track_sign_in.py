"""Into the tracking space and out of it, in Chromium: number and email, lost numbers, ended sessions."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, check_layout, open_tracking, sign_in, write_message
from tests.site.complaint_stand_in import record_event, serve_complaints
from tests.site.complaint_views import NUMBER, OTHER_NUMBER, REPLIED


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_comes_from_the_address_in_any_spelling(open_page, language):
    page = open_page(f"/{language}/track/#7k3m%209qxt-2hdb-m")

    expect(page.locator("#number")).to_have_value("7K3M-9QXT-2HDB-M")
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typing_error_in_the_number_is_said_at_once_and_never_sent(open_page, portal, language):
    page = open_page(f"/{language}/track/#7K3M9QXT2HDBN")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("#number-error")).to_contain_text("13")
    sign_in(page, number="7K3M 9QXT 2HDB N")
    expect(page.locator("#number-error")).to_contain_text("13")
    assert portal.received == []
    check_layout(page, f"{language}-track-wrong-number")


def test_an_unknown_number_and_a_wrong_email_read_the_same(open_page, portal):
    page = open_page("/fr/track/")
    said = []
    for number, email in [(OTHER_NUMBER, portal.email), (NUMBER, "other@example.com")]:
        sign_in(page, number=number, email=email)
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        said.append(page.locator("[data-screen=sign-in]").inner_text())
        assert page.locator("[aria-invalid]").count() == 0

    assert said[0] == said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ended_session_asks_for_the_email_and_loses_nothing(open_page, portal, language):
    portal.on_command = record_event("message", "citizen")
    page = open_tracking(open_page, language)
    portal.refuse = [("/messages", "session_expired")]

    write_message(page, REPLIED[language])

    expect(page.locator("[data-sign-in-why]")).to_be_visible()
    expect(page.locator("#number")).to_have_value("7K3M-9QXT-2HDB-M")
    check_layout(page, f"{language}-track-session-ended")
    page.locator("#email").fill("salma@example.com")
    page.locator("[data-sign-in] button").click()
    expect(page.locator("[data-part=history] > li").last).to_contain_text(REPLIED[language])
    assert len({each.key for each in portal.find_requests("/messages")}) == 1


def test_a_proxy_that_wants_a_password_ends_no_session(open_page, portal):
    portal.on_command = record_event("message", "citizen")
    page = open_tracking(open_page)
    portal.refuse = [("/messages", "about:blank")]

    write_message(page, REPLIED["fr"])

    expect(page.locator("[data-form=message] [data-sending]")).to_contain_text("Pas encore envoyé")
    page.locator("[data-form=message] [data-retry]").click()
    expect(page.locator("[data-said]")).to_be_focused()
    first, second = portal.find_requests("/messages")
    assert (first.key, first.body) == (second.key, second.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_leaves_nothing_on_a_shared_phone(open_page, portal, language):
    page = open_tracking(open_page, language)
    page.locator("#text").fill("Secret")

    page.locator("[data-leave]").click()

    expect(page.locator("[data-screen=sign-in] h1")).to_be_focused()
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("location.hash") == ""
    assert "état civil" not in page.content()
    assert page.locator("#text").input_value() == ""
    check_layout(page, f"{language}-track-left")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_of_the_numbers_always_says_the_same(open_page, portal, language):
    page = open_page(f"/{language}/track/")
    page.locator("[data-forgotten]").click()
    expect(page.locator("[data-screen=reminder] h1")).to_be_focused()
    portal.refuse = [("/number-reminders", "proof_required")]
    page.locator("#reminder-email").fill("salma@example.com")
    page.locator("[data-reminder] button").click()

    expect(page.locator("[data-reminder-said]")).to_be_focused()
    assert [each.json["email"] for each in portal.find_requests("/number-reminders")] == ["salma@example.com"] * 2
    check_layout(page, f"{language}-track-reminder")


def test_a_fresh_submission_leads_straight_in(open_page, portal):
    page = open_page("/fr/")
    page.evaluate(
        "number => sessionStorage.setItem('portal-citizen',"
        " JSON.stringify({ token: 'fresh', expires_at: '2099-01-01T00:00:00Z', number }))",
        NUMBER,
    )

    page.goto(f"{portal.base_url}/fr/track/#{NUMBER}")

    expect(page.locator("[data-part=lead]")).to_be_visible()
    assert portal.find_requests(f"/{NUMBER}")[0].token == "fresh"


def test_another_number_in_the_address_asks_for_its_email(open_page, portal):
    page = open_tracking(open_page)

    page.evaluate(f"location.hash = '{OTHER_NUMBER}'")

    expect(page.locator("#number")).to_have_value("4GT0-WB6N-9RFE-S")


def test_a_file_that_cannot_be_read_now_can_be_read_again(open_page, portal):
    portal.refuse = [(f"/{NUMBER}", "unavailable")]
    page = open_page(f"/fr/track/#{NUMBER}")
    sign_in(page)
    expect(page.locator("[data-trouble]")).not_to_be_empty()

    page.locator("[data-again]").click()

    expect(page.locator("[data-part=lead]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_alone_opens_the_file_and_writes(open_page, portal, language):
    portal.on_command = record_event("message", "citizen")
    page = open_page(f"/{language}/track/")
    page.locator("#number").focus()
    page.keyboard.type("7k3m9qxt2hdbm")
    page.keyboard.press("Tab")
    page.keyboard.type("salma@example.com")
    page.keyboard.press("Enter")
    expect(page.locator("[data-screen=complaint] h1")).to_be_focused()

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("Bonjour")
    page.keyboard.press("Tab")  # the files
    page.keyboard.press("Tab")  # a voice note
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-said]")).to_be_focused()


def test_without_scripts_the_page_says_why_it_cannot_open(open_page):
    page = open_page("/fr/track/", scripts=False)

    expect(page.locator("[data-screen=sign-in]")).to_be_hidden()
    expect(page.get_by_text("JavaScript")).to_be_visible()


def test_an_email_never_gets_into_an_address_where_scripts_are_late(open_page):
    page = open_page("/fr/track/", scripts=False)

    expect(page.locator("[data-sign-in]")).to_have_attribute("method", "dialog")
