"""A voice note recorded in the page, in Chromium, whose microphone beeps: allowed, spoken, heard again, attached."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from chalicelib.attachments import sniffing
from tests.site.complaint_pages import LANGUAGES, check_layout, open_link, open_tracking
from tests.site.complaint_stand_in import ComplaintPortal
from tests.site.complaint_views import an_officers_view
from tests.site.conftest import OpenPage
from tests.site.file_fields import WORDS, a_photo, choose_files, list_uploaded_names, send_message

pytestmark = pytest.mark.thorough

MESSAGE = "[data-form=message]"
NAME = re.compile(r"^note-vocale-\d{4}-\d\d-\d\d-\d{4}\.webm$")
SPOKEN = {"fr": "Le guichet était fermé.", "ar": "كان الشباك مغلقا."}
SAID_IN_IT = {"fr": "Dans la note vocale", "ar": "في التسجيل الصوتي"}
TABS_AT_MOST = 10  # the sound has controls of its own
KEPT = {"limit": "durée maximale", "left": "quitté", "device": "micro s’est arrêté"}
HAPPENS = {
    "limit": "() => { performance.now = ((now) => () => now() + 600_000)(performance.now.bind(performance)); }",
    "left": """() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""",
    "device": "() => { for (const track of opened.flatMap((each) => each.getTracks())) track.stop(); }",
}
_WATCHED = """() => {
  window.opened = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.opened.push(stream);
    return stream;
  };
}"""


@pytest.fixture
def portal(message_portal):
    return message_portal


def speaking(open_page: OpenPage, language: str = "fr", within: str = MESSAGE) -> Page:
    """The tracking space, with a recording that has lasted a second."""
    page = open_tracking(open_page, language, permissions=["microphone"])
    page.evaluate(_WATCHED)
    record(page, within)
    return page


def record(page: Page, within: str = MESSAGE) -> None:
    page.locator(f"{within} [data-voice]").click()
    expect(page.locator(f"{within} .portal-voice__clock")).to_contain_text(re.compile(r"\b0:(?!00)\d\d"))


def press(page: Page, words: str, within: str = MESSAGE) -> None:
    page.locator(f"{within} [data-voice-panel] button", has_text=words).click()


def stop(page: Page, within: str = MESSAGE) -> Locator:
    page.locator(f"{within} .govuk-button--warning").click()
    note = page.locator(f"{within} audio")
    expect(note).to_be_visible()
    return note


def attach(page: Page, within: str = MESSAGE) -> None:
    page.locator(f"{within} [data-voice-panel] .govuk-button-group button").first.click()


def microphones(page: Page) -> list[str]:
    states: list[str] = page.evaluate("opened.flatMap((each) => each.getTracks()).map((each) => each.readyState)")
    return states


def is_sound(portal: ComplaintPortal) -> None:
    assert NAME.match(list_uploaded_names(portal)[0])
    (sent,) = portal.find_requests("/messages")[-1].json["upload_ids"]
    assert portal.uploads.announced[sent]["content_type"] == "audio/webm"
    assert sniffing.detect_type(portal.uploads.content([sent])[0]) == "audio/webm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_note_is_recorded_heard_again_and_sent_with_its_words(open_page, portal, language):
    page = open_tracking(open_page, language, permissions=["microphone"])
    page.evaluate(_WATCHED)
    page.locator("#text").fill(WORDS[language])
    record(page)
    expect(page.locator(f"{MESSAGE} .govuk-button--warning")).to_be_focused()
    check_layout(page, f"{language}-voice-recording")

    note = stop(page)
    assert microphones(page) == ["ended"]
    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_be_focused()
    assert note.evaluate("note => note.play().then(() => note.pause(), () => 'not heard')") is None
    page.locator(f"{MESSAGE} audio ~ div textarea").fill(SPOKEN[language])
    check_layout(page, f"{language}-voice-recorded")
    attach(page)

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    whole = re.compile(f"{WORDS[language]}\n\n{SAID_IN_IT[language]}.*{SPOKEN[language]}")
    expect(page.locator("#text")).to_have_value(whole)
    expect(page.locator(f"{MESSAGE} [data-voice]")).to_be_focused()
    page.locator(f"{MESSAGE} [data-submit]").click()
    expect(page.locator("[data-said]")).to_be_focused()
    is_sound(portal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_microphone_that_is_not_allowed_is_said_and_one_goes_on_writing(open_page, portal, language):
    page = open_tracking(open_page, language)

    page.locator(f"{MESSAGE} [data-voice]").click()

    expect(page.locator(f"{MESSAGE} [data-voice-panel]")).to_contain_text(
        {"fr": "pas autorisé", "ar": "غير مسموح"}[language]
    )
    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_be_focused()
    check_layout(page, f"{language}-voice-refused")
    page.locator(f"{MESSAGE} [data-voice-panel] button").click()
    expect(page.locator(f"{MESSAGE} [data-voice]")).to_be_focused()
    send_message(page, WORDS[language])
    expect(page.locator("[data-said]")).to_be_focused()


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "said"), [("NotFoundError", "Aucun micro"), ("NotReadableError", "ne répond pas")])
def test_a_microphone_of_no_use_is_said_in_words(open_page, portal, name, said):
    page = open_tracking(open_page)
    page.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }", name
    )

    page.locator(f"{MESSAGE} [data-voice]").click()

    expect(page.locator(f"{MESSAGE} [data-voice-panel]")).to_contain_text(said)


@pytest.mark.thorough
@pytest.mark.parametrize("end", HAPPENS)
def test_what_was_said_until_the_recording_stopped_by_itself_is_kept_and_offered(open_page, portal, end):
    page = speaking(open_page)

    page.evaluate(HAPPENS[end])

    expect(page.locator(f"{MESSAGE} audio")).to_be_visible()
    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_contain_text(KEPT[end])
    assert microphones(page) == ["ended"]
    attach(page)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)


@pytest.mark.thorough
def test_a_recording_that_stops_takes_no_focus_from_who_writes(open_page, portal):
    page = speaking(open_page)
    page.locator("#text").focus()

    page.evaluate(HAPPENS["limit"])

    expect(page.locator(f"{MESSAGE} audio")).to_be_visible()
    expect(page.locator("#text")).to_be_focused()


@pytest.mark.thorough
def test_a_recording_of_nothing_is_no_voice_note(open_page, portal):
    page = open_tracking(open_page, permissions=["microphone"])
    page.locator(f"{MESSAGE} [data-voice]").click()

    page.locator(f"{MESSAGE} .govuk-button--warning").click()

    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_contain_text("Rien n’a été enregistré")
    expect(page.locator(f"{MESSAGE} audio")).to_have_count(0)


@pytest.mark.thorough
def test_a_deleted_recording_leaves_nothing_and_another_can_begin(open_page, portal):
    page = speaking(open_page)
    stop(page)

    press(page, "Supprimer")

    expect(page.locator(f"{MESSAGE} [data-voice]")).to_be_focused()
    record(page)
    assert microphones(page) == ["ended", "live"]
    assert portal.uploads.announced == {}


@pytest.mark.thorough
def test_a_microphone_allowed_after_one_has_given_up_is_let_go(open_page, portal):
    page = open_tracking(open_page, permissions=["microphone"])
    page.evaluate(_WATCHED)
    page.evaluate(
        """() => {
          const open = navigator.mediaDevices.getUserMedia;
          navigator.mediaDevices.getUserMedia = async (wanted) => {
            await new Promise((done) => { window.allow = done; });
            return open(wanted);
          };
        }"""
    )
    page.locator(f"{MESSAGE} [data-voice]").click()
    press(page, "Annuler")

    page.evaluate("allow()")

    expect(page.locator(f"{MESSAGE} [data-voice-panel]")).to_be_hidden()
    page.locator(f"{MESSAGE} [data-voice]").click()
    expect(page.locator(f"{MESSAGE} [data-voice-panel]")).to_be_visible()
    page.evaluate("allow()")
    expect(page.locator(f"{MESSAGE} .portal-voice__clock")).to_be_visible()
    assert microphones(page) == ["ended", "live"]


def test_a_message_does_not_leave_without_the_note_that_is_being_made(open_page, portal):
    page = speaking(open_page)

    send_message(page)

    expect(page.locator(".govuk-error-summary")).to_contain_text("pas encore jointe")
    assert portal.find_requests("/messages") == []
    stop(page)
    attach(page)
    page.locator(f"{MESSAGE} [data-submit]").click()
    expect(page.locator("[data-said]")).to_be_focused()
    assert len(list_uploaded_names(portal)) == 1


@pytest.mark.thorough
def test_an_eleventh_file_is_refused_without_losing_what_was_said(open_page, portal):
    page = open_tracking(open_page, permissions=["microphone"])
    choose_files(page, *(a_photo(f"{number}.jpg") for number in range(10)))
    record(page)
    stop(page)

    attach(page)

    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_contain_text("maximum")
    expect(page.locator(f"{MESSAGE} audio")).to_be_visible()
    page.locator("[data-row-remove]").first.click()
    attach(page)
    expect(page.locator(".portal-uploads__file", has_text="note-vocale")).to_have_count(1)


def test_a_voice_note_is_made_by_keyboard_alone(open_page, portal):
    page = open_tracking(open_page, permissions=["microphone"])
    page.locator(f"{MESSAGE} [data-voice]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{MESSAGE} .govuk-button--warning")).to_be_focused()
    expect(page.locator(f"{MESSAGE} .portal-voice__clock")).to_contain_text(re.compile(r"\b0:(?!00)\d\d"))
    page.keyboard.press("Enter")
    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_be_focused()
    attaching = page.locator(f"{MESSAGE} [data-voice-panel] .govuk-button-group button").first
    for _ in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        if attaching.evaluate("button => button === document.activeElement"):
            break
    expect(attaching).to_be_focused()

    page.keyboard.press("Space")

    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)


def test_a_browser_that_records_nothing_offers_nothing(open_page, portal):
    page = open_page("/fr/")
    page.add_init_script("delete window.MediaRecorder")
    page.goto(portal.base_url + "/fr/submit/#files")

    expect(page.locator("[data-uploads] label")).to_have_count(1)
    expect(page.locator("[data-voice]")).to_be_hidden()


@pytest.mark.parametrize("act", ["message", "answer"])
def test_an_officer_records_too_and_the_words_go_to_the_text_of_the_act(open_page, portal, act):
    portal.complaint = an_officers_view()
    page = open_link(open_page, permissions=["microphone"])
    form = f"[data-form={act}]"
    page.locator(f"[data-form-box={act}] > summary").click()
    record(page, form)
    stop(page, form)
    page.locator(f"{form} audio ~ div textarea").fill("La décision est expliquée.")

    attach(page, form)

    expect(page.locator(f"{form} .portal-uploads__file--received")).to_have_count(1)
    expect(page.locator("#reasons" if act == "answer" else "#message-text")).to_have_value(re.compile("expliquée"))


@pytest.mark.thorough
def test_closing_the_box_of_an_act_records_nobody_unseen(open_page, portal):
    portal.complaint = an_officers_view()
    page = open_link(open_page, permissions=["microphone"])
    page.evaluate(_WATCHED)
    summary = page.locator("[data-form-box=message] > summary")
    summary.click()
    record(page)

    summary.click()

    expect(page.locator(f"{MESSAGE} audio")).to_have_count(1)
    assert microphones(page) == ["ended"]
    summary.click()
    expect(page.locator(f"{MESSAGE} audio")).to_be_visible()
    expect(page.locator(f"{MESSAGE} .portal-voice__state")).to_contain_text(KEPT["left"])
