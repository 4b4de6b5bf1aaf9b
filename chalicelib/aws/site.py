"""The site's bucket, from which the content delivery network serves: what functions publish there, and read back.

Objects are told apart by the MD5 that S3 gives as ETag, so that nothing is written that is there already. Where another
encryption makes an ETag of its own, everything is written anew: dearer, and just as right.
"""

import hashlib
from typing import Final

from chalicelib.aws import clients, files
from chalicelib.core import settings

_TYPES: Final = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
_CACHED: Final = "public, max-age=300"


def list_tags(prefix: str) -> dict[str, str]:
    """The objects below a prefix, `{key: MD5}`. Raises Unavailable."""
    pages = (
        clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=settings.get().site_bucket, Prefix=prefix)
    )
    with files.translate_errors():
        return {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}


def get(key: str) -> bytes | None:
    """What an object holds, or None where there is none. Raises Unavailable."""
    stored = files.read(settings.get().site_bucket, key)
    return None if stored is None else stored.content


def put(key: str, content: bytes, *, known: dict[str, str]) -> bool:
    """Write an object unless `known`, from `list_tags`, says that it is there already; whether it was written.

    The type follows from the name's ending. Raises Unavailable.
    """
    # S3's ETag, not a safeguard.
    tag = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if known.get(key) == tag:
        return False
    kind = _TYPES[key.rpartition(".")[2]]
    with files.translate_errors():
        clients.client("s3").put_object(
            Bucket=settings.get().site_bucket,
            Key=key,
            Body=content,
            ContentType=f"{kind}; charset=utf-8",
            CacheControl=_CACHED,
        )
    known[key] = tag
    return True
