"""What the front server and the inbox have in common: a threaded HTTP/1.1 server on a socket handed to it."""

import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

BODY_LIMIT_BYTES: Final = 10 * 1024 * 1024
"""What API Gateway takes."""

_LINGER_BYTES: Final = 10 * BODY_LIMIT_BYTES
_LINGER_SECONDS: Final = 2

Headers = Sequence[tuple[str, str]]


class BodyTooLarge(Exception):
    """More than API Gateway would pass on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; header names in small letters, `target` with its query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response; its length is added when it is sent."""

    status: int
    headers: Headers = field(default_factory=tuple)
    body: bytes = b""


class Server(ThreadingHTTPServer):
    """Serves on a socket that listens already: a restart of the process loses no connection."""

    # Requests that are being answered when the server closes are answered.
    daemon_threads = False
    block_on_close = True

    def __init__(self, listening: socket.socket, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("", 0), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_address = listening.getsockname()
        self.server_port = self.server_address[1]
        self._open: set[socket.socket] = set()

    def serve(self) -> None:
        """Serve until it is closed."""
        self.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        """Take no new connection, read nothing more from the open ones, and wait for what is being answered."""
        self.shutdown()
        for each in tuple(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection for as long as it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what failed, but not that a browser has closed a connection."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            traceback.print_exc()


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, asks `reply` and answers. Subclasses say what and to whom."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60
    server: Server

    def reply(self, request: Request) -> Reply:
        """What to answer."""
        raise NotImplementedError

    def refuse(self, request: Request, *, status: int) -> Reply:
        """What to answer to a body that is over the limit (413) or cannot be read (400)."""
        return Reply(status=status)

    def __getattr__(self, name: str) -> Any:
        """The parent asks for a `do_<method>`; which methods there are, `reply` knows better than it."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(method=self.command, target=self.path, headers=headers)
        if not self._is_ours(headers.get("host", "")):
            self._send(Reply(status=421, headers=(("Connection", "close"),)))
            return
        try:
            body = self._body(headers)
        except BodyTooLarge:
            self._send_last(self.refuse(request, status=413))
        except ValueError:
            self._send_last(self.refuse(request, status=400))
        else:
            self._send(self.reply(Request(method=self.command, target=self.path, headers=headers, body=body)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name of the parent
        """Say nothing: paths and addresses are nobody's business, and the terminal is for what went wrong."""

    def _is_ours(self, host: str) -> bool:
        """Only who knows the address asks: a page of another site that rebinds its name to this machine does not."""
        return host in {f"{name}:{self.server.server_port}" for name in ("127.0.0.1", "localhost")}

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = int(headers.get("content-length") or "0")
        if length < 0:
            raise ValueError
        if length > BODY_LIMIT_BYTES:
            raise BodyTooLarge
        return self.rfile.read(length)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(64).partition(b";")[0], 16):
            if len(body) + size > BODY_LIMIT_BYTES:
                raise BodyTooLarge
            body += self.rfile.read(size)
            self.rfile.readline(3)
        while self.rfile.readline(8192).strip():  # A trailer; nothing here reads any.
            continue
        return body

    def _send_last(self, reply: Reply) -> None:
        """Answer, and close: what was not read of this request would be taken for the next.

        A client that still sends would find the connection broken instead of the answer, so what comes is read away.
        """
        self.close_connection = True
        self._send(reply)
        with suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            left = _LINGER_BYTES
            while left > 0 and (read := self.connection.recv(65_536)):
                left -= len(read)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(reply.body)
