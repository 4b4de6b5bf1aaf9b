"""What a package depends on: its part of requirements.txt, the lock of all packages, installed without building.

pip-compile notes below each entry what asked for it (`# via`); a package's part is what its own requirements in
pyproject.toml lead to.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.packaging.packages import ROOT, Package, PackagingFailed
from infra.packaging.targets import Target

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ENTRY: Final = re.compile(r"^[A-Za-z0-9].*(?:\n[ \t]+.*)*", re.MULTILINE)
_VIA: Final = re.compile(r"^ +#(?: via)? +(?!via$)(.+)$", re.MULTILINE)
_NO_BUILD: Final = "--only-binary=:all:"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One requirement as it is locked, with its hashes and what asked for it."""

    text: str
    asked_by: frozenset[str]


def locked_requirements(package: Package, *, project: Path = ROOT) -> str:
    """A package's part of requirements.txt, with hashes. Raises PackagingFailed where something is not locked."""
    lock = _entries((project / "requirements.txt").read_text(encoding="utf-8"))
    wanted = set(_direct(package, tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))))
    if missing := wanted - set(lock):
        raise PackagingFailed(f"requirements.txt does not lock {', '.join(sorted(missing))}: run `make lock`.")
    while added := {name for name, entry in lock.items() if entry.asked_by & wanted} - wanted:
        wanted |= added
    return "".join(f"{lock[name].text}\n" for name in sorted(wanted))


def install(requirements: str, tree: Path, *, target: Target, interpreter: Path) -> None:
    """Unpack the wheels of hashed requirements into a folder. Raises PackagingFailed where there is no wheel."""
    if not requirements:
        return
    listed = tree / "requirements.txt"
    listed.write_text(requirements, encoding="utf-8")
    # The target's interpreter decides what `python_version < ...` in a requirement means.
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter), "--disable-pip-version-check", "--quiet"]
    options = ["--require-hashes", _NO_BUILD, "--no-compile", "--target", str(tree)]
    command = [*pip, "install", *options, *_wheels_for(target), "--requirement", str(listed)]
    done = subprocess.run(command, capture_output=True, text=True)
    listed.unlink()
    if done.returncode:
        raise PackagingFailed(f"What {target.runtime} on {target.architecture} needs has no wheel.\n{done.stderr}")


def _wheels_for(target: Target) -> list[str]:
    """Nothing for this machine, which pip asks itself."""
    platforms = [word for each in target.platforms for word in ("--platform", each)]
    return [*platforms, "--python-version", target.python_version] if platforms else []


def _direct(package: Package, project: Mapping[str, Any]) -> Iterator[str]:
    extras = project["project"].get("optional-dependencies", {})
    for requirement in (
        *project["project"]["dependencies"],
        *(each for name in package.extras for each in extras[name]),
    ):
        yield _name(requirement)


def _entries(lock: str) -> dict[str, _Entry]:
    found = (each[0] for each in _ENTRY.finditer(lock))
    return {_name(text): _Entry(text, frozenset(_name(each) for each in _VIA.findall(text))) for text in found}


def _name(requirement: str) -> str:
    """As the package index compares names: https://packaging.python.org/specifications/name-normalization."""
    named = _NAME.match(requirement)
    if named is None:
        raise PackagingFailed(f"This names no package: {requirement!r}")
    return re.sub(r"[-_.]+", "-", named[0]).lower()
