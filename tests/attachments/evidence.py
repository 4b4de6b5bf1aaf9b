"""Real files, as small as they can be: pictures, a PDF, sounds. Built here, so that no binary is committed."""

import io
from typing import Any

from PIL import Image


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (3, 2), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose first pixel differs from the others, so that it has an upper left corner."""
    image = Image.new(mode, size)
    image.putpixel((0, 0), 1 if mode in ("1", "L", "P", "I;16") else (200, 100, 50, 255)[: len(image.getbands())])
    return drawn(image, kind, **options)


def drawn(image: Image.Image, kind: str, **options: Any) -> bytes:
    """An image as a file."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    """A file as an image."""
    return Image.open(io.BytesIO(content))


def a_pdf(text: str = "A letter", *, trailer: str = "") -> bytes:
    """A document of one page without a word on it; `text` stands in a comment."""
    objects = (
        f"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n% {text}\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj\n"
    )
    return f"%PDF-1.7\n{objects}trailer <</Root 1 0 R{trailer}>>\n%%EOF\n".encode()


def a_webm(*, codec: bytes = b"A_OPUS", doctype: bytes = b"webm") -> bytes:
    """A note as a browser records it: its segment and its cluster have no known size."""
    track = element("ae", element("d7", b"\x01") + element("83", b"\x02") + element("86", codec))
    head = element("1a45dfa3", element("4282", doctype))
    endless = b"\x01" + b"\xff" * 7
    segment = (
        element("1549a966", b"") + element("1654ae6b", track) + bytes.fromhex("1f43b675") + endless + b"\xe7\x81\0"
    )
    return head + bytes.fromhex("18538067") + endless + segment


def element(identifier: str, content: bytes) -> bytes:
    """An EBML element of less than 16 KB."""
    return bytes.fromhex(identifier) + (0x4000 | len(content)).to_bytes(2, "big") + content


def an_m4a(*, handler: bytes = b"soun", notes: bytes = b"") -> bytes:
    """A sound whose table of samples comes before its samples; `notes` go where phones write the place."""
    told = box(b"hdlr", bytes(8) + handler + bytes(13))
    moov = box(b"moov", box(b"trak", box(b"mdia", told)) + (box(b"udta", notes) if notes else b""))
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42") + moov + box(b"mdat", b"samples")


def box(kind: bytes, content: bytes) -> bytes:
    """An MP4 box."""
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def an_mp3(*, title: bytes = b"", frames: int = 4) -> bytes:
    """Silence at 32 kilobits: 104 bytes a frame; with a title, tags at both ends."""
    sound = (b"\xff\xfb\x10\xc4" + bytes(100)) * frames
    size = bytes([0, 0, len(title) >> 7, len(title) & 127])
    return b"ID3\x03\0\0" + size + title + sound + b"TAG" + title.ljust(125)[:125] if title else sound
