"""Files as they come, and as attackers send them: each with the type it is announced as and what becomes of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms

from chalicelib.attachments.model import FileState, Reason
from tests.attachments.evidence import a_pdf, a_picture, a_webm, an_m4a, an_mp3, box, drawn, element
from tests.attachments.samples import EICAR

HTML: Final = b"<html><script>alert(document.cookie)</script></html>"
HELD: Final = {Reason.LOCKED, Reason.UNCHECKED}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and what becomes of it: clean without a reason."""

    content: bytes
    announced: str
    reason: Reason | None = None

    @property
    def state(self) -> FileState:
        if self.reason is None:
            return FileState.CLEAN
        return FileState.HELD if self.reason in HELD else FileState.REJECTED


def a_zip() -> bytes:
    """An archive with a page in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("index.html", HTML)
    return written.getvalue()


def a_chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def a_png_of(width: int, height: int, packed: bytes = b"") -> bytes:
    """A PNG that says to be so large, with the pixels somebody gives it."""
    head = a_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + a_chunk(b"IDAT", packed) + a_chunk(b"IEND", b"")


def a_phone_s_photo() -> bytes:
    """Taken with the phone on its side, at a known place, by a known person."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste((200, 0, 0), (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "SENTINEL-ARTIST"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 58.0, 17.0), 3: "W", 4: (6.0, 50.0, 59.0)})
    return drawn(image, "JPEG", quality=95, exif=exif, comment=b"SENTINEL-COMMENT")


def in_another_profile() -> bytes:
    """A PNG whose numbers mean other colours than sRGB's."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return a_picture(icc_profile=profile)


def with_a_bomb_of_text() -> bytes:
    """A tiny PNG whose note unpacks to sixty megabytes."""
    note = a_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(60_000_000), 9))
    plain = a_picture()
    return plain[:33] + note + plain[33:]


def a_moving(kind: str) -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    return drawn(frames[0], kind, save_all=True, append_images=frames[1:])


def many_scans() -> bytes:
    """A JPEG that asks to be gone over a thousand times."""
    photo = a_picture("JPEG", size=(64, 64), progressive=True)
    at = photo.rindex(b"\xff\xda")
    return photo[:at] + photo[at:-2] * 1000 + photo[-2:]


def with_exif_that_grows() -> bytes:
    """A PNG whose notes take a gigabyte once read: a thousand entries share one value of a megabyte."""
    count, size = 1000, 1_000_000
    entries = b"".join(struct.pack(">HHII", each + 1, 7, size, 14 + 12 * count) for each in range(count))
    notes = a_chunk(b"eXIf", b"MM\0*\0\0\0\x08" + struct.pack(">H", count) + entries + bytes(4 + size))
    plain = a_picture()
    return plain[:33] + notes + plain[33:]


def with_exif_in_pieces() -> bytes:
    """A JPEG with its notes in 300,000 pieces: put together, each costs a copy of those before."""
    photo = a_picture("JPEG")
    return photo[:2] + b"\xff\xe1\0\x0aExif\0\0ab" * 300_000 + photo[2:]


def nested_boxes() -> bytes:
    """A sound whose tracks are in one another, ten thousand deep."""
    depth = 10_000
    inner = b"".join((8 * (depth - each)).to_bytes(4, "big") + b"trak" for each in range(depth))
    return an_m4a()[:-15] + box(b"moov", inner) + box(b"mdat", b"")


def two_tracks() -> bytes:
    """A film in a WebM that begins with sound."""
    tracks = element("ae", element("86", b"A_OPUS")) + element("ae", element("86", b"V_VP8"))
    return element("1a45dfa3", element("4282", b"webm")) + element("18538067", element("1654ae6b", tracks))


JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
WEBM, M4A, MP3 = "audio/webm", "audio/mp4", "audio/mpeg"
_PHOTO: Final = a_picture("JPEG", size=(40, 30))
_NOISE: Final = drawn(Image.effect_noise((80, 60), 90), "JPEG")

CORPUS: Final[Mapping[str, Sample]] = {
    # what people send
    "a JPEG": Sample(_PHOTO, JPEG),
    "a PNG": Sample(a_picture(), PNG),
    "a WebP": Sample(a_picture("WEBP"), WEBP),
    "a phone's photo": Sample(a_phone_s_photo(), JPEG),
    "a progressive JPEG": Sample(a_picture("JPEG", size=(64, 64), progressive=True), JPEG),
    "a grey JPEG": Sample(a_picture("JPEG", mode="L"), JPEG),
    "a CMYK JPEG": Sample(a_picture("JPEG", mode="CMYK"), JPEG),
    "two pictures in one JPEG": Sample(
        drawn(Image.new("RGB", (8, 8)), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]), JPEG
    ),
    "a PNG of 16 bits": Sample(a_picture(mode="I;16"), PNG),
    "a PNG in black and white": Sample(a_picture(mode="1"), PNG),
    "a PNG with a palette that shines through": Sample(a_picture(mode="P", transparency=0), PNG),
    "a PNG with alpha": Sample(a_picture(mode="RGBA"), PNG),
    "a PNG with a profile that does not fit": Sample(in_another_profile(), PNG),
    "a PNG with a broken profile": Sample(a_picture(icc_profile=b"no profile"), PNG),
    "a PDF": Sample(a_pdf(), PDF),
    "a note of a browser": Sample(a_webm(), WEBM),
    "a note of a phone": Sample(an_m4a(notes=b"SENTINEL-PLACE"), M4A),
    "an MP3": Sample(an_mp3(), MP3),
    "an MP3 with tags": Sample(an_mp3(title=b"SENTINEL-TITLE"), MP3),
    # pictures that are something else too
    "a JPEG that is a page": Sample(_PHOTO + HTML, JPEG),
    "a JPEG with a page in its comment": Sample(a_picture("JPEG", comment=HTML), JPEG),
    "a JPEG that is an archive": Sample(_PHOTO + a_zip(), JPEG),
    "a PNG that is a page": Sample(a_picture() + HTML, PNG),
    "a WebP that is an archive": Sample(a_picture("WEBP") + a_zip(), WEBP),
    # what is kept as it is may be nothing else
    "a PDF behind a page": Sample(HTML + a_pdf(), PDF, Reason.WRONG_TYPE),
    "a page that begins like a PDF": Sample(b"%PDF-1.7\n" + HTML * 40, PDF, Reason.WRONG_TYPE),
    "a PDF with an archive behind it": Sample(a_pdf() + a_zip() + bytes(1024), PDF, Reason.WRONG_TYPE),
    "a PDF that was cut": Sample(a_pdf("x" * 2000)[:-20], PDF, Reason.WRONG_TYPE),
    "a film that says to be a sound": Sample(an_m4a(handler=b"vide"), M4A, Reason.WRONG_TYPE),
    "a sound that is an archive": Sample(an_m4a() + a_zip(), M4A, Reason.WRONG_TYPE),
    "an M4A that was cut": Sample(an_m4a()[:-3], M4A, Reason.WRONG_TYPE),
    "a box that never ends": Sample(b"\0\0\0\x01ftyp" + b"\xff" * 8, M4A, Reason.WRONG_TYPE),
    "a film in a WebM": Sample(a_webm(codec=b"V_VP9"), WEBM, Reason.WRONG_TYPE),
    "a film beside a sound": Sample(two_tracks(), WEBM, Reason.WRONG_TYPE),
    "a Matroska file": Sample(a_webm(doctype=b"matroska"), WEBM, Reason.WRONG_TYPE),
    "a WebM that was cut": Sample(a_webm()[:30], WEBM, Reason.WRONG_TYPE),
    "a WebM without tracks": Sample(a_webm()[:20] + bytes.fromhex("18538067ff"), WEBM, Reason.WRONG_TYPE),
    "a page with the tag of an MP3": Sample(b"ID3\x03\0\0\0\0\0\0" + HTML, MP3, Reason.WRONG_TYPE),
    "one frame before a page": Sample(an_mp3(frames=1) + HTML, MP3, Reason.WRONG_TYPE),
    # wrong names for what is taken
    "a PNG that says to be a JPEG": Sample(a_picture(), JPEG, Reason.WRONG_TYPE),
    "a PDF that says to be a PNG": Sample(a_pdf(), PNG, Reason.WRONG_TYPE),
    # what is never taken, whatever it says
    "an SVG": Sample(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", PNG, Reason.WRONG_TYPE),
    "a page": Sample(HTML, JPEG, Reason.WRONG_TYPE),
    "a GIF that is a script": Sample(b"GIF89a=1;alert(1)//", PNG, Reason.WRONG_TYPE),
    "a program of Windows": Sample(b"MZ" + bytes(200), PDF, Reason.WRONG_TYPE),
    "a program of Linux": Sample(b"\x7fELF" + bytes(200), PDF, Reason.WRONG_TYPE),
    "a script": Sample(b"#!/bin/sh\nrm -rf /\n", PDF, Reason.WRONG_TYPE),
    "an archive": Sample(a_zip(), PDF, Reason.WRONG_TYPE),
    "a picture of an iPhone": Sample(box(b"ftyp", b"heic\0\0\0\0mif1heic"), JPEG, Reason.WRONG_TYPE),
    "an AVI": Sample(b"RIFF\x10\0\0\0AVI LIST", WEBP, Reason.WRONG_TYPE),
    "one byte": Sample(b"\xff", MP3, Reason.WRONG_TYPE),
    "a moving WebP": Sample(a_moving("WEBP"), WEBP, Reason.WRONG_TYPE),
    "a moving PNG": Sample(a_moving("PNG"), PNG, Reason.WRONG_TYPE),
    # too much
    "400 megapixels in a few bytes": Sample(a_png_of(20_000, 20_000), PNG, Reason.TOO_MANY_PIXELS),
    "a pixel more than is taken": Sample(a_png_of(40_000_001, 1), PNG, Reason.TOO_MANY_PIXELS),
    "more pixels than were announced": Sample(a_png_of(2, 2, zlib.compress(bytes(30_000_000), 9)), PNG),
    "a WebP of 17 megapixels": Sample(
        drawn(Image.new("L", (16_000, 1_063)).convert("RGB"), "WEBP"), WEBP, Reason.TOO_MANY_PIXELS
    ),
    "a bomb of text": Sample(with_a_bomb_of_text(), PNG, Reason.UNREADABLE),
    "a thousand passes": Sample(many_scans(), JPEG, Reason.UNREADABLE),
    "notes that grow a thousand times": Sample(with_exif_that_grows(), PNG),
    "notes in pieces": Sample(with_exif_in_pieces(), JPEG),
    "boxes in boxes": Sample(nested_boxes(), M4A),
    # broken
    "half a JPEG": Sample(_NOISE[: len(_NOISE) // 2], JPEG, Reason.UNREADABLE),
    "half a PNG": Sample(drawn(Image.effect_noise((80, 60), 90), "PNG")[:2000], PNG, Reason.UNREADABLE),
    "half a WebP": Sample(
        drawn(Image.effect_noise((80, 60), 90).convert("RGB"), "WEBP")[:1000], WEBP, Reason.UNREADABLE
    ),
    "the beginning of a JPEG": Sample(b"\xff\xd8\xff\xe0 a street", JPEG, Reason.UNREADABLE),
    "the beginning of a PNG": Sample(b"\x89PNG\r\n\x1a\n", PNG, Reason.UNREADABLE),
    "a PNG without pixels": Sample(a_png_of(2, 2), PNG, Reason.UNREADABLE),
    # malware, or what might be
    "the sample": Sample(EICAR, PDF, Reason.MALWARE),
    "the sample in a PDF": Sample(a_pdf(EICAR.decode()), PDF, Reason.MALWARE),
    "the sample behind a photo": Sample(_PHOTO + EICAR, JPEG, Reason.MALWARE),
    "a locked PDF": Sample(a_pdf(trailer=" /Encrypt 5 0 R"), PDF, Reason.LOCKED),
    "a PDF that hides its lock": Sample(a_pdf(trailer=" /Enc#72ypt%\n5 0 R"), PDF, Reason.LOCKED),
    "a PDF that is locked in place": Sample(a_pdf(trailer="/Encrypt<</V 4>>"), PDF, Reason.LOCKED),
}
