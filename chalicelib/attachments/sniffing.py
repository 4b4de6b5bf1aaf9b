"""What a file is by its content, whatever its name or its sender says; None is what is not taken. Pure.

Each type is recognised by its structure and not by its first bytes alone: what is kept as it is (PDF, sound) is also
read elsewhere, so another format's file must not pass by beginning like one. docs/decisions/0017-sanitising.md says why
no library does it. Used by `examining`.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from chalicelib.attachments import documents
from chalicelib.attachments.containers import SEGMENT, TRACK, TRACKS, find_first_frame, iter_boxes, iter_elements

_CODECS: Final = (b"A_OPUS", b"A_VORBIS")
_CODEC, _DOCTYPE = b"\x86", b"\x42\x82"
"""Identifiers of EBML elements (RFC 8794, RFC 9559)."""
_HANDLERS: Final = (b"moov", b"trak", b"mdia", b"hdlr")
"""The way to what says of each track whether it is sound (ISO/IEC 14496-12)."""


def detect_type(content: bytes) -> str | None:
    """The media type, one of those that are taken; None for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return _detect_document_or_sound(content)


def _detect_document_or_sound(content: bytes) -> str | None:
    if documents.starts_like_pdf(content):
        return "application/pdf" if documents.ends_like_pdf(content) else None
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm" if _is_webm_sound(content) else None
    if content[4:8] == b"ftyp":
        return "audio/mp4" if _is_mp4_sound(content) else None
    return "audio/mpeg" if find_first_frame(content) is not None else None


def _is_mp4_sound(content: bytes) -> bool:
    """Boxes from the first byte to the last, with tracks of sound and of nothing else."""
    try:
        kinds = [content[begins + 8 : begins + 12] for begins in _find_handlers(content, 0, len(content), _HANDLERS)]
    except ValueError:
        return False
    return bool(kinds) and set(kinds) == {b"soun"}


def _find_handlers(content: bytes, start: int, end: int, way: tuple[bytes, ...]) -> Iterator[int]:
    """Where the boxes at the end of a way begin; only as deep as that, whatever is nested in a hostile file."""
    for kind, begins, ends in iter_boxes(content, start, end):
        if kind == way[0] and way[1:]:
            yield from _find_handlers(content, begins, ends, way[1:])
        elif kind == way[0]:
            yield begins


def _is_webm_sound(content: bytes) -> bool:
    """An EBML header that says WebM, one segment to the last byte, with one list of tracks, all of them sound."""
    try:
        (_, _, start, end), (kind, _, inside, ends) = list(islice(iter_elements(content, 0, len(content)), 3))
        named = [content[begins:to] for each, _, begins, to in iter_elements(content, start, end) if each == _DOCTYPE]
        # A segment of unknown size ends where another begins.
        parts = [each for each in iter_elements(content, inside, ends) if each[0] in (SEGMENT, TRACKS)]
        codecs = [codec for _, _, begins, to in parts for codec in _read_codecs(content, begins, to)]
    except ValueError:
        return False
    is_one = (named, kind, [each for each, *_ in parts]) == ([b"webm"], SEGMENT, [TRACKS])
    return is_one and bool(codecs) and all(each in _CODECS for each in codecs)


def _read_codecs(content: bytes, start: int, end: int) -> Iterator[bytes | None]:
    """The codec of each track."""
    for kind, _, begins, ends in iter_elements(content, start, end):
        if kind == TRACK:
            found = [content[at:to] for each, _, at, to in iter_elements(content, begins, ends) if each == _CODEC]
            yield found[0] if len(found) == 1 else None
