"""What the page says may be attached is what the portal takes: the rules of the script and of the field, compared."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.attachments import model
from chalicelib.web.fields import UploadIds
from static_site.node import NODE, SITE, install_packages

_RULES = (SITE / "scripts/files/rules.js").as_uri()
_PRINT = f'import * as rules from "{_RULES}"; process.stdout.write(JSON.stringify(rules));'
FILMS_TOO = {"webm", "mp4"}
"""Endings that say nothing without a type."""


@pytest.fixture(scope="module")
def rules() -> Any:
    install_packages()
    command = [NODE, "--input-type=module", "-e", _PRINT]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_page_takes_the_types_that_the_portal_takes_under_every_name(rules):
    assert set(rules["TYPES"]) == set(model.TYPES)
    assert rules["OTHER_NAMES"] == {each: model.known_type(each) for each in rules["OTHER_NAMES"]}
    assert set(model.OTHER_NAMES) == set(rules["OTHER_NAMES"])


def test_an_ending_means_the_type_that_the_portal_gives_it(rules):
    endings = {ending: kind for kind, known in model.TYPES.items() for ending in known}

    assert rules["ENDINGS"].items() <= endings.items()
    assert endings.keys() - rules["ENDINGS"].keys() == FILMS_TOO


def test_the_field_offers_every_type_and_nothing_else():
    field = (SITE / "pages/files/field.html").read_text(encoding="utf-8")
    (accepted,) = re.findall(r' accept="([^"]+)"', field)

    assert {each for each in accepted.split(",") if "/" in each} == set(model.TYPES)


def test_the_limits_of_the_page_are_those_of_the_portal(rules):
    ids = [f"upload-{number}" for number in range(rules["LIMIT_FILES"] + 1)]
    several = TypeAdapter(UploadIds)

    assert rules["LIMIT_BYTES"] == model.LIMIT_BYTES
    assert several.validate_python(ids[1:]) == ids[1:]
    with pytest.raises(ValidationError):
        several.validate_python(ids)
