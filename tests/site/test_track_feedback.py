"""What a citizen says of an answer, in Chromium: satisfied or not, another look, a promise kept. Pictures are kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_tracking
from tests.site.complaint_stand_in import ComplaintPortal, ReceivedRequest, serve_complaints
from tests.site.complaint_views import COORDINATION, FES, a_conversation, a_view, an_answer, an_answered_view, an_entry

pytestmark = pytest.mark.thorough

COMMENT = {"fr": "La réponse ne dit pas quand.", "ar": "الجواب لا يبين متى."}
NOT_SATISFIED = {"fr": "Pas satisfait (2 sur 5)", "ar": "غير راض (2 من 5)"}
UNTIL = {"fr": "5 mars 2027", "ar": "5 مارس 2027"}


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        portal.complaint = an_answered_view("fr")
        portal.on_command = judges
        yield portal


def judges(portal: ComplaintPortal, received: ReceivedRequest) -> None:
    """What the portal does on a rating, a reopening, a judgement of a promise."""
    body = received.json
    if "score" in body:
        rates(portal, **body)
    elif "missing" in body:
        portal.add_event(an_entry("reopen", "citizen", text=body["missing"]))
        look = portal.complaint["look"] + 1
        portal.complaint.update(status="reopened", look=look, days_left=60, may=["message", "withdraw"])
    else:
        portal.add_event(an_entry("promise", "citizen", kept=body["kept"]))
        portal.complaint["answer"]["kept"] = body["kept"]
        portal.complaint["may"].remove("promise")


def rates(portal: ComplaintPortal, *, score: int, comment: str | None) -> None:
    portal.add_event(an_entry("rate", "citizen", score=score, text=comment))
    closes = score > 3
    portal.complaint["rating"] = {"score": score, "comment": comment, "at": "2027-01-05T10:00:00Z"}
    status, may = ("closed", ["reopen"]) if closes else ("answered", ["message", "reopen"])
    portal.complaint.update(status=status, may=may)


def rate(page: Page, score: int, comment: str = "") -> None:
    page.locator(f"[name=score][value='{score}']").check()
    if comment:
        page.locator("#comment").fill(comment)
    page.locator("[data-form=rating] [data-submit]").click()


def ask_again(page: Page) -> None:
    page.locator("[data-form=reopening] [data-submit]").click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_taps_say_that_a_citizen_is_satisfied_and_close_the_file(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    page = open_tracking(open_page, language)
    expect(page.locator("#comment")).to_be_hidden()

    page.locator("label[for=score]").click()
    page.locator("[data-form=rating] [data-submit]").click()

    expect(page.locator("[data-thanks]")).to_be_focused()
    expect(page.locator("[data-thanks]")).to_contain_text(UNTIL[language])
    expect(page.locator("[data-form=rating]")).to_be_hidden()
    expect(page.locator("[data-conversation]")).to_be_hidden()
    expect(page.locator("#missing")).to_be_hidden()
    expect(page.locator("[data-part=judgement]")).to_contain_text("5")
    assert portal.find_requests("/rating")[0].json == {"score": 5, "comment": None}
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-track-closed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("commented", [True, False])
def test_who_is_not_satisfied_is_offered_another_look_with_the_reason_begun(open_page, portal, language, commented):
    portal.complaint = an_answered_view(language)
    comment = COMMENT[language] if commented else ""
    page = open_tracking(open_page, language)

    rate(page, 2, comment)

    expect(page.locator("[data-thanks]")).to_be_focused()
    expect(page.locator("#missing")).to_have_value(re.compile(f"^{re.escape(comment or NOT_SATISFIED[language])}"))
    assert portal.find_requests("/rating")[0].json == {"score": 2, "comment": comment or None}
    check_layout(page, f"{language}-track-not-satisfied{'-why' if commented else ''}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_look_is_asked_for_and_the_file_says_who_takes_it_and_by_when(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    page = open_tracking(open_page, language)
    rate(page, 1, COMMENT[language])
    ask_again(page)

    expect(page.locator("[data-said]")).to_be_focused()
    expect(page.locator("[data-judging]")).to_be_hidden()
    expect(page.locator("[data-part=look]")).not_to_be_empty()
    expect(page.locator("[data-part=earlier-answer-title]")).to_be_visible()
    expect(page.locator("[data-part=answer-title]")).to_be_hidden()
    expect(page.locator("[data-part=history] > li").last).to_contain_text(COMMENT[language])
    assert portal.find_requests("/reopening")[0].json == {"missing": COMMENT[language], "upload_ids": []}
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-track-reopened")


def test_the_reason_begun_is_no_reason_yet(open_page, portal):
    page = open_tracking(open_page)
    rate(page, 2)
    expect(page.locator("#missing")).not_to_have_value("")

    ask_again(page)

    expect(page.locator("#missing-error")).to_be_visible()
    page.locator("#missing").press_sequentially("il manque une date")
    ask_again(page)
    expect(page.locator("[data-said]")).to_be_focused()
    (sent,) = portal.find_requests("/reopening")
    assert re.fullmatch(r"Pas satisfait \(2 sur 5\)\s:\sil manque une date", sent.json["missing"])


def test_the_reason_begun_comes_back_after_a_reload(open_page, portal):
    page = open_tracking(open_page)
    rate(page, 2)
    page.locator("#missing").fill("Il manque une date")

    page.reload()

    expect(page.locator("#missing")).to_be_visible()
    expect(page.locator("#missing")).to_have_value("Il manque une date")
    expect(page.locator("[data-thanks]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_in_a_judgement_is_said_before_it_is_sent(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    page = open_tracking(open_page, language)
    page.locator("[data-form=rating] [data-submit]").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("#score-error")).to_be_visible()
    page.locator("[data-asks=reopen] summary").click()
    ask_again(page)
    expect(page.locator("#missing-error")).to_be_visible()
    check_layout(page, f"{language}-track-judging-errors")
    rate(page, 3, "a" * 1001)
    expect(page.locator("#comment-error")).to_be_visible()
    assert portal.find_requests("/rating") == portal.find_requests("/reopening") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", [True, False])
def test_one_tap_says_whether_a_commitment_was_kept(open_page, portal, language, kept):
    portal.complaint = an_answered_view(language, may=["message", "rate", "reopen", "promise"])
    portal.complaint["answer"]["promised_on"] = "2026-11-01"
    page = open_tracking(open_page, language)
    check_layout(page, f"{language}-track-promise")

    page.locator(f"[data-kept={str(kept).lower()}]").click()

    expect(page.locator("[data-said]")).to_be_focused()
    expect(page.locator("[data-asks=promise]")).to_be_hidden()
    said = page.locator("[data-part=history] > li").last.locator("h3").inner_text()
    expect(page.locator("[data-part=judgement]")).to_contain_text(said)
    assert [each.json for each in portal.find_requests("/promise")] == [{"kept": kept}]


def test_a_commitment_is_not_asked_about_before_its_day(open_page, portal):
    portal.complaint = an_answered_view("fr", may=["message", "rate", "reopen", "promise"])
    portal.complaint["answer"]["promised_on"] = "2999-01-01"

    page = open_tracking(open_page)

    expect(page.locator("[data-asks=rate]")).to_be_visible()
    expect(page.locator("[data-asks=promise]")).to_be_hidden()


def test_only_what_the_portal_allows_is_asked(open_page, portal):
    portal.complaint = an_answered_view("fr", may=["message"])

    page = open_tracking(open_page)

    shown = [each.get_attribute("data-asks") for each in page.locator("[data-asks]:visible").all()]
    assert shown == ["message"]


@pytest.mark.parametrize("status", ["submitted", "reopened"])
def test_nothing_is_asked_while_an_answer_is_owed(open_page, portal, status):
    portal.complaint = a_view(status=status, may=["message", "withdraw"])

    page = open_tracking(open_page)

    expect(page.locator("[data-judging]")).to_be_hidden()


def test_something_to_add_leads_to_the_conversation(open_page, portal):
    page = open_tracking(open_page)

    page.locator("[data-add]").click()

    expect(page.locator("#text")).to_be_focused()


def test_two_clicks_are_one_judgement(open_page, portal):
    page = open_tracking(open_page)
    page.locator("[name=score][value='4']").check()

    page.locator("[data-form=rating] [data-submit]").dblclick()

    expect(page.locator("[data-thanks]")).to_be_focused()
    assert len(portal.find_requests("/rating")) == 1


@pytest.mark.parametrize("path", ["/rating", "/reopening", "/promise"])
def test_a_judgement_whose_answer_is_lost_is_sent_again_with_the_same_key_and_body(open_page, portal, path):
    portal.complaint = an_answered_view("fr", may=["message", "rate", "reopen", "promise"])
    portal.complaint["answer"]["promised_on"] = "2026-11-01"
    portal.lose = [path]
    page = open_tracking(open_page)
    act = path.removeprefix("/")
    if act == "rating":
        rate(page, 2, COMMENT["fr"])
    elif act == "reopening":
        page.locator("[data-asks=reopen] summary").click()
        page.locator("#missing").fill("Une date")
        ask_again(page)
    else:
        page.locator("[data-kept=false]").click()

    page.locator(f"[data-form={act}] [data-retry]").click()

    expect(page.locator("[data-part=history] > li")).to_have_count(8)
    first, second = portal.find_requests(path)
    assert (first.key, first.body) == (second.key, second.body)


def test_a_judgement_goes_out_after_a_session_that_had_ended(open_page, portal):
    portal.refuse = [("/rating", "session_expired")]
    page = open_tracking(open_page)

    rate(page, 5)
    page.locator("#email").fill("salma@example.com")
    page.locator("[data-sign-in] button").click()

    expect(page.locator("[data-part=history] > li")).to_have_count(8)
    first, second = portal.find_requests("/rating")
    assert (first.key, first.body) == (second.key, second.body)


def test_a_judgement_that_came_too_late_says_why(open_page, portal):
    portal.refuse = [("/rating", "action_not_allowed")]
    page = open_tracking(open_page)

    rate(page, 5)

    expect(page.locator("[data-form=rating] .govuk-error-summary")).to_contain_text("title of action_not_allowed")


def a_second_answer(language: str, **given: Any) -> dict[str, Any]:
    """Rated, reopened and answered again."""
    first = an_answered_view(language)["timeline"][-1]
    judged = [
        an_entry("rate", "citizen", score=2, text=COMMENT[language]),
        an_entry("promise", "citizen", kept=False),
        an_entry("reopen", "citizen", text=COMMENT[language]),
    ]
    again = an_entry("answer", "officer", outcome="granted", text="…")
    given = {"status": "answered", "days_left": None, "may": ["message", "rate", "reopen"], **given}
    return a_view(
        language=language, look=2, answer=an_answer(language, seq=11, promised_on=None, outcome="granted"),
        timeline=[*a_conversation(language), first, *judged, again], **given,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_answer_is_judged_anew(open_page, portal, language):
    portal.complaint = an_answered_view(language)
    page = open_tracking(open_page, language)
    rate(page, 2, COMMENT[language])
    ask_again(page)
    expect(page.locator("[data-said]")).to_be_focused()
    portal.complaint = a_second_answer(language)

    page.locator("[data-refresh]").click()

    expect(page.locator("[data-asks=rate]")).to_be_visible()
    expect(page.locator("[data-thanks]")).to_be_hidden()
    expect(page.locator("#missing")).to_be_hidden()
    expect(page.locator("[name=score]:checked")).to_have_count(0)
    expect(page.locator("[data-part=judgement]")).to_be_empty()
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-track-second-answer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_look_is_told_as_the_coordination_s(open_page, portal, language):
    second = a_second_answer(language)
    moved = an_entry("reopen", "citizen", text=COMMENT[language], agency=COORDINATION, from_agency=FES)
    portal.complaint = {**second, "look": 3, "agency": COORDINATION, "status": "reopened", "days_left": 60, "may": []}
    portal.add_event(moved)

    page = open_tracking(open_page, language)

    looks = page.locator("[data-part=history] > li", has_text=COMMENT[language])
    expect(looks).to_have_count(3)
    expect(looks.last.locator(".portal-history__said p").first).to_contain_text("3")
    expect(page.locator("[data-part=look]")).to_contain_text("3")


def test_the_keyboard_alone_judges(open_page, portal):
    page = open_tracking(open_page)
    page.locator("[name=score]").first.focus()
    for key in ["ArrowDown", "ArrowDown", "Tab"]:
        page.keyboard.press(key)
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("Bof")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-thanks]")).to_be_focused()
    assert portal.find_requests("/rating")[0].json == {"score": 3, "comment": "Bof"}


def test_whoever_leaves_leaves_no_judgement_behind(open_page, portal):
    page = open_tracking(open_page)
    rate(page, 2, COMMENT["fr"])
    expect(page.locator("[data-thanks]")).to_be_focused()

    page.locator("[data-leave]").click()

    expect(page.locator("[data-screen=sign-in]")).to_be_visible()
    expect(page.locator("[data-part=judgement]")).to_be_empty()
    expect(page.locator("#missing")).to_have_value("")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('portal-draft'))") == []
