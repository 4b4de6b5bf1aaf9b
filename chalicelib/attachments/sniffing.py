"""What a file is by its content, whatever its name or its sender says; None is what is not taken. Pure.

Each type is recognised by its structure and not by its first bytes alone: what is kept as it is (PDF, sound) is also
read elsewhere, so another format's file must not pass by beginning like one. docs/decisions/0017-sanitising.md says why
no library does it. Used by `examining`.
"""

import re
from collections.abc import Iterator
from typing import Final

_PDF_HEAD: Final = re.compile(rb"%PDF-[12]\.\d")
_GAP: Final = rb"(?:[\s\0]|%[^\r\n]{0,99}+)*+"
_WORD: Final = b"".join(rb"(?:%c|#%02x|#%02X)" % (each, each, each) for each in b"Encrypt")
_PDF_LOCKED: Final = re.compile(b"/" + _WORD + _GAP + rb"(?:<<|\d++" + _GAP + rb"\d++" + _GAP + b"R)")
"""An entry `/Encrypt`, also with letters in hexadecimal and a comment in between (ISO 32000-1, 7.2.3 and 7.3.5).

Nothing is tried twice: a file of nothing but beginnings takes no longer than another."""
_PDF_TAIL: Final = 1024
"""`%%EOF` stands within the last 1024 bytes (ISO 32000-1, Adobe's implementation note 18)."""
_CODECS: Final = (b"A_OPUS", b"A_VORBIS")
_SEGMENT, _TRACKS, _TRACK, _CODEC, _DOCTYPE = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\x86", b"\x42\x82"
"""Identifiers of EBML elements (RFC 8794, RFC 9559)."""
_BOX_HEAD: Final = 8
_HANDLERS: Final = (b"moov", b"trak", b"mdia", b"hdlr")
"""The way to what says of each track whether it is sound (ISO/IEC 14496-12)."""
_BITRATES: Final = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second of layer III by its index, from 1: MPEG 1; and MPEG 2 and 2.5."""
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version (MPEG 1, 2, 2.5) and index."""
_FRAMES_IN_A_ROW: Final = 3


def type_of(content: bytes) -> str | None:
    """The media type, one of those that are taken; None for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return _kept_type(content)


def is_locked(content: bytes) -> bool:
    """Whether a PDF is encrypted: no scanner looks into it."""
    return _PDF_LOCKED.search(content) is not None


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The MP4 boxes between two places: kind, where its content begins, where it ends. Raises ValueError."""
    while start < end:
        size, begins = int.from_bytes(content[start : start + 4], "big"), start + _BOX_HEAD
        if size == 1:
            size, begins = int.from_bytes(content[start + 8 : start + 16], "big"), start + 16
        ends = end if size == 0 else start + size
        if not begins <= ends <= end:
            raise ValueError("a box leaves its place")
        yield content[start + 4 : start + 8], begins, ends
        start = ends


def first_frame(content: bytes) -> int | None:
    """Where the sound of an MP3 begins: behind its ID3 tag and what fills it up; None where there is none."""
    start = 0
    while content[start : start + 3] == b"ID3":
        size = content[start + 6 : start + 10]
        if len(size) < 4 or any(each > 127 for each in size):
            return None
        start += 10 + sum(each << shift for each, shift in zip(size, (21, 14, 7, 0), strict=True))
    while start < len(content) and content[start] == 0:
        start += 1
    return start if _has_frames(content, start) else None


def _kept_type(content: bytes) -> str | None:
    if _PDF_HEAD.match(content):
        return "application/pdf" if b"%%EOF" in content[-_PDF_TAIL:] else None
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm" if _is_webm_sound(content) else None
    if content[4:8] == b"ftyp":
        return "audio/mp4" if _is_mp4_sound(content) else None
    return "audio/mpeg" if first_frame(content) is not None else None


def _is_mp4_sound(content: bytes) -> bool:
    """Boxes from the first byte to the last, with tracks of sound and of nothing else."""
    try:
        kinds = [content[begins + 8 : begins + 12] for begins in _handlers(content, 0, len(content), _HANDLERS)]
    except ValueError:
        return False
    return bool(kinds) and set(kinds) == {b"soun"}


def _handlers(content: bytes, start: int, end: int, way: tuple[bytes, ...]) -> Iterator[int]:
    """Where the boxes at the end of a way begin; only as deep as that, whatever is nested in a hostile file."""
    for kind, begins, ends in boxes(content, start, end):
        if kind == way[0] and way[1:]:
            yield from _handlers(content, begins, ends, way[1:])
        elif kind == way[0]:
            yield begins


def _is_webm_sound(content: bytes) -> bool:
    """An EBML header that says WebM, and tracks of sound and of nothing else before the first cluster."""
    try:
        _, start, end = next(_elements(content, 0, len(content)))
        named = [content[begins:ends] for kind, begins, ends in _elements(content, start, end) if kind == _DOCTYPE]
        kind, start, end = next(_elements(content, end, len(content)))
        if named != [b"webm"] or kind != _SEGMENT:
            return False
        codecs = list(_codecs(content, start, end))
    except (ValueError, StopIteration):
        return False
    return bool(codecs) and all(each in _CODECS for each in codecs)


def _codecs(content: bytes, start: int, end: int) -> Iterator[bytes | None]:
    """The codec of each track; the first list of tracks counts, as players take it."""
    tracks = next((each for each in _elements(content, start, end) if each[0] == _TRACKS), None)
    for kind, begins, ends in _elements(content, *tracks[1:]) if tracks else ():
        if kind == _TRACK:
            found = [content[at:to] for each, at, to in _elements(content, begins, ends) if each == _CODEC]
            yield found[0] if len(found) == 1 else None


def _elements(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The EBML elements between two places: identifier, where its content begins, where it ends. Raises ValueError.

    One of unknown size, as a browser records it, goes on to the end of what holds it.
    """
    while start < end:
        id_width, size_width = _width(content, start), _width(content, start + _width(content, start))
        begins = start + id_width + size_width
        raw = int.from_bytes(content[start + id_width : begins], "big")
        unknown = (1 << 7 * size_width) - 1
        size = raw & unknown
        ends = end if size == unknown else begins + size
        if ends > end:
            raise ValueError("an element leaves its place")
        yield content[start : start + id_width], begins, ends
        start = ends


def _width(content: bytes, at: int) -> int:
    first = content[at] if at < len(content) else 0
    if first == 0:
        raise ValueError("no element")
    return 9 - first.bit_length()


def _has_frames(content: bytes, start: int) -> bool:
    """Three frames in a row, or fewer to the very end."""
    for _ in range(_FRAMES_IN_A_ROW):
        length = _frame_length(content[start : start + 4])
        if length is None or start + length > len(content):
            return False
        start += length
        if start == len(content):
            return True
    return True


def _frame_length(head: bytes) -> int | None:
    """Bytes of a frame of MPEG sound, layer III, by its first four; None where they begin none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate == 3 or not 1 <= bitrate <= 14:
        return None
    first = version == 3
    bits = _BITRATES[3 if first else 2][bitrate - 1] * 1000
    return (144 if first else 72) * bits // _RATES[version][rate] + (head[2] >> 1 & 1)
