"""What the front server and the inbox answer, without any process."""

import base64
import json
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

import pytest
from werkzeug.test import create_environ
from werkzeug.wrappers import Request, Response

from infra.headers import site_headers
from infra.local import inbox, mailbox, site, sources

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

    assert (reply.status_code, reply.data) == (200, b"Accueil")
    assert dict(reply.headers)["Content-Type"] == "text/html; charset=utf-8"


def test_a_folder_without_its_slash_leads_to_it(pages: Path) -> None:
    reply = site.reply(_get("/fr"), pages)

    assert (reply.status_code, reply.headers["Location"]) == (301, "/fr/")
    assert dict(site.reply(_get("//fr"), pages).headers)["Location"] == "/fr/"


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/../secret.txt", "/%2e%2e/secret.txt", "/fr/%00", f"/{'x' * 300}", f"/{'x/' * 900}"]
)
def test_what_is_not_in_the_site_is_the_404_page(pages: Path, path: str) -> None:
    reply = site.reply(_get(path), pages)

    assert (reply.status_code, reply.data) == (404, b"Introuvable")
    assert set(site_headers().items()) <= set(reply.headers)


def test_a_page_may_talk_to_its_own_origin_and_to_where_files_go_alone(pages: Path) -> None:
    policy = dict(site.reply(_get("/fr/"), pages, files="http://127.0.0.1:4566").headers)["Content-Security-Policy"]

    assert "connect-src 'self' http://127.0.0.1:4566;" in policy
    assert "connect-src 'self';" in site_headers()["Content-Security-Policy"]


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

    assert (page.status_code, page.data) == (200, b"Figures")
    assert (file.data, dict(file.headers)["Content-Type"]) == (b"table", "text/csv; charset=utf-8")
    assert site.reply(_get("/fr/"), pages, bucket.get).data == b"Accueil"
    assert site.reply(_get("/fr/statistics/"), pages).data == b"No figures yet"
    assert site.reply(_get("/data/statistics.json"), pages, bucket.get).status_code == 404


def test_an_unchanged_page_is_not_sent_again(pages: Path) -> None:
    tag = dict(site.reply(_get("/fr/"), pages).headers)["ETag"]

    assert site.reply(_get("/fr/", if_none_match=tag), pages).status_code == 304


def test_a_raw_mail_becomes_a_file_and_is_listed_newest_first(tmp_path: Path) -> None:
    for subject in ("first", "second"):
        assert _send(_a_mail(subject), tmp_path).status_code == 200

    listed = json.loads(inbox.reply(_get("/messages.json"), folder=tmp_path, portal=PORTAL).data)

    assert [each["subject"] for each in listed] == ["second", "first"]
    assert set(listed[0]) == {"id", "at", "from", "to", "subject", "headers", "text", "html"}
    assert listed[0]["text"].strip() == "See https://portal.example/fr/track/#7K3M now"


def test_a_mail_is_kept_byte_by_byte(tmp_path: Path) -> None:
    raw = b"From: a@portal.example\nX-Odd:  two  spaces\n\nText\n"

    assert _send(raw, tmp_path).status_code == 200

    (kept,) = tmp_path.glob("*.eml")
    assert kept.read_bytes() == raw


@pytest.mark.parametrize("body", [b"", b"{}", b'{"Content": {"Simple": {}}}', b'{"Content": {"Raw": {"Data": "*"}}}'])
def test_what_is_no_raw_mail_is_refused_as_ses_does(tmp_path: Path, body: bytes) -> None:
    request = Request.from_values("/_ses/v2/email/outbound-emails", method="POST", data=body)

    assert mailbox.reply(request, tmp_path).status_code == 400


def test_a_mails_page_links_its_text_and_shuts_its_html_in(tmp_path: Path) -> None:
    _send(_a_mail("<b>bold</b>"), tmp_path)
    (mail,) = mailbox.list_mails(tmp_path)

    page = inbox.reply(_get(f"/messages/{mail.id}"), folder=tmp_path, portal=PORTAL)
    html = inbox.reply(_get(f"/messages/{mail.id}.html"), folder=tmp_path, portal=PORTAL)

    assert b'href="https://portal.example/fr/track/#7K3M" target="_blank"' in page.data
    assert b"&lt;b&gt;bold&lt;/b&gt;" in page.data
    assert b'sandbox="allow-popups' in page.data
    assert "sandbox allow-popups" in dict(html.headers)["Content-Security-Policy"]
    assert "allow-scripts" not in dict(html.headers)["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/messages/1", "/messages/../x", "/x"])
def test_a_mail_that_is_not_there_is_said_so(tmp_path: Path, path: str) -> None:
    assert inbox.reply(_get(path), folder=tmp_path, portal=PORTAL).status_code == 404


def test_a_changed_source_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    watched = sources.Sources(("rules",), (".py",))
    (tmp_path / "rules").mkdir()
    before = sources.read_state(watched)

    (tmp_path / "rules" / "notes.md").write_text("no source")
    assert sources.read_state(watched) == before
    (tmp_path / "rules" / "rule.py").write_text("")
    assert sources.read_state(watched) != before


def _get(path: str, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request({**create_environ(headers=named), "PATH_INFO": unquote(path)})


def _a_mail(subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "portal@portal.example", "citizen@mail.example", subject
    mail.set_content("See https://portal.example/fr/track/#7K3M now")
    mail.add_alternative("<html><body><p>See</p></body></html>", subtype="html")
    return mail.as_bytes()


def _send(raw: bytes, folder: Path) -> Response:
    body = json.dumps({"Content": {"Raw": {"Data": base64.b64encode(raw).decode()}}}).encode()
    return mailbox.reply(Request.from_values("/_ses/v2/email/outbound-emails", method="POST", data=body), folder)
