"""Schemathesis makes up requests from the OpenAPI document; whatever it sends, the answer keeps the contract."""

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chalicelib.web.endpoint import Access, Endpoint
from tests.portal import Answer, Portal
from tests.tiers import thorough
from tests.whole_system.test_routes import each_endpoint

SOME, MANY = 3, 20
BASE = "http://portal.example/api"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
fixed = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("examples", [SOME, *thorough(MANY)])
@each_endpoint
def test_made_up_requests_are_answered_as_the_document_says(api: Portal, endpoint: Endpoint, examples: int) -> None:
    filed = api.file()
    tokens = {Access.PUBLIC: None, Access.CITIZEN: filed.token, Access.OFFICER: api.desk_of("interior")}
    operation = schemathesis.openapi.from_dict(api.get("/openapi.json").body)[endpoint.path][endpoint.method]

    @settings(fixed, max_examples=examples)
    @given(case=operation.as_strategy())
    def answered(case: Case) -> None:
        if case.path_parameters:
            case.path_parameters["number"] = filed.number
        prepared = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
        answer = send(api, prepared, tokens[endpoint.access])
        case.validate_response(shown(answer, prepared), checks=CHECKS)

    answered()


def send(api: Portal, prepared: Any, token: str | None) -> Answer:
    body = prepared.body or b""
    return api.call(
        prepared.method,
        prepared.url.removeprefix(BASE),
        body if isinstance(body, bytes) else body.encode(),
        authorization=token and f"Bearer {token}",
        idempotency_key=prepared.headers.get("Idempotency-Key"),
    )


def shown(answer: Answer, prepared: Any) -> Response:
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(
        status_code=answer.status, headers=headers, content=answer.raw, request=prepared, elapsed=0.0, verify=False
    )
