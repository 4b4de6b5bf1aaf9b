"""Files that cannot go, in Chromium: refused, cancelled, unknown to the portal; the message never waits for ever."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, check_layout, open_tracking
from tests.site.file_fields import (
    LARGE,
    LIMIT,
    WORDS,
    a_file,
    a_photo,
    choose_files,
    expect_upload_running,
    find_row,
    list_uploaded_names,
    send_message,
)

pytestmark = pytest.mark.thorough

GAP_PIXELS = 8


@pytest.fixture
def portal(message_portal):
    return message_portal


def test_a_message_may_go_without_the_files_that_are_not_there(open_page, portal):
    portal.uploads.behaviour = ["well", "hold"]
    page = open_tracking(open_page)
    choose_files(page, a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    choose_files(page, a_photo(size=LARGE), a_file("film.mov", kind="video/quicktime"))
    send_message(page)

    page.locator("[data-form=message] [data-files-without]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["recu.pdf"]


def test_a_file_is_tried_again_by_hand(open_page, portal):
    portal.uploads.behaviour = ["expired", "expired"]
    page = open_tracking(open_page)
    choose_files(page, a_photo())

    find_row(page, "guichet.jpg").locator("[data-row-retry]").click()

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)


def test_a_file_that_could_not_be_sent_holds_the_message_until_somebody_decides(open_page, portal):
    page = open_tracking(open_page)
    choose_files(page, a_file("film.mov", kind="video/quicktime"))

    send_message(page)

    expect(page.locator("[data-form=message] [data-files-first]")).to_be_visible()
    expect(page.locator("[data-form=message] [data-files-again]")).to_be_hidden()
    assert portal.find_requests("/messages") == []
    find_row(page, "film.mov").locator("[data-row-remove]").click()
    expect(page.locator("[data-form=message] [data-files-first]")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("Bonjour")
    page.locator("[data-form=message] [data-submit]").click()
    expect(page.locator("[data-said]")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_trying_again_may_help_it_is_offered_apart_from_going_on_without(open_page, portal, language):
    portal.uploads.behaviour = ["expired", "expired"]
    page = open_tracking(open_page, language)
    choose_files(page, a_photo(), a_file("film.mov", kind="video/quicktime"))
    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(2)
    send_message(page, WORDS[language])
    again, without = (page.locator(f"[data-form=message] [data-files-{act}]") for act in ("again", "without"))
    expect(again).to_be_visible()
    upper, lower = again.bounding_box(), without.bounding_box()
    assert lower["y"] - (upper["y"] + upper["height"]) >= GAP_PIXELS
    check_layout(page, f"{language}-track-files-first-failed")

    again.click()

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    expect(again).to_be_hidden()
    without.click()
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["guichet.jpg"]


def test_an_expired_slot_is_asked_for_anew(open_page, portal):
    portal.uploads.behaviour = ["expired"]
    page = open_tracking(open_page)

    choose_files(page, a_photo())

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    assert list(portal.uploads.objects) == ["upload-2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_not_be_attached_is_named_with_the_reason_before_anything_is_sent(open_page, portal, language):
    page = open_tracking(open_page, language)

    choose_files(
        page, a_photo("grande.jpg", size=LIMIT + 1), a_file("vide.pdf", size=0), a_file("film.mov", kind="video/x")
    )

    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(3)
    expect(find_row(page, "grande.jpg")).to_contain_text("10")
    check_layout(page, f"{language}-track-files-refused")
    assert portal.uploads.announced == {}


def test_the_eleventh_file_is_left_out_and_said_so(open_page, portal):
    page = open_tracking(open_page)

    choose_files(page, *(a_photo(f"{number}.jpg") for number in range(11)))

    expect(page.locator(".portal-uploads__file--received")).to_have_count(10)
    expect(find_row(page, "10.jpg")).to_contain_text("maximum")


def test_a_name_is_text_and_keeps_its_direction(open_page, portal):
    page = open_tracking(open_page)

    choose_files(page, a_photo("<img src=x>.jpg"), a_photo("صورة الشباك.jpg"))

    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    assert page.locator(".portal-uploads__list img").count() == 0
    expect(find_row(page, "صورة").locator("bdi")).to_have_attribute("dir", "auto")


def test_a_file_under_way_can_be_cancelled(open_page, portal):
    portal.uploads.behaviour = ["hold"]
    page = open_tracking(open_page)
    choose_files(page, a_photo(size=LARGE))
    expect_upload_running(page, "guichet.jpg")

    find_row(page, "guichet.jpg").locator("[data-row-remove]").click()

    expect(page.locator(".portal-uploads__file")).to_have_count(0)
    expect(page.locator("#message-files")).to_be_focused()
    send_message(page)
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_the_portal_does_not_have_is_asked_for_again(open_page, portal, language):
    page = open_tracking(open_page, language)
    choose_files(page, a_photo(), a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    portal.refuse = [("/messages", "invalid_input")]
    portal.errors = [{"field": "upload_ids.1", "code": "unknown_upload", "message": "Joignez-le à nouveau."}]

    send_message(page, WORDS[language])

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary")).to_contain_text("recu.pdf")
    expect(find_row(page, "recu.pdf")).to_contain_text("Joignez-le à nouveau.")
    expect(page.locator("#text")).to_have_value(WORDS[language])
    check_layout(page, f"{language}-track-files-unknown")
    page.locator(".govuk-error-summary a").click()
    expect(page.locator("#message-files")).to_be_focused()
    find_row(page, "recu.pdf").locator("[data-row-retry]").click()
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    page.locator("[data-form=message] [data-submit]").click()
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["guichet.jpg", "recu.pdf"]
    assert "upload-3" in portal.find_requests("/messages")[-1].json["upload_ids"]
