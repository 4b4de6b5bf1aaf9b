"""The scripts' own unit tests, run by Node, and their types."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import altcha
import pytest

from static_site.node import NODE, SITE, install_packages

SCRIPTS = sorted(Path(__file__).parent.glob("scripts/*.test.js"))


@pytest.fixture(autouse=True)
def _packages():
    install_packages()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script(script):
    done = subprocess.run([NODE, "--test", script], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_types_are_right():
    done = subprocess.run([NODE, SITE / "node_modules/typescript/bin/tsc", "-p", SITE], capture_output=True, text=True)

    assert done.stdout == ""


@pytest.mark.parametrize("tampered", [False, True])
def test_the_server_accepts_the_proof_that_a_browser_makes(tampered):
    derive_key, secret = altcha.derive_key_pbkdf2, "secret"
    challenge = altcha.create_challenge("PBKDF2/SHA-256", 20, derive_key=derive_key, hmac_secret=secret).to_dict()
    program = (
        f'import {{ solve }} from "{(SITE / "scripts/submit/proof.js").as_uri()}";'
        "process.stdout.write(await solve(JSON.parse(process.argv[1])));"
    )

    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program, json.dumps(challenge)], capture_output=True, text=True, check=True
    )
    verdict = altcha.verify_solution(done.stdout, "another secret" if tampered else secret, derive_key)

    assert verdict.verified is not tampered
