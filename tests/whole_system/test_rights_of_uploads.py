"""What the functions of uploads ask of the table, held against their policies: it is allowed, and little else is.

The emulator that enforces policies has no `dynamodb:LeadingKeys`, and lets pass what it does not know.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.aws import connection
from chalicelib.core import clock
from tests.attachments.test_scanner import report_scan
from tests.attachments.test_sweeping import sweep_after
from tests.attachments.test_verdicts import claim, file_states, scan_with, state_of
from tests.attachments.uploading import notice, reserved, send
from tests.builders import NOON
from tests.complaints.commanding import file_one
from tests.emulator import Aws

POLICIES: Final = Path(__file__).parents[2] / "infra" / "policies"
TABLE, WORK = "Table", "${Table.Arn}/index/work"

Context = Mapping[str, list[str]]
Asked = tuple[str, str, Context]
"""An action, what it is done to, and what the conditions of a policy are compared with."""


def test_a_scan_may_do_with_the_table_what_it_does(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    number, claimed, alone = file_one(), reserved(), reserved()
    version = send(claimed)
    send(alone)
    claim(number, claimed)

    with asking() as asked:
        notice(alone)
        notice(claimed, version)
        scan_with("guardduty", monkeypatch)
        report_scan(claimed, "THREATS_FOUND", versionId=version)

    assert (state_of(aws, alone), file_states(aws, number)) == ("clean", ["rejected"])
    assert refused("scan_upload", asked) == []
    assert updated(asked) == {"UPLOAD", "COMPLAINT"}


def test_the_sweep_may_do_with_the_table_what_it_does(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(NOON):
        number, unclaimed, missed = file_one(), reserved(), reserved()
        send(missed)
        claim(number, missed)

    with asking() as asked:
        sweep_after(0.25)
    scan_with("guardduty", monkeypatch)
    with clock.at(NOON + timedelta(hours=1)):
        silent = reserved()
        send(silent)
        claim(number, silent)
    with asking() as later:
        sweep_after(25)

    assert sorted(file_states(aws, number)) == ["clean", "held"]
    assert "work_pk" not in aws.items(f"UPLOAD#{unclaimed}")[0]
    assert refused("sweep_uploads", asked + later) == []
    assert updated(asked) == updated(later) == {"UPLOAD", "COMPLAINT"}


@pytest.mark.parametrize("function", ["scan_upload", "sweep_uploads"])
@pytest.mark.parametrize(
    ("action", "resource", "keys", "more"),
    [
        ("BatchGetItem", TABLE, ["COMPLAINT#X"], {}),
        ("BatchGetItem", TABLE, ["UPLOAD#X", "COMPLAINT#X"], {}),
        ("Query", WORK, ["MAIL#0"], {}),
        ("Query", TABLE, ["UPLOAD#X"], {}),
        ("PutItem", TABLE, ["UPLOAD#X"], {}),
        ("UpdateItem", TABLE, ["AGENCY#X"], {"Attributes": ["pk", "sk", "state"]}),
        ("UpdateItem", TABLE, ["UPLOAD#X"], {"Attributes": ["pk", "sk", "sha256"]}),
        ("UpdateItem", TABLE, ["UPLOAD#X"], {"Attributes": ["pk", "sk", "side"]}),
        ("UpdateItem", TABLE, ["COMPLAINT#X"], {"Attributes": ["pk", "sk", "status"]}),
        ("UpdateItem", TABLE, ["COMPLAINT#X"], {"Attributes": ["pk", "sk", "expires_at"]}),
        ("UpdateItem", TABLE, ["COMPLAINT#X"], {"Attributes": ["pk", "sk", "state"], "ReturnValues": ["ALL_NEW"]}),
    ],
)
def test_nothing_else_is_allowed(
    function: str, action: str, resource: str, keys: list[str], more: dict[str, list[str]]
) -> None:
    asked = (f"dynamodb:{action}", resource, {"LeadingKeys": keys, **more})

    assert refused(function, [asked]) == [asked]


@contextmanager
def asking() -> Iterator[list[Asked]]:
    """What is asked of the table meanwhile."""
    asked: list[Asked] = []
    events = connection.connection().connection.client.meta.events

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked.extend(_rights_for(model.name, params))

    events.register("provide-client-params.dynamodb", note)
    try:
        yield asked
    finally:
        events.unregister("provide-client-params.dynamodb", note)


def refused(function: str, asked: Sequence[Asked]) -> list[Asked]:
    """What a function's policy does not allow."""
    statements = json.loads((POLICIES / f"{function}.json").read_text())["Statement"]
    return [each for each in asked if not any(_allows(statement, *each) for statement in statements)]


def updated(asked: Sequence[Asked]) -> set[str]:
    """The kinds of partitions that were updated."""
    return {
        context["LeadingKeys"][0].partition("#")[0] for action, _, context in asked if action.endswith("UpdateItem")
    }


def _rights_for(operation: str, request: Mapping[str, Any]) -> Iterator[Asked]:
    if operation == "TransactWriteItems":
        # Judged one by one: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
        for each in request["TransactItems"]:
            yield from _rights_for("UpdateItem", each["Update"])
        return
    names = list(request.get("ExpressionAttributeNames", {}).values())
    if operation == "BatchGetItem":
        (wanted,) = request["RequestItems"].values()
        context = {"LeadingKeys": [key["pk"]["S"] for key in wanted["Keys"]]}
    elif operation == "Query":
        equal = re.search(r"= (:\d+)", request["KeyConditionExpression"])
        assert equal
        context = {"LeadingKeys": [request["ExpressionAttributeValues"][equal[1]]["S"]], "Attributes": names}
    else:
        context = {"LeadingKeys": [request["Key"]["pk"]["S"]], "Attributes": [*request["Key"], *names]}
        context |= {"ReturnValues": [request["ReturnValues"]]} if "ReturnValues" in request else {}
    resource = f"${{Table.Arn}}/index/{request['IndexName']}" if "IndexName" in request else TABLE
    yield f"dynamodb:{operation}", resource, context


def _allows(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    actions = statement["Action"]
    named = [each.get("Fn::Sub") or each["Fn::GetAtt"][0] for each in statement["Resource"]]
    conditions = statement.get("Condition", {}).items()
    met = (
        _is_met(operator, expected, context.get(key.removeprefix("dynamodb:"), []))
        for operator, expectations in conditions
        for key, expected in expectations.items()
    )
    return action in ([actions] if isinstance(actions, str) else actions) and resource in named and all(met)


def _is_met(operator: str, expected: str | list[str], given: list[str]) -> bool:
    """The three operators these policies use; each is met where the request says nothing."""
    assert operator in {"ForAllValues:StringLike", "ForAllValues:StringEquals", "StringEqualsIfExists"}
    patterns = [expected] if isinstance(expected, str) else expected
    return all(any(fnmatchcase(value, pattern) for pattern in patterns) for value in given)
