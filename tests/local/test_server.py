"""The HTTP server, over real sockets: what it refuses, what it keeps open, and how it stops."""

import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO

import pytest
from werkzeug.wrappers import Request, Response

from infra.local.front import explain_mistake
from infra.local.server import BODY_LIMIT_BYTES, Server, View, application


def test_chunks_are_put_together_again() -> None:
    assert _talk(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").endswith(b"abcde")


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        (b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT_BYTES + 1), 413),
        (b"Content-Length: -1\r\n\r\n", 400),
        (b"Content-Length: many\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (BODY_LIMIT_BYTES + 1), 413),
        (b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
    ],
)
def test_a_body_over_the_limit_or_unreadable_is_refused_and_the_connection_closed(rest: bytes, status: int) -> None:
    answer = _talk(rest)

    assert answer.startswith(b"HTTP/1.1 %d" % status)
    assert b"Connection: close" in answer


def test_who_sends_too_much_to_the_end_still_reads_the_answer() -> None:
    too_much = BODY_LIMIT_BYTES + 1

    answer = _talk(b"Content-Length: %d\r\n\r\n" % too_much + b"x" * too_much)

    assert answer.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("method", [b"TRACE", b"PROPFIND", b"ANYTHING"])
def test_every_method_reaches_who_answers(method: bytes) -> None:
    with _echo() as port:
        asked = b"%b / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % (method, port)
        assert _exchange(port, asked).startswith(b"HTTP/1.1 200")


def test_another_host_name_is_refused() -> None:
    with _echo() as port:
        assert _exchange(port, b"GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n").startswith(b"HTTP/1.1 421")


def test_a_connection_is_kept_for_the_next_request_whatever_the_body_was() -> None:
    with _echo() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        answers = connection.makefile("rb")
        for rest in (b"Content-Length: 1\r\n\r\na", b"Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n", b"\r\n"):
            connection.sendall(_request(port, rest))
        kept = [_read_answer(answers) for _ in range(3)]

    assert [body for _, body in kept] == [b"a", b"b", b""]
    assert all(b"Connection" not in head for head, _ in kept)


def test_head_names_the_length_and_sends_nothing() -> None:
    with _serve(lambda _: Response("four")) as port:
        asked = b"HEAD / HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port
        answer = _exchange(port, asked)

    assert b"Content-Length: 4\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_headers_of_one_name_are_all_sent() -> None:
    with _serve(lambda _: Response(headers=[("Link", "<a>"), ("Link", "<b>")])) as port:
        answer = _exchange(port, _request(port, b"Connection: close\r\n\r\n"))

    assert b"Link: <a>\r\nLink: <b>\r\n" in answer
    assert answer.count(b"Date: ") == 1


def test_a_view_that_fails_is_an_answer_and_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(request: Request) -> Response:
        raise ValueError("why it failed")

    with _serve(fail) as port:
        answer = _exchange(port, _request(port, b"Connection: close\r\n\r\n"))

    assert answer.startswith(b"HTTP/1.1 500")
    assert "why it failed" in capsys.readouterr().err


def test_closing_leaves_an_idle_connection_and_answers_what_has_come_in() -> None:
    with _echo() as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_request(port, b"Content-Length: 2\r\n\r\nok"))

        first = connection.recv(65536)

    assert first.endswith(b"ok")


def test_a_request_under_way_is_answered_before_the_server_has_closed() -> None:
    begun, closing = threading.Event(), threading.Event()

    def answer_late(request: Request) -> Response:
        begun.set()
        closing.wait(10)
        return Response("late")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            server = Server(listening.fileno(), application(answer_late))
            connection.sendall(_request(port, b"\r\n"))
            begun.wait(10)
            close = threading.Thread(target=server.close)
            close.start()
            closing.set()
            close.join(10)

            assert connection.recv(65536).endswith(b"late")
            assert connection.recv(65536) == b""


def test_who_asks_between_two_servers_on_a_socket_is_answered_by_the_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with Server(listening.fileno(), application(_answer_body)):
            pass
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(_request(port, b"Connection: close\r\n\r\n"))
            with Server(listening.fileno(), application(lambda _: Response("second"))):
                answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.endswith(b"second")


def test_while_a_source_holds_a_mistake_it_is_said_so() -> None:
    with _serve(explain_mistake) as port:
        answer = _exchange(port, _request(port, b"Connection: close\r\n\r\n"))

    assert answer.startswith(b"HTTP/1.1 503")
    assert b"see the terminal" in answer


def _answer_body(request: Request) -> Response:
    return Response(request.get_data())


@contextmanager
def _serve(view: View) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening, Server(listening.fileno(), application(view)) as server:
        yield server.port


def _echo() -> AbstractContextManager[int]:
    return _serve(_answer_body)


def _read_answer(answers: IO[bytes]) -> tuple[bytes, bytes]:
    """The head of the next answer on a connection, and its body."""
    head = b"".join(iter(answers.readline, b"\r\n"))
    length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
    return head, answers.read(length)


def _talk(rest: bytes) -> bytes:
    with _echo() as port:
        return _exchange(port, _request(port, b"Connection: close\r\n" + rest))


def _request(port: int, rest: bytes) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port + rest


def _exchange(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))
