"""What is left of a file when it is given out: a picture's pixels, a sound's, a PDF's pages.

Used by `examining`. The same bytes give the same bytes, because events come twice.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from chalicelib.attachments import documents, pictures, sounds

_BY_TYPE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    **{f"image/{name.lower()}": partial(pictures.redraw_picture, name=name) for name in pictures.FORMATS},
    "application/pdf": documents.clear_metadata,
    "audio/mpeg": sounds.strip_mp3_tags,
    "audio/mp4": sounds.clear_mp4_metadata,
    "audio/webm": sounds.clear_webm_metadata,
}


def sanitise(content: bytes, content_type: str) -> bytes:
    """What may be given out of a file of this type. Raises `pictures.CannotSanitise`."""
    return _BY_TYPE[content_type](content)
