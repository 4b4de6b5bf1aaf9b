"""Files go out over a slow line, in Chromium, while a citizen writes: each says how far it is, nobody is disturbed."""

import re
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.attachments.evidence import a_pdf, drawn
from tests.browser.conftest import NewPerson, Person
from tests.browser.steps import EMAIL, SAID, history
from tests.running import RunningPortal, until
from tests.tiers import thorough

SLOW: Final = {"offline": False, "latency": 150, "downloadThroughput": 90_000, "uploadThroughput": 50_000}
"""Bytes a second, as on 3G: 400 kbit/s up."""
PHOTO, LETTER = "rue.jpg", "courrier.pdf"
RECEIVED: Final = {"fr": "1 fichier reçu.", "ar": "توصلنا بمرفق واحد."}
INSTEAD_OF: Final = {"fr": "au lieu de", "ar": "بدل"}
MOST_SAID: Final = 4
"""Two on their way, one on its way, one received; and nothing any more, once the message has gone."""
_LISTEN: Final = """field => {
  window.heard = [];
  window.moved = {};
  const said = field.querySelector("[data-uploads-said]");
  new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
  const note = ({ target }) => (moved[target.getAttribute("aria-label")] ??= []).push(target.value);
  const moves = new MutationObserver((changes) => changes.forEach(note));
  moves.observe(field, { subtree: true, attributeFilter: ["value"] });
}"""
"""Remembers what a screen reader is told, and how far each file was, in order."""


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_citizen_writes_while_files_go_out_over_a_slow_line(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    said = SAID[language]
    citizen = new_person("slow-line", language)
    form = follow(citizen, running_portal)
    page, text = citizen.page, form.locator("#text")
    slow_down(page)
    form.locator("[data-uploads]").evaluate(_LISTEN)

    attach_both(form)
    text.press_sequentially(said.facts)
    until(lambda: goes_up(page, PHOTO) and goes_up(page, LETTER))
    citizen.picture("under-way")
    text.press_sequentially(f" {said.reply}")
    expect(text).to_be_focused()
    row(form, LETTER).locator("[data-row-remove]").click()

    only_the_photo_arrives(form, language)
    expect(text).to_have_value(f"{said.facts} {said.reply}")
    citizen.picture("received")
    form.locator("[data-submit]").click()
    expect(history(citizen).locator(".portal-files__name")).to_have_text([PHOTO])
    heard: list[str] = page.evaluate("heard")
    assert 1 < len(heard) <= MOST_SAID
    assert "%" not in "".join(heard)


def follow(citizen: Person, portal: RunningPortal) -> Locator:
    """The tracking space of a complaint just filed; its form for a message."""
    filed = portal.api.file(citizen={"email": EMAIL[citizen.language], "language": citizen.language})
    citizen.open(f"track/#{filed['number']}")
    citizen.page.locator("#email").fill(EMAIL[citizen.language])
    citizen.page.locator("[data-sign-in] button").click()
    expect(citizen.page.locator("[data-part=standing]")).to_be_visible()
    return citizen.page.locator("form[data-form=message]")


def attach_both(form: Locator) -> None:
    photo = {"name": PHOTO, "mimeType": "image/jpeg", "buffer": a_heavy_photo()}
    letter = {"name": LETTER, "mimeType": "application/pdf", "buffer": a_pdf("x" * 600_000)}
    form.locator("input[type=file]").set_input_files([photo, letter])


def only_the_photo_arrives(form: Locator, language: str) -> None:
    expect(row(form, LETTER)).to_have_count(0)
    expect(row(form, PHOTO)).to_have_class(re.compile("--received"))
    expect(row(form, PHOTO)).to_contain_text(INSTEAD_OF[language])
    expect(form.locator("[data-uploads] [role=status]")).to_have_count(1)
    expect(form.locator("[data-uploads-said]")).to_have_text(RECEIVED[language])


def slow_down(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)


def a_heavy_photo() -> bytes:
    """Over the 500 KB from which a photo is made smaller, and much smaller then: its grain is faint."""
    grain = Image.effect_noise((1400, 1000), 4).convert("RGB")
    return drawn(grain, "JPEG", quality=100, subsampling=0)


def row(form: Locator, name: str) -> Locator:
    return form.locator(".portal-uploads__file", has_text=name)


def goes_up(page: Page, name: str) -> bool:
    """Whether its bar has been at several places; it never goes back."""
    places: list[int] = page.evaluate(
        "name => Object.entries(moved).find(([label]) => label.includes(name))?.[1] ?? []", name
    )
    assert places == sorted(places)
    return len(set(places)) > 1
