"""The steps of filing a complaint in the browser, as a person takes them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

SAID = {
    "fr": {"city": "fès", "facts": "Guichet fermé trois fois.", "month": "janvier", "language": "Français"},
    "ar": {"city": "جماعة فاس", "facts": "أغلق الشباك ثلاث مرات.", "month": "يناير", "language": "العربية"},
}


def go_on(page: Page) -> None:
    page.locator("section:not([hidden]) > button[type=submit]").click()


def expect_step(page: Page, name: str) -> None:
    expect(page.locator(f"[data-step={name}]")).to_be_visible()
    expect(page.locator(f"[data-step={name}] h1")).to_be_focused()


def answer_until(page: Page, last: str, language: str = "fr") -> None:
    """Answer every step before `last`; in French where a language has no words of its own here."""
    said = SAID.get(language, SAID["fr"])

    def choose_agency() -> None:
        page.locator("#agency-search").press_sequentially(said["city"])
        page.locator("#agency-commune-fes").check()

    def tell_facts() -> None:
        page.locator("#subject").fill("Fès")
        page.locator("#facts").fill(said["facts"])

    def introduce() -> None:
        page.locator("#name").fill("Salma")
        page.locator("#email").fill("salma@example.com")
        page.locator("#consent").check()

    acts = {
        "kind": lambda: page.locator("#kind").check(),
        "agency": choose_agency,
        "place": lambda: None,  # known from the commune
        "facts": tell_facts,
        "files": lambda: None,  # nothing to attach
        "you": introduce,
    }
    for name, act in acts.items():
        if name == last:
            return
        act()
        go_on(page)
        expect(page.locator(f"[data-step={name}]")).to_be_hidden()
    expect_step(page, "check")
