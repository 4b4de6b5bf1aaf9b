"""The raw message: deterministic, well formed, and closed to whoever would add a header to it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from chalicelib.core import clock, ids
from chalicelib.locales import LANGUAGES
from chalicelib.notifications import wording
from chalicelib.notifications.model import Template
from chalicelib.notifications.rendering import render
from tests.notifications.contents import VALUES, a_content, a_mail, usual_values
from tests.notifications.received import Received

EVERY = [(template, language) for template in Template for language in LANGUAGES]
NUMBERED = [template for template in Template if "number" in VALUES[template]]


def _subject(template: Template, number: str) -> str:
    module = wording.environment("ar", html=False).get_template(f"{template}.jinja")
    return str(vars(module.make_module({**usual_values(template), "number": number}))["subject"])


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_rendering_again_later_gives_the_same_bytes(template: Template, language: str) -> None:
    first = render(a_mail(template), a_content(template, language))

    wording.environment.cache_clear()
    with clock.at(datetime(2027, 5, 1, tzinfo=UTC)):
        again = render(a_mail(template, attempts=3), a_content(template, language))

    assert again == first


def test_two_mails_have_different_references_and_boundaries() -> None:
    one, other = (
        Received.read(render(a_mail(Template.RECEIPT, position=position), a_content(Template.RECEIPT)))
        for position in (1, 2)
    )

    assert one.message["Message-ID"] != other.message["Message-ID"]
    assert one.message.get_boundary() != other.message.get_boundary()


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_mail_is_ascii_in_short_lines_that_end_with_crlf(template: Template, language: str) -> None:
    raw = render(a_mail(template), a_content(template, language))

    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 76


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_mail_has_a_text_and_an_html_version_without_defects(template: Template, language: str) -> None:
    mail = Received.rendered(template, language)

    assert [part.get_content_type() for part in mail.message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert [part.get_content_charset() for part in mail.message.iter_parts()] == ["utf-8", "utf-8"]
    assert not any(part.defects for part in mail.message.walk())
    assert not any(value.defects for _, value in mail.message.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headers_say_that_a_machine_wrote(language: str) -> None:
    mail = Received.rendered(Template.RECEIPT, language)

    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["X-Auto-Response-Suppress"] == "All"
    assert mail.message["Reply-To"] is None


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "البوابة الوطنية للشكايات"),
        ("fr", "Portail national des réclamations"),
        ("zgh", "ⵜⴰⵡⵡⵓⵔⵜ ⵜⴰⵏⴰⵎⵓⵔⵜ ⵏ ⵜⵛⴽⴰⵢⵉⵏ"),
        ("en", "National Complaints Portal"),
    ],
)
def test_the_sender_has_the_portals_name_in_the_readers_language(language: str, name: str) -> None:
    mail = Received.rendered(Template.RECEIPT, language)

    # Python 3.11 shows a space that RFC 2047 takes away: between two encoded words, which end where a word does.
    (sender,) = mail.message["From"].addresses
    assert (" ".join(sender.display_name.split()), sender.addr_spec) == (name, "no-reply@portal.example")
    assert str(make_header(decode_header(message_from_bytes(mail.raw)["From"]))) == f"{name} <no-reply@portal.example>"


def test_the_date_is_that_of_the_event() -> None:
    mail = Received.rendered(Template.RECEIPT)

    assert mail.message["Date"].datetime == a_mail(Template.RECEIPT).created_at


def test_300_arabic_subjects_arrive_as_they_were_written() -> None:
    for position in range(300):
        template, number = NUMBERED[position % len(NUMBERED)], ids.new_number()

        raw = render(a_mail(template), a_content(template, number=number))

        written = _subject(template, number)
        assert Received.read(raw).subject == written
        assert str(make_header(decode_header(message_from_bytes(raw)["Subject"]))) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_encoded_word_is_never_too_long_for_old_readers(language: str) -> None:
    for template in Template:
        head = render(a_mail(template), a_content(template, language)).partition(b"\r\n\r\n")[0]
        words = [word for word in head.split() if word.startswith(b"=?")]

        assert all(len(word) <= 75 for word in words)


def _places(template: Template) -> Iterator[str]:
    yield from (name for name, value in usual_values(template).items() if isinstance(value, str))


INJECTIONS = ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\rBcc: y", "x\u2028y", "x\x00", "x\x85y"]


@pytest.mark.parametrize("template", Template)
def test_a_value_of_more_than_one_line_is_refused(template: Template) -> None:
    for name in _places(template):
        for injection in INJECTIONS:
            with pytest.raises(ValueError, match="more than one line"):
                render(a_mail(template), a_content(template, **{name: injection}))


@pytest.mark.parametrize("injection", INJECTIONS)
def test_so_is_one_inside_a_list(injection: str) -> None:
    numbers = [{**usual_values(Template.RECEIPT), "status": "submitted", "agency": injection}]

    with pytest.raises(ValueError, match="more than one line"):
        render(a_mail(Template.YOUR_NUMBERS), a_content(Template.YOUR_NUMBERS, numbers=numbers))


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\n", "أمينة@example.org"])
def test_an_address_that_is_no_plain_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"more than one line|SES does not take") as refusal:
        render(a_mail(Template.RECEIPT), a_content(Template.RECEIPT, address=address))

    assert address not in str(refusal.value)
