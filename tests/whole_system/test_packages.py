"""The packages themselves: each function starts from its own zip alone, and the same sources give the same bytes."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest

from infra.packaging import artefact, checks, dependencies, sam_template
from infra.packaging.packages import FILES, LIGHT, PACKAGE_OF, PACKAGES, Package
from infra.packaging.targets import LAMBDA, this_machine
from tests.emulator import ENVIRONMENT

pytestmark = pytest.mark.xdist_group("artefact")

# Starts a function as Lambda does and says which modules came from elsewhere.
START: Final = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
module, name = sys.argv[2].rsplit(".", 1)
assert callable(getattr(importlib.import_module(module), name))
files = {name: getattr(each, "__file__", None) or "" for name, each in sys.modules.items()}
print(json.dumps(sorted(name for name, file in files.items() if "site-packages" in file or "dist-packages" in file)))
"""
# Everything our code imports, also in the middle of a function: what of it is not there.
MISSING: Final = """
import ast, importlib, importlib.util, json, pathlib, sys
sys.path.insert(0, sys.argv[1])
def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
def is_missing(name):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return True
sources = [pathlib.Path(sys.argv[1], "app.py"), *pathlib.Path(sys.argv[1], "chalicelib").rglob("*.py")]
names = {name for path in sources for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
print(json.dumps(sorted(filter(is_missing, names))))
"""
LOG: Final = """
import sys
sys.path.insert(0, sys.argv[1])
from chalicelib.aws import observability
observability.count("Tried")
observability.log_failure("tried", ValueError("no"), template="receipt")
print('""' if "aws_lambda_powertools" in sys.modules else "")
"""


@pytest.fixture(scope="module")
def trees(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Package, Path]:
    """Each package, unzipped."""
    folders = {each: tmp_path_factory.mktemp(each.name) for each in PACKAGES}
    for package, folder in folders.items():
        with zipfile.ZipFile(packaged.with_name(package.file_name)) as packed:
            packed.extractall(folder)
    return folders


def run_alone(program: str, *arguments: object) -> Any:
    """What a program prints in an interpreter that knows no package of this machine."""
    command = [sys.executable, "-I", "-S", "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("function", PACKAGE_OF)
def test_each_function_starts_from_its_package_alone(packaged: Path, trees: dict[Package, Path], function: str) -> None:
    handler = sam_template.read_template(packaged)["Resources"][function]["Properties"]["Handler"]

    assert run_alone(START, trees[PACKAGE_OF[function]], handler) == []


def test_what_no_light_function_needs_is_not_in_their_package(trees: dict[Package, Path]) -> None:
    assert not [*trees[LIGHT].glob("PIL*"), *trees[LIGHT].glob("pillow*")]
    assert set(run_alone(MISSING, trees[LIGHT])) == {"PIL", "PIL.Image"}


def test_the_package_of_files_has_all_that_our_code_ever_imports(trees: dict[Package, Path]) -> None:
    assert run_alone(MISSING, trees[FILES]) == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.name)
def test_logs_and_metrics_are_written_with_what_is_left_of_powertools(
    trees: dict[Package, Path], package: Package
) -> None:
    assert run_alone(LOG, trees[package]) == ""


@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.name)
def test_the_same_sources_give_the_same_packages_at_every_minute(packaged: Path, package: Package, again: Path) -> None:
    assert again.with_name(package.file_name).read_bytes() == packaged.with_name(package.file_name).read_bytes()


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages made once more, where it is another day."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("TZ", "Pacific/Kiritimati")
        return artefact.build(tmp_path_factory.mktemp("again"), target=this_machine())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.name)
def test_all_that_is_locked_has_wheels_for_lambda(package: Package, tmp_path: Path) -> None:
    # Only compiling needs Lambda's own Python; that a library is for it, this machine can tell.
    requirements = dependencies.locked_requirements(package)
    dependencies.install(requirements, tmp_path, target=LAMBDA, interpreter=Path(sys.executable))

    checks.check_libraries(tmp_path, LAMBDA)
    assert [*tmp_path.rglob("*.cpython-313-aarch64-linux-gnu.so")]
