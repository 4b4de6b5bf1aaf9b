"""The built site, once a run whatever the number of workers, and a portal's stand-in that serves it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from infra.directory.agencies import build_agencies
from infra.directory.outputs import public_agencies, public_places
from infra.directory.places import read_territory
from static_site.build import build
from tests.patience import PAGE_MILLISECONDS
from tests.running import folder_of_the_run
from tests.site.complaint_stand_in import ComplaintPortal, record_event, serve_complaints
from tests.site.submission_stand_in import SubmissionPortal, serve_submissions

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(folder_of_the_run(tmp_path_factory), "site", build)


@pytest.fixture(scope="session")
def published_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(folder_of_the_run(tmp_path_factory), "data", publish_data)


def publish_data(folder: Path) -> None:
    folder.mkdir()
    territory = read_territory()
    (folder / "agencies.json").write_bytes(public_agencies(build_agencies(territory)))
    (folder / "places.json").write_bytes(public_places(territory))


def built_once(folder: Path, name: str, build_into: Callable[[Path], object]) -> Path:
    """What the first worker that comes builds; the others wait for it."""
    output, is_built = folder / name, folder / f"{name}-is-built"
    with (folder / f"{name}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_built.exists():
            build_into(output)
            is_built.touch()
    return output


@pytest.fixture
def portal(site: Path, published_data: Path) -> Iterator[SubmissionPortal]:
    with serve_submissions(site, published_data) as portal:
        yield portal


@pytest.fixture
def message_portal(site: Path, published_data: Path) -> Iterator[ComplaintPortal]:
    """A complaint whose citizen may write, with files: what the tests of those take for their portal."""
    with serve_complaints(site, published_data) as portal:
        portal.on_command = record_event("message", "citizen")
        yield portal


@pytest.fixture
def open_page(chromium: Browser, portal: SubmissionPortal) -> Iterator[OpenPage]:
    """Opens an address of the site in a browser of its own; a script error or a breach of the CSP fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(address: str, *, width: int = 360, scripts: bool = True, **options: str) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts, **options)
        context.set_default_timeout(PAGE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(portal.base_url + address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
