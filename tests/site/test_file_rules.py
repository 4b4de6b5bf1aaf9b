"""What the page says may be attached is what the portal takes: the rules of the script and of the field, compared."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.attachments import model
from chalicelib.web.fields import UploadIds
from static_site.node import NODE, SITE, install_packages

MODULES = ("file-rules", "file-type", "upload-queue", "recording-formats")
_PRINT = """
const modules = await Promise.all(process.argv.slice(1).map((address) => import(address)));
process.stdout.write(JSON.stringify(Object.assign({}, ...modules)));
"""
FILMS_TOO = {"webm", "mp4"}
"""Endings that say nothing without a type."""


@pytest.fixture(scope="module")
def rules() -> Any:
    install_packages()
    addresses = [(SITE / f"scripts/files/{module}.js").as_uri() for module in MODULES]
    command = [NODE, "--input-type=module", "-e", _PRINT, *addresses]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_page_takes_the_types_that_the_portal_takes_under_every_name(rules):
    assert set(rules["TYPES"]) == set(model.TYPES)
    assert rules["TYPE_ALIASES"] == {each: model.find_media_type(each) for each in rules["TYPE_ALIASES"]}
    assert set(model.OTHER_NAMES) == set(rules["TYPE_ALIASES"])


def test_an_ending_means_the_type_that_the_portal_gives_it(rules):
    endings = {ending: kind for kind, known in model.TYPES.items() for ending in known}

    assert rules["TYPES_BY_EXTENSION"].items() <= endings.items()
    assert endings.keys() - rules["TYPES_BY_EXTENSION"].keys() == FILMS_TOO


def test_the_field_offers_every_type_and_nothing_else():
    field = (SITE / "pages/files/field.html").read_text(encoding="utf-8")
    (accepted,) = re.findall(r' accept="([^"]+)"', field)

    assert {each for each in accepted.split(",") if "/" in each} == set(model.TYPES)


def test_what_a_file_turns_out_to_be_gets_the_first_ending_of_its_type(rules):
    assert rules["SIGNATURES"]
    for kind in rules["SIGNATURES"]:
        assert kind["extension"] == model.TYPES[kind["type"]][0]


def test_what_a_browser_records_is_taken_under_the_first_ending_of_its_type(rules):
    assert rules["RECORDING_FORMATS"]
    for recorded, ending in rules["RECORDING_FORMATS"]:
        assert ending == model.TYPES[model.find_media_type(recorded)][0]


def test_the_page_trusts_slots_and_received_files_no_longer_than_the_portal_keeps_them(rules):
    slot, kept = rules["SLOT_VALID_FOR_MILLISECONDS"], rules["KEPT_BY_PORTAL_MILLISECONDS"]

    assert timedelta(0) < timedelta(milliseconds=slot) < model.FORM_VALID_FOR
    assert timedelta(milliseconds=kept) == model.CLAIM_WITHIN


def test_the_limits_of_the_page_are_those_of_the_portal(rules):
    ids = [f"upload-{number}" for number in range(rules["LIMIT_FILES"] + 1)]
    several = TypeAdapter(UploadIds)

    assert rules["LIMIT_BYTES"] == model.LIMIT_BYTES
    assert several.validate_python(ids[1:]) == ids[1:]
    with pytest.raises(ValidationError):
        several.validate_python(ids)
