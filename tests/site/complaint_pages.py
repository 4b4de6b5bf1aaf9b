"""What the browser tests of the track and agency pages do again and again."""

from __future__ import annotations

import base64
import json
import re

from playwright.sync_api import Page, expect

from tests.site.complaint_views import NUMBER
from tests.site.conftest import OpenPage
from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.tiers import thorough

LANGUAGES = ["ar", *thorough("fr")]
"""What runs in one language only runs in French, so that `make test` meets both."""
NO_CODES = re.compile(r"[a-z]+_[a-z]+|\bnull\b|undefined|\{\w+\}")


def a_link(number: str | None = NUMBER) -> str:
    """A link as the portal signs them; the stand-in does not look at the signature."""
    said = {"l": "id", "a": "commune-fes", "m": "front", "s": "complaint", "e": 1, "n": number, "k": "1", "exp": 1}
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=") + ".AbCdEf_-0123456789AbCdEf"


def open_link(open_page: OpenPage, language: str = "fr", *, screen: str = "complaint", **options: int) -> Page:
    """What a link opens, after the officer's click."""
    page = open_page(f"/{language}/agency/#{a_link()}", **options)
    page.locator("[data-open]").click()
    expect(page.locator(f"[data-screen={screen}]")).to_be_visible()
    return page


def sign_in(page: Page, *, number: str = NUMBER, email: str = "salma@example.com") -> None:
    page.locator("#number").fill(number)
    page.locator("#email").fill(email)
    page.locator("[data-sign-in] button").click()


def open_tracking(open_page: OpenPage, language: str = "fr", **options: int) -> Page:
    """The tracking space, open."""
    page = open_page(f"/{language}/track/#{NUMBER}", **options)
    page.locator("#email").fill("salma@example.com")
    page.locator("[data-sign-in] button").click()
    expect(page.locator("[data-screen=complaint]")).to_be_visible()
    return page


def write_message(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("[data-form=message] [data-submit]").click()


def check_layout(page: Page, name: str) -> None:
    """Fits, shuts nobody out, at both widths; kept as pictures."""
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page), (name, width)
        if width != 320:
            take_picture(page, f"{name}-{width}")
            assert find_violations(page) == []
