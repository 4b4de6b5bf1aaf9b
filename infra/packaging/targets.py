"""The Python and the processor that packages are made for: Lambda's by decision, or this machine's for a rehearsal."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.packaging.packages import PackagingFailed

_PROCESSORS: Final[Mapping[str, str]] = {"arm64": "aarch64", "aarch64": "aarch64", "x86_64": "x86_64"}
"""The name in wheels and ELF headers, by Lambda's name and by the machine's own."""
_LAMBDA_NAMES: Final[Mapping[str, str]] = {"aarch64": "arm64", "x86_64": "x86_64"}
_VERSION: Final = "import sys; print('python%d.%d' % sys.version_info[:2])"
_VARIABLE: Final = "LAMBDA_PYTHON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a package runs on, in Lambda's names; without a version of glibc it is this machine."""

    runtime: str
    architecture: str
    glibc: tuple[int, int] | None = None

    @property
    def python_version(self) -> str:
        """Such as 3.13."""
        return self.runtime.removeprefix("python")

    @property
    def processor(self) -> str:
        """The architecture's name in wheels and ELF headers."""
        return _PROCESSORS[self.architecture]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The wheels' platforms in pip's words, the newest first; none where pip asks this machine itself."""
        if self.glibc is None:
            return ()
        major, newest = self.glibc
        # 2.17 is what manylinux2014 stands for; older wheels know no Python of ours.
        return (
            *(f"manylinux_{major}_{minor}_{self.processor}" for minor in range(newest, 16, -1)),
            f"manylinux2014_{self.processor}",
        )


# Amazon Linux 2023 has glibc 2.34.
LAMBDA: Final = Target(runtime="python3.13", architecture="arm64", glibc=(2, 34))


def this_machine() -> Target:
    """What a rehearsal is made for: the emulator's functions are processes of this machine."""
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return Target(runtime=runtime, architecture=_LAMBDA_NAMES[_PROCESSORS[platform.machine()]])


def find_interpreter(target: Target) -> Path:
    """The Python that compiles for a target. Raises PackagingFailed, saying what to install."""
    found = (os.environ.get(_VARIABLE), sys.executable, shutil.which(target.runtime))
    for candidate in found:
        if candidate and _runtime_of(candidate) == target.runtime:
            return Path(candidate)
    raise PackagingFailed(
        f"Lambda runs {target.runtime}, and only that version compiles for it: install Python {target.python_version} "
        f"so that {target.runtime} is on the PATH, or set {_VARIABLE} to where it is."
    )


def _runtime_of(interpreter: str) -> str | None:
    try:
        asked = subprocess.run([interpreter, "-I", "-c", _VERSION], capture_output=True, text=True)
    except OSError:
        return None
    return asked.stdout.strip()
