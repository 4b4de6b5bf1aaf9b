"""Files in the forms, in Chromium: chosen, on their way, cut off, sent again; nothing written is lost with them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.site.case_pages import LANGUAGES, followed, opened, seen
from tests.site.case_stand_in import adds
from tests.site.case_views import an_officers_view
from tests.site.file_fields import LARGE, LIMIT, WORDS, a_file, a_photo, choose, is_moving, row, send, uploaded


@pytest.fixture
def portal(taking_messages):
    return taking_messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_go_out_while_one_writes_and_with_the_message(open_page, portal, language):
    page = followed(open_page, language)

    choose(page, a_photo(), a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    expect(page.locator("[data-act=message] [data-uploads-said]")).to_contain_text(re.compile("2|مرفقين"))
    seen(page, f"{language}-track-files-received")
    send(page, WORDS[language])

    expect(page.locator("[data-said]")).to_be_focused()
    assert uploaded(portal) == ["guichet.jpg", "recu.pdf"]
    sent = portal.asked("/messages")[0].json["upload_ids"]
    assert portal.uploads.content(sent) == [a_photo()["buffer"], a_file()["buffer"]]
    expect(page.locator("[data-case=history] > li").last.locator(".portal-files__file")).to_have_count(2)
    expect(page.locator(".portal-uploads__file")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_says_how_far_it_is_and_two_go_at_once(open_page, portal, language):
    portal.uploads.behaviour = ["hold", "hold"]
    page = followed(open_page, language)

    choose(page, a_photo("a.jpg", size=LARGE), a_photo("b.jpg", size=LIMIT), a_file("c.pdf"))

    expect(page.locator(".portal-uploads__file progress:visible")).to_have_count(2)
    expect(row(page, "a.jpg").locator("progress")).to_have_attribute("aria-label", re.compile("a.jpg"))
    is_moving(page, "a.jpg")
    is_moving(page, "b.jpg")
    assert portal.uploads.attempts == 2
    seen(page, f"{language}-track-files-under-way")
    portal.uploads.released.set()
    expect(page.locator(".portal-uploads__file--received")).to_have_count(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_waits_for_its_files_and_says_so(open_page, portal, language):
    portal.uploads.behaviour = ["hold"]
    page = followed(open_page, language)
    choose(page, a_photo(size=LARGE))

    send(page, WORDS[language])

    expect(page.locator("[data-act=message] [data-files-first]")).to_be_visible()
    seen(page, f"{language}-track-files-first")
    assert portal.asked("/messages") == []
    portal.uploads.released.set()
    expect(page.locator("[data-said]")).to_be_focused()
    assert uploaded(portal) == ["guichet.jpg"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cut_line_is_said_in_words(open_page, portal, language):
    portal.uploads.behaviour = ["cut"] * 9
    page = followed(open_page, language)

    choose(page, a_photo())

    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(1)
    expect(row(page, "guichet.jpg").locator("[data-row-retry]")).to_be_visible()
    expect(row(page, "guichet.jpg")).to_contain_text({"fr": "Non envoyé. La", "ar": "لم يُرسل. انقطع"}[language])
    seen(page, f"{language}-track-files-cut")


def test_a_cut_file_goes_by_itself_to_the_slot_it_had(open_page, portal):
    portal.uploads.behaviour = ["cut"]
    page = followed(open_page)

    choose(page, a_photo(size=LARGE))

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    assert (portal.uploads.attempts, len(portal.uploads.announced)) == (2, 1)


def test_when_the_line_returns_every_file_goes_on(open_page, portal):
    portal.uploads.behaviour = ["cut", "cut"]
    page = followed(open_page)
    choose(page, a_photo(), a_file())
    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(2)

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)


def test_what_was_received_survives_a_reload_and_what_was_not_is_said_to_be_lost(open_page, portal):
    portal.uploads.behaviour = ["well", "hold"]
    page = followed(open_page)
    choose(page, a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    choose(page, a_photo(size=LARGE))
    is_moving(page, "guichet.jpg")

    page.reload()

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    expect(row(page, "guichet.jpg")).to_contain_text("Choisissez-le à nouveau")
    choose(page, a_photo(size=LARGE))
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    send(page)
    expect(page.locator("[data-said]")).to_be_focused()
    assert uploaded(portal) == ["recu.pdf", "guichet.jpg"]


def test_a_message_sent_again_names_the_same_files(open_page, portal):
    portal.lose = ["/messages"]
    page = followed(open_page)
    choose(page, a_file())
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    send(page)
    expect(page.locator("[data-act=message] [data-retry]")).to_be_visible()
    expect(row(page, "recu.pdf").locator("[data-row-remove]")).to_be_hidden()

    with page.expect_response(re.compile("/messages$")):
        page.reload()

    expect(page.locator(".portal-files__file")).not_to_have_count(0)
    first, second = portal.asked("/messages")
    assert (first.key, first.body) == (second.key, second.body)
    assert first.json["upload_ids"] == ["upload-1"]


def test_files_are_attached_by_keyboard_alone(open_page, portal):
    page = followed(open_page)
    page.on("filechooser", lambda chooser: chooser.set_files([a_file(), a_photo()]))
    page.locator("#text").focus()
    page.keyboard.type("Bonjour")
    page.keyboard.press("Tab")
    expect(page.locator("#message-files")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    page.keyboard.press("Tab")
    expect(page.locator("[data-act=message] [data-voice]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(row(page, "recu.pdf").locator("[data-row-remove]")).to_be_focused()

    page.keyboard.press("Enter")

    expect(row(page, "guichet.jpg").locator("[data-row-remove]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_be_focused()
    assert uploaded(portal) == ["guichet.jpg"]


@pytest.mark.parametrize(("act", "path"), [("message", "messages"), ("answer", "answers")])
def test_an_officer_attaches_files_too(open_page, portal, act, path):
    portal.view = an_officers_view()
    portal.do = adds(act, "officer")
    page = opened(open_page)
    page.locator(f"[data-act-box={act}] > summary").click()
    choose(page, a_file("decision.pdf"), within=f"[data-act={act}]")
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    if act == "answer":
        page.locator("[name=outcome][value=granted]").check()
    page.locator("#reasons" if act == "answer" else "#message-text").fill("Voici la décision de la commune.")
    seen(page, f"fr-agency-{act}-files")

    page.locator(f"[data-act={act}] [data-submit]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.asked(f"/{path}")[0].json["upload_ids"] == ["upload-1"]
    assert [each.token for each in portal.asked("/agency/uploads")] == ["officer-token"]


def test_a_page_that_can_not_fetch_its_script_keeps_the_files_and_goes_on(open_page, portal):
    page = followed(open_page)
    page.route("**/assets/uploads.*", lambda route: route.abort())
    choose(page, a_file())
    expect(page.locator("[data-act=message] [data-uploads-said]")).to_contain_text("connexion")
    page.unroute("**/assets/uploads.*")

    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
