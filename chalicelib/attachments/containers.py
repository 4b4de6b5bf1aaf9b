"""Where the parts of a sound stand in its file: boxes of MP4, elements of WebM, frames of MP3. Pure.

Whatever is nested or repeated in it, a file costs time in proportion to its size. Used by `sniffing` and `sounds`.
"""

from collections.abc import Iterator
from typing import Final

_BOX_HEAD: Final = 8
SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
TRACKS, TRACK = b"\x16\x54\xae\x6b", b"\xae"
"""Identifiers of EBML elements (RFC 8794, RFC 9559)."""
_BITRATES: Final = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second of layer III by its index, from 1: MPEG 1; and MPEG 2 and 2.5."""
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version (MPEG 1, 2, 2.5) and index."""
_FRAMES_IN_A_ROW: Final = 3
_FOOTED: Final = 0x10
"""The flag of an ID3 tag that its head stands once more at its end."""


def iter_boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
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


def iter_elements(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """The EBML elements between two places: identifier, where it, its content and what follows it begin.

    One of unknown size, as a browser records it, goes on to the end of what holds it; a cluster of unknown size is
    empty, and what it holds follows it. Raises ValueError.
    """
    while start < end:
        id_width, size_width = _width(content, start), _width(content, start + _width(content, start))
        kind, begins = content[start : start + id_width], start + id_width + size_width
        unknown = (1 << 7 * size_width) - 1
        size = int.from_bytes(content[start + id_width : begins], "big") & unknown
        open_end = begins if kind == CLUSTER else end
        ends = open_end if size == unknown else begins + size
        if ends > end:
            raise ValueError("an element leaves its place")
        yield kind, start, begins, ends
        start = ends


def _width(content: bytes, at: int) -> int:
    first = content[at] if at < len(content) else 0
    if first == 0:
        raise ValueError("no element")
    return 9 - first.bit_length()


def find_first_frame(content: bytes) -> int | None:
    """Where the sound of an MP3 begins: behind its ID3 tags and what fills them up; None where there is none."""
    start = 0
    while content[start : start + 3] == b"ID3":
        size = content[start + 6 : start + 10]
        if len(size) < 4 or any(each > 127 for each in size):
            return None
        foot = 10 if content[start + 5] & _FOOTED else 0
        start += 10 + foot + sum(each << shift for each, shift in zip(size, (21, 14, 7, 0), strict=True))
    while start < len(content) and content[start] == 0:
        start += 1
    return start if has_frames(content, start) else None


def has_frames(content: bytes, start: int) -> bool:
    """Three frames of an MP3 in a row, or fewer to the very end."""
    for _ in range(_FRAMES_IN_A_ROW):
        length = read_frame_length(content[start : start + 4])
        if length is None or start + length > len(content):
            return False
        start += length
        if start == len(content):
            return True
    return True


def read_frame_length(head: bytes) -> int | None:
    """Bytes of a frame of MPEG sound, layer III, by its first four; None where they begin none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate == 3 or not 1 <= bitrate <= 14:
        return None
    first = version == 3
    bits = _BITRATES[3 if first else 2][bitrate - 1] * 1000
    return (144 if first else 72) * bits // _RATES[version][rate] + (head[2] >> 1 & 1)
