"""Pages whose timers wait, so that what they would do by themselves in a while is done when a test asks for it."""

from datetime import datetime, timedelta

from playwright.sync_api import Page


def at_a_standstill(page: Page) -> None:
    """From here on no timer of the page ends; what a person does goes on as ever."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(seconds=5))
