"""What a package must be before anybody deploys it: made for Lambda's processor and Python, and within its budget."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.packaging.packages import Package, PackagingFailed
from infra.packaging.targets import Target

# Bytes 0 to 5 of an ELF header: its mark, 64 bits, the lowest byte first; bytes 18 and 19 name the processor.
_ELF: Final = b"\x7fELF\x02\x01"
_PROCESSOR: Final = slice(18, 20)
_NUMBERS: Final = {"x86_64": 62, "aarch64": 183}
_LIBRARY: Final = re.compile(r"\.so(\.\d+)*$")
_OF_ONE_VERSION: Final = re.compile(r"\.cpython-(\d)(\d+)-")


def check_libraries(tree: Path, target: Target) -> None:
    """Raises PackagingFailed where a library would not load on the target."""
    if wrong := [f"{path.relative_to(tree)} {fault}" for path, fault in _faults(tree, target)]:
        raise PackagingFailed(f"Not for {target.runtime} on {target.architecture}: {'; '.join(wrong)}.")


def check_size(package: Package, *, zipped_bytes: int, unzipped_bytes: int) -> None:
    """Raises PackagingFailed where a package is over its budget."""
    sizes = (
        ("zipped", zipped_bytes, package.max_zipped_bytes),
        ("unzipped", unzipped_bytes, package.max_unzipped_bytes),
    )
    for how, size, budget in sizes:
        if budget is not None and size > budget:
            raise PackagingFailed(
                f"The package {package.name} has {size / 1e6:.1f} MB {how}, over its budget of {budget / 1e6:.1f} MB."
            )


def _faults(tree: Path, target: Target) -> Iterator[tuple[Path, str]]:
    for path in sorted(tree.rglob("*")):
        if _LIBRARY.search(path.name) and path.is_file():
            fault = _header_fault(path, target) or _version_fault(path, target)
            if fault:
                yield path, fault


def _header_fault(path: Path, target: Target) -> str | None:
    with path.open("rb") as library:
        header = library.read(_PROCESSOR.stop)
    if not header.startswith(_ELF):
        return "is no 64-bit ELF library"
    number = int.from_bytes(header[_PROCESSOR], "little")
    return None if number == _NUMBERS[target.processor] else f"is for processor {number}"


def _version_fault(path: Path, target: Target) -> str | None:
    named = _OF_ONE_VERSION.search(path.name)
    if named is None or f"{named[1]}.{named[2]}" == target.python_version:
        return None
    return f"is for Python {named[1]}.{named[2]}"
