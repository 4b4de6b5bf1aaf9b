"""Compiled catalogs: the same bytes at every minute, and written only where they change: `make run` watches them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.locales.catalogs import LOCALES, compile_catalogs

ROOT = Path(__file__).parents[2]
# A day apart: what is written of the clock into a file would differ.
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12")
COMPILE = """
import sys
from pathlib import Path
from infra.locales.catalogs import compile_catalogs
compile_catalogs(Path(sys.argv[1]))
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The texts of all languages, nothing compiled."""
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy, ignore=shutil.ignore_patterns("*.mo", "*.py", "__pycache__"))
    return copy


def compiled_in(zone: str, texts: Path) -> dict[str, bytes]:
    subprocess.run([sys.executable, "-c", COMPILE, texts], cwd=ROOT, env={**os.environ, "TZ": zone}, check=True)
    return {each.relative_to(texts).as_posix(): each.read_bytes() for each in texts.rglob("*.mo")}


def test_the_same_texts_give_the_same_bytes_whatever_the_clock_says(texts: Path) -> None:
    one, other = (compiled_in(zone, texts) for zone in ZONES)

    assert len(one) == 4
    assert one == other


def test_a_catalog_that_stays_as_it_is_keeps_its_date(texts: Path) -> None:
    (compiled, *_) = compile_catalogs(texts)
    os.utime(compiled, (0, 0))

    compile_catalogs(texts)

    assert compiled.stat().st_mtime == 0


def test_a_changed_text_is_compiled_anew(texts: Path) -> None:
    (compiled, *_) = compile_catalogs(texts)
    before, source = compiled.read_bytes(), compiled.with_suffix(".po")
    source.write_text(source.read_text(encoding="utf-8") + '\nmsgid "new text"\nmsgstr "x"\n', encoding="utf-8")

    compile_catalogs(texts)

    assert compiled.read_bytes() != before
