"""The OpenAPI 3.1 document, made from the declared endpoints and their schemas; never written by hand."""

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.core import settings
from chalicelib.web.endpoint import Access, Endpoint
from chalicelib.web.problems import CONTENT_TYPE, TITLES

_REF = "#/components/schemas/{model}"
_PROBLEMS = "The problem: its `type` is one of " + ", ".join(TITLES) + "."


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The description of these endpoints."""
    listed = list(endpoints)
    models = [(model, mode) for each in listed for model, mode in _models(each)]
    _, schemas = models_json_schema(list(dict.fromkeys(models)), ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for each in listed:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Portal", "version": settings.get().version},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(endpoint: Endpoint) -> list[tuple[type[BaseModel], Any]]:
    found: list[tuple[type[BaseModel], Any]] = [(each, "serialization") for each in _returned(endpoint)]
    if "body" in endpoint.parameters:
        found.append((endpoint.parameters["body"], "validation"))
    return found


def _returned(endpoint: Endpoint) -> list[type[BaseModel]]:
    returns = endpoint.returns
    options = get_args(returns) if isinstance(returns, UnionType) else (returns,)
    return [each for each in options if inspect.isclass(each) and issubclass(each, BaseModel)]


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.view.__name__ + "_" + re.sub(r"\W+", "_", endpoint.path).strip("_"),
        "summary": inspect.getdoc(endpoint.view),
        "parameters": _parameters(endpoint),
        "responses": {
            str(endpoint.status): _success(endpoint),
            "default": {
                "description": _PROBLEMS,
                "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
            },
        },
    }
    if endpoint.access is not Access.PUBLIC:
        operation["security"] = [{"session": []}]
    if "body" in endpoint.parameters:
        schema = {"$ref": _REF.format(model=endpoint.parameters["body"].__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _success(endpoint: Endpoint) -> dict[str, Any]:
    schemas = [{"$ref": _REF.format(model=each.__name__)} for each in _returned(endpoint)]
    schema: Mapping[str, Any] = {"type": "object"}
    if schemas:
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {
        "description": HTTPStatus(endpoint.status).phrase,
        "content": {"application/json": {"schema": schema}},
    }


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found = [
        {"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    if "once" in endpoint.parameters:
        uuid = {"type": "string", "format": "uuid"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": uuid})
    if "query" in endpoint.parameters:
        properties = endpoint.parameters["query"].model_json_schema()["properties"]
        found += [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
    return found


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"enum": list(TITLES)},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}
