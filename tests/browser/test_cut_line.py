"""The line drops while a citizen attaches a file, and again after the portal has filed the complaint: nothing is lost,
nothing is filed twice, and the page says what is so."""

from typing import Final

import pytest
from playwright.sync_api import Route, expect

from tests.attachments.evidence import a_picture
from tests.browser.conftest import NewPerson
from tests.browser.steps import AGENCY, EMAIL, SAID, go_on, number_shown, say_who, tell_the_facts
from tests.running import RunningPortal
from tests.tiers import thorough

NOT_SENT: Final = {"fr": "Pas encore envoyée", "ar": "لم تُرسل بعد"}


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_citizen_on_a_bad_line_files_once(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    citizen = new_person("bad-line", language)
    page = citizen.page
    before = _receipts(running_portal, language)
    tell_the_facts(citizen, SAID[language], agency=AGENCY)

    page.context.set_offline(True)
    page.locator("[data-step=files] input[type=file]").set_input_files(
        {"name": "rue.jpg", "mimeType": "image/jpeg", "buffer": a_picture("JPEG", size=(1600, 1200))}
    )
    file = page.locator("[data-step=files] .portal-uploads__file")
    expect(file).to_have_count(1)
    citizen.picture("offline")
    page.context.set_offline(False)
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    say_who(citizen)
    page.route("**/api/complaints", _lose_the_answer, times=1)
    go_on(page.locator("[data-step=check]"))
    expect(page.locator("[data-sending]")).to_contain_text(NOT_SENT[language])
    citizen.picture("not-sent-yet")
    page.locator("[data-retry]").click()
    number = number_shown(citizen)

    assert running_portal.mail_to(EMAIL[language], about=number)
    assert _receipts(running_portal, language) == before + 1


def _lose_the_answer(route: Route) -> None:
    """The portal has done it; the citizen's line is dead."""
    assert route.fetch().status == 201
    route.abort("connectionreset")


def _receipts(portal: RunningPortal, language: str) -> int:
    return sum(each["to"] == EMAIL[language] for each in portal.mails())
