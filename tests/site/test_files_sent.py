"""Files in the forms, in Chromium: chosen, on their way, cut off, sent again; nothing written is lost with them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, check_layout, open_link, open_tracking
from tests.site.complaint_stand_in import record_event
from tests.site.complaint_views import an_officers_view
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


@pytest.fixture
def portal(message_portal):
    return message_portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_go_out_while_one_writes_and_with_the_message(open_page, portal, language):
    page = open_tracking(open_page, language)

    choose_files(page, a_photo(), a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    expect(page.locator("[data-form=message] [data-uploads-said]")).to_contain_text(re.compile("2|مرفقين"))
    check_layout(page, f"{language}-track-files-received")
    send_message(page, WORDS[language])

    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["guichet.jpg", "recu.pdf"]
    sent = portal.find_requests("/messages")[0].json["upload_ids"]
    assert portal.uploads.content(sent) == [a_photo()["buffer"], a_file()["buffer"]]
    expect(page.locator("[data-part=history] > li").last.locator(".portal-files__file")).to_have_count(2)
    expect(page.locator(".portal-uploads__file")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_says_how_far_it_is_and_two_go_at_once(open_page, portal, language):
    portal.uploads.behaviour = ["hold", "hold"]
    page = open_tracking(open_page, language)

    choose_files(page, a_photo("a.jpg", size=LARGE), a_photo("b.jpg", size=LIMIT), a_file("c.pdf"))

    expect(page.locator(".portal-uploads__file progress:visible")).to_have_count(2)
    expect(find_row(page, "a.jpg").locator("progress")).to_have_attribute("aria-label", re.compile("a.jpg"))
    expect_upload_running(page, "a.jpg")
    expect_upload_running(page, "b.jpg")
    assert portal.uploads.attempts == 2
    check_layout(page, f"{language}-track-files-under-way")
    portal.uploads.released.set()
    expect(page.locator(".portal-uploads__file--received")).to_have_count(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_waits_for_its_files_and_says_so(open_page, portal, language):
    portal.uploads.behaviour = ["hold"]
    page = open_tracking(open_page, language)
    choose_files(page, a_photo(size=LARGE))

    send_message(page, WORDS[language])

    expect(page.locator("[data-form=message] [data-files-first]")).to_be_visible()
    check_layout(page, f"{language}-track-files-first")
    assert portal.find_requests("/messages") == []
    portal.uploads.released.set()
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["guichet.jpg"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cut_line_is_said_in_words(open_page, portal, language):
    portal.uploads.behaviour = ["cut"] * 9
    page = open_tracking(open_page, language)

    choose_files(page, a_photo())

    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(1)
    expect(find_row(page, "guichet.jpg").locator("[data-row-retry]")).to_be_visible()
    expect(find_row(page, "guichet.jpg")).to_contain_text({"fr": "Non envoyé. La", "ar": "لم يُرسل. انقطع"}[language])
    check_layout(page, f"{language}-track-files-cut")


def test_a_cut_file_goes_by_itself_to_the_slot_it_had(open_page, portal):
    portal.uploads.behaviour = ["cut"]
    page = open_tracking(open_page)

    choose_files(page, a_photo(size=LARGE))

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    assert (portal.uploads.attempts, len(portal.uploads.announced)) == (2, 1)


def test_when_the_line_returns_every_file_goes_on(open_page, portal):
    portal.uploads.behaviour = ["cut", "cut"]
    page = open_tracking(open_page)
    choose_files(page, a_photo(), a_file())
    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(2)

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)


def test_what_was_received_survives_a_reload_and_what_was_not_is_said_to_be_lost(open_page, portal):
    portal.uploads.behaviour = ["well", "hold"]
    page = open_tracking(open_page)
    choose_files(page, a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    choose_files(page, a_photo(size=LARGE))
    expect_upload_running(page, "guichet.jpg")

    page.reload()

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    expect(find_row(page, "guichet.jpg")).to_contain_text("Choisissez-le à nouveau")
    choose_files(page, a_photo(size=LARGE))
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    send_message(page)
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["recu.pdf", "guichet.jpg"]


def test_a_message_sent_again_names_the_same_files(open_page, portal):
    portal.lose = ["/messages"]
    page = open_tracking(open_page)
    choose_files(page, a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    send_message(page)
    expect(page.locator("[data-form=message] [data-retry]")).to_be_visible()
    expect(find_row(page, "recu.pdf").locator("[data-row-remove]")).to_be_hidden()

    with page.expect_response(re.compile("/messages$")):
        page.reload()

    expect(page.locator(".portal-files__file")).not_to_have_count(0)
    first, second = portal.find_requests("/messages")
    assert (first.key, first.body) == (second.key, second.body)
    assert first.json["upload_ids"] == ["upload-1"]


def test_files_are_attached_by_keyboard_alone(open_page, portal):
    page = open_tracking(open_page)
    page.on("filechooser", lambda chooser: chooser.set_files([a_file(), a_photo()]))
    page.locator("#text").focus()
    page.keyboard.type("Bonjour")
    page.keyboard.press("Tab")
    expect(page.locator("#message-files")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    page.keyboard.press("Tab")
    expect(page.locator("[data-form=message] [data-voice]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(find_row(page, "recu.pdf").locator("[data-row-remove]")).to_be_focused()

    page.keyboard.press("Enter")

    expect(find_row(page, "guichet.jpg").locator("[data-row-remove]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["guichet.jpg"]


@pytest.mark.parametrize(("act", "path"), [("message", "messages"), ("answer", "answers")])
def test_an_officer_attaches_files_too(open_page, portal, act, path):
    portal.complaint = an_officers_view()
    portal.on_command = record_event(act, "officer")
    page = open_link(open_page)
    page.locator(f"[data-form-box={act}] > summary").click()
    choose_files(page, a_file("decision.pdf"), within=f"[data-form={act}]")
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    if act == "answer":
        page.locator("[name=outcome][value=granted]").check()
    page.locator("#reasons" if act == "answer" else "#message-text").fill("Voici la décision de la commune.")
    check_layout(page, f"fr-agency-{act}-files")

    page.locator(f"[data-form={act}] [data-submit]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.find_requests(f"/{path}")[0].json["upload_ids"] == ["upload-1"]
    assert [each.token for each in portal.find_requests("/agency/uploads")] == ["officer-token"]


def test_a_page_that_can_not_fetch_its_script_keeps_the_files_and_goes_on(open_page, portal):
    page = open_tracking(open_page)
    page.route("**/assets/uploads.*", lambda route: route.abort())
    choose_files(page, a_file())
    expect(page.locator("[data-form=message] [data-uploads-said]")).to_contain_text("connexion")
    page.unroute("**/assets/uploads.*")

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
