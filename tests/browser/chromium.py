"""The Chromium that the browser tests drive: the machine's own, else the system's package, else Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.local.install import CERTIFICATE_HINT, is_certificate_failure
from infra.local.progress import show_progress

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root, and without a screen or a network: what the tests need, and nothing that calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, for who may use it.
    "--use-fake-device-for-media-stream",
]


def find() -> str | None:
    """The path of a browser, or None."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str:
    """Install a browser: the system's package where that is possible, Playwright's build elsewhere. What was said."""
    said = ""
    if _is_debian() and os.geteuid() == 0:
        said += _run(["apt-get", "update", "-qq"])
        said += _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    if find() is None:
        said += _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return said


def explain_missing(said: str, *, is_debian: bool, is_root: bool) -> str:
    """What to do where none could be installed: neither a stack of Node's nor a page of apt's says it."""
    command = "apt-get install chromium" if is_debian else ".venv/bin/playwright install chromium"
    sudo = "sudo " if is_debian and not is_root else ""
    why = f"\n{CERTIFICATE_HINT}" if is_certificate_failure(said) else ""
    return f"The browser tests need Chromium, which could not be installed here. Type: {sudo}{command}{why}"


def _is_debian() -> bool:
    return shutil.which("apt-get") is not None


def _run(command: list[str]) -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def main() -> int:
    """Make sure that there is a browser. 1, and what to do, where there is none."""
    if find() is not None:
        return 0
    print("No Chromium on this machine; installing it.", flush=True)
    with show_progress(lambda: "Installing Chromium"):
        said = install()
    if find() is not None:
        return 0
    print(explain_missing(said, is_debian=_is_debian(), is_root=os.geteuid() == 0), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
