"""Names the package of each function, and says what may be in a package: docs/decisions/0020-packages.md.

The one place: the template's `CodeUri`, what is installed and what is tested follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_LAMBDA_MAX_BYTES: Final = 250 * 1024 * 1024
"""Unzipped, with layers: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html."""


class PackagingFailed(Exception):
    """Why there is no package, in words for whoever ran the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A zip that functions share; `extras` of pyproject.toml come beside its dependencies."""

    name: str
    extras: tuple[str, ...] = ()
    max_zipped_bytes: int | None = None
    max_unzipped_bytes: int = _LAMBDA_MAX_BYTES

    @property
    def file_name(self) -> str:
        """The zip's name beside the template."""
        return f"{self.name}.zip"


LIGHT: Final = Package(name="light", max_zipped_bytes=12_000_000)
FILES: Final = Package(name="files", extras=("files",), max_unzipped_bytes=210_000_000)

PACKAGES: Final = (LIGHT, FILES)
PACKAGE_OF: Final[Mapping[str, Package]] = {
    "APIHandler": LIGHT,
    "DeliverMail": LIGHT,
    "FoldStatistics": LIGHT,
    "HandleBounce": LIGHT,
    "ScanUpload": FILES,
    "SweepMail": LIGHT,
    "SweepUploads": FILES,
}
"""By the function's name in the template."""
