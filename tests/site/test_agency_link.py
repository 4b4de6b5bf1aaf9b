"""Links to the agency page in Chromium: nothing happens by itself, and every dead link says what to do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, a_link, check_layout, open_link
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import an_officers_view

pytestmark = pytest.mark.thorough


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        portal.complaint = an_officers_view()
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_opening_the_page_does_nothing_but_say_who_it_is_for(open_page, portal, language):
    page = open_page(f"/{language}/agency/#{a_link()}")

    expect(page.locator("[data-link-agency]")).to_have_text(portal.complaint["agency"]["names"][language])
    expect(page.locator("[data-link-number] bdi")).to_have_text("7K3M-9QXT-2HDB-M")
    assert portal.received == []
    check_layout(page, f"{language}-agency-link")


def test_a_link_to_the_queue_says_so(open_page):
    page = open_page(f"/fr/agency/#{a_link(number=None)}")

    expect(page.locator("[data-link-queue]")).to_be_visible()


@pytest.mark.parametrize("mangled", ["#{}", "#%23{}", "#%2523{}", "?from=mail#{}"])
def test_a_mangled_link_opens_and_leaves_the_address_bar(open_page, portal, mangled):
    page = open_page(f"/fr/agency/{mangled.format(a_link())}")
    page.locator("[data-open]").click()

    expect(page.locator("[data-part=lead]")).to_be_visible()
    assert portal.find_requests("/agency/sessions")[0].json == {"link": a_link()}
    assert a_link() not in page.url


def test_a_reload_or_another_language_asks_for_no_second_click(open_page, portal):
    page = open_link(open_page)

    page.locator(".portal-languages__link[hreflang=ar]").click()

    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("[data-part=lead]")).to_be_visible()
    assert len(portal.find_requests("/agency/sessions")) == 1


def test_an_ended_session_is_renewed_without_a_word(open_page, portal):
    page = open_link(open_page)
    portal.refuse = [("7K3M9QXT2HDBM", "session_expired")]

    page.locator("[data-refresh]").click()

    expect(page.locator("[data-said]")).not_to_be_empty()
    expect(page.locator("[data-screen=complaint]")).to_be_visible()
    assert len(portal.find_requests("/agency/sessions")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_can_be_pasted(open_page, portal, language):
    page = open_page(f"/{language}/agency/")
    check_layout(page, f"{language}-agency-paste")
    page.locator("#link").press("Enter")
    expect(page.locator("#link-error")).to_be_visible()

    page.locator("#link").fill(f"http://portal.example/fr/agency/%23{a_link()}")
    page.locator("#link").press("Enter")

    expect(page.locator("[data-screen=complaint] h1")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expired_link_gets_a_new_one_sent(open_page, portal, language):
    portal.refuse = [("/agency/sessions", "link_expired")]
    page = open_page(f"/{language}/agency/#{a_link()}")
    page.locator("[data-open]").click()
    expect(page.locator("[data-screen=expired] h1")).to_be_focused()
    check_layout(page, f"{language}-agency-expired")

    page.locator("[data-renew]").click()

    expect(page.locator("[data-screen=requested] h1")).to_be_focused()
    assert portal.find_requests("/agency/links")[0].json == {"link": a_link()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", ["revoked", "invalid"])
def test_a_dead_link_is_explained(open_page, portal, language, problem):
    portal.refuse = [("/agency/sessions", f"link_{problem}")]
    page = open_page(f"/{language}/agency/#{a_link()}")
    page.locator("[data-open]").click()

    expect(page.locator(f"[data-screen={problem}] h1")).to_be_focused()
    check_layout(page, f"{language}-agency-{problem}")


def test_leaving_leaves_nothing_on_a_shared_computer(open_page, portal):
    page = open_link(open_page)
    page.locator("[data-form-box=note] summary").click()
    page.locator("#note-text").fill("Secret")

    page.locator("[data-screen=complaint] [data-leave]").click()

    expect(page.locator("[data-screen=left] h1")).to_be_focused()
    assert page.evaluate("sessionStorage.length") == 0
    assert "salma@example.com" not in page.content()


def test_without_scripts_the_page_says_why_it_cannot_open(open_page):
    page = open_page("/fr/agency/", scripts=False)

    expect(page.get_by_text("JavaScript")).to_be_visible()
    expect(page.locator("#link")).to_be_hidden()


@pytest.mark.parametrize("cut", ["eyJsIjo", "garbage", "%23eyJs"])
def test_a_link_cut_short_is_said_to_be_incomplete(open_page, portal, cut):
    page = open_page(f"/ar/agency/#{cut}")

    expect(page.locator("[data-screen=invalid]")).to_be_visible()
    page.locator("#link-after-invalid").fill(a_link())
    page.locator("#link-after-invalid").press("Enter")
    expect(page.locator("[data-screen=complaint]")).to_be_visible()
    assert cut not in page.url


@pytest.mark.parametrize("place", ["", "#", "#main-content", "#7K3M9QXT2HDBM"])
def test_an_address_without_any_link_asks_for_one(open_page, place):
    page = open_page(f"/fr/agency/{place}")

    expect(page.locator("[data-screen=paste]")).to_be_visible()
