"""What every request and response passes: the origin's secret on the way in, security headers on the way out."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from chalice.app import Request, Response

from chalicelib.aws import secrets
from chalicelib.core.errors import Forbidden, MethodNotAllowed, PortalError, Unavailable, UnsupportedType
from chalicelib.locales import preferred
from chalicelib.web import problems
from chalicelib.web.endpoint import problem
from chalicelib.web.security_headers import API_HEADERS

ORIGIN_HEADER = "x-portal-origin"

_FRAMEWORK_ERRORS: dict[int, type[PortalError]] = {405: MethodNotAllowed, 415: UnsupportedType}


def pass_through(request: Request, get_response: Callable[[Any], Response]) -> Response:
    """Chalice middleware. Without the network's secret header nothing is served: the WAF must not be walked around."""
    language = preferred(request.headers.get("accept-language"))
    try:
        response = _shape(get_response(request), language) if _came_through(request) else problem(Forbidden(), language)
    except PortalError as error:
        response = problem(error, language)
    response.headers = {**response.headers, **API_HEADERS}
    return response


def _came_through(request: Request) -> bool:
    given = request.headers.get(ORIGIN_HEADER, "")
    return any(compare_digest(given.encode(), each.encode()) for each in secrets.origin_secrets())


def _shape(response: Response, language: str) -> Response:
    """Chalice's own errors in the one shape; ours already have it."""
    if response.status_code < 400 or response.headers.get("Content-Type") == problems.CONTENT_TYPE:
        return response
    shaped = problem(_FRAMEWORK_ERRORS.get(response.status_code, Unavailable)(), language)
    allow = response.headers.get("Allow")
    return shaped if allow is None else Response(shaped.body, {**shaped.headers, "Allow": allow}, shaped.status_code)
