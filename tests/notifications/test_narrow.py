"""Mails on the narrowest phone, in Chromium."""

import pytest
from playwright.sync_api import Browser

from chalicelib.locales import LANGUAGES
from chalicelib.notifications.model import Template
from tests.notifications.received import Received

NARROWEST = 320
WIDEST_NUMBER = "WWWWWWWWWWWWW"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_is_wider_than_the_narrowest_phone(chromium: Browser, language: str) -> None:
    page = chromium.new_page(viewport={"width": NARROWEST, "height": 800})

    widths = {}
    for template in Template:
        page.set_content(Received.rendered(template, language, number=WIDEST_NUMBER).html)
        widths[template.value] = page.evaluate("document.documentElement.scrollWidth")

    assert {name: width for name, width in widths.items() if width > NARROWEST} == {}
