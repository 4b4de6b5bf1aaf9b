"""What announces an upload and what it is answered with, on both sides."""

import base64
import binascii
import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from chalicelib.attachments.model import LIMIT_BYTES, TYPES, Announced, clean_name, find_media_type
from chalicelib.attachments.service import Slot
from chalicelib.core import clock
from chalicelib.web.fields import Body, View

_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]{64}")
_DIGEST: Final[dict[str, Any]] = {
    "type": "string",
    "description": "SHA-256 of the file: 64 hexadecimal characters, or base64 of its 32 bytes",
    "pattern": "^([0-9A-Fa-f]{64}|[A-Za-z0-9+/]{43}=)$",
}


def _type(value: str) -> str:
    found = find_media_type(value)
    if found is None:
        raise PydanticCustomError("file_type", "not taken")
    return found


def _size(value: int) -> int:
    if not 1 <= value <= LIMIT_BYTES:
        raise PydanticCustomError("file_size", "empty or too large", {"max": LIMIT_BYTES // 1024 // 1024})
    return value


def _digest(value: str) -> str:
    if _HEXADECIMAL.fullmatch(value):
        return value.lower()
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise PydanticCustomError("sha256", "no digest")
    return raw.hex()


class UploadBody(Body):
    """A file that is about to be sent. Any name is taken, and cleaned."""

    file_name: str
    content_type: Annotated[str, AfterValidator(_type), WithJsonSchema({"type": "string", "enum": list(TYPES)})]
    size_bytes: Annotated[
        int, AfterValidator(_size), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LIMIT_BYTES})
    ]
    sha256: Annotated[str, AfterValidator(_digest), WithJsonSchema(_DIGEST)]

    def announcement(self) -> Announced:
        """The upload these fields announce."""
        return Announced(
            name=clean_name(self.file_name, self.content_type),
            content_type=self.content_type,
            size_bytes=self.size_bytes,
            sha256=self.sha256,
        )


class SlotView(View):
    """Where to send it: a multipart form POST to `url` with these `fields`, and the file last, as `file`."""

    upload_id: str
    url: str
    fields: dict[str, str] = Field(default_factory=dict)
    expires_at: str

    @classmethod
    def of(cls, slot: Slot) -> "SlotView":
        """The view of a slot."""
        return cls(
            upload_id=slot.upload_id,
            url=slot.form.url,
            fields=dict(slot.form.fields),
            expires_at=clock.stamp(slot.expires_at),
        )
