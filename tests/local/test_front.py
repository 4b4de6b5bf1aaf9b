"""What the front server and the inbox answer, without any process."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from infra.local import inbox, mailbox, site, sources
from infra.local.http import BODY_LIMIT_BYTES, Handler, Reply, Request, Server
from infra.local.meanwhile import Meanwhile
from tests import running
from tests.patience import WAIT_SECONDS

PORTAL = "http://127.0.0.1:8000"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "fr").mkdir(parents=True)
    (folder / "fr" / "index.html").write_text("Accueil")
    (folder / "404.html").write_text("Introuvable")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


def test_a_folder_shows_its_index(pages: Path) -> None:
    reply = site.reply(_get("/fr/"), pages)

    assert (reply.status, reply.body) == (200, b"Accueil")
    assert dict(reply.headers)["Content-Type"] == "text/html; charset=utf-8"


def test_a_folder_without_its_slash_leads_to_it(pages: Path) -> None:
    reply = site.reply(_get("/fr"), pages)

    assert (reply.status, dict(reply.headers)["Location"]) == (301, "/fr/")
    assert dict(site.reply(_get("//fr"), pages).headers)["Location"] == "/fr/"


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/../secret.txt", "/%2e%2e/secret.txt", "/fr/%00", f"/{'x' * 300}", f"/{'x/' * 900}"]
)
def test_what_is_not_in_the_site_is_the_404_page(pages: Path, path: str) -> None:
    reply = site.reply(_get(path), pages)

    assert (reply.status, reply.body) == (404, b"Introuvable")
    assert reply.headers[: len(site.security_headers(""))] == site.security_headers("")


def test_a_page_may_talk_to_its_own_origin_and_to_where_files_go_alone(pages: Path) -> None:
    policy = dict(site.reply(_get("/fr/"), pages, files="http://127.0.0.1:4566").headers)["Content-Security-Policy"]

    assert "connect-src 'self' http://127.0.0.1:4566;" in policy
    assert "connect-src 'self';" in dict(site.security_headers(""))["Content-Security-Policy"]


def test_what_a_function_has_published_is_served_before_what_the_site_was_built_with(pages: Path) -> None:
    (pages / "fr" / "statistics").mkdir()
    (pages / "fr" / "statistics" / "index.html").write_text("No figures yet")
    bucket = {
        "fr/statistics/index.html": b"Figures",
        "data/statistics.csv": b"table",
        "fr/index.html": b"Not from here",
    }

    page = site.reply(_get("/fr/statistics/"), pages, bucket.get)
    file = site.reply(_get("/data/statistics.csv"), pages, bucket.get)

    assert (page.status, page.body) == (200, b"Figures")
    assert (file.body, dict(file.headers)["Content-Type"]) == (b"table", "text/csv; charset=utf-8")
    assert site.reply(_get("/fr/"), pages, bucket.get).body == b"Accueil"
    assert site.reply(_get("/fr/statistics/"), pages).body == b"No figures yet"
    assert site.reply(_get("/data/statistics.json"), pages, bucket.get).status == 404


def test_an_unchanged_page_is_not_sent_again(pages: Path) -> None:
    tag = dict(site.reply(_get("/fr/"), pages).headers)["ETag"]

    assert site.reply(_get("/fr/", **{"if-none-match": tag}), pages).status == 304


def test_a_raw_mail_becomes_a_file_and_is_listed_newest_first(tmp_path: Path) -> None:
    for subject in ("first", "second"):
        assert _send(_a_mail(subject), tmp_path).status == 200

    listed = json.loads(inbox.reply(_get("/messages.json"), folder=tmp_path, portal=PORTAL).body)

    assert [each["subject"] for each in listed] == ["second", "first"]
    assert set(listed[0]) == {"id", "at", "from", "to", "subject", "headers", "text", "html"}
    assert listed[0]["text"].strip() == "See https://portal.example/fr/track/#7K3M now"


def test_a_mail_is_kept_byte_by_byte(tmp_path: Path) -> None:
    raw = b"From: a@portal.example\nX-Odd:  two  spaces\n\nText\n"

    assert _send(raw, tmp_path).status == 200

    (kept,) = tmp_path.glob("*.eml")
    assert kept.read_bytes() == raw


@pytest.mark.parametrize("body", [b"", b"{}", b'{"Content": {"Simple": {}}}', b'{"Content": {"Raw": {"Data": "*"}}}'])
def test_what_is_no_raw_mail_is_refused_as_ses_does(tmp_path: Path, body: bytes) -> None:
    request = Request(method="POST", target="/_ses/v2/email/outbound-emails", headers={}, body=body)

    assert mailbox.reply(request, tmp_path).status == 400


def test_a_mails_page_links_its_text_and_shuts_its_html_in(tmp_path: Path) -> None:
    _send(_a_mail("<b>bold</b>"), tmp_path)
    (mail,) = mailbox.received(tmp_path)

    page = inbox.reply(_get(f"/messages/{mail.id}"), folder=tmp_path, portal=PORTAL)
    html = inbox.reply(_get(f"/messages/{mail.id}.html"), folder=tmp_path, portal=PORTAL)

    assert b'href="https://portal.example/fr/track/#7K3M" target="_blank"' in page.body
    assert b"&lt;b&gt;bold&lt;/b&gt;" in page.body
    assert b'sandbox="allow-popups' in page.body
    assert "sandbox allow-popups" in dict(html.headers)["Content-Security-Policy"]
    assert "allow-scripts" not in dict(html.headers)["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/messages/1", "/messages/../x", "/x"])
def test_a_mail_that_is_not_there_is_said_so(tmp_path: Path, path: str) -> None:
    assert inbox.reply(_get(path), folder=tmp_path, portal=PORTAL).status == 404


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


def test_closing_answers_what_has_come_in() -> None:
    with _echo() as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_request(port, b"Content-Length: 2\r\n\r\nok"))

        first = connection.recv(65536)

    assert first.endswith(b"ok")


def test_a_changed_source_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    watched = sources.Sources(("rules",), (".py",))
    (tmp_path / "rules").mkdir()
    before = sources.seen(watched)

    (tmp_path / "rules" / "notes.md").write_text("no source")
    assert sources.seen(watched) == before
    (tmp_path / "rules" / "rule.py").write_text("")
    assert sources.seen(watched) != before


class _Echo(Handler):
    """Answers with what it got."""

    def reply(self, request: Request) -> Reply:
        """The body again."""
        return Reply(status=200, body=request.body)


@contextmanager
def _echo() -> Iterator[int]:
    server = Server(socket.create_server(("127.0.0.1", 0)), _Echo)
    threading.Thread(target=server.serve, daemon=True).start()
    yield server.server_port
    server.close()


def _talk(rest: bytes) -> bytes:
    with _echo() as port:
        return _exchange(port, _request(port, b"Connection: close\r\n" + rest))


def _request(port: int, rest: bytes) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port + rest


def _exchange(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_while_the_server_is_gone_it_is_said_so_and_the_socket_is_left_to_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        meanwhile = Meanwhile([listening])
        answered = _asked(listening)
        meanwhile.close()

        again = Meanwhile([listening])
        answered_again = _asked(listening)
        again.close()

    assert answered.status == 503
    assert b"see the terminal" in answered.raw
    assert answered_again.status == 503


def _asked(listening: socket.socket) -> running.Reply:
    return running.fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/api/health")


def _get(target: str, **headers: str) -> Request:
    return Request(method="GET", target=target, headers=headers)


def _a_mail(subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "portal@portal.example", "citizen@mail.example", subject
    mail.set_content("See https://portal.example/fr/track/#7K3M now")
    mail.add_alternative("<html><body><p>See</p></body></html>", subtype="html")
    return mail.as_bytes()


def _send(raw: bytes, folder: Path) -> Reply:
    body = json.dumps({"Content": {"Raw": {"Data": base64.b64encode(raw).decode()}}}).encode()
    return mailbox.reply(Request(method="POST", target="/_ses/v2/email/outbound-emails", headers={}, body=body), folder)
