"""Serves the built site as the content delivery network will: security headers, directory indexes, the 404 page.

What functions publish comes from the site's bucket, as in AWS; where there is nothing yet, from the built site.
"""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response

from infra.headers import site_headers

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
_PUBLISHED: Final = re.compile(r"/data/statistics(/agency/[\w-]+)?\.(json|csv)|/[a-z]+/statistics/")

Bucket = Callable[[str], bytes | None]


def reply(request: Request, folder: Path, bucket: Bucket = lambda _: None, *, files: str = "") -> Response:
    """The file a path names, or the 404 page; `bucket` gives what a function has published under a key."""
    found = _find(request, folder, bucket)
    found.headers.extend(site_headers(upload_origin=files))
    return found


def _find(request: Request, folder: Path, bucket: Bucket) -> Response:
    if request.method not in ("GET", "HEAD"):
        return Response(status=405, headers={"Allow": "GET, HEAD"})
    if _PUBLISHED.fullmatch(request.path):
        key = f"{request.path.lstrip('/')}index.html" if request.path.endswith("/") else request.path.lstrip("/")
        content = bucket(key)
        if content is not None:
            return _content(request, content, Path(key).suffix)
    path = safe_join(str(folder), request.path.lstrip("/"))
    if path is None:
        return _missing(folder)
    if request.path.endswith("/"):
        path = os.path.join(path, "index.html")
    elif os.path.isdir(path):
        return Response(status=301, headers={"Location": f"/{os.path.relpath(path, folder)}/"})
    kind = os.path.splitext(path)[1]
    content = _read(path) if kind in _TYPES else None
    return _missing(folder) if content is None else _content(request, content, kind)


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError):
        # Not there, or nothing that a file can be called.
        return None


def _content(request: Request, content: bytes, kind: str) -> Response:
    # A reload always asks, so a change of the site is seen at once; what did not change is not sent again.
    response = Response(content, headers={"Content-Type": _TYPES[kind], "Cache-Control": "no-cache"})
    tag = hashlib.sha256(content).hexdigest()[:20]
    response.set_etag(tag)
    if tag in request.if_none_match:
        response.status_code = 304
    return response


def _missing(folder: Path) -> Response:
    page = folder / "404.html"
    body = page.read_bytes() if page.is_file() else b"Not found"
    return Response(body, status=404, headers={"Content-Type": _TYPES[".html"]})
