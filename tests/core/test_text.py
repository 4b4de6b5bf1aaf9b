import pytest

from chalicelib.core import text


def test_text_is_kept_in_one_unicode_form_with_plain_line_breaks() -> None:
    assert text.clean("  e\u0301te\u0301\r\nligne\rfin\u2029suite ") == "été\nligne\nfin\nsuite"


@pytest.mark.parametrize("typed", ["\x00", "a\x07b", "a\x1bb", "a\x9fb", "\ud800"])
def test_control_characters_and_lone_surrogates_are_seen_in_every_kind_of_text(typed: str) -> None:
    assert text.has_control_characters(typed, lines=True)
    assert text.has_control_characters(typed, lines=False)


def test_line_breaks_pass_only_where_text_has_lines() -> None:
    assert not text.has_control_characters("a\n\tb", lines=True)
    assert text.has_control_characters("a\nb", lines=False)


def test_arabic_with_joiners_and_marks_is_no_control_character() -> None:
    assert not text.has_control_characters("مي\u200cخواهم\u200f", lines=False)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("", 0),
        (" \u00a0\n\u200b\u200f", 0),
        ("\u2800\u3164\u115f\u1160\uffa0\u034f\u17b4", 0),
        ("n" + "\u200b" * 25, 1),
        ("a   b\n\n c", 5),
        ("مي\u200cخواهم", 7),
    ],
)
def test_a_text_is_as_long_as_what_is_seen_of_it(typed: str, seen: int) -> None:
    assert text.seen_length(typed) == seen


@pytest.mark.parametrize("other", ["AMINA@Mail.Example", " amina@mail.example ", "ａｍｉｎａ@mail.example"])
def test_two_spellings_of_an_address_share_a_key(other: str) -> None:
    assert text.email_key(other) == text.email_key("amina@mail.example") == b"amina@mail.example"


def test_an_international_domain_has_one_key_however_it_is_written() -> None:
    assert text.email_key("Amina@Exämple.example") == text.email_key("amina@xn--exmple-cua.example")


def test_different_domains_have_different_keys() -> None:
    assert text.email_key("amina@straße.example") != text.email_key("amina@strasse.example")


@pytest.mark.parametrize("typed", ["", "é", "a@é..", "a@b@\u202eé", "@"])
def test_what_is_no_address_has_a_key_too(typed: str) -> None:
    assert text.email_key(typed) == typed.encode()
