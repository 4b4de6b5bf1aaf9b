"""What security_headers.json promises, in words of its own: all other tests read that file."""

from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from infra.headers import api_headers, site_headers
from infra.local import site

UPLOADS = "https://quarantine.s3.eu-west-3.amazonaws.com"


def policy(upload_origin: str = "") -> dict[str, list[str]]:
    directives = site_headers(upload_origin=upload_origin)["Content-Security-Policy"].split("; ")
    return {name: allowed.split(" ") for name, _, allowed in (each.partition(" ") for each in directives)}


def test_no_answer_of_the_api_is_stored_guessed_at_or_names_itself_elsewhere() -> None:
    assert api_headers() == {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def test_a_page_is_framed_by_nobody_and_uses_of_the_device_the_microphone_alone() -> None:
    headers = site_headers()

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self), payment=()"


def test_a_page_runs_and_loads_nothing_but_its_own_site() -> None:
    directives = policy()

    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == directives["base-uri"] == ["'none'"]
    for own in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert directives[own] == ["'self'"], own
    assert not any("unsafe" in source for allowed in directives.values() for source in allowed)


@pytest.mark.parametrize(("directive", "own"), [("img-src", ["data:", "blob:"]), ("media-src", ["blob:"])])
def test_a_page_shows_what_is_chosen_or_recorded_before_it_is_sent(directive: str, own: list[str]) -> None:
    assert policy()[directive] == ["'self'", *own]


def test_scripts_send_files_to_the_storage_and_nowhere_else() -> None:
    with_storage = policy(UPLOADS)

    assert with_storage.pop("connect-src") == ["'self'", UPLOADS]
    assert with_storage == {name: allowed for name, allowed in policy().items() if name != "connect-src"}


@pytest.mark.parametrize("upload_origin", ["", UPLOADS])
def test_the_local_front_sends_the_same_headers(upload_origin: str, tmp_path: Path) -> None:
    request = Request(EnvironBuilder(path="/nowhere/").get_environ())

    reply = site.reply(request, tmp_path, files=upload_origin)

    assert set(site_headers(upload_origin=upload_origin).items()) <= set(reply.headers)
