"""What an officer sends wrong: each field by its name, and nothing is written."""

from typing import Any

import pytest

from tests.builders import an_answer
from tests.portal import Portal

BAD: list[tuple[str, Any, dict[str, str]]] = [
    ("charge", {"why": "x"}, {"why": "unknown_field"}),
    ("questions", {"text": ""}, {"text": "required"}),
    ("questions", {"text": "x" * 5001}, {"text": "too_long"}),
    ("messages", {"text": "a\x00"}, {"text": "control_characters"}),
    ("messages", {"text": "Hi", "upload_ids": ["x"]}, {"upload_ids.0": "unknown_upload"}),
    ("notes", {}, {"text": "required"}),
    ("answers", {}, {"outcome": "required", "reasons": "required"}),
    ("answers", an_answer(outcome="solved"), {"outcome": "not_a_choice"}),
    ("answers", an_answer(reasons="Too short"), {"reasons": "too_short"}),
    ("answers", an_answer(reasons=" " * 30), {"reasons": "required"}),
    ("answers", an_answer(reasons="x" * 10_001), {"reasons": "too_long"}),
    ("answers", an_answer(outcome="not_admissible"), {"ground": "required"}),
    ("answers", an_answer(ground="outside_scope"), {"ground": "ground_out_of_place"}),
    ("answers", an_answer(ground="because"), {"ground": "not_a_choice"}),
    ("answers", an_answer(promised_on="soon"), {"promised_on": "date"}),
    ("answers", an_answer(promised_on="2027-02-30"), {"promised_on": "date"}),
    ("answers", an_answer(promised_on="2020-01-01"), {"promised_on": "in_the_past"}),
    ("answers", an_answer(promised_on="9999-12-31"), {"promised_on": "too_far"}),
    ("answers", an_answer(version="7"), {"version": "wrong_type"}),
    ("answers", an_answer(version=0), {"version": "out_of_range"}),
    ("answers", an_answer(version=10**30), {"version": "out_of_range"}),
    ("answers", an_answer(reasons="n" + "\u200b" * 25), {"reasons": "too_short"}),
    ("answers", an_answer(reasons="\u2800" * 30), {"reasons": "required"}),
    ("answers", an_answer(remedy="x" * 2001), {"remedy": "too_long"}),
    ("answers", an_answer(upload_ids=["x"]), {"upload_ids.0": "unknown_upload"}),
    (
        "answers",
        an_answer(ground="outside_scope", upload_ids=["x", "x"]),
        {"ground": "ground_out_of_place", "upload_ids.0": "unknown_upload", "upload_ids.1": "unknown_upload"},
    ),
    (
        "answers",
        an_answer(outcome="not_admissible", promised_on="2020-01-01"),
        {"ground": "required", "promised_on": "in_the_past"},
    ),
    (
        "answers",
        an_answer(outcome="not_admissible", reasons="short", promised_on="2020-01-01"),
        {"reasons": "too_short", "ground": "required", "promised_on": "in_the_past"},
    ),
    (
        "answers",
        an_answer(outcome=7, ground=8, promised_on=9),
        {"outcome": "not_a_choice", "ground": "not_a_choice", "promised_on": "date"},
    ),
    ("transfers", {"agency_id": "nowhere", "reason": ""}, {"agency_id": "unknown_agency", "reason": "required"}),
    ("transfers", {}, {"agency_id": "required", "reason": "required"}),
    ("transfers", {"agency_id": "nowhere", "reason": "R"}, {"agency_id": "unknown_agency"}),
    ("transfers", {"agency_id": "interior", "reason": "R"}, {"agency_id": "same_agency"}),
    ("transfers", {"agency_id": None, "reason": ""}, {"agency_id": "wrong_type", "reason": "required"}),
]


@pytest.mark.parametrize(("action", "body", "wrong"), BAD)
def test_every_wrong_field_of_an_act_is_named_and_nothing_is_written(
    api: Portal, action: str, body: Any, wrong: dict[str, str]
) -> None:
    filed = api.file()
    desk = api.desk_of("interior")
    written = api.aws.snapshot()

    answer = filed.act(desk, action, body)

    assert answer.status == 422
    assert answer.fields == wrong
    assert api.aws.snapshot() == written
