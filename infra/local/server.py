"""The HTTP server of the portal's and the inbox's addresses: werkzeug's, with kept-alive connections and a clean stop.

What the views get is a werkzeug `Request` whose body is read already; docs/decisions/0019-local-server.md says what of
werkzeug is used as it is, and what is changed here.
"""

import socket
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import IO, Any, Final, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from infra.local.configuration import HOST

BODY_LIMIT_BYTES: Final = 10 * 1024 * 1024
"""What API Gateway takes."""

_LINGER_BYTES: Final = 10 * BODY_LIMIT_BYTES
_LINGER_SECONDS: Final = 2

Headers = list[tuple[str, str]]
View = Callable[[Request], Response]
Refusal = Callable[[Request, HTTPException], Response]


def _refuse(request: Request, error: HTTPException) -> Response:
    return Response(status=error.code)


def application(view: View, *, refuse: Refusal = _refuse) -> WSGIApplication:
    """A WSGI application: a view that is only asked for this machine's address, with a body that could be read.

    `refuse` answers to a body that is over the limit (413) or cannot be read (400).
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Without a request in its own environment: that cycle would be left to the garbage collector each time.
        request = Request(environ, populate_request=False)
        return _answer(request, view, refuse)(environ, start_response)

    return answer


def _answer(request: Request, view: View, refuse: Refusal) -> Response:
    if not _names_this_machine(request):
        return Response(status=421, headers={"Connection": "close"})
    try:
        _read_body(request)
    except HTTPException as error:
        response = refuse(request, error)
        # What was not read of this request would be taken for the next.
        response.headers["Connection"] = "close"
        return response
    try:
        return view(request)
    except Exception:
        traceback.print_exc()
        return Response(status=InternalServerError.code)


def _names_this_machine(request: Request) -> bool:
    """Only who knows the address asks: a page of another site that rebinds its name to this machine does not."""
    name, _, port = request.environ.get("HTTP_HOST", "").partition(":")
    return name in (HOST, "localhost") and port == request.environ["SERVER_PORT"]


def _read_body(request: Request) -> None:
    if "wsgi.input_terminated" not in request.environ:
        length = request.environ.get("CONTENT_LENGTH", "0")
        if not length.isdecimal():
            raise BadRequest
        if len(length) > len(str(BODY_LIMIT_BYTES)) or int(length) > BODY_LIMIT_BYTES:
            raise RequestEntityTooLarge
    try:
        request.get_data()
    except OSError as failure:
        raise BadRequest from failure


class _Chunks(DechunkedInput):
    """A chunked body. werkzeug's own knows no limit, and no extension of a chunk (RFC 9112, 7.1.1)."""

    _total = 0

    def read_chunk_len(self) -> int:
        try:
            length = int(self._rfile.readline(100).partition(b";")[0], 16)
        except ValueError:
            raise BadRequest from None
        self._total += length
        if length < 0:
            raise BadRequest
        if self._total > BODY_LIMIT_BYTES:
            raise RequestEntityTooLarge
        return length


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        if "wsgi.input_terminated" in environ:
            environ["wsgi.input"] = _Chunks(cast("IO[bytes]", self.rfile))
        return environ

    def run_wsgi(self) -> None:
        """Answer, and keep the connection: werkzeug closes each one, since an application may leave a body unread."""
        environ = self.make_environ()
        body = b"".join(self.server.app(environ, self._start_response))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        if self._is_refused:
            self._read_away_what_comes()

    def _start_response(self, status: str, headers: Headers, exc_info: object = None, /) -> Callable[[bytes], object]:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        # A connection may be closed because the client wants it so, too.
        self._is_refused = ("Connection", "close") in headers
        if self.close_connection and not self._is_refused:
            self.send_header("Connection", "close")
        for name, value in headers:
            # `Connection: close` among them closes it.
            self.send_header(name, value)
        return self.wfile.write

    def _read_away_what_comes(self) -> None:
        """A client that still sends would find the connection broken instead of the answer."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            left = _LINGER_BYTES
            while left > 0 and (read := self.connection.recv(65_536)):
                left -= len(read)

    def log_request(self, *_: object) -> None:
        """Say nothing: paths and addresses are nobody's business, and the terminal is for what went wrong."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nor of what no request could be made of."""


class Server(ThreadedWSGIServer):
    """Serves in a thread, on a socket that listens already, until it is closed, as at the end of a `with`.

    The socket is given by its file descriptor: whoever holds it starts the next server on it, and nobody is refused.
    """

    # Requests that are being answered when the server closes are answered.
    daemon_threads = False

    def __init__(self, listening: int, app: WSGIApplication) -> None:
        super().__init__(HOST, 0, app, _Handler, fd=listening)
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no new connection, read nothing more from the open ones, and wait for what is being answered."""
        self.shutdown()
        for each in tuple(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)
        self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection for as long as it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)
