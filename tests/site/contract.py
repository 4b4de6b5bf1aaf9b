"""The portal's contract, its own OpenAPI document: what a stand-in answers, and what a page sends, must keep to it.

Used by the stand-ins at each request, and by test_contract.py for what they are made of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.citizens.routes import api as citizens
from chalicelib.desk.routes import api as desk
from chalicelib.web import openapi
from chalicelib.web import routes as web
from tests import emulator

Json = dict[str, Any]

_COMPONENTS: Final = "#/components/schemas/"


def find_answer_errors(method: str, path: str, status: int, body: Any) -> list[str]:
    """What the contract does not have in an answer to `path` (below /api): its status, or its shape."""
    operation = _find_operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such endpoint"]
    responses = operation["responses"]
    response = responses.get(str(status)) or (responses["default"] if status >= 400 else None)
    if response is None:
        return [f"{method} {path}: {status} is never answered, only {sorted(responses)}"]
    (content,) = response["content"].values()
    return _find_schema_errors(f"{method} {path} {status}", content["schema"], body)


def find_request_errors(method: str, path: str, body: Any) -> list[str]:
    """What the contract does not take in the body of a request."""
    operation = _find_operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such endpoint"]
    if "requestBody" not in operation:
        return []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return _find_schema_errors(f"{method} {path} request", schema, body)


def find_model_errors(model: str, value: Any) -> list[str]:
    """What a schema of the document does not have in a value."""
    return _find_schema_errors(model, {"$ref": _COMPONENTS + model}, value)


def _find_schema_errors(where: str, schema: Json, value: Any) -> list[str]:
    validator = Draft202012Validator(
        {**schema, "components": _document()["components"]}, format_checker=FormatChecker()
    )
    return [f"{where}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


def _find_operation(method: str, path: str) -> Json | None:
    paths = _document()["paths"]
    # `/complaints/queue` before `/complaints/{number}`: the fewer names, the nearer.
    for template in sorted(paths, key=lambda each: each.count("{")):
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) and method.lower() in paths[template]:
            operation: Json = paths[template][method.lower()]
            return operation
    return None


@cache
def _document() -> Json:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in emulator.ENVIRONMENT.items():
            patch.setenv(name, value)
        emulator.forget()
        document = openapi.document(each for api in (web.api, citizens, desk) for each in api.endpoints)
        emulator.forget()
    for schema in document["components"]["schemas"].values():
        _forbid_unknown_properties(schema)
    return document


def _forbid_unknown_properties(schema: Json) -> None:
    """A shape that says more than the contract is none of its shapes, whatever JSON Schema allows."""
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
