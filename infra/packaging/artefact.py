"""Turns the zip that chalice makes into what a cold start likes: compiled, without unused service descriptions.

chalice ships no `.pyc`, and without them a cold start takes three times as long. The same sources give the same bytes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

SERVICES: Final = ("dynamodb", "s3", "secretsmanager", "sesv2")
"""What the functions call, by botocore's names."""
_UNUSED: Final = ("_avif", "_imagingft", "_imagingtk", "libavif", "libfreetype", "libharfbuzz", "libbrotli")
"""Of Pillow: another format, fonts, windows. Its other libraries are linked with what reads a JPEG."""
_TASK: Final = "/var/task"
_THE_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16


def finish(archive: Path) -> None:
    """Rewrite chalice's deployment.zip in place."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(tree)
        _trim(tree)
        _compile(tree)
        _pack(tree, archive)


def _trim(tree: Path) -> None:
    """Only botocore's data goes: its other packages, `botocore/docs` among them, are imported."""
    for service in (tree / "botocore" / "data").glob("*/"):
        if service.name not in SERVICES:
            shutil.rmtree(service)
    for library in (*tree.glob("PIL/*.so"), *tree.glob("pillow.libs/*")):
        if library.name.startswith(_UNUSED):
            library.unlink()
    for leftover in tree.glob("*.data"):
        shutil.rmtree(leftover)


def _compile(tree: Path) -> None:
    """In an interpreter of its own: what is compiled depends a little on what the process has compiled before."""
    # Unchecked: Lambda's unpacked files carry dates of its own, and nobody edits them there.
    options = ("-q", "-f", "-s", str(tree), "-p", _TASK, "--invalidation-mode", "unchecked-hash")
    command = [sys.executable, "-s", "-m", "compileall", *options, str(tree)]
    subprocess.run(command, check=True, cwd=tree, env={"PYTHONHASHSEED": "0"}, stdout=subprocess.DEVNULL)


def _pack(tree: Path, archive: Path) -> None:
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(each for each in tree.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), _THE_SAME_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            packed.writestr(entry, path.read_bytes())
    os.replace(unfinished, archive)
