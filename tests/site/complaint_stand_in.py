"""A stand-in for the portal on loopback that serves one made-up complaint to its citizen and to officers, and a queue.

Used by the browser tests of the track and agency pages. `refuse` and `lose` make it misbehave on order; `on_command`
says what a command does to the complaint. What differs from the API's contract fails the test (contract.py).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import altcha

from tests.site import contract
from tests.site.complaint_views import FES, NUMBER, Json, a_head, a_view, an_entry
from tests.site.submission_stand_in import csp
from tests.site.upload_stand_in import FAR_FUTURE, UploadStorage, serve_storage

_SECRET: Final = "stand-in"
_STATUS: Final = {
    "unknown_pair": 401, "session_expired": 401, "link_expired": 401, "link_revoked": 401, "link_invalid": 401,
    "proof_required": 403, "not_found": 404, "stale": 409, "action_not_allowed": 409, "invalid_input": 422,
    "throttled": 429, "unavailable": 503,
    "about:blank": 401,  # a proxy's: it speaks RFC 9457, but not the portal's words
}  # fmt: skip
_CHANGES: Final = ("/charge", "/rating", "/reopening", "/promise", "/withdrawal")
"""Commands that add nothing of their own to the complaint: the API answers them with 200."""


@dataclass
class ReceivedRequest:
    """One request of the page."""

    method: str
    path: str
    key: str | None
    token: str | None
    body: bytes

    @property
    def json(self) -> Json:
        value: Json = json.loads(self.body)
        return value


@dataclass
class ComplaintPortal:
    """What the portal holds, what it has received, and how it shall behave next."""

    base_url: str = ""
    complaint: Json = field(default_factory=a_view)
    email: str = "salma@example.com"
    scope: str = "complaint"
    queues: dict[str, list[Json]] = field(default_factory=dict)
    page_length: int = 2
    # The next request to a path that ends so is refused with this problem, or its answer gets lost.
    refuse: list[tuple[str, str]] = field(default_factory=list)
    lose: list[str] = field(default_factory=list)
    transferred_to: Json = field(default_factory=lambda: FES)
    on_command: Callable[[ComplaintPortal, ReceivedRequest], None] = lambda portal, received: None
    received: list[ReceivedRequest] = field(default_factory=list)
    commands: dict[str, bytes] = field(default_factory=dict)  # what each key did
    uploads: UploadStorage = field(default_factory=UploadStorage)
    errors: list[dict[str, str]] = field(default_factory=list)  # of the next refusals as invalid_input
    breaches: list[str] = field(default_factory=list)  # of the contract, by this stand-in or by the page

    def find_requests(self, suffix: str) -> list[ReceivedRequest]:
        return [each for each in self.received if urlsplit(each.path).path.endswith(suffix)]

    def respond(self, received: ReceivedRequest) -> tuple[int, Json]:
        path = urlsplit(received.path).path
        for planned in self.refuse:
            if path.endswith(planned[0]):
                self.refuse.remove(planned)
                return _problem(planned[1], self.errors)
        return self._before_a_file(received, path) or self._of_a_file(received, path)

    def _before_a_file(self, received: ReceivedRequest, path: str) -> tuple[int, Json] | None:
        if path == "/api/sessions":
            return self._sign_in(received.json)
        if path == "/api/agency/sessions":
            return 200, self._officer()
        if path in ("/api/number-reminders", "/api/agency/links", "/api/agency/queue-links"):
            return 202, {}
        if path in ("/api/uploads", "/api/agency/uploads"):
            return 201, self.uploads.slot(received.body)
        return None

    def _of_a_file(self, received: ReceivedRequest, path: str) -> tuple[int, Json]:
        if "/files/" in path:
            return 200, {"url": f"{self.uploads.url}/recu.pdf", "expires_at": FAR_FUTURE}
        if path == "/api/agency/complaints":
            return 200, self._queue(parse_qs(urlsplit(received.path).query))
        if received.method == "POST":
            return self._command(received, path)
        return 200, self.complaint

    def _sign_in(self, body: Json) -> tuple[int, Json]:
        if (body["number"], body["email"]) != (NUMBER, self.email):
            return _problem("unknown_pair")
        return 200, {"token": "citizen-token", "expires_at": FAR_FUTURE, "number": NUMBER}

    def _officer(self) -> Json:
        number = NUMBER if self.scope == "complaint" else None
        return {
            "token": "officer-token", "expires_at": FAR_FUTURE, "agency": self.complaint["agency"],
            "mailbox": {"role": "front"}, "scope": self.scope, "number": number,
        }  # fmt: skip

    def _queue(self, query: dict[str, list[str]]) -> Json:
        if "number" in query:
            return {"items": [a_head()] if query["number"] == [NUMBER] else [], "next_cursor": None}
        items = self.queues.get(query["queue"][0], [])
        start = int(query.get("cursor", ["0"])[0] or 0)
        end = start + self.page_length
        return {"items": items[start:end], "next_cursor": str(end) if end < len(items) else None}

    def _command(self, received: ReceivedRequest, path: str) -> tuple[int, Json]:
        assert received.key
        if received.key not in self.commands:
            self.commands[received.key] = received.body
            self.on_command(self, received)
        assert self.commands[received.key] == received.body, "a retry must repeat the very same body"
        if path.endswith("/transfers"):
            return 200, {"number": NUMBER, "agency": self.transferred_to}
        return 200 if path.endswith(_CHANGES) else 201, self.complaint

    def should_lose_answer(self, path: str) -> bool:
        """Whether the answer to this request gets lost on its way."""
        lost = next((each for each in self.lose if path.endswith(each)), None)
        if lost:
            self.lose.remove(lost)
        return lost is not None

    def add_event(self, step: Json) -> None:
        """One more step of the history."""
        timeline = self.complaint["timeline"]
        timeline.append({**step, "seq": len(timeline) + 1})
        self.complaint["version"] = len(timeline)


def record_event(action: str, by: str, **changes: Any) -> Callable[[ComplaintPortal, ReceivedRequest], None]:
    """A command that records one step with the text it brought, and changes the head."""

    def do(portal: ComplaintPortal, received: ReceivedRequest) -> None:
        body = received.json
        text = body.get("text") or body.get("reasons") or body.get("reason")
        portal.add_event(an_entry(action, by, text=text, files=portal.uploads.files(body.get("upload_ids", []))))
        portal.complaint.update(changes)

    return do


def _problem(kind: str, errors: list[dict[str, str]] | None = None) -> tuple[int, Json]:
    problem = {"type": kind, "title": f"title of {kind}", "status": _STATUS[kind]}
    return _STATUS[kind], {**problem, "errors": errors} if kind == "invalid_input" else problem


class _Handler(SimpleHTTPRequestHandler):
    """The built site under its real CSP, the published data, and the API of `portal`."""

    protocol_version = "HTTP/1.1"
    portal: ComplaintPortal
    site: Path
    data: Path

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, directory=str(self.site), **kwargs)

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", csp(self.portal.uploads))
        super().end_headers()

    def do_GET(self) -> None:
        if self.path == "/api/challenge":
            self._send(200, _challenge())
        elif self.path.startswith("/api/"):
            self._serve("GET", b"")
        elif self.path.startswith("/data/"):
            self._send(200, (self.data / self.path.removeprefix("/data/")).read_bytes())
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self._serve("POST", self.rfile.read(int(self.headers["Content-Length"])))

    def _serve(self, method: str, body: bytes) -> None:
        token = (self.headers["Authorization"] or "").removeprefix("Bearer ") or None
        received = ReceivedRequest(method, self.path, self.headers["Idempotency-Key"], token, body)
        self.portal.received.append(received)
        status, value = self.portal.respond(received)
        self._check(received, status, value)
        if self.portal.should_lose_answer(self.path):
            # In the middle of an answer: a connection closed before it makes Chromium try again by itself.
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{")
            self.close_connection = True
        else:
            self._send(status, json.dumps(value).encode())

    def _check(self, received: ReceivedRequest, status: int, value: Json) -> None:
        path = urlsplit(received.path).path.removeprefix("/api")
        if value.get("type") != "about:blank":  # a proxy's words keep to no contract of ours
            self.portal.breaches += contract.find_answer_errors(received.method, path, status, value)
        if received.body and status < 400:
            self.portal.breaches += contract.find_request_errors(received.method, path, received.json)

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status < 400 else "application/problem+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _challenge() -> bytes:
    derive_key = altcha.derive_key_pbkdf2
    challenge = altcha.create_challenge("PBKDF2/SHA-256", 10, derive_key=derive_key, hmac_secret=_SECRET)
    return json.dumps(challenge.to_dict()).encode()


@contextmanager
def serve_complaints(site: Path, data: Path, port: int = 0) -> Iterator[ComplaintPortal]:
    """The stand-in, up until the block ends."""
    portal = ComplaintPortal()
    with serve_storage() as portal.uploads:
        yield from _serve(portal, site, data, port)


def _serve(portal: ComplaintPortal, site: Path, data: Path, port: int) -> Iterator[ComplaintPortal]:
    handler = type("Handler", (_Handler,), {"portal": portal, "site": site, "data": data})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    portal.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
    assert portal.breaches == []
