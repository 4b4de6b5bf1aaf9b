"""Compiles the catalogs: gettext reads `.mo`, people and git read `.po`. Used by builds, `make run` and tests."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES: Final = Path(__file__).parents[2] / "chalicelib" / "locales"
# Babel writes the clock into each catalog (POT-Creation-Date) unless its file names a date, and ours carry none.
_CREATED: Final = datetime(1980, 1, 1, tzinfo=UTC)


def compile_catalogs(folder: Path = LOCALES) -> list[Path]:
    """Write a `.mo` beside every `.po`; a reader never meets a half-written one."""
    return [_compiled(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as texts:
        catalog = read_po(texts)
    catalog.creation_date = _CREATED
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    # A catalog that stays as it is keeps its date: who watches the sources must not see a change.
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        with NamedTemporaryFile(dir=source.parent, suffix=".mo.part", delete=False) as draft:
            draft.write(compiled.getvalue())
        os.replace(draft.name, target)
    return target
