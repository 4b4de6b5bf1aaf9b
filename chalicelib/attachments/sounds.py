"""A sound without what is written about it: who speaks, where, with which device. Pure; used by `sanitising`.

MP4 and WebM are emptied where the notes stand, because other parts of the file say where their sound begins.
"""

import re
from collections.abc import Iterator
from typing import Final

from chalicelib.attachments.containers import (
    SEGMENT,
    TRACK,
    TRACKS,
    find_first_frame,
    has_frames,
    iter_boxes,
    iter_elements,
    read_frame_length,
)

_SYNC: Final = re.compile(rb"\xff[\xe2-\xff]")
_NOTES: Final = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
_HOLDERS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"})
_DEPTH: Final = 5
"""As deep as the boxes of a film are put into one another (ISO/IEC 14496-12)."""

_INFO: Final = b"\x15\x49\xa9\x66"
_WRITTEN: Final = frozenset(
    bytes.fromhex(each)
    for each in ("1254c367", "1941a469", "1043a770", "7ba9", "4461", "7384", "73a4", "536e", "bf", "ec")
)
"""Tags, attachments, chapters; title, date, file name and id of the segment; a track's name; the checksums over them,
and what was left empty (RFC 9559)."""
_VOID: Final = 0xEC


def strip_mp3_tags(content: bytes) -> bytes:
    """An MP3's frames alone: no tag before, between or behind them, of whatever kind."""
    kept, start = bytearray(), find_first_frame(content)
    while start is not None:
        length = read_frame_length(content[start : start + 4])
        if length is None or start + length > len(content):
            start = _next_frames(content, start + 1)
            continue
        kept += content[start : start + length]
        start += length
    return bytes(kept)


def _next_frames(content: bytes, start: int) -> int | None:
    found = (each.start() for each in _SYNC.finditer(content, start))
    return next((place for place in found if has_frames(content, place)), None)


def clear_mp4_metadata(content: bytes) -> bytes:
    """An MP4 whose notes (place, device, title) and empty places are emptied."""
    cleared = bytearray(content)
    for kind, begins, ends in _find_mp4_metadata(content, 0, len(content), _DEPTH):
        # Its name stands right before its content, unless a size of eight bytes is between them.
        named = content.rindex(kind, 0, begins)
        cleared[named : named + len(kind)] = b"free"
        cleared[begins:ends] = bytes(ends - begins)
    return bytes(cleared)


def _find_mp4_metadata(content: bytes, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    for kind, begins, ends in iter_boxes(content, start, end):
        if kind in _NOTES:
            yield kind, begins, ends
        elif kind in _HOLDERS and depth:
            yield from _find_mp4_metadata(content, begins, ends, depth - 1)


def clear_webm_metadata(content: bytes) -> bytes:
    """A WebM whose tags, attachments and names are emptied."""
    cleared = bytearray(content)
    for start, end in _find_webm_metadata(content, 0, len(content)):
        cleared[start:end] = _make_void_element(end - start)
    return bytes(cleared)


def _find_webm_metadata(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    for kind, at, begins, ends in iter_elements(content, start, end):
        if kind in _WRITTEN:
            yield at, ends
        elif kind in (SEGMENT, _INFO, TRACKS, TRACK):
            yield from _find_webm_metadata(content, begins, ends)


def _make_void_element(length: int) -> bytes:
    """An element of this many bytes that says nothing."""
    if length < 2 + 127:
        return bytes((_VOID, 0x80 | (length - 2))) + bytes(length - 2)
    return bytes((_VOID, 0x01)) + (length - 9).to_bytes(7, "big") + bytes(length - 9)
