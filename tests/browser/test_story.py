"""The whole story, in Chromium, against a running portal: file, follow, ask, answer, transfer, decide."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson, Person
from tests.browser.steps import (
    EMAIL,
    SAID,
    Said,
    ask,
    at,
    file,
    give_answer,
    history,
    link_in,
    mailbox,
    open_link,
    open_tracking,
    reply,
    take_charge,
    visit_dead_link,
)
from tests.running import RunningPortal, until

FIRST, SECOND = "commune-fes", "onee"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_complaint_goes_its_way_from_the_citizen_to_the_competent_agency_and_back(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    said = SAID[language]
    citizen = new_person("citizen", language)

    number = file(citizen, said, agency=FIRST)
    receipt = running_portal.mail_to(EMAIL[language], about=number)
    assert f"/{language}/track/#{number}" in receipt["text"]
    open_tracking(citizen, number)
    first_link = link_in(running_portal.mail_to(mailbox(FIRST), about=number))

    officer = new_person("first-agency", language, width=1100)
    open_link(officer, first_link)
    take_charge(officer)
    ask(officer, said)

    running_portal.mail_to(EMAIL[language], about=number)
    reply(citizen, said)
    transfer(officer, said)

    second_link = link_in(running_portal.mail_to(mailbox(SECOND), about=number))
    colleague = new_person("second-agency", language, width=1100)
    open_link(colleague, second_link)
    expect(history(colleague)).to_contain_text(said.reply)
    give_answer(colleague, said)

    citizen.page.locator("[data-refresh]").click()
    expect(citizen.page.locator("#answer")).to_contain_text(said.reasons)
    expect(citizen.page.locator("#answer")).to_contain_text(said.granted)
    expect(history(citizen)).to_contain_text(said.reason)
    citizen.picture("answered")
    visit_dead_link(new_person("late-officer", language), first_link)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_agency_finds_its_files_through_the_link_to_its_queue(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    agency = f"province-{'taza' if language == 'fr' else 'settat'}"
    filed = running_portal.api.file(agency_id=agency, subject=SAID[language].subject)
    number = filed["number"]
    officer = new_person("queue", language)
    open_link(officer, link_in(running_portal.mail_to(mailbox(agency), about=number)))

    officer.page.locator("[data-queue-link]").click()
    expect(officer.page.locator("[data-queue-link-said]")).not_to_be_empty()
    queue_link = link_in(queue_mail(running_portal, mailbox(agency)))
    other = new_person("queue-officer", language)
    other.page.goto(at(other, queue_link))
    other.page.locator("[data-open]").click()

    expect(other.page.locator("[data-queue-list] > li")).to_have_count(1)
    other.picture("queue")
    other.page.locator("[data-queue-list] button, [data-queue-list] a").first.click()
    expect(other.page.locator("[data-part=subject]")).to_have_text(SAID[language].subject)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "page",
    ["", "submit/", "track/", "agency/", "faq/", "statistics/", "about/", "privacy/", "accessibility/", "nowhere/"],
)
def test_every_page_is_seen_in_both_directions_without_sideways_scroll(
    page: str, width: int, language: str, new_person: NewPerson
) -> None:
    visitor = new_person(f"page-{page.strip('/') or 'home'}-{width}", language, width=width)

    visitor.open(page)

    expect(visitor.page.locator("h1:visible").first).to_be_visible()
    visitor.picture("seen")
    overflow = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    direction = "rtl" if language == "ar" else "ltr"
    if page != "nowhere/":
        expect(visitor.page.locator("html")).to_have_attribute("dir", direction)


def transfer(officer: Person, said: Said) -> None:
    officer.page.locator("[data-refresh]").click()
    expect(history(officer)).to_contain_text(said.reply)
    box = officer.page.locator("details[data-form-box=transfer]")
    box.locator("summary").click()
    box.locator("#agency-search").press_sequentially(said.competent)
    box.locator(f"[name=agency_id][value={SECOND}]").check()
    box.locator("#transfer-reason").fill(said.reason)
    officer.picture("transfer")
    box.locator("[data-submit]").click()
    expect(officer.page.locator("[data-screen=transferred]")).to_be_visible()
    officer.picture("transferred")


def queue_mail(portal: RunningPortal, address: str) -> dict[str, str]:
    def arrived() -> dict[str, str] | None:
        newest = next(each for each in portal.mails() if each["to"] == address)
        names_a_number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", newest["text"])
        return None if names_a_number else newest

    return until(arrived)
