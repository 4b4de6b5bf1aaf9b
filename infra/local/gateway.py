"""API Gateway and Lambda for the API: a request becomes an event, the event is handled in this process."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from chalicelib.aws import secrets
from chalicelib.core.errors import Malformed, NotFound, PortalError
from chalicelib.locales import preferred
from chalicelib.web import problems
from chalicelib.web.gate import ORIGIN_HEADER
from infra.headers import api_headers
from infra.local import chalice_internals

PREFIX: Final = "/api"
_VIEWER: Final = "cloudfront-viewer-address"


class Gateway:
    """The API of one Chalice application."""

    def __init__(self, app: Any) -> None:
        chalice_internals.allow_threads(app)
        self._app = app
        self._events = chalice_internals.EventConverter(app)

    def reply(self, request: Request) -> Response:
        """Answer as the deployed API would, the content delivery network in front of it included."""
        try:
            event = self._event(request)
        except UnicodeDecodeError:
            return refuse(Malformed(), request)
        except ValueError:
            return refuse(NotFound(), request)
        context = chalice_internals.make_context("api", memory_megabytes=1024, timeout_seconds=20)
        return _reply(self._app(event, context))

    def _event(self, request: Request) -> dict[str, Any]:
        event = self._events.make_event(
            method=request.method,
            # Not `request.path`: there, a slash within a parameter is no different from one between them.
            path=request.environ["RAW_URI"].removeprefix(PREFIX) or "/",
            # The last of one name stands, whatever its case.
            headers={_VIEWER: "127.0.0.1:40000", **dict(request.headers), ORIGIN_HEADER: secrets.origin_secrets()[0]},
        )
        body = request.get_data()
        event["body"] = body.decode() if body else None
        event["pathParameters"] = {name: unquote(value) for name, value in event["pathParameters"].items()}
        return event


def refuse(error: PortalError, request: Request) -> Response:
    """What API Gateway answers by itself, in the one shape."""
    body = problems.body(error, preferred(request.headers.get("Accept-Language")))
    headers = {"Content-Type": problems.CONTENT_TYPE, **api_headers()}
    return Response(json.dumps(body, ensure_ascii=False), status=error.status, headers=headers)


def _reply(answer: Mapping[str, Any]) -> Response:
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return Response(raw, status=int(answer["statusCode"]), headers=list(_headers(answer)))


def _headers(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in (answer.get("headers") or {}).items():
        yield name, str(value)
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        for value in values:
            yield name, str(value)
