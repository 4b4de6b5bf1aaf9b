"""What is left of a file when it is given out: a picture's pixels, a sound without its tags, a PDF as it came.

Used by `examining`. The same bytes give the same bytes, because events come twice. Pillow is imported here alone and at
the first picture. docs/decisions/0017-sanitising.md has limits, memory and why.
"""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from chalicelib.attachments.model import LIMIT_PIXELS, Reason
from chalicelib.attachments.sniffing import boxes, first_frame

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_SAVED: Final[Mapping[str, Mapping[str, Any]]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 6},
    # Method 4 would take a minute for the largest picture.
    "WEBP": {"quality": 85, "method": 2},
}
_MODES: Final = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
}
"""The modes in which a picture is kept; any other becomes RGB, or RGBA where something shines through."""
_PIXELS: Final = {"JPEG": LIMIT_PIXELS, "PNG": LIMIT_PIXELS, "WEBP": 16_000_000}
"""What fits into 512 MB: reading and writing a WebP takes up to 25 bytes a pixel, the others at most 10."""
_SCANS: Final = 100
"""More passes over one JPEG than any camera makes: each costs the time of a whole picture."""
_EXIF: Final = b"Exif\0\0"
_EXIF_BYTES: Final = 65_533
"""What fits into one piece of a JPEG, with the orientation. In a megabyte, entries that share their value take ten."""
_ID3_TAIL: Final = 128


class Refused(Exception):
    """Nothing of the file can be given out."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def sanitise(content: bytes, content_type: str) -> bytes:
    """What may be given out of a file of this type. Raises Refused."""
    if content_type in _FORMATS:
        return _redrawn(content, _FORMATS[content_type])
    if content_type == "audio/mpeg":
        return _without_tags(content)
    if content_type == "audio/mp4":
        return _without_notes(content)
    return content


def _redrawn(content: bytes, name: str) -> bytes:
    """The picture alone, upright and in sRGB."""
    try:
        with warnings.catch_warnings():
            # Pillow only warns of what is up to twice its own limit.
            warnings.simplefilter("ignore")
            return _encoded(_upright(_read(content, name)), name)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them stumble over.
        raise Refused(Reason.UNREADABLE) from error


def _read(content: bytes, name: str) -> "Image":
    """The picture, decoded only if its header says that it is small enough and stands still."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = LIMIT_PIXELS
    if name == "JPEG":
        content = _bounded(content)
    try:
        image = Image.open(io.BytesIO(content), formats=(name,))
    except Image.DecompressionBombError as error:
        raise Refused(Reason.TOO_MANY_PIXELS) from error
    if image.width * image.height > _PIXELS[name]:
        raise Refused(Reason.TOO_MANY_PIXELS)
    # A JPEG may hold further pictures (MPO: depth, the other eye); only the first one is read.
    if name != "JPEG" and getattr(image, "is_animated", False):
        raise Refused(Reason.WRONG_TYPE)
    image.load()
    return image


def _bounded(content: bytes) -> bytes:
    """A JPEG that costs neither time nor memory out of proportion: few passes, one piece of Exif data."""
    if content.count(b"\xff\xda") > _SCANS:
        raise Refused(Reason.UNREADABLE)
    # Pillow puts pieces together, and copies all that came before for each.
    before, mark, rest = content.partition(_EXIF)
    return before + mark + rest.replace(_EXIF, bytes(len(_EXIF)))


def _upright(image: "Image") -> "Image":
    """The picture as its orientation says that it was taken, with the colours its profile means."""
    from PIL import ImageOps

    profile = image.info.get("icc_profile")
    if "exif" in image.info:
        image.info["exif"] = image.info["exif"][:_EXIF_BYTES]
    image = ImageOps.exif_transpose(image)
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _in_srgb(image, profile) if profile else image


def _in_srgb(image: "Image", profile: bytes) -> "Image":
    from PIL import ImageCms

    # A broken profile is no reason to refuse a photo: without one, colours are taken for sRGB.
    with suppress(ImageCms.PyCMSError, OSError):
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (meant.profile.profile_description or ""):
            return image
        mode = image.mode if image.mode in ("RGB", "RGBA") else "RGB"
        if mode == image.mode:
            ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), inPlace=True)
            return image
        made = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
        return made or image
    return image


def _encoded(image: "Image", name: str) -> bytes:
    if image.mode not in _MODES[name]:
        image = image.convert("RGBA" if name != "JPEG" and image.has_transparency_data else "RGB")
    # Whatever is left here is written again by some of Pillow's writers: comments, profiles, resolutions.
    image.info = {}
    written = io.BytesIO()
    image.save(written, name, **_SAVED[name])
    return written.getvalue()


def _without_tags(content: bytes) -> bytes:
    """An MP3 from its first frame on, without the old kind of tag at its end."""
    start = first_frame(content) or 0
    tail = content[-_ID3_TAIL:].startswith(b"TAG") and len(content) - _ID3_TAIL > start
    return content[start:-_ID3_TAIL] if tail else content[start:]


def _without_notes(content: bytes) -> bytes:
    """An MP4 whose notes (place, device, title) are emptied where they stand: what follows must not move."""
    cleared = bytearray(content)
    for kind, begins, ends in _notes(content, 0, len(content)):
        # Its name stands right before its content, unless a size of eight bytes is between them.
        named = content.rindex(kind, 0, begins)
        cleared[named : named + len(kind)] = b"free"
        cleared[begins:ends] = bytes(ends - begins)
    return bytes(cleared)


def _notes(
    content: bytes, start: int, end: int, inside: Sequence[bytes] = (b"moov", b"trak")
) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of notes: of the file, of its film, of each track."""
    for kind, begins, ends in boxes(content, start, end):
        if kind in (b"udta", b"meta", b"uuid"):
            yield kind, begins, ends
        elif inside and kind == inside[0]:
            yield from _notes(content, begins, ends, inside[1:])
