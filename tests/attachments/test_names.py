"""A file's name is made harmless; the file is never refused for it."""

import pytest

from chalicelib.attachments.model import NAME_LENGTH, TYPES, clean_name, content_disposition, find_media_type


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("door.png", "door.png"),
        ("DOOR.PNG", "DOOR.png"),
        ("صورة الباب.png", "صورة الباب.png"),
        ("../../etc/passwd.png", "passwd.png"),
        (r"C:\Users\amina\door.png", "door.png"),
        ("a\x00b\x1b[31m\n.png", "ab[31m.png"),
        ("photo\u202egnp.exe", "photognp.exe.png"),
        ("\u200f\u2066door\u2069\u200b.png", "door.png"),
        ("  two   spaces\t.png", "two spaces.png"),
        ("...hidden.png", "hidden.png"),
        ("invoice.pdf.exe", "invoice.pdf.exe.png"),
        ("no ending", "no ending.png"),
        (".png", "png.png"),
        ("", "file.png"),
        ("\u200b/", "file.png"),
        ("cafe\u0301.png", "café.png"),
        ("CON.png", "_CON.png"),
        ("nul", "_nul.png"),
        ("Lpt1 .tar.png", "_Lpt1 .tar.png"),
        ("console.png", "console.png"),
        ("door.png. . .", "door.png"),
        ("lone \ud800 surrogate.png", "lone surrogate.png"),
    ],
)
def test_a_name_loses_what_can_hide_or_lead_elsewhere(given: str, kept: str) -> None:
    assert clean_name(given, "image/png") == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = clean_name("x" * 5000 + ".pdf", "application/pdf")

    assert len(name) == NAME_LENGTH
    assert name.endswith("x.pdf")


def test_a_cut_takes_no_marks_off_a_letter() -> None:
    marked = "ب\u0651\u064e"

    stem = clean_name("x" * (NAME_LENGTH - 6) + marked * 3, "image/png").removesuffix(".png")

    assert stem == "x" * (NAME_LENGTH - 6)


@pytest.mark.parametrize("content_type", TYPES)
def test_every_type_keeps_each_of_its_endings(content_type: str) -> None:
    for ending in TYPES[content_type]:
        assert clean_name(f"note.{ending}", content_type) == f"note.{ending}"


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("image/jpeg", "image/jpeg"),
        ("IMAGE/JPG", "image/jpeg"),
        ("audio/webm;codecs=opus", "audio/webm"),
        ("audio/x-m4a", "audio/mp4"),
        ("image/svg+xml", None),
        ("text/html", None),
        ("application/x-msdownload", None),
        ("", None),
    ],
)
def test_a_type_is_known_by_its_usual_names(given: str, known: str | None) -> None:
    assert find_media_type(given) == known


def test_a_download_is_always_saved_and_its_name_can_not_leave_the_header() -> None:
    header = content_disposition('a"; filename="evil.exe\r\nX: y.pdf')

    assert header.startswith('attachment; filename="a__ filename__evil.exe__X_ y.pdf"; ')
    assert header.endswith("filename*=UTF-8''a%22%3B%20filename%3D%22evil.exe%0D%0AX%3A%20y.pdf")


def test_an_arabic_name_travels_encoded() -> None:
    assert content_disposition("ب.pdf") == "attachment; filename=\"_.pdf\"; filename*=UTF-8''%D8%A8.pdf"
