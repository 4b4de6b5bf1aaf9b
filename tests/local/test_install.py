"""What a newcomer reads while the first start installs packages, and when that fails."""

import os
import re
import sys
import threading
import time
from pathlib import Path

import pytest

from infra.local import install
from infra.local.install import Installation, InstallationFailed
from infra.local.progress import show_progress
from tests.browser.chromium import explain_missing

PIP_BEHIND_A_PROXY = (
    "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'SSLError(SSLCertVerificationError(1, "
    "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain'))'\n"
)
NPM_BEHIND_A_PROXY = "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error errno SELF_SIGNED_CERT_IN_CHAIN\n"
PIP_OFFLINE = [
    "Collecting altcha==2.3.0\n",
    "ERROR: Could not find a version that satisfies the requirement altcha==2.3.0 (from versions: none)\n",
    "ERROR: No matching distribution found for altcha==2.3.0\n",
]


PIP_STEPS = [
    ("Collecting python-stdnum==2.2 (from -r requirements-dev.txt (line 7))", "Collecting python-stdnum (1 of 2)"),
    ("  Downloading python_stdnum-2.2-py3-none-any.whl (1.1 MB)", "Downloading python_stdnum (1 of 2)"),
    ("  Preparing metadata (setup.py): started", "Downloading python_stdnum (1 of 2)"),
    ("Collecting zope.interface (from -r requirements-dev.txt (line 9))", "Collecting zope.interface (2 of 2)"),
    ("Installing collected packages: python-stdnum, zope.interface", "Installing collected packages (2 of 2)"),
]


@pytest.mark.parametrize("said", [PIP_BEHIND_A_PROXY, NPM_BEHIND_A_PROXY])
def test_a_failed_certificate_names_the_variables_to_set(said: str) -> None:
    assert install.is_certificate_failure(said)
    assert install.explain_failure([said]) == install.CERTIFICATE_HINT
    assert re.search(r"PIP_CERT=\S+ NODE_EXTRA_CA_CERTS=\S+ make run", install.CERTIFICATE_HINT)


def test_another_failure_shows_the_errors_and_asks_for_the_network() -> None:
    explained = install.explain_failure(PIP_OFFLINE).splitlines()

    assert explained[:2] == [line.strip() for line in PIP_OFFLINE[1:]]
    assert "needs the network" in explained[2]


def test_a_python_without_virtual_environments_is_not_taken_for_a_missing_network() -> None:
    said = ["The virtual environment was not created successfully because ensurepip is not\n", "available.\n"]

    assert "sudo apt-get install python3-venv" in install.explain_failure(said)


def test_a_folder_of_somebody_else_is_named_with_the_command_that_changes_that(tmp_path: Path) -> None:
    with pytest.raises(InstallationFailed, match=f'sudo chown -R "\\$USER" {tmp_path}/absent'):
        # A folder that is not there can't be written by anybody, whoever runs this test.
        install.check_writable(tmp_path / "absent")


@pytest.mark.parametrize(
    ("is_debian", "is_root", "command"),
    [
        (True, True, "apt-get install chromium"),
        (True, False, "sudo apt-get install chromium"),
        (False, False, ".venv/bin/playwright install chromium"),
    ],
)
def test_a_missing_chromium_is_one_sentence_with_the_command_to_type(
    is_debian: bool, is_root: bool, command: str
) -> None:
    stack = "Error: getaddrinfo ENOTFOUND cdn.example\n    at GetAddrInfoReqWrap.onlookupall (node:dns:122:26)\n"

    explained = explain_missing(stack, is_debian=is_debian, is_root=is_root)

    assert explained.splitlines() == [
        f"The browser tests need Chromium, which could not be installed here. Type: {command}"
    ]
    assert "PIP_CERT" in explain_missing(f"{stack}CERTIFICATE_VERIFY_FAILED", is_debian=is_debian, is_root=is_root)


def test_an_installer_that_trusts_no_certificate_is_not_left_to_try_again() -> None:
    tries_for_ever = "import sys, threading; print(sys.argv[1], flush=True); threading.Event().wait()"

    with pytest.raises(InstallationFailed, match="PIP_CERT"):
        install.run_step([sys.executable, "-c", tries_for_ever, PIP_BEHIND_A_PROXY], report=lambda _: None)


def test_what_is_being_done_is_taken_from_what_pip_says(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(
        "python-stdnum==2.2 \\\n    --hash=sha256:1==\nzope.interface==8.0 \\\n    --hash=sha256:2\n"
    )
    installation = Installation(name="portal", folder=tmp_path, requirements=requirements, megabytes=1)

    for line, step in PIP_STEPS:
        installation.note(line)

        assert installation.doing == step


def test_requirements_that_changed_are_installed_again(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.touch()
    installation = Installation(name="portal", folder=tmp_path, requirements=requirements, megabytes=1)
    assert not installation.is_done()

    installation.stamp.touch()
    assert installation.is_done()

    os.utime(requirements, (time.time() + 60,) * 2)
    assert not installation.is_done()


def test_the_size_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    both = [Installation(name=name, folder=tmp_path, requirements=tmp_path, megabytes=500) for name in ("one", "other")]

    assert "1000 MB of Python packages" in install.describe_size(both)
    assert f"{install.NPM_MEGABYTES} MB of npm packages" in install.describe_size(both)


def test_progress_names_what_is_being_done_and_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    asked = threading.Event()

    def describe() -> str:
        asked.set()
        return "Building the site"

    with show_progress(describe, every_seconds=0.001):
        assert asked.wait(10)

    assert capsys.readouterr().out.startswith("    0 s  Building the site\n")
