"""The mail inbox: a page a mail, a list of them, and the same as JSON for tests."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader
from werkzeug.wrappers import Request, Response

from chalicelib.core import clock
from infra.local import mailbox

_PAGES: Final = Path(__file__).parent / "pages"
_URL: Final = re.compile(r"(https?://[^\s<>\"]+)")
_MAIL: Final = re.compile(r"/messages/([0-9a-f-]+)(\.html|\.eml)?")
_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
_PAGE_POLICY: Final = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# A mail is a stranger: no scripts, nothing fetched, no access to the inbox; its links open beside it.
_MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
_SHOWN: Final = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def reply(request: Request, *, folder: Path, portal: str) -> Response:
    """Answer a reader of the inbox."""
    if request.method not in ("GET", "HEAD"):
        return Response(status=405, headers=(*_HEADERS, ("Allow", "GET, HEAD")))
    if request.path == "/messages.json":
        listed = [mail.as_json() for mail in mailbox.list_mails(folder)]
        return _answer("application/json; charset=utf-8", json.dumps(listed, ensure_ascii=False).encode())
    if request.path == "/inbox.css":
        return _answer("text/css; charset=utf-8", (_PAGES / "inbox.css").read_bytes())
    if request.path == "/":
        return _page(portal=portal, mails=list(mailbox.list_mails(folder)))
    return _one(request.path, folder, portal)


def _one(path: str, folder: Path, portal: str) -> Response:
    named = _MAIL.fullmatch(path)
    file = folder / f"{named[1]}.eml" if named else None
    if named is None or file is None or not file.is_file():
        return _page(portal=portal, unknown=True, status=404)
    if named[2] == ".eml":
        return _answer("message/rfc822", file.read_bytes(), ("Content-Disposition", "attachment"))
    mail = mailbox.read(file)
    if named[2] == ".html":
        body = '<base target="_blank">' + mail.part("html")
        return _answer("text/html; charset=utf-8", body.encode(), ("Content-Security-Policy", _MAIL_POLICY))
    return _page(portal=portal, mail=mail, pieces=list(_pieces(mail.part("plain"))))


def _page(*, status: int = 200, **values: object) -> Response:
    text = _SHOWN.get_template("inbox.html").render(shown=_moment, **values)
    headers = (*_HEADERS, ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _PAGE_POLICY))
    return Response(text, status=status, headers=headers)


def _answer(kind: str, body: bytes, *more: tuple[str, str]) -> Response:
    return Response(body, headers=(*_HEADERS, ("Content-Type", kind), *more))


def _moment(at: datetime) -> str:
    return at.astimezone(clock.country()).strftime("%Y-%m-%d %H:%M:%S")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is an address to click."""
    for index, piece in enumerate(_URL.split(text)):
        yield piece, index % 2 == 1
