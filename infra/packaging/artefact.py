"""Makes what is deployed: the template, and the zip of each package as a cold start likes it.

That is compiled, since without `.pyc` a cold start takes three times as long, and without what no function calls. The
same sources give the same bytes.
"""

import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from infra.locales.catalogs import compile_catalogs
from infra.packaging.checks import check_libraries, check_size
from infra.packaging.dependencies import install, locked_requirements
from infra.packaging.packages import PACKAGES, Package
from infra.packaging.sam_template import OWN_CODE, write_template
from infra.packaging.targets import LAMBDA, Target, find_interpreter

SERVICES: Final = ("dynamodb", "s3", "secretsmanager", "sesv2")
"""What the functions call, by botocore's names."""
_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "botocore/data": (*SERVICES, "*.json"),
    # Logs and metrics alone.
    "aws_lambda_powertools/utilities": ("__init__.py", "jmespath_utils", "typing"),
    # Luhn's check character needs no country's rules.
    "stdnum": ("__init__.py", "exceptions.py", "luhn.py", "util.py"),
    "tzdata/zoneinfo": ("__init__.py", "Africa"),
    "tzdata/zoneinfo/Africa": ("__init__.py", "Casablanca"),
}
"""Of these folders only this is used."""
_UNUSED: Final = (
    # Commands, and lists of files with the paths of this machine.
    *("bin", "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED"),
    # Of Pillow another format, fonts and windows; its other libraries are linked with what reads a JPEG.
    *(f"PIL/{name}.*.so" for name in ("_avif", "_imagingft", "_imagingtk")),
    *(f"pillow.libs/lib{name}*" for name in ("avif", "freetype", "harfbuzz", "brotli")),
    # Chalice routes; email-validator asks name servers only if told to; the country's clock is tzdata's.
    *("aws_lambda_powertools/event_handler", "dns", "dnspython-*", "dateutil/zoneinfo/*.tar.gz"),
)
_TASK: Final = "/var/task"
_THE_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16


def build(output: Path, *, target: Target = LAMBDA) -> Path:
    """Write the template and the packages to `output`; returns the template. Raises PackagingFailed."""
    interpreter = find_interpreter(target)
    template = write_template(output, target=target)
    own_code = output / OWN_CODE
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            install(locked_requirements(package), tree, target=target, interpreter=interpreter)
            _add_own_code(own_code, tree)
            _finish(package, tree, output / package.file_name, target=target, interpreter=interpreter)
    own_code.unlink()
    return template


def _add_own_code(own_code: Path, tree: Path) -> None:
    with zipfile.ZipFile(own_code) as packed:
        packed.extractall(tree)
    locales = tree / "chalicelib" / "locales"
    compile_catalogs(locales)
    for texts in locales.rglob("*.po"):
        texts.unlink()


def _finish(package: Package, tree: Path, archive: Path, *, target: Target, interpreter: Path) -> None:
    _trim(tree)
    check_libraries(tree, target)
    _compile(tree, interpreter)
    _pack(tree, archive)
    unzipped = sum(each.stat().st_size for each in tree.rglob("*") if each.is_file())
    check_size(package, zipped_bytes=archive.stat().st_size, unzipped_bytes=unzipped)


def _trim(tree: Path) -> None:
    for unused in (*_left_over(tree), *(each for pattern in _UNUSED for each in tree.glob(pattern))):
        if unused.is_dir():
            shutil.rmtree(unused)
        else:
            unused.unlink()


def _left_over(tree: Path) -> Iterator[Path]:
    for folder, kept in _KEPT.items():
        yield from (each for each in (tree / folder).glob("*") if not any(each.match(name) for name in kept))


def _compile(tree: Path, interpreter: Path) -> None:
    """In an interpreter of its own: what is compiled depends a little on what the process has compiled before."""
    # Unchecked: Lambda's unpacked files carry dates of its own, and nobody edits them there.
    options = ("-q", "-f", "-s", str(tree), "-p", _TASK, "--invalidation-mode", "unchecked-hash")
    command = [str(interpreter), "-s", "-m", "compileall", *options, str(tree)]
    subprocess.run(command, check=True, cwd=tree, env={"PYTHONHASHSEED": "0"}, stdout=subprocess.DEVNULL)


def _pack(tree: Path, archive: Path) -> None:
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(each for each in tree.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), _THE_SAME_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            packed.writestr(entry, path.read_bytes())
    os.replace(unfinished, archive)
