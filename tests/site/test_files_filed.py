"""Files of a complaint being filed, in Chromium: the step, the check, the draft, the confirmation."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.site.complaint_pages import LANGUAGES, check_layout
from tests.site.file_fields import LARGE, a_file, a_photo, choose_files, expect_upload_running, find_row
from tests.site.journey import answer_until, expect_step, go_on
from tests.site.submission_stand_in import INTERMEDIARIES, SubmissionPortal

pytestmark = pytest.mark.thorough

FILES = "[data-step=files]"


def attach_and_go_on(page: Page, language: str = "fr") -> None:
    answer_until(page, "files", language)
    choose_files(page, a_photo(), a_file(), within=FILES)


def introduce(page: Page) -> None:
    page.locator("#name").fill("Salma")
    page.locator("#email").fill("salma@example.com")
    page.locator("#consent").check()
    go_on(page)


def filed(portal: SubmissionPortal) -> list[str]:
    return portal.uploads.names(json.loads(portal.received[-1][1])["upload_ids"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_is_filed_with_its_files(open_page, portal, language):
    page = open_page(f"/{language}/submit/")
    attach_and_go_on(page, language)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    check_layout(page, f"{language}-submit-files-chosen")
    go_on(page)
    introduce(page)
    expect_step(page, "check")
    expect(page.locator("[data-answer=files] bdi")).to_have_text(["guichet.jpg", "recu.pdf"])

    go_on(page)

    expect_step(page, "sent")
    expect(page.locator("[data-sent-names] bdi")).to_have_text(["guichet.jpg", "recu.pdf"])
    assert filed(portal) == ["guichet.jpg", "recu.pdf"]
    check_layout(page, f"{language}-submit-sent-files")
    page.reload()
    expect(page.locator("[data-sent-names] li")).to_have_count(2)


def test_the_check_follows_a_file_on_its_way_and_the_complaint_waits_for_it(open_page, portal):
    portal.uploads.behaviour = ["hold"]
    page = open_page("/fr/submit/")
    answer_until(page, "files")
    choose_files(page, a_photo(size=LARGE), within=FILES)
    go_on(page)
    introduce(page)
    expect(page.locator("[data-answer=files]")).to_contain_text("pas encore reçu")

    go_on(page)

    expect(page.locator("[data-step=check] [data-files-first]")).to_be_visible()
    check_layout(page, "fr-submit-files-first")
    assert portal.received == []
    portal.uploads.released.set()
    expect_step(page, "sent")
    assert filed(portal) == ["guichet.jpg"]


def test_a_complaint_may_go_without_the_file_that_failed(open_page, portal):
    page = open_page("/fr/submit/")
    answer_until(page, "files")
    choose_files(page, a_file("film.mov", kind="video/x"), within=FILES)
    go_on(page)
    introduce(page)
    expect(page.locator("[data-answer=files]")).to_contain_text("film.mov – Refusé. Ce type de fichier")
    go_on(page)

    page.locator("[data-step=check] [data-files-without]").click()

    expect_step(page, "sent")
    assert filed(portal) == []
    expect(page.locator("[data-sent-files]")).to_be_hidden()


def test_a_complaint_is_not_filed_without_the_voice_note_that_is_being_made(open_page, portal):
    page = open_page("/fr/submit/", permissions=["microphone"])
    answer_until(page, "files")
    page.locator(f"{FILES} [data-voice]").click()
    expect(page.locator(f"{FILES} .portal-voice__clock")).to_contain_text(re.compile(r"\b0:(?!00)\d\d"))
    go_on(page)
    expect(page.locator(f"{FILES} .govuk-error-summary")).to_contain_text("pas encore jointe")
    page.evaluate("location.hash = 'you'")
    introduce(page)
    expect_step(page, "check")

    go_on(page)

    expect(page.locator(f"{FILES} .govuk-error-summary")).to_be_focused()
    assert portal.received == []
    page.locator(f"{FILES} .portal-voice textarea").fill("On entend la sonnerie.")
    page.locator(f"{FILES} .portal-voice .govuk-button-group button").first.click()
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    go_on(page)
    expect(page.locator("[data-answer=facts]")).to_contain_text("Dans la note vocale : On entend la sonnerie.")


def test_files_survive_another_language_and_go_on_where_they_were_cut_off(open_page, portal):
    portal.uploads.behaviour = ["well", "hold"]
    page = open_page("/fr/submit/")
    answer_until(page, "files")
    choose_files(page, a_file(), within=FILES)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    choose_files(page, a_photo(size=LARGE), within=FILES)
    expect_upload_running(page, "guichet.jpg")

    page.get_by_role("link", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    assert portal.uploads.objects["upload-3"] == a_photo(size=LARGE)["buffer"]


def test_a_file_that_the_portal_kept_for_a_day_is_asked_for_again(open_page, portal):
    page = open_page("/fr/submit/")
    attach_and_go_on(page)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    page.add_init_script("Date.now = ((now) => () => now() + 25 * 3600_000)(Date.now.bind(Date))")

    page.reload()

    expect(page.locator(".portal-uploads__file--wrong")).to_have_count(2)
    expect(find_row(page, "recu.pdf")).to_contain_text("un jour")


def test_an_unknown_file_leads_back_to_its_step(open_page, portal):
    portal.behaviour = ["invalid_input"]
    portal.refusals = [{"field": "upload_ids.0", "code": "unknown_upload", "message": "Joignez-le à nouveau."}]
    page = open_page("/fr/submit/")
    attach_and_go_on(page)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(2)
    go_on(page)
    introduce(page)

    go_on(page)

    expect(page).to_have_url(re.compile("#files$"))
    expect(page.locator(".govuk-error-summary:visible")).to_contain_text("guichet.jpg")
    find_row(page, "guichet.jpg").locator("[data-row-remove]").click()
    go_on(page)
    go_on(page)
    expect_step(page, "sent")
    assert filed(portal) == ["recu.pdf"]


def test_a_deleted_draft_leaves_no_file_on_the_device(open_page, portal):
    portal.uploads.behaviour = ["hold", "hold"]
    page = open_page("/fr/submit/")
    attach_and_go_on(page)
    expect(page.locator(".portal-uploads__file progress:visible")).to_have_count(2)
    keys = """async () => {
      const request = indexedDB.open("keyval-store");
      const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
      const all = database.transaction("keyval").objectStore("keyval").getAllKeys();
      return new Promise((done) => { all.onsuccess = () => done(all.result); });
    }"""
    assert len(page.evaluate(keys)) == 3

    page.get_by_role("button", name="Supprimer le brouillon").click()
    page.get_by_role("button", name="Oui, supprimer").click()

    expect_step(page, "kind")
    expect(page.locator(".portal-uploads__file")).to_have_count(0)
    assert page.evaluate(keys) == []


def test_a_refusal_of_the_portal_names_what_is_wrong_with_the_file(open_page, portal):
    portal.uploads.refusals = ["invalid_input"]
    portal.refusals = [{"field": "content_type", "code": "not_a_choice", "message": "Ce type n’est pas accepté."}]
    page = open_page("/fr/submit/")
    answer_until(page, "files")

    choose_files(page, a_photo(), within=FILES)

    expect(find_row(page, "guichet.jpg")).to_contain_text("Ce type n’est pas accepté.")
    expect(find_row(page, "guichet.jpg").locator("[data-row-retry]")).to_be_hidden()


def test_a_busy_portal_is_asked_again_for_a_slot(open_page, portal):
    portal.uploads.refusals = ["throttled", "unavailable"]
    page = open_page("/fr/submit/")
    answer_until(page, "files")

    choose_files(page, a_photo(), within=FILES)

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)


@pytest.mark.parametrize("between", INTERMEDIARIES)
def test_somebody_on_the_way_refuses_no_file(open_page, portal, between):
    portal.uploads.refusals = [between]
    page = open_page("/fr/submit/")
    answer_until(page, "files")

    choose_files(page, a_photo(), within=FILES)

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
