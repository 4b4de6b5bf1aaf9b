"""Files in a complaint as its citizen and its officer see them, in Chromium: their state, the download."""

from __future__ import annotations

import re
from itertools import product

import pytest
from playwright.sync_api import Locator, Page, expect

from chalicelib.attachments.model import Reason
from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_link, open_tracking
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import Json, a_view, an_answered_view, an_entry, an_officers_view

pytestmark = pytest.mark.thorough

HELD = {Reason.LOCKED, Reason.UNCHECKED}
STATES = ["clean", "pending", "held", "rejected"]
AVAILABLE = {"fr": "Disponible", "ar": "متاح للتنزيل"}
NAMES = {"clean": "صورة الشباك.jpg", "pending": "recu.pdf", "held": "note vocale.m4a", "rejected": "facture.pdf"}


VIEWS = {"citizen": a_view, "officer": an_officers_view}
TO_SENDER = [
    "Envoyez une image JPEG, PNG ou WebP, un PDF ou une note vocale.",
    "Joignez-le à nouveau.",
    "Envoyez-le sans mot de passe.",
]


def a_file(state: str = "clean", **given: object) -> Json:
    file: Json = {"file_id": state, "name": NAMES[state], "size_bytes": 4_400_000, "state": state}
    return {**file, **given}


def added(*files: Json) -> list[Json]:
    return [an_entry("submit", "citizen"), an_entry("message", "citizen", files=list(files))]


def item(page: Page, name: str, within: str = "history") -> Locator:
    return page.locator(f"[data-part={within}] .portal-files__file", has_text=name)


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_said_in_words_and_only_an_available_file_can_be_fetched(open_page, portal, language):
    portal.complaint = a_view(language=language, timeline=added(*map(a_file, STATES)))

    page = open_tracking(open_page, language)

    files = page.locator("[data-part=history] .portal-files__file")
    expect(files).to_have_count(4)
    expect(files.locator("button")).to_have_count(1)
    expect(files.first).to_contain_text(AVAILABLE[language])
    expect(files.first).to_contain_text(re.compile("4,2"))
    expect(files.first.locator("bdi")).to_have_attribute("dir", "auto")
    assert len(set(files.locator(".portal-files__state").all_inner_texts())) == 4
    assert not NO_CODES.search(page.locator("[data-part=history]").inner_text())
    check_layout(page, f"{language}-track-files")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_each_reason_is_said_in_words_of_its_own(open_page, portal, side, language):
    reasons = [each.value for each in Reason]
    files = [a_file("held" if each in HELD else "rejected", reason=each, name=each) for each in reasons]
    portal.complaint = (a_view if side == "citizen" else an_officers_view)(language=language, timeline=added(*files))

    page = open_tracking(open_page, language) if side == "citizen" else open_link(open_page, language)

    said = page.locator("[data-part=history] .portal-files__state")
    expect(said).to_have_count(len(reasons))
    assert len(set(said.all_inner_texts())) == len(reasons)
    check_layout(page, f"{language}-{side}-reasons")


@pytest.mark.parametrize(("sender", "side"), list(product(["citizen", "officer"], repeat=2)))
def test_only_who_sent_a_file_reads_what_to_do_and_who_waits_for_a_locked_one_asks(open_page, portal, sender, side):
    given = [("rejected", Reason.WRONG_TYPE), ("rejected", Reason.UNREADABLE), ("held", Reason.LOCKED), ("clean", None)]
    files = [a_file(state, reason=reason) for state, reason in given]
    portal.complaint = VIEWS[side](timeline=[an_entry("submit", "citizen"), an_entry("message", sender, files=files)])

    page = open_tracking(open_page) if side == "citizen" else open_link(open_page)

    advice = page.locator("[data-part=history] .portal-files__advice")
    expect(advice).to_have_text(TO_SENDER if sender == side else ["Demandez qu’il soit envoyé sans mot de passe."])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["held", "rejected"])
def test_a_filed_file_that_nobody_can_open_is_announced_above_what_was_filed(open_page, portal, state, language):
    filed = an_entry("submit", "citizen", files=[a_file(), a_file(state, reason=Reason.LOCKED)])
    portal.complaint = a_view(language=language, timeline=[filed])
    page = open_tracking(open_page, language)
    expect(page.locator("[data-part=filed-files]")).to_be_hidden()
    check_layout(page, f"{language}-track-lacking-{state}")

    page.locator("[data-lacking] button").click()

    expect(page.locator("[data-part=filed-files]")).to_be_focused()
    expect(page.locator("[data-part=filed-files] .portal-files__advice")).to_be_visible()


def test_where_every_filed_file_can_be_opened_nothing_is_announced(open_page, portal):
    waiting = an_entry("message", "citizen", files=[a_file("held")])
    portal.complaint = a_view(timeline=[an_entry("submit", "citizen", files=[a_file(), a_file("pending")]), waiting])

    page = open_tracking(open_page)

    expect(page.locator("[data-lacking]")).to_be_hidden()


@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_what_was_filed_lists_its_files_and_the_history_does_not_repeat_them(open_page, portal, side):
    view = a_view if side == "citizen" else an_officers_view
    filed = an_entry("submit", "citizen", files=[a_file()])
    portal.complaint = view(timeline=[filed, an_entry("message", "citizen", files=[a_file("held")])])
    page = open_tracking(open_page) if side == "citizen" else open_link(open_page)

    if side == "citizen":
        page.get_by_text("Ce que vous avez déposé", exact=True).click()

    expect(page.locator("[data-part=filed-files] .portal-files__name")).to_have_text([NAMES["clean"]])
    expect(page.locator("[data-part=filed-files] button")).to_be_visible()
    expect(page.locator("[data-part=history] .portal-files__name")).to_have_text([NAMES["held"]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_files_stand_with_the_answer(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    portal.complaint["timeline"][-1]["files"] = [a_file()]

    page = open_tracking(open_page, language)

    expect(page.locator("[data-part=answer-files] button")).to_have_count(1)
    expect(page.locator("[data-part=history] .portal-files button")).to_have_count(1)
    check_layout(page, f"{language}-track-answer-files")


@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_a_file_is_fetched_by_its_short_address_and_the_page_stays(open_page, portal, side):
    view = a_view if side == "citizen" else an_officers_view
    portal.complaint = view(timeline=added(a_file()))
    page = open_tracking(open_page) if side == "citizen" else open_link(open_page)

    with page.expect_download() as download:
        page.locator("[data-part=history] button[data-file]").click()

    assert download.value.suggested_filename == "recu.pdf"
    (asked,) = portal.find_requests("/files/clean")
    assert asked.token == f"{side}-token"
    expect(page.locator("[data-screen=complaint]")).to_be_visible()


def test_a_download_that_fails_says_why(open_page, portal):
    portal.complaint = a_view(timeline=added(a_file()))
    page = open_tracking(open_page)
    portal.refuse = [("/files/clean", "unavailable")]

    page.locator("[data-part=history] button[data-file]").click()

    expect(page.locator("[data-said]")).to_have_text("title of unavailable")


@pytest.mark.parametrize("side", ["citizen", "officer"])
def test_a_file_being_processed_becomes_available_without_a_click(open_page, portal, side):
    view = a_view if side == "citizen" else an_officers_view
    portal.complaint = view(timeline=added(a_file("pending", file_id="one"), a_file(file_id="two")))
    page = open_tracking(open_page) if side == "citizen" else open_link(open_page)
    expect(item(page, NAMES["pending"])).to_be_visible()
    page.locator("[data-part=history] button[data-file=two]").focus()
    before = len(portal.find_requests(portal.complaint["number"]))

    portal.complaint["timeline"][1]["files"][0]["state"] = "clean"

    expect(page.locator("[data-part=history] button[data-file=one]")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text("Les fichiers joints ont été traités.")
    expect(page.locator("[data-part=history] button[data-file=two]")).to_be_focused()
    assert len(portal.find_requests(portal.complaint["number"])) > before


def test_a_name_is_never_markup(open_page, portal):
    portal.complaint = a_view(timeline=added(a_file(name="<img src=x>.jpg")))

    page = open_tracking(open_page)

    expect(item(page, "<img src=x>.jpg")).to_be_visible()
    assert page.locator("[data-screen=complaint] img").count() == 0
