"""What is written about a file, by whoever made it, is not in what is given out; what it shows or says is."""

import hashlib
import random
import struct
import sys
from typing import Final

import pytest
from PIL import Image

from chalicelib.attachments.examining import examine
from chalicelib.attachments.model import Announced, FileState, Reason
from tests.attachments.corpus import HTML, JPEG, M4A, MP3, PDF, WEBM, a_zip
from tests.attachments.evidence import a_pdf, a_picture, a_webm, an_m4a, an_mp3, box, drawn, element, opened

pytestmark = pytest.mark.usefixtures("environment")
SENTINEL: Final = b"SENTINEL"
APE: Final = b"APETAGEX" + struct.pack("<4L", 2000, 40, 1, 0) + bytes(8) + SENTINEL
TAG: Final = b"TAG" + SENTINEL.ljust(125)
INFO: Final = b"4 0 obj <</Author (Ms \\(SENTINEL\\) (SENTINEL)) /Title <FEFF0053>\n/CreationDate(D:2026)>> endobj\n"
XMP: Final = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><dc:creator>SENTINEL</dc:creator></rdf:RDF></x:xmpmeta>"


def given_out(content: bytes, announced: str) -> bytes:
    """What is left of a file that is clean."""
    digest = hashlib.sha256(content).hexdigest()
    given = Announced(name="x", content_type=announced, size_bytes=len(content), sha256=digest)
    assessment, made = examine(content, given)
    assert assessment.state is FileState.CLEAN, assessment
    return made


def why_not(content: bytes, announced: str) -> Reason | None:
    digest = hashlib.sha256(content).hexdigest()
    given = Announced(name="x", content_type=announced, size_bytes=len(content), sha256=digest)
    return examine(content, given)[0].reason


@pytest.mark.parametrize("before", [b"", b"ID3\x04\0\x10\0\0\0\x08SENTINEL3DI\x04\0\x10\0\0\0\x08"])
@pytest.mark.parametrize("behind", [APE, TAG, TAG + TAG, TAG + b"\n", TAG + APE, b"TAG+" + SENTINEL, HTML, a_zip()])
def test_an_mp3_keeps_its_frames_alone(before: bytes, behind: bytes) -> None:
    sound = an_mp3()

    assert given_out(before + sound + behind, MP3) == sound
    assert given_out(sound + behind + sound, MP3) == sound + sound


@pytest.mark.parametrize("kind", [b"udta", b"meta", b"uuid", b"free", b"skip"])
@pytest.mark.parametrize("way", [[], [b"moov"], [b"moov", b"trak"], [b"moov", b"trak", b"mdia"], [b"moof", b"traf"]])
def test_an_mp4_keeps_no_note_wherever_it_stands(kind: bytes, way: list[bytes]) -> None:
    note = box(kind, SENTINEL)
    for holder in reversed(way):
        note = box(holder, note)
    content = an_m4a() + note

    made = given_out(content, M4A)

    assert made == content.replace(kind + SENTINEL, b"free" + bytes(len(SENTINEL)))


@pytest.mark.parametrize("length", [8, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 5000])
def test_a_webm_keeps_no_tag_before_or_behind_its_sound(length: int) -> None:
    tags = element("1254c367", SENTINEL.ljust(length))
    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40") + element("7ba9", SENTINEL))
    plain = a_webm().replace(element("1549a966", b""), info)
    content = plain.replace(bytes.fromhex("1f43b675"), tags + bytes.fromhex("1f43b675")) + tags

    made = given_out(content, WEBM)

    assert SENTINEL not in made
    assert len(made) == len(content)
    assert made.endswith(bytes(max(length - 9, 0)))
    assert given_out(made, WEBM) == made


@pytest.mark.parametrize(
    "behind", [a_zip(), element("1654ae6b", element("ae", element("86", b"V_VP8"))), element("18538067", b"")]
)
def test_a_webm_is_one_list_of_sounds_and_nothing_behind_it(behind: bytes) -> None:
    assert why_not(a_webm() + behind, WEBM) is Reason.WRONG_TYPE


def a_pdf_with(objects: bytes) -> bytes:
    plain = a_pdf(trailer=" /Info 4 0 R")
    return plain.replace(b"trailer", objects + b"trailer")


def test_a_pdf_keeps_its_pages_and_not_who_made_it() -> None:
    photo = a_picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0" + SENTINEL)
    xmp = b"5 0 obj <</Type /Metadata>> stream\n" + XMP + b"\nendstream endobj\n"
    shown = b"6 0 obj <</Title (Chapter)>> stream\n" + photo + b"\nendstream endobj\n"
    content = a_pdf_with(INFO + xmp + shown)

    made = given_out(content, PDF)

    assert len(made) == len(content)
    assert SENTINEL not in made
    assert b"D:2026" not in made
    assert b"/Author (" in made
    assert b"(Chapter)" in made
    assert given_out(made, PDF) == made


def test_a_signed_pdf_stays_as_it_is() -> None:
    content = a_pdf_with(INFO + b"5 0 obj <</Type /Sig /ByteRange [0 10 20 30]>> endobj\n")

    assert given_out(content, PDF) == content


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\r\n\0"])
def test_a_pdf_may_begin_behind_a_mark_and_end_before_filling(before: bytes) -> None:
    content = before + a_pdf() + bytes(5000)

    assert given_out(content, PDF) == content


def test_a_comment_of_any_length_hides_no_lock() -> None:
    assert why_not(a_pdf(trailer=f" /Encrypt %{'x' * 5000}\n5 0 R"), PDF) is Reason.LOCKED


def test_an_archive_whose_comment_ends_a_pdf_is_none() -> None:
    archive = a_zip()[:-2] + struct.pack("<H", 6) + b"%%EOF\n"

    assert why_not(a_pdf() + archive, PDF) is Reason.WRONG_TYPE


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_is_upright_though_all_else_of_its_notes_is_wrong(orientation: int, order: str) -> None:
    image = Image.new("RGB", (64, 32), "white")
    image.paste((200, 0, 0), (0, 0, 16, 16))
    entries = struct.pack(f"{order}HHHLL", 2, 0x010E, 5, 1, 9) + struct.pack(
        f"{order}HHLHH", 0x0112, 3, 1, orientation, 0
    )
    notes = b"Exif\0\0" + {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}L", 8) + entries
    sent = drawn(image, "JPEG", quality=95)

    made = opened(given_out(sent[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + sent[2:], JPEG))

    turned = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270"}
    turned |= {7: "TRANSVERSE", 8: "ROTATE_90"}
    way = turned.get(orientation)
    expected = image.transpose(Image.Transpose[way]) if way else image
    assert made.size == expected.size
    for corner in ((4, 4), (made.width - 5, 4), (4, made.height - 5), (made.width - 5, made.height - 5)):
        seen, meant = made.getpixel(corner), expected.getpixel(corner)
        assert isinstance(seen, tuple)
        assert isinstance(meant, tuple)
        assert abs(seen[1] - meant[1]) < 60, corner


def test_a_photo_with_a_film_behind_it_comes_out_as_the_photo() -> None:
    photo = a_picture("JPEG", size=(64, 64))

    made = given_out(photo + random.Random(1).randbytes(9_000_000), JPEG)

    assert made == given_out(photo, JPEG)


def test_a_missing_pillow_says_nothing_about_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(ImportError):
        why_not(a_picture("JPEG"), JPEG)
