"""The security headers as whoever sends them needs them: API Gateway's template, the local front, the tests.

Their one place is chalicelib/web/security_headers.json, in the package of the function that sends the API's.
"""

from chalicelib.web.security_headers import API_HEADERS, SECURITY_HEADERS


def api_headers() -> dict[str, str]:
    """What every answer of the API carries, API Gateway's own answers too."""
    return dict(API_HEADERS)


def site_headers(*, upload_origin: str = "") -> dict[str, str]:
    """What every page carries; its scripts may send files to `upload_origin`, where S3 answers, if there is one."""
    return {"Content-Security-Policy": _content_security_policy(upload_origin), **SECURITY_HEADERS["site"]}


def _content_security_policy(upload_origin: str) -> str:
    sources: dict[str, list[str]] = dict(SECURITY_HEADERS["site_content_security_policy"])
    if upload_origin:
        sources["connect-src"] = [*sources["connect-src"], upload_origin]
    return "; ".join(" ".join([directive, *allowed]) for directive, allowed in sources.items())
