"""A stand-in for where files are stored: slots as the API gives them, and a bucket of another origin that takes them.

Used by both stand-ins of this folder. `behaviour` makes the bucket misbehave, one upload after the other.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

FAR_FUTURE: Final = "2099-01-01T00:00:00Z"
_SAMPLE: Final = 64 * 1024


@dataclass
class UploadStorage:
    """What was announced, what has arrived, and how the bucket behaves next: cut, expired, hold."""

    url: str = ""
    behaviour: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # of the next slots
    announced: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    attempts: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def slot(self, body: bytes) -> dict[str, Any]:
        with self._lock:
            upload_id = f"upload-{len(self.announced) + 1}"
            self.announced[upload_id] = json.loads(body)
        fields = {"key": upload_id, "Content-Type": self.announced[upload_id]["content_type"], "policy": "signed"}
        return {"upload_id": upload_id, "url": self.url, "fields": fields, "expires_at": FAR_FUTURE}

    def next_behaviour(self) -> str:
        with self._lock:
            self.attempts += 1
            return self.behaviour.pop(0) if self.behaviour else "well"

    def content(self, upload_ids: list[str]) -> list[bytes]:
        return [self.objects[each] for each in upload_ids]

    def names(self, upload_ids: list[str]) -> list[str]:
        return [self.announced[each]["file_name"] for each in upload_ids]

    def files(self, upload_ids: list[str], state: str = "pending") -> list[dict[str, Any]]:
        """The uploads as a view lists them, once claimed."""
        assert set(upload_ids) <= set(self.objects), "claimed, but never received"
        return [
            {
                "file_id": f"file-{each}", "name": self.announced[each]["file_name"],
                "size_bytes": self.announced[each]["size_bytes"], "state": state,
            }
            for each in upload_ids
        ]  # fmt: skip


class _Bucket(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, uploads: UploadStorage, **kwargs: Any) -> None:
        self.uploads = uploads
        super().__init__(*args, **kwargs)

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_OPTIONS(self) -> None:
        """Watching an upload's progress makes the browser ask first, as S3's rules for other origins allow."""
        self._answer(200, {"Access-Control-Allow-Methods": "POST"})

    def do_GET(self) -> None:
        self._answer(200, {"Content-Disposition": 'attachment; filename="recu.pdf"'}, b"%PDF-")

    def do_POST(self) -> None:
        length, behaviour = int(self.headers["Content-Length"]), self.uploads.next_behaviour()
        sample = self.rfile.read(min(length, _SAMPLE))
        if behaviour == "hold":
            assert self.uploads.released.wait(30)
        body = sample + self.rfile.read(length - len(sample))
        if behaviour == "cut":
            # In the middle of an answer: a connection closed before it makes Chromium try again by itself.
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n<")
            self.close_connection = True
            return
        self._answer(403 if behaviour == "expired" else self._store(body))

    def _store(self, body: bytes) -> int:
        boundary = self.headers["Content-Type"].partition("boundary=")[2].encode()
        parts = [part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary)[1:-1]]
        values = [content.removesuffix(b"\r\n") for _, _, content in parts]
        headers = [head for head, _, _ in parts]
        assert b'name="file"' in headers[-1], "what comes after the file is not read"
        key = next(value.decode() for head, value in zip(headers, values, strict=True) if b'name="key"' in head)
        wanted = self.uploads.announced[key]
        if hashlib.sha256(values[-1]).hexdigest() != wanted["sha256"] or len(values[-1]) != wanted["size_bytes"]:
            return 400
        self.uploads.objects[key] = values[-1]
        return 204

    def _answer(self, status: int, headers: dict[str, str] | None = None, content: bytes = b"") -> None:
        self.send_response(status)
        length = {} if status == 204 else {"Content-Length": str(len(content))}
        allowed = {"Access-Control-Allow-Origin": self.headers["Origin"] or "*"}
        for name, value in {**length, **allowed, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve_storage() -> Iterator[UploadStorage]:
    """The bucket, up until the block ends."""
    uploads = UploadStorage()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Bucket, uploads=uploads))
    server.daemon_threads = True
    uploads.url = f"http://127.0.0.1:{server.server_port}/quarantine"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield uploads
    finally:
        uploads.released.set()
        server.shutdown()
        server.server_close()
