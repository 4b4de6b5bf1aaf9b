"""The scripts' own unit tests, run by Node, and their types."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import altcha
import pytest

from static_site.domain_words import write_test_module
from static_site.node import NODE, SITE, install_packages

SCRIPTS = sorted(Path(__file__).parent.glob("scripts/*.test.js"))


@pytest.fixture(autouse=True)
def _packages():
    install_packages()
    write_test_module()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script(script):
    done = subprocess.run([NODE, "--test", script], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_types_are_right():
    done = subprocess.run([NODE, SITE / "node_modules/typescript/bin/tsc", "-p", SITE], capture_output=True, text=True)

    assert done.stdout == ""


def test_every_attribute_that_a_script_looks_for_is_set_by_a_page_or_a_script():
    scripts = "".join(path.read_text(encoding="utf-8") for path in (SITE / "scripts").rglob("*.js"))
    pages = "".join(path.read_text(encoding="utf-8") for path in (SITE / "pages").rglob("*.html"))
    by_scripts = {
        "data-" + re.sub(r"(?=[A-Z])", "-", name).lower() for name in re.findall(r"dataset\.(\w+) = ", scripts)
    }
    buttons = {"data-row-remove", "data-row-retry"}  # upload-row.js puts their names together

    looked_for = set(re.findall(r"\[(data-[a-z-]+)[\]=~]", scripts))

    assert len(looked_for) > 80
    assert looked_for <= {*re.findall(r"\bdata-[a-z-]+", pages), *by_scripts, *buttons}


@pytest.mark.parametrize("tampered", [False, True])
def test_the_server_accepts_the_proof_that_a_browser_makes(tampered):
    derive_key, secret = altcha.derive_key_pbkdf2, "secret"
    challenge = altcha.create_challenge("PBKDF2/SHA-256", 20, derive_key=derive_key, hmac_secret=secret).to_dict()
    program = (
        f'import {{ createProof }} from "{(SITE / "scripts/submit/proof-of-work.js").as_uri()}";'
        "process.stdout.write(await createProof(JSON.parse(process.argv[1])));"
    )

    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program, json.dumps(challenge)], capture_output=True, text=True, check=True
    )
    verdict = altcha.verify_solution(done.stdout, "another secret" if tampered else secret, derive_key)

    assert verdict.verified is not tampered
