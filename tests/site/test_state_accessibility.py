"""The states of a page that other tests pass through without looking: they shut nobody out, in any language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.site.complaint_pages import open_link, open_tracking, write_message
from tests.site.complaint_stand_in import ComplaintPortal, serve_complaints
from tests.site.complaint_views import an_officers_view
from tests.site.conftest import OpenPage
from tests.site.journey import answer_until, expect_step
from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.tiers import thorough

Reach = Callable[[OpenPage, ComplaintPortal, str], Page]


@pytest.fixture
def portal(site, published_data):
    with serve_complaints(site, published_data) as portal:
        yield portal


def browsing(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_page(f"/{language}/submit/")
    answer_until(page, "agency", language)
    page.locator(".govuk-details__summary").click()
    page.locator("#agency-kind").select_option("region")
    expect(page.locator("[data-agency-found] input")).to_have_count(12)
    return page


def warned(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_page(f"/{language}/submit/")
    answer_until(page, "facts", language)
    expect_step(page, "facts")
    page.locator("#subject").fill({"fr": "Tribunal ", "ar": "محكمة "}.get(language, "Lawsuit ") * 30)
    page.locator("#facts").fill({"fr": "Un enfant en danger", "ar": "طفل في خطر"}.get(language, "An emergency"))
    expect(page.locator("[data-warning]:visible")).to_have_count(2)
    return page


def deleting_the_draft(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_page(f"/{language}/submit/")
    page.locator("#kind").check()
    page.locator("[data-draft-delete]").click()
    expect(page.locator("[data-draft-confirm]")).to_be_visible()
    return page


def signing_in_with_nothing(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_page(f"/{language}/track/")
    page.locator("[data-sign-in] button").click()
    expect(page.locator("#number-error")).to_be_visible()
    expect(page.locator("#email-error")).to_be_visible()
    return page


def reminded_of_nothing(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_page(f"/{language}/track/")
    page.locator("[data-forgotten]").click()
    page.locator("[data-reminder] button").click()
    expect(page.locator("#reminder-email-error")).to_be_visible()
    return page


def writing_nothing(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    page = open_tracking(open_page, language)
    write_message(page, " ")
    expect(page.locator("#text-error")).to_be_visible()
    return page


def every_act_of_an_officer(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    portal.complaint = an_officers_view(language=language)
    page = open_link(open_page, language)
    page.locator("details").evaluate_all("all => { for (const each of all) each.open = true; }")
    return page


def looking_for_no_number(open_page: OpenPage, portal: ComplaintPortal, language: str) -> Page:
    portal.complaint, portal.scope = an_officers_view(language=language), "queue"
    page = open_link(open_page, language, screen="queue")
    page.locator("#queue-number").fill("7k3m 9qxt 2hdb n")
    page.locator("#queue-number").press("Enter")
    expect(page.locator("#queue-number-error")).to_be_visible()
    return page


STATES: list[Reach] = [
    browsing,
    warned,
    deleting_the_draft,
    signing_in_with_nothing,
    reminded_of_nothing,
    writing_nothing,
    every_act_of_an_officer,
    looking_for_no_number,
]


@pytest.mark.parametrize("language", ["ar", *thorough("fr", "zgh", "en")])
@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_a_state_is_accessible_and_fits(open_page, portal, reach, language):
    page = reach(open_page, portal, language)

    page.set_viewport_size({"width": 320, "height": 800})
    assert not scrolls_sideways(page)
    assert find_violations(page) == []
    take_picture(page, f"{language}-state-{reach.__name__.replace('_', '-')}")
