"""Serves the built site as the content delivery network will: security headers, directory indexes, the 404 page.

What functions publish comes from the site's bucket, as in AWS; where there is nothing yet, from the built site.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from infra.local.http import Headers, Reply, Request

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
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'{files}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY: Final[Headers] = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=()"),
)


_PUBLISHED: Final = re.compile(r"/data/statistics(/agency/[\w-]+)?\.(json|csv)|/[a-z]+/statistics/")

Bucket = Callable[[str], bytes | None]


def security_headers(files: str) -> Headers:
    """What every page carries; its scripts may send files to the origin `files`, where S3 answers, if there is one."""
    policy = _POLICY.format(files=f" {files}" if files else "")
    return (("Content-Security-Policy", policy), *_SECURITY)


def reply(request: Request, folder: Path, bucket: Bucket = lambda _: None, *, files: str = "") -> Reply:
    """The file a path names, or the 404 page; `bucket` gives what a function has published under a key."""
    found = _found(request, folder, bucket)
    return replace(found, headers=(*security_headers(files), *found.headers))


def _found(request: Request, folder: Path, bucket: Bucket) -> Reply:
    if request.method not in ("GET", "HEAD"):
        return Reply(status=405, headers=(("Allow", "GET, HEAD"),))
    if _PUBLISHED.fullmatch(request.path):
        key = f"{request.path.lstrip('/')}index.html" if request.path.endswith("/") else request.path.lstrip("/")
        content = bucket(key)
        if content is not None:
            return _content(request, content, Path(key).suffix)
    named = unquote(request.path).lstrip("/")
    path = (folder / named).resolve() if _can_name_a_file(named) else folder.parent
    if not path.is_relative_to(folder):
        return _missing(folder)
    if path.is_dir() and not request.path.endswith("/"):
        location = ("Location", f"/{path.relative_to(folder).as_posix()}/")
        return Reply(status=301, headers=(location,))
    if path.is_dir():
        path /= "index.html"
    if not path.is_file() or path.suffix not in _TYPES:
        return _missing(folder)
    return _content(request, path.read_bytes(), path.suffix)


def _can_name_a_file(path: str) -> bool:
    """Whether the file system would look for it, rather than fail."""
    return "\0" not in path and len(path) <= 1024 and all(len(part.encode()) <= 255 for part in path.split("/"))


def _content(request: Request, content: bytes, kind: str) -> Reply:
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    # A reload always asks, so a change of the site is seen at once; what did not change is not sent again.
    headers = (
        ("Content-Type", _TYPES[kind]),
        ("Cache-Control", "no-cache"),
        ("ETag", tag),
    )
    if request.headers.get("if-none-match") == tag:
        return Reply(status=304, headers=headers)
    return Reply(status=200, headers=headers, body=content)


def _missing(folder: Path) -> Reply:
    page = folder / "404.html"
    body = page.read_bytes() if page.is_file() else b"Not found"
    return Reply(status=404, headers=(("Content-Type", _TYPES[".html"]),), body=body)
