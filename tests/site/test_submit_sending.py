"""A complaint on its way, in Chromium: lost answers, refusals and what others on the way say never file it twice."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.site.journey import answer_until, expect_step, go_on
from tests.site.submission_stand_in import INTERMEDIARIES


def about_to_send(open_page, portal, *behaviour):
    """A citizen at the last check, before a portal that will behave so, one message after the other."""
    portal.behaviour = list(behaviour)
    page = open_page("/fr/submit/")
    answer_until(page, "check")
    return page


@pytest.mark.parametrize("lost", ["lose the request", "lose the answer"])
def test_a_lost_network_is_survived_with_the_same_key_and_the_same_bytes(open_page, portal, lost):
    page = about_to_send(open_page, portal, lost)

    go_on(page)
    expect(page.locator("[data-sending]")).to_contain_text("Pas encore envoyée")
    page.locator("[data-retry]").click()

    expect_step(page, "sent")
    first, second = portal.received
    assert first == second
    assert len(portal.filed) == 1


def test_a_reload_in_the_middle_of_sending_sends_the_same_again(open_page, portal):
    page = about_to_send(open_page, portal, "lose the answer")
    go_on(page)
    expect(page.locator("[data-retry]")).to_be_visible()

    page.reload()

    expect_step(page, "sent")
    assert portal.received[0] == portal.received[1]
    assert len(portal.filed) == 1


def test_what_may_have_arrived_can_not_be_changed(open_page, portal):
    page = about_to_send(open_page, portal, "lose the answer")

    go_on(page)

    expect(page.locator("[data-retry]")).to_be_visible()
    expect(page.locator("[data-change]:visible")).to_have_count(0)


def test_a_portal_out_of_order_is_tried_again_with_the_same_key(open_page, portal):
    page = about_to_send(open_page, portal, "unavailable")

    go_on(page)
    expect(page.locator("[data-sending]")).to_contain_text("title of unavailable")
    page.locator("[data-retry]").click()

    expect_step(page, "sent")
    assert portal.received[0] == portal.received[1]


def test_too_many_attempts_wait_as_long_as_the_portal_says_and_go_on_by_themselves(open_page, portal):
    page = about_to_send(open_page, portal, "throttled")

    go_on(page)

    expect_step(page, "sent")
    assert len(portal.received) == 2


def test_a_refused_proof_is_made_anew_under_a_new_key(open_page, portal):
    page = about_to_send(open_page, portal, "proof_required")

    go_on(page)

    expect_step(page, "sent")
    (first, second) = portal.received
    assert first[0] != second[0]
    assert json.loads(first[1])["proof"] != json.loads(second[1])["proof"]


def test_a_refusal_after_a_lost_answer_does_not_file_the_same_twice(open_page, portal):
    page = about_to_send(open_page, portal, "lose the answer", "not_found")
    go_on(page)
    page.locator("[data-retry]").click()
    expect(page.locator("[data-sending]")).to_contain_text("title of not_found")

    go_on(page)

    expect_step(page, "sent")
    assert len(portal.filed) == 1


def test_a_refusal_is_shown_at_the_step_of_its_field(open_page, portal):
    portal.behaviour = ["invalid_input"]
    portal.refusals = [
        {"field": "citizen.email", "code": "invalid", "message": "Cette adresse n’existe pas"},
        {"field": "subject", "code": "too_long", "message": "Cet objet est trop long"},
    ]
    page = open_page("/fr/submit/")
    answer_until(page, "check")

    go_on(page)

    expect(page).to_have_url(re.compile("#facts$"))
    expect(page.locator(".govuk-error-summary:visible")).to_be_focused()
    page.get_by_role("link", name="Cet objet est trop long").click()
    expect(page.locator("#subject")).to_be_focused()
    go_on(page)
    expect_step(page, "check")
    page.goto(page.url.replace("#check", "#you"))
    expect(page.locator("#email-error")).to_contain_text("Cette adresse n’existe pas")
    page.locator("#email").fill("autre@example.com")
    go_on(page)
    go_on(page)
    expect_step(page, "sent")
    assert portal.received[0][0] != portal.received[1][0]


@pytest.mark.parametrize("between", INTERMEDIARIES)
def test_what_somebody_on_the_way_says_is_no_answer(open_page, portal, between):
    page = about_to_send(open_page, portal, between)

    go_on(page)

    expect(page.locator("[data-sending]")).to_contain_text("Pas encore envoyée")
    expect(page.locator("[data-change]:visible")).to_have_count(0)
    page.locator("[data-retry]").click()
    expect_step(page, "sent")
    first, second = portal.received
    assert first == second
    assert len(portal.filed) == 1
