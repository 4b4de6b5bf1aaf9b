"""A running portal, and people with browsers of their own."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.patience import PAGE_MILLISECONDS
from tests.running import ROOT, RunningPortal

SCREENSHOTS = ROOT / "build" / "screenshots" / "story"
NewPerson = Callable[..., "Person"]


class Person:
    """Somebody in front of a browser, whose pages are kept as pictures."""

    def __init__(self, page: Page, *, base: str, language: str, name: str) -> None:
        self.page = page
        self.base = base
        self.language = language
        self.name = name
        self._pictures = 0

    def open(self, path: str) -> None:
        """Go to a page of the person's language."""
        self.page.goto(f"{self.base}/{self.language}/{path}")

    def picture(self, what: str) -> None:
        """Keep what the person sees."""
        self._pictures += 1
        folder = SCREENSHOTS / self.language
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{self.name}-{self._pictures:02d}-{what}.png", full_page=True)


@pytest.fixture
def new_person(chromium: Browser, running_portal: RunningPortal) -> Iterator[NewPerson]:
    """Gives a person a fresh browser; a script error or a breach of the content policy fails the test."""
    contexts = []
    faults: list[str] = []

    def start(name: str, language: str, *, width: int = 390, scripts: bool = True) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale=language, java_script_enabled=scripts
        )
        context.set_default_timeout(PAGE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return Person(page, base=running_portal.url, language=language, name=name)

    yield start
    for context in contexts:
        context.close()
    assert faults == []
