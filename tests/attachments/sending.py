"""Files sent to a running portal as a page sends them: announced, then a multipart form straight to S3."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from tests.running import Api, Reply, fetch


def announce_file(api: Api, content: bytes, *, token: str | None = None, **changes: Any) -> Any:
    """A slot for a file, as an officer's where a token is given."""
    announced = {
        "file_name": "photo.png",
        "content_type": "image/png",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    reply = api.call("POST", "/agency/uploads" if token else "/uploads", {**announced, **changes}, token=token)
    assert reply.status == 201, reply.raw
    return reply.body


def send_form(slot: Mapping[str, Any], content: bytes, *, changed: Mapping[str, str] | None = None) -> Reply:
    """Send a file with the form of its slot, some of its fields changed."""
    headers, body = _form({**slot["fields"], **(changed or {})}, content)
    return fetch(slot["url"], method="POST", headers=headers, data=body)


def send_file(api: Api, content: bytes, **options: Any) -> str:
    """Announce and send a file; the upload's id."""
    slot = announce_file(api, content, **options)
    reply = send_form(slot, content)
    assert reply.status == 204, reply.raw
    return str(slot["upload_id"])


def judged(api: Api, path: str, token: str) -> Any:
    """The last file of a complaint, once there is a verdict on it."""
    file = api.call("GET", path, token=token).body["files"][-1]
    return file if file["state"] != "pending" else None


def _form(fields: Mapping[str, str], content: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and body: the fields, the file last."""
    boundary = uuid.uuid4().hex
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="'
    text = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    head = f'{text}{part}file"; filename="x"\r\nContent-Type: application/octet-stream\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body
