"""A picture drawn anew: its pixels, upright and in sRGB, and nothing else of its file. Used by `sanitising`.

Pillow is imported here alone and at the first picture. docs/decisions/0017-sanitising.md has limits, memory and why.
"""

import io
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from chalicelib.attachments.model import LIMIT_PIXELS, Reason

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("JPEG", "PNG", "WEBP")
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
_SCAN: Final = re.compile(rb"\xff\xda\0(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
"""How one begins: its length follows from its number of components (ITU-T T.81, B.2.3), so chance makes few of them."""
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_TURNED: Final = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What makes a picture of this orientation (Exif 2.32, 4.6.5.1) upright, by Pillow's names."""


class CannotSanitise(Exception):
    """Nothing of the file can be given out."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def redraw_picture(content: bytes, name: str) -> bytes:
    """The picture alone, upright and in sRGB. `name` is one of `FORMATS`. Raises CannotSanitise."""
    # Before the handler below: that Pillow is missing says nothing about the file.
    from PIL import Image, ImageCms  # noqa: F401

    try:
        with warnings.catch_warnings():
            # Pillow only warns of what is up to twice its own limit.
            warnings.simplefilter("ignore")
            return _encode(_turn_upright(_decode(content, name)), name)
    except (CannotSanitise, MemoryError):
        raise
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them stumble over.
        raise CannotSanitise(Reason.UNREADABLE) from error


def _decode(content: bytes, name: str) -> "Image":
    """The picture, decoded only if its header says that it is small enough and stands still."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = LIMIT_PIXELS
    if name == "JPEG":
        content = _limit_passes(content)
    try:
        image = Image.open(io.BytesIO(content), formats=(name,))
    except Image.DecompressionBombError as error:
        raise CannotSanitise(Reason.TOO_MANY_PIXELS) from error
    if image.width * image.height > _PIXELS[name]:
        raise CannotSanitise(Reason.TOO_MANY_PIXELS)
    # A JPEG may hold further pictures (MPO: depth, the other eye); only the first one is read.
    if name != "JPEG" and getattr(image, "is_animated", False):
        raise CannotSanitise(Reason.WRONG_TYPE)
    image.load()
    return image


def _limit_passes(content: bytes) -> bytes:
    """A JPEG that costs neither time nor memory out of proportion: few passes, one piece of Exif data."""
    if len(_SCAN.findall(content)) > _SCANS:
        raise CannotSanitise(Reason.UNREADABLE)
    # Pillow puts pieces together, and copies all that came before for each.
    before, mark, rest = content.partition(_EXIF)
    return before + mark + rest.replace(_EXIF, bytes(len(_EXIF)))


def _turn_upright(image: "Image") -> "Image":
    """The picture as its orientation says that it was taken, with the colours its profile means."""
    from PIL.Image import Transpose

    profile, turned = image.info.get("icc_profile"), _TURNED.get(_orientation(image.info.get("exif", b"")))
    if turned:
        image = image.transpose(Transpose[turned])
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _convert_to_srgb(image, profile) if profile else image


def _orientation(exif: bytes) -> int:
    """What Exif data says of it, whatever else is wrong there: Pillow would read and write all of it (TIFF 6.0, 2)."""
    data = exif.removeprefix(_EXIF)
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    start = int.from_bytes(data[4:8], order)
    for place in range(start + 2, start + 2 + 12 * int.from_bytes(data[start : start + 2], order), 12):
        if int.from_bytes(data[place : place + 2], order) == _ORIENTATION:
            return int.from_bytes(data[place + 8 : place + 10], order)
    return 1


def _convert_to_srgb(image: "Image", profile: bytes) -> "Image":
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


def _encode(image: "Image", name: str) -> bytes:
    if image.mode not in _MODES[name]:
        image = image.convert("RGBA" if name != "JPEG" and image.has_transparency_data else "RGB")
    # Whatever is left here is written again by some of Pillow's writers: comments, profiles, resolutions.
    image.info = {}
    written = io.BytesIO()
    image.save(written, name, **_SAVED[name])
    return written.getvalue()
