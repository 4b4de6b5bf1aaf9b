"""Keys from Secrets Manager, kept for five minutes, so a rotation reaches every warm function by itself.

A secret is JSON. `initial` is what CloudFormation generated; `keys` and `current` come with the first rotation.
"""

import json
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws import clients
from chalicelib.core import settings
from chalicelib.core.errors import Unavailable
from chalicelib.core.tokens import Keyring, pseudonym

_REFRESH_SECONDS = 300
_RETRY_SECONDS = 30
_cache: dict[str, tuple[float, Keyring]] = {}


def signing_keys() -> Keyring:
    """The keys that sign sessions, links and challenges."""
    return _keyring(settings.get().signing_secret)


def receipt_keys() -> Keyring:
    """The keys that sign what the portal hands out to be cached. One that is retired stays in the ring, to verify."""
    return _keyring(settings.get().receipt_secret)


def email_pseudonym(email: bytes) -> str:
    """The HMAC under which an email (see `text.email_key`) is stored and compared. Its key is never rotated."""
    return _pseudonym("email", email)


def body_pseudonym(body: bytes) -> str:
    """The HMAC of a request's raw body that an idempotency marker holds."""
    return _pseudonym("body", body)


def throttle_pseudonym(subject: str) -> str:
    """The HMAC under which a throttle counts an address, an email or a number."""
    return _pseudonym("throttle", subject.encode())


def origin_secrets() -> tuple[str, ...]:
    """What the content delivery network may say in a header, the current one first: it learns a new one slowly."""
    ring = _keyring(settings.get().origin_secret)
    return (ring.keys[ring.current], *ring.keys.values())


def clear_cache() -> None:
    """Read every secret anew at its next use."""
    _cache.clear()


def _pseudonym(purpose: str, value: bytes) -> str:
    ring = _keyring(settings.get().pseudonym_secret)
    return pseudonym(ring.keys["initial"], purpose=purpose, value=value)


def _keyring(secret: str) -> Keyring:
    cached = _cache.get(secret)
    # Monotonic, not `clock`: this is about the age of a copy, not about the portal's time.
    if cached is None:
        cached = (time.monotonic() + _REFRESH_SECONDS, _fetch(secret))
    elif cached[0] < time.monotonic():
        cached = _refresh(secret, cached[1])
    _cache[secret] = cached
    return cached[1]


def _refresh(secret: str, held: Keyring) -> tuple[float, Keyring]:
    try:
        return time.monotonic() + _REFRESH_SECONDS, _fetch(secret)
    except Unavailable:
        # Keys of five minutes ago are better than no service; ask again soon.
        return time.monotonic() + _RETRY_SECONDS, held


def _fetch(secret: str) -> Keyring:
    try:
        answer = clients.client("secretsmanager").get_secret_value(SecretId=secret)
    except (BotoCoreError, ClientError) as failure:
        raise Unavailable from failure
    held: dict[str, Any] = json.loads(answer["SecretString"])
    keys = dict(held.get("keys") or {})
    if "initial" in held:
        keys["initial"] = held["initial"]
    return Keyring(keys, held.get("current", "initial"))
