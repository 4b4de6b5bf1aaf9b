"""What a PDF is, whether it is locked, and a PDF without what is written about it. Pure.

Its pages are left as they are: drawing them anew would take a reader of PDFs, which is what attackers aim at. What says
who made it is emptied where it stands, so that nothing else moves; a signed one is left alone, or its signature would
say that it was altered. docs/decisions/0017-sanitising.md has what is found and what is not. Used by `sniffing`,
`examining` and `sanitising`.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

_HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,16}%PDF-[12]\.\d")
_TAIL: Final = 1024
"""`%%EOF` stands within the last 1024 bytes (ISO 32000-1, Adobe's implementation note 18)."""
_FILLING: Final = b"\0\t\n\f\r "
_ARCHIVE_END: Final = b"PK\x05\x06"
_ARCHIVE_TAIL: Final = 22 + 65_535
"""The last record of a ZIP, and the longest comment behind it."""

_GAP: Final = rb"(?:[\s\0]|%[^\r\n]{0,99}+)*+"
_WORD: Final = b"".join(rb"(?:%c|#%02x|#%02X)" % (each, each, each) for each in b"Encrypt")
_LOCKED: Final = re.compile(b"/" + _WORD + _GAP + rb"(?:<<|\d++" + _GAP + rb"\d++" + _GAP + b"R)")
"""An entry `/Encrypt`, also with letters in hexadecimal and a comment in between (ISO 32000-1, 7.2.3 and 7.3.5).

Nothing is tried twice: a file of nothing but beginnings takes no longer than another."""
_COMMENT: Final = re.compile(rb"%[^\r\n]*+")

_INFO: Final = re.compile(rb"/Info\s{1,9}(\d{1,10})\s{1,9}(\d{1,5})\s{1,9}R")
_INFO_BYTES: Final = 65_536
_INFOS: Final = 8
_VERSIONS: Final = 100
"""More than a document has that people save: each is looked for in the whole file."""
_STRING: Final = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]+)>(?!>)|\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+)\)", re.DOTALL)
"""A string in hexadecimal; or in letters, with what is escaped and one pair of brackets inside another."""
_PACKETS: Final = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
_EXIF: Final = re.compile(rb"\xff\xe1(..)Exif\0\0", re.DOTALL)


def starts_like_pdf(content: bytes) -> bool:
    """Whether it begins with a PDF's first line; some writers put a mark or an empty line before it."""
    return _HEAD.match(content) is not None


def ends_like_pdf(content: bytes) -> bool:
    """Whether it ends as a PDF does, and not as an archive too."""
    whole = content.rstrip(_FILLING)
    return b"%%EOF" in whole[-_TAIL:] and _ARCHIVE_END not in whole[-_ARCHIVE_TAIL:]


def is_encrypted(content: bytes) -> bool:
    """Whether it is encrypted: no scanner looks into it."""
    return any(_LOCKED.search(each) for each in (content, _COMMENT.sub(b" ", content)))


def clear_metadata(content: bytes) -> bytes:
    """The same document without its author, title, dates and programs, and without the place of its photos."""
    if b"/ByteRange" in content:
        return content
    cleared = bytearray(content)
    for start, end in (*_find_info_strings(content), *_find_xmp_packets(content)):
        cleared[start:end] = b" " * (end - start)
    for found in _EXIF.finditer(content):
        end = min(found.start(1) + int.from_bytes(found[1], "big"), len(content))
        cleared[found.end() : end] = bytes(max(end - found.end(), 0))
    return bytes(cleared)


def _find_info_strings(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the strings of the document's Info dictionaries stand, without what encloses them."""
    for number, generation in sorted(set(_INFO.findall(content)))[:_INFOS]:
        objects = re.finditer(rb"(?<!\d)%s\s{1,9}%s\s{1,9}obj" % (number, generation), content)
        for found in islice(objects, _VERSIONS):
            ends = content.find(b"endobj", found.end(), found.end() + _INFO_BYTES)
            for string in _STRING.finditer(content, found.end(), max(ends, found.end())):
                yield string.span(1) if string.group(1) is not None else string.span(2)


def _find_xmp_packets(content: bytes) -> Iterator[tuple[int, int]]:
    """Where XMP stands that is not compressed: all between its first tag's name and its last."""
    for opening, closing in _PACKETS:
        start = content.find(opening)
        while start >= 0:
            end = content.find(closing, start)
            if end < 0:
                break
            yield content.find(b">", start, end) + 1 or end, end
            start = content.find(opening, end)
