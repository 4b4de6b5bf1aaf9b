"""A stand-in for SES on the loopback that answers what a test tells it to, and keeps what it was sent."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Ses:
    """SES as the portal's client sees it; `failure` is the error it answers with, None when it accepts."""

    url: str = ""
    failure: str | None = None
    attempts: int = 0
    accepted: list[bytes] = field(default_factory=list)

    def take(self, raw: bytes) -> tuple[int, dict[str, str]]:
        """Status and body of the answer to one SendEmail."""
        self.attempts += 1
        if self.failure:
            return 400, {"__type": self.failure, "message": "refused by a test"}
        self.accepted.append(raw)
        return 200, {"MessageId": f"{self.attempts}"}


@contextmanager
def standing_in() -> Iterator[Ses]:
    """Run the stand-in for the length of the block."""
    ses = Ses()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = ses.take(base64.b64decode(sent["Content"]["Raw"]["Data"]))
            self.send_response(status)
            if "__type" in answer:
                self.send_header("x-amzn-ErrorType", answer["__type"])
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ses.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield ses
    finally:
        server.shutdown()
        server.server_close()
