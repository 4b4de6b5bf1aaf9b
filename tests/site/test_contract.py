"""What the stand-ins of this folder are made of keeps to the portal's own OpenAPI document."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from static_site.domain_words import write_test_module
from static_site.node import NODE
from tests.site.complaint_stand_in import ComplaintPortal, ReceivedRequest
from tests.site.complaint_views import NUMBER, a_head, a_view, an_answered_view, an_officers_view
from tests.site.contract import find_answer_errors, find_model_errors, find_request_errors

SCRIPTS = Path(__file__).parent / "scripts"
_PRINT = """
const { aView, anEntry } = await import(process.argv[1]);
const { aSlot } = await import(process.argv[2]);
const transfer = anEntry("transfer", "officer", { from_agency: aView().agency });
const complaint = aView({ timeline: [anEntry("submit", "citizen"), transfer] });
process.stdout.write(JSON.stringify({ complaint, slot: aSlot() }));
"""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_complaints_of_the_browser_tests_are_as_the_portal_gives_them(language):
    assert find_model_errors("ComplaintView", a_view(language=language)) == []
    assert find_model_errors("ComplaintView", an_answered_view(language)) == []
    assert find_model_errors("OfficerView", an_officers_view(language=language)) == []
    assert find_model_errors("HeadView", a_head()) == []


def test_the_complaints_and_slots_of_the_unit_tests_are_as_the_portal_gives_them():
    write_test_module()
    modules = [(SCRIPTS / name).as_uri() for name in ("complaint_views.js", "upload_queues.js")]
    command = [NODE, "--input-type=module", "-e", _PRINT, *modules]

    printed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert find_model_errors("ComplaintView", printed["complaint"]) == []
    assert find_model_errors("SlotView", printed["slot"]) == []


def test_an_answer_that_the_contract_does_not_have_is_found():
    lacking = {key: value for key, value in a_view().items() if key != "due_on"}

    assert find_answer_errors("GET", f"/complaints/{NUMBER}", 200, lacking)
    assert find_answer_errors("GET", f"/complaints/{NUMBER}", 200, {**a_view(), "mood": "calm"})
    assert find_answer_errors("GET", f"/complaints/{NUMBER}", 201, a_view())
    assert find_answer_errors("GET", "/complaint", 200, a_view())
    assert find_answer_errors("GET", f"/complaints/{NUMBER}", 404, {"type": "lost", "title": "Lost", "status": 404})


def test_a_request_that_the_contract_does_not_take_is_found():
    path = f"/complaints/{NUMBER}/messages"

    assert find_request_errors("POST", path, {"text": "Bonjour", "upload_ids": []}) == []
    assert find_request_errors("POST", path, {"text": "", "upload_ids": []})
    assert find_request_errors("POST", path, {"text": "Bonjour", "files": []})


@pytest.mark.parametrize(
    "path", ["/api/sessions", "/api/agency/sessions", "/api/number-reminders", "/api/agency/complaints?queue=open"]
)
def test_what_a_stand_in_answers_by_itself_is_in_the_contract(path):
    method = "GET" if "?" in path else "POST"
    body = json.dumps({"number": NUMBER, "email": "salma@example.com"}).encode()

    status, answer = ComplaintPortal().respond(ReceivedRequest(method, path, "key", None, body))

    assert find_answer_errors(method, path.removeprefix("/api").partition("?")[0], status, answer) == []
