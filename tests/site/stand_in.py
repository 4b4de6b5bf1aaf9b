"""A stand-in for the portal on loopback: the built site under its real CSP, and an API that files complaints.

It can misbehave on order (`behaviour`), which a real portal can't. Used by the browser tests of this folder.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import altcha

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NUMBER: Final = "7K3M9QXT2HDBM"
_SECRET: Final = "stand-in"
_PROBLEMS: Final[dict[str, tuple[int, dict[str, str]]]] = {
    "throttled": (429, {"Retry-After": "1"}),
    "unavailable": (503, {}),
    "proof_required": (403, {}),
    "invalid_input": (422, {}),
}


@dataclass
class StandIn:
    """What the portal has received, and how it shall behave next."""

    base_url: str = ""
    behaviour: list[str] = field(default_factory=list)
    refusals: list[dict[str, str]] = field(default_factory=list)
    received: list[tuple[str, bytes]] = field(default_factory=list)  # each attempt: Idempotency-Key, body
    filed: dict[str, bytes] = field(default_factory=dict)

    def next_behaviour(self) -> str:
        return self.behaviour.pop(0) if self.behaviour else "well"


def _handler(portal: StandIn, site: Path, data: Path) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=str(site), **kwargs)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CSP)
            super().end_headers()

        def do_GET(self) -> None:
            if self.path == "/api/challenge":
                challenge = altcha.create_challenge(
                    "PBKDF2/SHA-256", 10, derive_key=altcha.derive_key_pbkdf2, hmac_secret=_SECRET
                )
                self._answer(200, challenge.to_dict())
            elif self.path.startswith("/data/"):
                self._send(200, (data / self.path.removeprefix("/data/")).read_bytes(), "application/json", {})
            else:
                super().do_GET()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers["Idempotency-Key"]
            portal.received.append((key, body))
            behaviour = portal.next_behaviour()
            if behaviour == "lose the request":
                self._cut()
            elif behaviour == "lose the answer":
                portal.filed.setdefault(key, body)
                self._cut()
            elif behaviour in _PROBLEMS:
                self._refuse(behaviour)
            else:
                self._file(key, body)

        def _file(self, key: str, body: bytes) -> None:
            proof = json.loads(body)["proof"]
            if key in portal.filed and portal.filed[key] != body:
                self._refuse("invalid_input")
            elif (
                key not in portal.filed
                and not altcha.verify_solution(proof, _SECRET, altcha.derive_key_pbkdf2).verified
            ):
                self._refuse("proof_required")
            else:
                portal.filed[key] = body
                session = {"token": "stand-in-token", "expires_at": "2099-01-01T00:00:00Z"}
                self._answer(201, {
                    "number": NUMBER, "filed_at": "2026-11-24T10:00:00Z", "due_on": "2099-01-23",
                    "agency": None, "session": session,
                })  # fmt: skip

        def _cut(self) -> None:
            """In the middle of an answer: a connection closed before it makes Chromium try again by itself."""
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{")
            self.close_connection = True

        def _refuse(self, kind: str) -> None:
            status, headers = _PROBLEMS[kind]
            problem: dict[str, Any] = {"type": kind, "title": f"title of {kind}", "status": status}
            if kind == "invalid_input":
                problem["errors"] = portal.refusals
            self._send(status, json.dumps(problem).encode(), "application/problem+json", headers)

        def _answer(self, status: int, value: Any) -> None:
            self._send(status, json.dumps(value).encode(), "application/json", {})

        def _send(self, status: int, content: bytes, kind: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    return Handler


@contextmanager
def serving(site: Path, data: Path, port: int = 0) -> Iterator[StandIn]:
    """The stand-in, up until the block ends."""
    portal = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(portal, site, data))
    server.daemon_threads = True
    portal.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
