"""An agency's queue in Chromium. Pictures are kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.site.complaint_pages import LANGUAGES, NO_CODES, check_layout, open_link
from tests.site.complaint_stand_in import serve_complaints
from tests.site.complaint_views import NUMBER, OTHER_NUMBER, a_head, an_officers_view

LATE = {"fr": "3 jours de retard", "ar": "تأخير ب3 أيام"}


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        portal.complaint = an_officers_view()
        portal.scope = "queue"
        portal.queues = {
            "open": [
                a_head(number=OTHER_NUMBER, kind="question", days_left=-3, due_on="2026-11-21"),
                a_head(status="in_progress", days_left=0, due_on="2026-11-24"),
                a_head(status="needs_information", days_left=12),
            ],
            "done": [a_head(status="closed", days_left=None)],
        }
        yield portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_shows_the_most_urgent_first_and_marks_what_is_overdue(open_page, portal, language):
    page = open_link(open_page, language, screen="queue")

    expect(page.locator("[data-screen=queue] h1")).to_be_focused()
    first, second = page.locator("[data-queue-list] > li").all()
    expect(first).to_contain_text(LATE[language])
    expect(first.locator(".portal-late")).to_be_visible()
    expect(second.locator(".portal-late")).to_have_count(0)
    assert not NO_CODES.search(page.locator("main").inner_text())
    check_layout(page, f"{language}-agency-queue")


def test_more_files_join_below_and_the_focus_goes_on_from_there(open_page, portal):
    page = open_link(open_page, screen="queue")

    page.locator("[data-more]").click()

    expect(page.locator("[data-queue-list] > li")).to_have_count(3)
    expect(page.locator("[data-queue-list] > li:nth-child(3) h2")).to_be_focused()
    expect(page.locator("[data-more]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_queue_says_when_it_is_empty(open_page, portal, language):
    page = open_link(open_page, language, screen="queue")

    page.locator("[data-queue=reopened]").click()
    expect(page.locator("[data-queue=reopened]")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-queue-list] > li")).to_have_count(0)
    expect(page.locator("[data-queue-said]")).not_to_be_empty()
    page.locator("[data-queue=done]").click()

    expect(page.locator("[data-queue-list] > li")).to_have_count(1)
    check_layout(page, f"{language}-agency-queue-done")


def test_a_file_is_found_by_its_number(open_page, portal):
    page = open_link(open_page, screen="queue")
    page.locator("#queue-number").fill("7k3m 9qxt 2hdb n")
    page.locator("#queue-number").press("Enter")
    expect(page.locator("#queue-number-error")).to_be_visible()

    page.locator("#queue-number").fill("7k3m 9qxt 2hdb m")
    page.locator("#queue-number").press("Enter")

    expect(page.locator("[data-queue-list] > li")).to_have_count(1)
    page.locator("#queue-number").fill(OTHER_NUMBER)
    page.locator("#queue-number").press("Enter")
    expect(page.locator("[data-queue-list] > li")).to_have_count(0)
    expect(page.locator("[data-queue-said]")).not_to_be_empty()


def test_a_file_opens_in_the_same_page_and_the_queue_comes_back(open_page, portal):
    page = open_link(open_page, screen="queue")
    page.locator("[data-queue-list] a").last.click()
    expect(page.locator("[data-screen=complaint] h1")).to_be_focused()
    assert page.url.endswith(f"#{NUMBER}")
    expect(page.locator("[data-queue-link-block]")).to_be_hidden()

    page.go_back()
    expect(page.locator("[data-screen=queue]")).to_be_visible()
    page.go_forward()
    expect(page.locator("[data-screen=complaint]")).to_be_visible()
    page.locator("[data-screen=complaint] [data-to-queue]").click()

    expect(page.locator("[data-screen=queue] h1")).to_be_focused()


def test_a_file_that_has_left_the_queue_leads_back_to_it(open_page, portal):
    page = open_link(open_page, screen="queue")
    portal.refuse = [(f"/{NUMBER}", "not_found")]
    page.locator("[data-queue-list] a").last.click()
    expect(page.locator("[data-screen=gone] h1")).to_be_focused()

    page.locator("[data-screen=gone] [data-to-queue]").click()

    expect(page.locator("[data-screen=queue]")).to_be_visible()


def test_after_a_transfer_the_queue_is_still_there(open_page, portal):
    page = open_link(open_page, screen="queue")
    page.locator("[data-queue-list] a").last.click()
    page.locator("[data-form-box=transfer] > summary").click()
    page.locator("#agency-search").press_sequentially("cnss")
    page.locator("#to-cnss").check()
    page.locator("#transfer-reason").fill("Compétence")
    page.locator("[data-form=transfer] [data-submit]").click()
    expect(page.locator("[data-transferred-link]")).to_be_hidden()

    page.locator("[data-screen=transferred] [data-to-queue]").click()

    expect(page.locator("[data-screen=queue]")).to_be_visible()
