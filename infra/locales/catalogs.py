"""Compiles the catalogs: gettext reads `.mo`, people and git read `.po`. Used by builds, `make run` and tests."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES: Final = Path(__file__).parents[2] / "chalicelib" / "locales"


def compile_catalogs(folder: Path = LOCALES) -> list[Path]:
    """Write a `.mo` beside every `.po`; a reader never meets a half-written one."""
    return [_compiled(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as texts:
        catalog = read_po(texts)
    with NamedTemporaryFile(dir=source.parent, suffix=".mo.part", delete=False) as draft:
        write_mo(draft, catalog)
    os.replace(draft.name, target)
    return target
