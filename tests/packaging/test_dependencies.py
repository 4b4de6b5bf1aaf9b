"""A package's part of the lock, and the wheels that are installed of it."""

import hashlib
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from infra.packaging.dependencies import install, locked_requirements
from infra.packaging.packages import FILES, LIGHT, PackagingFailed
from infra.packaging.targets import LAMBDA, this_machine

PROJECT = """
[project]
dependencies = ["Some.Thing[extra]==1.0", "shared==1.0"]
[project.optional-dependencies]
files = ["pictures==1.0"]
dev = ["tests==1.0"]
"""
LOCK = """\
#
#    pip-compile pyproject.toml
#
below-some-thing==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via some-thing
codecs==1.0 \\
    --hash=sha256:cc
    # via pictures
pictures==1.0 \\
    --hash=sha256:dd
    # via portal (pyproject.toml)
shared==1.0 \\
    --hash=sha256:ee
    # via
    #   pictures
    #   portal (pyproject.toml)
some-thing[extra]==1.0 \\
    --hash=sha256:ff
    # via portal (pyproject.toml)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "requirements.txt").write_text(LOCK)
    return tmp_path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def names(requirements: str) -> list[str]:
    return [line.partition("=")[0] for line in requirements.splitlines() if not line.startswith(" ")]


def a_wheel(index: Path, tag: str) -> str:
    """A wheel of one module for one platform; returns the line that locks it."""
    path = index / f"sample-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("sample.py", "")
        wheel.writestr("sample-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n")
        wheel.writestr("sample-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr("sample-1.0.dist-info/RECORD", "")
    return a_line(path)


def a_source_distribution(index: Path) -> str:
    path = index / "sample-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(__file__, "sample-1.0/setup.py")
    return a_line(path)


def a_line(path: Path) -> str:
    return f"sample==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def test_a_package_gets_what_its_own_requirements_lead_to(project: Path) -> None:
    assert names(locked_requirements(LIGHT, project=project)) == ["below-some-thing", "shared", "some-thing[extra]"]


def test_an_extra_comes_beside_what_every_function_needs(project: Path) -> None:
    added = {*names(locked_requirements(FILES, project=project))} - {
        *names(locked_requirements(LIGHT, project=project))
    }

    assert added == {"pictures", "codecs"}


def test_every_hash_of_the_lock_is_kept(project: Path) -> None:
    wanted = locked_requirements(LIGHT, project=project)

    assert [each in wanted for each in ("sha256:aa", "sha256:bb", "sha256:ee", "sha256:ff")] == [True] * 4


def test_what_is_not_locked_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text(LOCK.replace("pictures==", "paintings=="))

    with pytest.raises(PackagingFailed, match="does not lock pictures: run `make lock`"):
        locked_requirements(FILES, project=project)


def test_the_portal_s_own_lock_has_pillow_for_files_alone() -> None:
    assert "pillow==" in locked_requirements(FILES)
    assert "pillow==" not in locked_requirements(LIGHT)
    assert "urllib3==" in locked_requirements(LIGHT)


@pytest.mark.parametrize(
    "tag", ["py3-none-any", "cp313-cp313-manylinux_2_28_aarch64", "cp313-abi3-manylinux2014_aarch64"]
)
def test_a_wheel_for_lambda_is_installed(index: Path, tmp_path: Path, tag: str) -> None:
    install(a_wheel(index, tag), tmp_path, target=LAMBDA, interpreter=Path(sys.executable))

    assert (tmp_path / "sample.py").is_file()


@pytest.mark.parametrize(
    "tag",
    ["cp313-cp313-manylinux_2_28_x86_64", "cp312-cp312-manylinux_2_28_aarch64", "cp313-cp313-manylinux_2_35_aarch64"],
)
def test_a_missing_wheel_for_lambda_fails(index: Path, tmp_path: Path, tag: str) -> None:
    line = a_wheel(index, tag)

    with pytest.raises(PackagingFailed, match=r"(?s)python3\.13 on arm64.*sample"):
        install(line, tmp_path, target=LAMBDA, interpreter=Path(sys.executable))


def test_nothing_is_built_from_sources(index: Path, tmp_path: Path) -> None:
    line = a_source_distribution(index)

    with pytest.raises(PackagingFailed, match="sample"):
        install(line, tmp_path, target=this_machine(), interpreter=Path(sys.executable))


def test_a_wheel_that_is_not_the_locked_one_fails(index: Path, tmp_path: Path) -> None:
    a_wheel(index, "py3-none-any")

    with pytest.raises(PackagingFailed, match=r"(?i)hash"):
        install(f"sample==1.0 --hash=sha256:{'0' * 64}\n", tmp_path, target=LAMBDA, interpreter=Path(sys.executable))
