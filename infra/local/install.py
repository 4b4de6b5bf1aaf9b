"""Installs the Python packages, `python -m infra.local.install portal emulator`: what the Makefile calls.

Runs on the bare interpreter, before anything is installed, and imports nothing that isn't Python's own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.progress import show_progress

ROOT: Final = Path(__file__).parents[2]
NPM_MEGABYTES: Final = 70
CERTIFICATE_HINT: Final = (
    "A certificate could not be verified. Does a proxy of your network open the connections to the package indexes? "
    "Then name the file of its certificate: PIP_CERT=/path/to/ca.pem NODE_EXTRA_CA_CERTS=/path/to/ca.pem make run"
)
_OFFLINE: Final = "The first installation needs the network (the Python package index). Connect, then try again."
_NO_VENV: Final = (
    "This Python can't make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv, "
    "elsewhere set PYTHON=/path/to/another/python3.11."
)
_CERTIFICATE: Final = re.compile(
    r"CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|CERT_UNTRUSTED"
)
_STEP: Final = re.compile(r"\s*((?:Collecting|Downloading) \w[\w.-]*?(?=-\d|[^\w.-]|$)|Installing collected packages)")


class InstallationFailed(Exception):
    """Why packages could not be installed, and what to do."""


@dataclass(kw_only=True)
class Installation:
    """One virtual environment and what goes into it. `doing` is the step it is at, `collected` counts its packages."""

    name: str
    folder: Path
    requirements: Path
    megabytes: int
    doing: str = "Making the virtual environment"
    collected: int = 0

    @property
    def stamp(self) -> Path:
        """Written when everything is installed; the Makefile knows it, too."""
        return self.folder / ".ready"

    def is_done(self) -> bool:
        """Whether everything that the requirements name is installed."""
        return self.stamp.is_file() and self.stamp.stat().st_mtime >= self.requirements.stat().st_mtime

    def run(self) -> None:
        """Make the virtual environment and install. Raises InstallationFailed."""
        run_step([sys.executable, "-m", "venv", str(self.folder)], report=self.note)
        pip = [str(self.folder / "bin" / "pip"), "install", "--progress-bar", "off", "--disable-pip-version-check"]
        run_step([*pip, "--require-hashes", "-r", str(self.requirements)], report=self.note)
        self.stamp.touch()

    def note(self, line: str) -> None:
        """Take the step that pip is at from a line of its output."""
        step = _STEP.match(line)
        if step:
            self.collected += step[1].startswith("Collecting")
            self.doing = f"{step[1]} ({self.collected} of {self._count_packages()})"

    def _count_packages(self) -> int:
        return sum("==" in line for line in self.requirements.read_text().splitlines() if not line.startswith(" "))


def run_step(command: Sequence[str], *, report: Callable[[str], None]) -> None:
    """Run an installer, whose lines go to `report`. Raises InstallationFailed."""
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        for line in child.stdout or ():
            said.append(line)
            report(line)
            if is_certificate_failure(line):
                # pip tries five times again, and no certificate gets better by that.
                child.terminate()
    if child.returncode:
        raise InstallationFailed(explain_failure(said))


def explain_failure(said: Sequence[str]) -> str:
    """What to tell a person about an installer that failed."""
    if any(map(is_certificate_failure, said)):
        return CERTIFICATE_HINT
    if any("ensurepip" in line for line in said):
        return _NO_VENV
    errors = [line.strip() for line in said if line.startswith("ERROR")]
    return "\n".join([*(errors or [line.rstrip() for line in said[-5:]]), _OFFLINE])


def is_certificate_failure(said: str) -> bool:
    """Whether pip, or npm, says that it trusts no certificate."""
    return bool(_CERTIFICATE.search(said))


def check_writable(folder: Path) -> None:
    """Whether something can be installed in a folder. Raises InstallationFailed."""
    if not os.access(folder, os.W_OK):
        raise InstallationFailed(
            f"{folder} can't be written, and everything is installed there. Clone the portal into a folder of yours, "
            f'or make this one yours: sudo chown -R "$USER" {folder}'
        )


def main(names: Sequence[str]) -> int:
    """Install what is not installed yet; 1 where that is not possible, saying why."""
    known = {
        "portal": Installation(
            name="portal", folder=ROOT / ".venv", requirements=ROOT / "requirements-dev.txt", megabytes=950
        ),
        "emulator": Installation(
            name="emulator of AWS",
            folder=ROOT / ".portal" / "emulator-venv",
            requirements=ROOT / "infra" / "local" / "requirements.txt",
            megabytes=110,
        ),
    }
    missing = [known[name] for name in names if not known[name].is_done()]
    try:
        if missing:
            check_writable(ROOT)
            _install(missing)
    except InstallationFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


def describe_size(installations: Sequence[Installation]) -> str:
    """What is installed, before it begins."""
    python = sum(each.megabytes for each in installations)
    return (
        f"Installing what the portal needs into this folder, this once: {python} MB of Python packages now, "
        f"{NPM_MEGABYTES} MB of npm packages when the site is first built. It takes some minutes."
    )


def _install(installations: Sequence[Installation]) -> None:
    print(describe_size(installations), flush=True)

    def describe() -> str:
        return "; ".join(f"{each.name}: {each.doing}" for each in installations if not each.is_done())

    with show_progress(describe), ThreadPoolExecutor() as pool:
        for each in [pool.submit(each.run) for each in installations]:
            each.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
