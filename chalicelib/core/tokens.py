"""Signed tokens: sessions, links, and exported histories, which never end.

Deterministic, so a mail rendered twice carries the same link.
itsdangerous' `URLSafeSerializer` (HMAC-SHA-256) with a salt per purpose; the payload names its key and its own expiry.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from itsdangerous import BadData, Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from chalicelib.core import clock


class Purpose(StrEnum):
    """What a token may be used for; a token of one purpose is worthless for another."""

    SESSION = "session"
    LINK = "link"
    HISTORY = "history"


_LASTING: Final = frozenset({Purpose.HISTORY})
"""What people keep for years: signed without an end, and not by the keys of sessions and links."""


class TokenInvalid(Exception):
    """Not signed by a key of this ring, or for another purpose."""


class TokenExpired(Exception):
    """Genuine, but its time is over; `payload` says what it was."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        super().__init__("expired")
        self.payload = payload


@dataclass(frozen=True, slots=True)
class Keyring:
    """Signing keys by id; new tokens use `current`, old ones verify until their key is removed."""

    keys: Mapping[str, str]
    current: str

    def sign(self, purpose: Purpose, payload: Mapping[str, Any], *, expires: datetime, key: str | None = None) -> str:
        """A token that is the same for the same arguments. Raises KeyError for a key that was removed."""
        key_id = key or self.current
        return self._sign_payload(purpose, {**payload, "k": key_id, "exp": clock.seconds(expires)})

    def sign_without_expiry(self, purpose: Purpose, payload: Mapping[str, Any]) -> str:
        """A token that verifies as long as its key is kept."""
        return self._sign_payload(purpose, {**payload, "k": self.current})

    def verify(self, purpose: Purpose, token: str) -> Mapping[str, Any]:
        """The payload. Raises TokenInvalid or TokenExpired."""
        payload = self._payload(purpose, token)
        if purpose not in _LASTING and payload["exp"] <= clock.seconds(clock.now()):
            raise TokenExpired(payload)
        return payload

    def _sign_payload(self, purpose: Purpose, body: Mapping[str, Any]) -> str:
        token = _serializer(self.keys[body["k"]], purpose).dumps(body)
        return token if isinstance(token, str) else token.decode("ascii")

    def _payload(self, purpose: Purpose, token: str) -> Mapping[str, Any]:
        for key in self.keys.values():
            try:
                payload = _serializer(key, purpose).loads(token)
            except BadData:
                continue
            if isinstance(payload, dict) and self.keys.get(str(payload.get("k"))) == key:
                return payload
        raise TokenInvalid


class _Readable(URLSafeSerializer):
    """Never compressed: a page may say which agency and number a link is for before anybody opens it."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


def _serializer(key: str, purpose: Purpose) -> URLSafeSerializer:
    return _Readable(key, salt=f"portal.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def pseudonym(key: str, *, purpose: str, value: bytes) -> str:
    """HMAC-SHA-256 of a value, as hex, under a key derived for one purpose: equality can be tested, nothing read."""
    derived = hmac.digest(key.encode(), f"portal.{purpose}".encode(), "sha256")
    return hmac.new(derived, value, hashlib.sha256).hexdigest()
