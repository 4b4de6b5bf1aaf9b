"""S3: signed addresses for people, objects for the portal. Names of buckets and keys come from the slice that calls."""

import base64
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws import clients
from chalicelib.core.errors import Unavailable

_ABSENT = {"NoSuchKey", "NoSuchVersion", "404"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A form that uploads one object: a multipart POST of `fields` and then the file."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object's bytes, and which version of it they are; `etag` without its quotes."""

    content: bytes
    version: str | None
    etag: str


def upload_form(
    bucket: str, key: str, *, content_type: str, size_bytes: int, sha256: str, expires_after: timedelta
) -> UploadForm:
    """A form for exactly this object: key, type, size and digest (hexadecimal) are part of what is signed."""
    fields = {
        "Content-Type": content_type,
        "x-amz-checksum-algorithm": "SHA256",
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode(),
    }
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", size_bytes, size_bytes])
    with translate_errors():
        signed = _client().generate_presigned_post(
            bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=int(expires_after.total_seconds())
        )
    return UploadForm(url=signed["url"], fields=signed["fields"])


def download_address(bucket: str, key: str, *, disposition: str, content_type: str, expires_after: timedelta) -> str:
    """An address that gives the object with these headers to whoever has it, for that long."""
    parameters = {
        "Bucket": bucket,
        "Key": key,
        "ResponseContentDisposition": disposition,
        "ResponseContentType": content_type,
        "ResponseCacheControl": "no-store",
    }
    with translate_errors():
        address = _client().generate_presigned_url(
            "get_object", Params=parameters, ExpiresIn=int(expires_after.total_seconds())
        )
    return str(address)


def exists(bucket: str, key: str) -> bool:
    """Whether there is an object; asked of the list, so that who asks needs no right to read it. Raises Unavailable."""
    with translate_errors():
        found = _client().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
    return any(each["Key"] == key for each in found.get("Contents", []))


def read(bucket: str, key: str, *, version: str | None = None) -> StoredObject | None:
    """An object's bytes, of its latest version unless one is named; None where it is not there. Raises Unavailable."""
    which = {} if version is None else {"VersionId": version}
    try:
        with translate_errors(except_codes=_ABSENT):
            answer = _client().get_object(Bucket=bucket, Key=key, **which)
            content = answer["Body"].read()
    except ClientError:
        return None
    return StoredObject(content=content, version=answer.get("VersionId"), etag=answer["ETag"].strip('"'))


def write(bucket: str, key: str, content: bytes, *, content_type: str) -> None:
    """Put an object that browsers save and never show. Raises Unavailable."""
    with translate_errors():
        _client().put_object(
            Bucket=bucket, Key=key, Body=content, ContentType=content_type, ContentDisposition="attachment"
        )


def delete(bucket: str, key: str) -> None:
    """Remove an object; in a versioned bucket its versions go with the bucket's lifecycle. Raises Unavailable."""
    with translate_errors():
        _client().delete_object(Bucket=bucket, Key=key)


@contextmanager
def translate_errors(*, except_codes: Collection[str] = ()) -> Iterator[None]:
    """Raise Unavailable for what S3, or the way to it, raises in the block; errors with these codes stay themselves."""
    try:
        yield
    except ClientError as failure:
        if failure.response.get("Error", {}).get("Code") in except_codes:
            raise
        raise Unavailable from failure
    except BotoCoreError as failure:
        raise Unavailable from failure


def _client() -> Any:
    return clients.client("s3")
