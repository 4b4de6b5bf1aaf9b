"""The interpreter that compiles a package: found, or said what to install."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.packaging.packages import ROOT, PackagingFailed
from infra.packaging.targets import LAMBDA, Target, find_interpreter, this_machine

NOWHERE = Target(runtime="python3.99", architecture="arm64", glibc=(2, 34))


def an_interpreter(folder: Path, name: str, version: str) -> Path:
    """Something that says it is this version of Python."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho python{version}\n")
    program.chmod(0o755)
    return program


@pytest.fixture(autouse=True)
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAMBDA_PYTHON", raising=False)


def test_a_rehearsal_takes_the_python_that_runs_it() -> None:
    assert find_interpreter(this_machine()) == Path(sys.executable)


def test_lambda_s_python_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = an_interpreter(tmp_path, "python3.99", "3.99")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert find_interpreter(NOWHERE) == found


def test_a_chosen_interpreter_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = an_interpreter(tmp_path, "mine", "3.99")
    monkeypatch.setenv("LAMBDA_PYTHON", str(chosen))

    assert find_interpreter(NOWHERE) == chosen


@pytest.mark.parametrize("version", ["3.98", ""])
def test_a_chosen_interpreter_of_another_version_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("LAMBDA_PYTHON", str(an_interpreter(tmp_path, "mine", version)))

    with pytest.raises(PackagingFailed):
        find_interpreter(NOWHERE)


@pytest.mark.parametrize("chosen", [None, "/nowhere/python3.99"])
def test_where_there_is_none_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, chosen: str | None) -> None:
    if chosen:
        monkeypatch.setenv("LAMBDA_PYTHON", chosen)

    with pytest.raises(PackagingFailed, match=r"install Python 3\.99 .* or set LAMBDA_PYTHON"):
        find_interpreter(NOWHERE)


@pytest.mark.skipif(sys.version_info[:2] == (3, 13), reason="this Python is Lambda's")
def test_the_command_says_it_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "infra.packaging", "--output", tmp_path / "package"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("Lambda runs python3.13")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "package").exists()


def test_lambda_is_given_wheels_for_its_own_c_library_and_older_ones() -> None:
    assert LAMBDA.platforms[0] == "manylinux_2_34_aarch64"
    assert LAMBDA.platforms[-2:] == ("manylinux_2_17_aarch64", "manylinux2014_aarch64")
    assert this_machine().platforms == ()
