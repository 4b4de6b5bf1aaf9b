"""How a view is declared: method, path, access. What its parameters are called and typed decides what it is given.

    @api.endpoint("POST", "/complaints/{number}/messages", access=Access.CITIZEN, status=201)
    def send(citizen: Citizen, number: str, body: Message, once: IdempotencyKey) -> ComplaintView: ...

The wrapper authenticates, reads the number, the key and the body, calls the view, and shapes the result or the error.
"""

import inspect
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalice.app import Blueprint, Request, Response
from pydantic import BaseModel

from chalicelib.aws import observability
from chalicelib.core import ids, settings
from chalicelib.core.errors import FieldError, Forbidden, InvalidInput, PortalError, TooLarge, Unavailable
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Visitor
from chalicelib.domain.policies import PersonKind, policy_of
from chalicelib.locales import preferred
from chalicelib.web import fields, problems, sessions, throttle

JSON = "application/json"
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


class Access(StrEnum):
    """Who may call a route; a test finds one without it. Where somebody signs in, the value is that kind of person."""

    PUBLIC = "public"
    CITIZEN = PersonKind.CITIZEN.value
    OFFICER = PersonKind.OFFICER.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One declared route, as the OpenAPI document and the tests read it."""

    method: str
    path: str
    access: Access
    status: int
    view: Callable[..., Any]
    parameters: Mapping[str, Any]
    returns: Any


class Replayed(fields.View):
    """The answer to a repeated command whose caller may no longer see the complaint."""

    number: str


class Api(Blueprint):
    """A slice's routes; `app.py` registers them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.endpoints: list[Endpoint] = []

    def endpoint(
        self, method: str, path: str, *, access: Access, status: int = 200
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a view; its parameters: a principal, `number`, path parts, `body`, `query`, `once`, `visitor`."""

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            signature = inspect.signature(view)
            parameters = {name: each.annotation for name, each in signature.parameters.items()}
            declared = Endpoint(
                method=method,
                path=path,
                access=access,
                status=status,
                view=view,
                parameters=parameters,
                returns=signature.return_annotation,
            )
            self.endpoints.append(declared)

            def handle(**path_values: str) -> Response:
                return answer(declared, self.current_request, path_values)

            handle.__name__ = f"{method.lower()}_{view.__name__}"
            self.route(path, methods=[method], name=handle.__name__, content_types=[JSON])(handle)
            return view

        return declare


def answer(endpoint: Endpoint, request: Request, path_values: Mapping[str, str]) -> Response:
    """The response of a view, or the problem it ended in. Nothing of the request reaches the log."""
    language = preferred(request.headers.get("accept-language"))
    try:
        return _success(endpoint, endpoint.view(**_arguments(endpoint, request, path_values)))
    except PortalError as error:
        return problem(error, language)
    except Exception as error:
        # The last resort: whatever went wrong, the caller gets the one shape and nobody's data gets into the log.
        observability.log_failure("unexpected failure", error, view=endpoint.view.__name__)
        observability.count("UnexpectedFailure")
        return problem(Unavailable(), language)


def problem(error: PortalError, language: str) -> Response:
    """An error as a response."""
    return Response(
        body=json.dumps(problems.body(error, language), ensure_ascii=False),
        status_code=error.status,
        headers={"Content-Type": problems.CONTENT_TYPE, **problems.headers(error)},
    )


def _success(endpoint: Endpoint, result: BaseModel | Mapping[str, Any] | None) -> Response:
    body = result.model_dump_json() if isinstance(result, BaseModel) else json.dumps(result or {}, ensure_ascii=False)
    return Response(body=body, status_code=endpoint.status, headers={"Content-Type": JSON})


def _arguments(endpoint: Endpoint, request: Request, path_values: Mapping[str, str]) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(_principal(endpoint, request))
    if len(_raw(request)) > settings.get().body_limit_bytes:
        raise TooLarge
    wrong: list[FieldError] = []
    for name, type_ in endpoint.parameters.items():
        if name in arguments:
            continue
        try:
            arguments[name] = _argument(name, type_, request, path_values)
        except InvalidInput as some:
            wrong += some.errors
    if wrong:
        raise InvalidInput(*wrong)
    return arguments


def _principal(endpoint: Endpoint, request: Request) -> Mapping[str, Any]:
    if endpoint.access is Access.PUBLIC:
        return {}
    who = sessions.read(request.headers.get("authorization"))
    if policy_of(who).kind.value != endpoint.access.value:
        raise Forbidden
    return {name: who for name, type_ in endpoint.parameters.items() if type_ is type(who)}


def _argument(name: str, type_: Any, request: Request, path_values: Mapping[str, str]) -> Any:
    match name:
        case "number":
            return ids.read_number(path_values[name])
        case "body":
            return fields.read(type_, _raw(request))
        case "query":
            return fields.read_query(type_, request.query_params or {})
        case "once":
            return _idempotency_key(request)
        case "visitor":
            return visitor(request)
        case _:
            return path_values[name]


def _raw(request: Request) -> bytes:
    raw = request.raw_body
    return raw if isinstance(raw, bytes) else raw.encode()


def _idempotency_key(request: Request) -> IdempotencyKey:
    given = request.headers.get("idempotency-key", "")
    # Python's own reader takes much for a UUID that is none.
    if not _UUID.fullmatch(given):
        raise InvalidInput.of("Idempotency-Key", "idempotency_key")
    return IdempotencyKey(value=str(uuid.UUID(given)), body=_raw(request))


def visitor(request: Request) -> Visitor:
    """Who calls. The address is the network's word: `gate` lets no request in that has not come through it."""
    host = request.headers.get("cloudfront-viewer-address", "").rpartition(":")[0].strip("[]")
    return Visitor(
        address=throttle.network(host),
        language=preferred(request.headers.get("accept-language")),
    )
