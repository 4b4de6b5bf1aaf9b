"""What the browser tests of the forms with files do again and again."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.site.complaint_stand_in import ComplaintPortal

LIMIT = 10 * 1024 * 1024
LARGE = 2 * 1024 * 1024  # more than the bucket reads before it holds
WORDS = {"fr": "Bonjour, voici le reçu.", "ar": "السلام عليكم، هذا هو الوصل."}


def a_file(name: str = "recu.pdf", *, size: int = 2_000, kind: str = "application/pdf") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": name.encode().ljust(size, b".") if size else b""}


def a_photo(name: str = "guichet.jpg", *, size: int = 3_000) -> dict[str, Any]:
    return a_file(name, size=size, kind="image/jpeg")


def choose_files(page: Page, *files: dict[str, Any], within: str = "[data-form=message]") -> None:
    page.locator(f"{within} input[type=file]").set_input_files(list(files))


def find_row(page: Page, name: str) -> Locator:
    return page.locator(".portal-uploads__file", has_text=name)


def expect_upload_running(page: Page, name: str) -> None:
    """It has left, and the bucket has begun to read it."""
    expect(find_row(page, name)).to_contain_text(re.compile(r"[1-9]\d? %"))


def send_message(page: Page, text: str = "Bonjour") -> None:
    page.locator("#text").fill(text)
    page.locator("[data-form=message] [data-submit]").click()


def list_uploaded_names(portal: ComplaintPortal) -> list[str]:
    """The names of what the last message carried."""
    return portal.uploads.names(portal.find_requests("/messages")[-1].json["upload_ids"])
