"""One draft in two tabs, in Chromium: what is under way or sent in one of them is no news to the other."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.site.journey import answer_until, expect_step, go_on
from tests.site.submission_stand_in import NUMBER
from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.tiers import thorough

pytestmark = pytest.mark.thorough

SHOWN = "7K3M-9QXT-2HDB-M"
WITHOUT_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"


def two_tabs(open_page, language: str = "fr", *, step_of_second: str = "check") -> tuple[Page, Page]:
    """The same draft at the check in one tab, and at `step_of_second` in another one."""
    first = open_page("/fr/submit/")
    answer_until(first, "check")
    second = first.context.new_page()
    second.set_viewport_size({"width": 360, "height": 800})
    second.add_init_script(WITHOUT_LOCKS)
    second.goto(first.url.replace("/fr/", f"/{language}/").replace("#check", f"#{step_of_second}"))
    expect_step(second, step_of_second)
    return first, second


def edit_and_send(page: Page, facts: str) -> None:
    page.locator("#facts").fill(facts)
    go_on(page)
    expect_step(page, "check")
    go_on(page)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
@pytest.mark.parametrize("lost", ["lose the request", "lose the answer", "firewall"])
def test_what_one_tab_may_have_sent_goes_out_as_the_same_from_another(open_page, portal, lost, language):
    portal.behaviour = [lost]
    first, second = two_tabs(open_page, language)
    go_on(first)
    expect(first.locator("[data-retry]")).to_be_visible()

    go_on(second)

    expect_step(second, "sent")
    expect(second.locator("[data-sent-number]")).to_have_text(SHOWN)
    first.locator("[data-retry]").click()
    expect_step(first, "sent")
    assert len(set(portal.received)) == 1
    assert len(portal.filed) == 1


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_what_one_tab_has_sent_is_confirmed_in_another_without_its_session(open_page, portal, language):
    first, second = two_tabs(open_page, language)
    go_on(first)
    expect_step(first, "sent")

    go_on(second)

    expect_step(second, "sent")
    expect(second.locator("[data-sent-number]")).to_have_text(SHOWN)
    expect(second.locator("[data-sent-receipt] bdi")).to_have_text("salma@example.com")
    assert len(portal.received) == 1
    assert second.evaluate("sessionStorage.getItem('portal-citizen')") is None
    assert NUMBER in second.locator("[data-track]").get_attribute("href")


def test_two_tabs_that_send_at_once_file_once(open_page, portal):
    first, second = two_tabs(open_page)

    for page in (first, second):
        page.evaluate("document.querySelector('[data-step=check] button[type=submit]').click()")

    for page in (first, second):
        expect_step(page, "sent")
    assert len(portal.filed) == 1


def test_a_word_typed_in_one_tab_leaves_what_another_has_under_way(open_page, portal):
    portal.behaviour = ["lose the answer"]
    first, second = two_tabs(open_page, step_of_second="you")
    go_on(first)
    expect(first.locator("[data-retry]")).to_be_visible()

    second.locator("#name").press_sequentially("h")
    second.locator("#name").press("Backspace")
    first.reload()

    expect_step(first, "sent")
    assert len(set(portal.received)) == 1


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
@pytest.mark.parametrize("lost", [[], ["lose the answer"]])
def test_an_edited_draft_is_a_second_complaint_only_once_the_person_knows_of_the_first(
    open_page, portal, lost, language
):
    portal.behaviour = list(lost)
    first, second = two_tabs(open_page, language, step_of_second="facts")
    go_on(first)
    expect(first.locator("[data-retry]" if lost else "[data-step=sent]")).to_be_visible()

    edit_and_send(second, "Autre chose.")

    expect(second.locator("[data-sending]")).to_contain_text(SHOWN)
    assert len(portal.filed) == 1
    assert not scrolls_sideways(second)
    assert find_violations(second) == []
    take_picture(second, f"{language}-submit-sent-elsewhere-{len(lost)}")
    go_on(second)
    expect_step(second, "sent")
    assert [json.loads(body)["facts"] for body in portal.filed.values()][1] == "Autre chose."


@pytest.mark.thorough
def test_another_complaint_from_the_same_device_is_asked_nothing(open_page, portal):
    page = open_page("/fr/submit/")
    for _ in range(2):
        answer_until(page, "check")
        go_on(page)
        expect_step(page, "sent")
        page.goto(page.url.partition("#")[0])

    assert len(portal.filed) == 2
