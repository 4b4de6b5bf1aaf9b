"""Every route declares who may call it, and the routes are those of the contract."""

import inspect
import re
from typing import Any

import pytest
from openapi_spec_validator import validate

import app
from chalicelib.domain.people import Citizen, Officer
from chalicelib.web import routes
from chalicelib.web.endpoint import Access, Endpoint
from tests.attachments.uploading import uploaded
from tests.faults.commands import COMMANDS
from tests.portal import Portal
from tests.races import clients

CONTRACT = {
    ("GET", "/health"): "public",
    ("GET", "/openapi.json"): "public",
    ("GET", "/challenge"): "public",
    ("POST", "/uploads"): "public",
    ("POST", "/complaints"): "public",
    ("POST", "/sessions"): "public",
    ("POST", "/number-reminders"): "public",
    ("GET", "/complaints/{number}"): "citizen",
    ("GET", "/complaints/{number}/files/{file_id}"): "citizen",
    ("POST", "/complaints/{number}/messages"): "citizen",
    ("POST", "/complaints/{number}/rating"): "citizen",
    ("POST", "/complaints/{number}/reopening"): "citizen",
    ("POST", "/complaints/{number}/promise"): "citizen",
    ("POST", "/complaints/{number}/withdrawal"): "citizen",
    ("POST", "/agency/sessions"): "public",
    ("POST", "/agency/links"): "public",
    ("POST", "/agency/queue-links"): "officer",
    ("POST", "/agency/uploads"): "officer",
    ("GET", "/agency/complaints"): "officer",
    ("GET", "/agency/complaints/{number}"): "officer",
    ("GET", "/agency/complaints/{number}/files/{file_id}"): "officer",
    ("POST", "/agency/complaints/{number}/charge"): "officer",
    ("POST", "/agency/complaints/{number}/questions"): "officer",
    ("POST", "/agency/complaints/{number}/messages"): "officer",
    ("POST", "/agency/complaints/{number}/notes"): "officer",
    ("POST", "/agency/complaints/{number}/answers"): "officer",
    ("POST", "/agency/complaints/{number}/transfers"): "officer",
}
CREATES = {"/complaints", "messages", "questions", "notes", "answers"}
UPLOADS = {"/uploads", "/agency/uploads"}
MAILS = {"/number-reminders", "/agency/links", "/agency/queue-links"}
each_endpoint = pytest.mark.parametrize("endpoint", routes.described, ids=lambda each: f"{each.method} {each.path}")


def test_the_routes_are_the_contract_s_and_each_declares_its_access() -> None:
    assert {(each.method, each.path): each.access.value for each in routes.described} == CONTRACT


def test_nothing_is_served_that_was_not_declared() -> None:
    served = {(method, path) for path, methods in app.app.routes.items() for method in methods}

    assert served == set(CONTRACT)


@each_endpoint
def test_a_view_is_given_the_principal_its_access_promises(endpoint: Endpoint) -> None:
    principals = {Access.PUBLIC: set(), Access.CITIZEN: {Citizen}, Access.OFFICER: {Officer}}

    assert {each for each in endpoint.parameters.values() if each in {Citizen, Officer}} == principals[endpoint.access]


@each_endpoint
def test_every_command_and_no_other_call_takes_an_idempotency_key(endpoint: Endpoint) -> None:
    command = endpoint.method == "POST" and endpoint.path not in {*MAILS, *UPLOADS, "/sessions", "/agency/sessions"}

    assert ("once" in endpoint.parameters) is command


def test_faults_are_injected_into_every_command(api: Portal) -> None:
    tested = {_template(prepare(api).path) for prepare in COMMANDS.values()}

    assert tested == {each.path for each in routes.described if "once" in each.parameters}


def test_every_command_is_sent_by_some_racing_client() -> None:
    by_citizens = {f"/complaints/{{number}}/{act.path}" for act in clients.CITIZEN_ACTS}
    by_officers = {f"/agency/complaints/{{number}}/{act.path}" for act in clients.OFFICER_ACTS}

    commands = {each.path for each in routes.described if "once" in each.parameters}
    assert by_citizens | by_officers | {"/complaints"} == commands


def _template(path: str) -> str:
    return re.sub(r"/complaints/[0-9A-Z]{13}/", "/complaints/{number}/", path)


@each_endpoint
def test_a_view_answers_with_the_status_of_the_contract(endpoint: Endpoint) -> None:
    creates = endpoint.method == "POST" and (
        endpoint.path in {*UPLOADS, "/complaints"} or endpoint.path.rpartition("/")[2] in CREATES
    )

    assert endpoint.status == (201 if creates else 202 if endpoint.path in MAILS else 200)


@each_endpoint
def test_a_view_says_what_it_does(endpoint: Endpoint) -> None:
    assert inspect.getdoc(endpoint.view)


@each_endpoint
def test_no_protected_route_answers_without_a_session(api: Portal, endpoint: Endpoint) -> None:
    if endpoint.access is Access.PUBLIC:
        return
    path = endpoint.path.replace("{number}", "7K3M9QXT2HDBM")
    written = api.aws.items()

    answer = api.call(endpoint.method, path, b"{}" if endpoint.method == "POST" else b"")

    assert (answer.status, answer.type) == (401, "session_expired")
    assert api.aws.items() == written


@each_endpoint
def test_a_get_changes_nothing(api: Portal, endpoint: Endpoint) -> None:
    if endpoint.method != "GET":
        return
    filed = api.file(upload_ids=[uploaded()])
    desk = api.desk_of("interior")
    token = {Access.PUBLIC: None, Access.CITIZEN: filed.token, Access.OFFICER: desk}[endpoint.access]
    named = {"{number}": filed.number, "{file_id}": filed.view()["files"][0]["file_id"]}
    path = re.sub(r"{\w+}", lambda part: named[part.group()], endpoint.path)
    written = api.aws.items()

    answer = api.get(path, token)

    assert answer.status == 200
    assert api.aws.items() == written


@pytest.fixture
def document(api: Portal) -> Any:
    return api.get("/openapi.json").body


def test_the_openapi_document_is_valid_and_describes_the_routes(document: Any) -> None:
    validate(document)

    described = {(method.upper(), path) for path, operations in document["paths"].items() for method in operations}
    assert described == set(CONTRACT)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/api"}]


def test_every_reference_of_the_openapi_document_leads_somewhere(document: Any) -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(each) for each in node.values()))
        return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) - known == set()


def test_operations_are_named_once_and_say_their_security_and_statuses(document: Any) -> None:
    operations = {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }

    assert len({each["operationId"] for each in operations.values()}) == len(operations)
    for each in routes.described:
        operation = operations[each.method, each.path]
        assert ("security" in operation) is (each.access is not Access.PUBLIC)
        assert str(each.status) in operation["responses"]
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        key = [parameter for parameter in operation["parameters"] if parameter["name"] == "Idempotency-Key"]
        assert bool(key) is ("once" in each.parameters)


def test_the_limits_of_texts_are_in_the_openapi_document(document: Any) -> None:
    facts = document["components"]["schemas"]["Submission"]["properties"]["facts"]

    assert (facts["minLength"], facts["maxLength"]) == (1, 5000)
    assert document["components"]["schemas"]["Submission"]["additionalProperties"] is False
