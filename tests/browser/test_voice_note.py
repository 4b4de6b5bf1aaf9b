"""A citizen speaks, in Chromium, and the agency gets the sound byte for byte, with its words in the text."""

import hashlib
import re
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson, Person
from tests.browser.steps import (
    AGENCY,
    SAID,
    download,
    go_on,
    link_in,
    mailbox,
    number_shown,
    open_link,
    say_who,
    tell_the_facts,
)
from tests.running import RunningPortal
from tests.tiers import thorough

SPOKEN: Final = {"fr": "On entend la sonnerie, sans réponse.", "ar": "يسمع رنين الهاتف دون جواب."}


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_recorded_voice_note_is_found_clean_and_comes_back_as_it_was_sent(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    citizen = new_person("voice", language)
    citizen.page.context.grant_permissions(["microphone"])
    tell_the_facts(citizen, SAID[language], agency=AGENCY)

    announced = speak(citizen, SPOKEN[language])
    say_who(citizen)
    go_on(citizen.page.locator("[data-step=check]"))
    number = number_shown(citizen)

    assert (announced["content_type"], announced["file_name"][-5:]) == ("audio/webm", ".webm")
    officer = new_person("voice-agency", language, width=1100)
    open_link(officer, link_in(running_portal.mail_to(mailbox(AGENCY), about=number)))
    expect(officer.page.locator("[data-screen=complaint]")).to_contain_text(SPOKEN[language])
    received = download(officer, announced["file_name"])
    assert hashlib.sha256(received).hexdigest() == announced["sha256"]


def speak(citizen: Person, words: str) -> dict[str, str]:
    """Record for a second, write what is said in it, attach; what was announced to the portal."""
    step = citizen.page.locator("[data-step=files]")
    step.locator("[data-voice]").click()
    expect(step.locator(".portal-voice__clock")).to_contain_text(re.compile(r"\b0:(?!00)\d\d"))
    citizen.picture("recording")
    step.locator(".portal-voice .govuk-button--warning").click()
    step.locator(".portal-voice textarea").fill(words)
    citizen.picture("recorded")
    with citizen.page.expect_request("**/api/uploads") as asked:
        step.locator(".portal-voice .govuk-button-group button").first.click()
    expect(step.locator(".portal-uploads__file--received")).to_have_count(1)
    announced: dict[str, str] = asked.value.post_data_json
    return announced
