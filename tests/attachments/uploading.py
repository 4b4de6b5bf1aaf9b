"""Uploads as clients and the bucket make them: announced, sent, noticed; and what can be seen of them afterwards."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import EndpointConnectionError

from chalicelib.attachments import jobs, service
from chalicelib.attachments.model import Announced
from chalicelib.aws import clients, connection
from chalicelib.domain import policies
from tests.attachments.samples import EICAR, PHOTO
from tests.portal import Answer, Portal

__all__ = ["EICAR", "PHOTO"]


def an_announcement(content: bytes = PHOTO, **changes: Any) -> dict[str, Any]:
    """The body of POST /uploads."""
    given = {
        "file_name": "door.png",
        "content_type": "image/png",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return {**given, **changes}


def announce(api: Portal, content: bytes = PHOTO, *, token: str | None = None, **changes: Any) -> Answer:
    """Announce a file, as an officer where a token is given."""
    return api.post("/agency/uploads" if token else "/uploads", an_announcement(content, **changes), token)


def reserved(content: bytes = PHOTO, *, side: str = policies.CITIZEN_SIDE, content_type: str = "image/png") -> str:
    """The id of a slot, without the API."""
    announced = Announced(
        name="door.png",
        content_type=content_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return service.reserve(announced, side=side).upload_id


def send(upload_id: str, content: bytes = PHOTO) -> str:
    """Put the object where the form would; its version."""
    answer = clients.client("s3").put_object(Bucket="quarantine", Key=upload_id, Body=content)
    return str(answer["VersionId"])


def notice(upload_id: str, version: str | None = None) -> None:
    """The bucket's event, as EventBridge brings it."""
    created = {"key": upload_id} | ({"version-id": version} if version else {})
    jobs.handle_scan_event({"detail": {"bucket": {"name": "quarantine"}, "object": created}})


def uploaded(content: bytes = PHOTO, **options: Any) -> str:
    """The id of an upload that has arrived and been judged."""
    upload_id = reserved(content, **options)
    send(upload_id, content)
    notice(upload_id)
    return upload_id


def released(upload_id: str) -> bytes | None:
    """What the clean bucket holds of an upload."""
    listed = clients.client("s3").list_objects_v2(Bucket="clean", Prefix=upload_id).get("Contents", [])
    if not listed:
        return None
    content: bytes = clients.client("s3").get_object(Bucket="clean", Key=upload_id)["Body"].read()
    return content


@contextmanager
def failing(operation: str) -> Iterator[None]:
    """Calls such as `s3.GetObject` or `dynamodb.Query` find nobody at the other end."""

    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="nowhere")

    calls = _calls_of(operation)
    calls.register(f"before-call.{operation}", fail)
    try:
        yield
    finally:
        calls.unregister(f"before-call.{operation}", fail)


@contextmanager
def just_before(operation: str, act: Callable[[], object]) -> Iterator[None]:
    """Let something else happen once, between what was read and the first such call."""
    waiting = [act]

    def interrupt(**_: Any) -> None:
        if waiting:
            waiting.pop()()

    calls = _calls_of(operation)
    calls.register(f"before-call.{operation}", interrupt)
    try:
        yield
    finally:
        calls.unregister(f"before-call.{operation}", interrupt)
    assert not waiting, f"there was no {operation}"


def _calls_of(operation: str) -> Any:
    of_table = operation.startswith("dynamodb.")
    return (connection.connection().connection.client if of_table else clients.client("s3")).meta.events
