"""What the tests stand on: a configured process, an emulated AWS (moto) with the real table, and the API's client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import altcha.v2
import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws

from chalicelib.agencies import service as agencies
from chalicelib.core import clock
from tests import emulator
from tests.browser.chromium import ARGUMENTS, find
from tests.builders import a_directory
from tests.patience import PAGE_MILLISECONDS
from tests.portal import Portal
from tests.running import running_portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["running_portal"]

pytest_plugins = ["tests.tiers", "tests.durations", "tests.faults.summary"]

# A slow machine is no reason to fail.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


class PortalTime:
    """What ALTCHA takes for the machine's time: a proof made while the portal's clock stands still is in time there."""

    monotonic = staticmethod(time.monotonic)

    def time(self) -> float:
        return clock.now().timestamp()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The variables a function of the portal is given, and nothing remembered from another test."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2", "AWS_PROFILE", "_HANDLER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in emulator.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(altcha.v2, "time", PortalTime())
    emulator.forget()
    yield
    emulator.forget()


@pytest.fixture
def aws(environment: None) -> Iterator[emulator.Aws]:
    """An emulated AWS with the portal's table, secrets and sender, and a small directory of agencies."""
    with mock_aws():
        made = emulator.set_up()
        agencies.load_directory(*a_directory())
        made.calls.clear()
        yield made


@pytest.fixture
def api(aws: emulator.Aws) -> Portal:
    """The portal as its clients see it."""
    return Portal.started(aws)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process: Playwright can't be started twice in one."""
    from playwright.sync_api import expect, sync_playwright

    executable = find()
    expect.set_options(timeout=PAGE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
