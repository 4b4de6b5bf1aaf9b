"""API Gateway and Lambda for the API: a request becomes an event, the event is handled in this process."""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from chalice.local import CustomLocalChalice, LambdaContext, LambdaEventConverter, LocalChalice, RouteMatcher

from chalicelib.aws import secrets
from chalicelib.core.errors import Malformed, NotFound, PortalError
from chalicelib.locales import preferred
from chalicelib.web import problems
from chalicelib.web.gate import ORIGIN_HEADER
from infra.local.http import Reply, Request

PREFIX: Final = "/api"
_VIEWER: Final = "cloudfront-viewer-address"
_SECURITY: Final = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


class Gateway:
    """The API of one Chalice application."""

    def __init__(self, app: Any) -> None:
        # Threads answer at the same time, so each needs a current request of its own; `chalice local` does the same.
        CustomLocalChalice.__bases__ = (LocalChalice, app.__class__)
        app.__class__ = CustomLocalChalice
        self._app = app
        self._events = LambdaEventConverter(RouteMatcher(list(app.routes)), app.api.binary_types)

    def reply(self, request: Request) -> Reply:
        """Answer as the deployed API would, the content delivery network in front of it included."""
        try:
            event = self._event(request)
        except UnicodeDecodeError:
            return refused(Malformed(), request)
        except ValueError:
            return refused(NotFound(), request)
        return _reply(self._app(event, _context()))

    def _event(self, request: Request) -> dict[str, Any]:
        headers = {_VIEWER: "127.0.0.1:40000", **request.headers, ORIGIN_HEADER: secrets.origin_secrets()[0]}
        event: dict[str, Any] = self._events.create_lambda_event(
            method=request.method,
            path=request.target.removeprefix(PREFIX) or "/",
            headers=headers,
            body=None,
        )
        event["body"] = request.body.decode() if request.body else None
        event["pathParameters"] = {name: unquote(value) for name, value in event["pathParameters"].items()}
        return event


def refused(error: PortalError, request: Request) -> Reply:
    """What API Gateway answers by itself, in the one shape."""
    body = problems.body(error, preferred(request.headers.get("accept-language")))
    return Reply(
        status=error.status,
        headers=(("Content-Type", problems.CONTENT_TYPE), *_SECURITY),
        body=json.dumps(body, ensure_ascii=False).encode(),
    )


def _context() -> LambdaContext:
    context = LambdaContext(function_name="api", memory_size=1024, max_runtime_ms=20_000)
    context.aws_request_id = str(uuid.uuid4())
    return context


def _reply(answer: Mapping[str, Any]) -> Reply:
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return Reply(status=int(answer["statusCode"]), headers=tuple(_headers(answer)), body=raw)


def _headers(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in (answer.get("headers") or {}).items():
        yield name, str(value)
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        for value in values:
            yield name, str(value)
