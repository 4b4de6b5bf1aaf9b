"""A stand-in for the portal on loopback: the built site under its real CSP, and an API that files complaints.

It can misbehave on order (`behaviour`), which a real portal can't. Used by the browser tests of this folder.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import altcha

from infra.headers import site_headers
from tests.site import contract
from tests.site.upload_stand_in import UploadStorage, serve_storage

NUMBER: Final = "7K3M9QXT2HDBM"
AGENCY: Final = {"id": "commune-fes", "names": {"ar": "جماعة فاس", "fr": "Commune de Fès"}}
_SECRET: Final = "stand-in"
_PROBLEMS: Final[dict[str, tuple[int, dict[str, str]]]] = {
    "throttled": (429, {"Retry-After": "1"}),
    "unavailable": (503, {}),
    "proof_required": (403, {}),
    "not_found": (404, {}),
    "key_reused": (409, {}),
    "invalid_input": (422, {}),
}
# What somebody between the browser and the portal answers in its place: the status of a page in HTML.
INTERMEDIARIES: Final = {"captive portal": 200, "firewall": 403, "proxy": 407, "too many for the proxy": 429}
INTERMEDIARY_PAGE: Final = b"<html><title>Sign in to the cafe</title></html>"


@dataclass
class SubmissionPortal:
    """What the portal has received, and how it shall behave next."""

    base_url: str = ""
    behaviour: list[str] = field(default_factory=list)
    refusals: list[dict[str, str]] = field(default_factory=list)
    received: list[tuple[str, bytes]] = field(default_factory=list)  # each attempt: Idempotency-Key, body
    filed: dict[str, bytes] = field(default_factory=dict)
    uploads: UploadStorage = field(default_factory=UploadStorage)
    breaches: list[str] = field(default_factory=list)  # of the contract, by this stand-in or by the page

    def next_behaviour(self) -> str:
        return self.behaviour.pop(0) if self.behaviour else "well"


def csp(uploads: UploadStorage) -> str:
    """The site's policy: of other origins, only where files are stored is spoken to."""
    return site_headers(upload_origin=uploads.url.rpartition("/")[0])["Content-Security-Policy"]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, portal: SubmissionPortal, data: Path, **kwargs: Any) -> None:
        self.portal, self.data = portal, data
        super().__init__(*args, **kwargs)

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", csp(self.portal.uploads))
        super().end_headers()

    def do_GET(self) -> None:
        if self.path == "/api/challenge":
            self._challenge()
        elif self.path.startswith("/data/"):
            self._send(200, (self.data / self.path.removeprefix("/data/")).read_bytes(), kind="application/json")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.portal.breaches += contract.find_request_errors("POST", self.path.removeprefix("/api"), json.loads(body))
        if self.path == "/api/uploads":
            self._give_slot(body)
            return
        key = self.headers["Idempotency-Key"]
        self.portal.received.append((key, body))
        behaviour = self.portal.next_behaviour()
        if behaviour == "lose the answer" or behaviour in INTERMEDIARIES:
            self.portal.filed.setdefault(key, body)
        if behaviour in ("lose the answer", "lose the request"):
            self._cut()
        elif behaviour in _PROBLEMS:
            self._refuse(behaviour)
        elif behaviour in INTERMEDIARIES:
            self._interfere(INTERMEDIARIES[behaviour])
        else:
            self._file(key, body)

    def _give_slot(self, body: bytes) -> None:
        refusal = self.portal.uploads.refusals.pop(0) if self.portal.uploads.refusals else None
        if refusal in INTERMEDIARIES:
            self._interfere(INTERMEDIARIES[refusal])
        elif refusal:
            self._refuse(refusal)
        else:
            self._answer(201, self.portal.uploads.slot(body))

    def _challenge(self) -> None:
        derive_key = altcha.derive_key_pbkdf2
        challenge = altcha.create_challenge("PBKDF2/SHA-256", 10, derive_key=derive_key, hmac_secret=_SECRET)
        self._answer(200, challenge.to_dict())

    def _file(self, key: str, body: bytes) -> None:
        if self.portal.filed.get(key, body) != body:
            self._refuse("key_reused")
        elif key not in self.portal.filed and not _proves(json.loads(body)["proof"]):
            self._refuse("proof_required")
        else:
            self.portal.filed[key] = body
            session = {"token": "stand-in-token", "expires_at": "2099-01-01T00:00:00Z"}
            filed = {"number": NUMBER, "filed_at": "2026-11-24T10:00:00Z", "due_on": "2099-01-23", "agency": AGENCY}
            self._answer(201, {**filed, "session": session})

    def _cut(self) -> None:
        """In the middle of an answer: a connection closed before it makes Chromium try again by itself."""
        self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{")
        self.close_connection = True

    def _refuse(self, kind: str) -> None:
        status, headers = _PROBLEMS[kind]
        problem: dict[str, Any] = {"type": kind, "title": f"title of {kind}", "status": status}
        if kind == "invalid_input":
            problem["errors"] = self.portal.refusals
        path = self.path.removeprefix("/api")
        self.portal.breaches += contract.find_answer_errors(self.command, path, status, problem)
        self._send(status, json.dumps(problem).encode(), kind="application/problem+json", headers=headers)

    def _interfere(self, status: int) -> None:
        self._send(status, INTERMEDIARY_PAGE, kind="text/html", headers={"Retry-After": "1"})

    def _answer(self, status: int, value: Any) -> None:
        self.portal.breaches += contract.find_answer_errors(self.command, self.path.removeprefix("/api"), status, value)
        self._send(status, json.dumps(value).encode(), kind="application/json")

    def _send(self, status: int, content: bytes, *, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _proves(proof: str) -> bool:
    return bool(altcha.verify_solution(proof, _SECRET, altcha.derive_key_pbkdf2).verified)


@contextmanager
def serve_submissions(site: Path, data: Path, port: int = 0) -> Iterator[SubmissionPortal]:
    """The stand-in, up until the block ends."""
    portal = SubmissionPortal()
    with serve_storage() as portal.uploads:
        yield from _serve(portal, site, data, port)


def _serve(portal: SubmissionPortal, site: Path, data: Path, port: int) -> Iterator[SubmissionPortal]:
    handler = partial(_Handler, portal=portal, data=data, directory=str(site))
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
