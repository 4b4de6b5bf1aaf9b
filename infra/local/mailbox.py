"""SES's endpoint (`POST /v2/email/outbound-emails`) and the folder where every mail becomes an .eml file."""

import base64
import email
import email.policy
import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from werkzeug.wrappers import Request, Response

PREFIX: Final = "/_ses"
_SEND: Final = f"{PREFIX}/v2/email/outbound-emails"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A mail in the inbox."""

    id: str
    at: datetime
    message: EmailMessage

    def header(self, name: str) -> str:
        """A header as a person reads it, or nothing."""
        return str(self.message.get(name, ""))

    def part(self, kind: str) -> str:
        """The text of the `plain` or `html` part, or nothing."""
        part = self.message.get_body((kind,))
        return "" if part is None else str(part.get_content())

    def as_json(self) -> dict[str, Any]:
        """As `/messages.json` lists it."""
        return {
            "id": self.id,
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "from": self.header("From"),
            "to": self.header("To"),
            "subject": self.header("Subject"),
            "headers": {name: str(value) for name, value in self.message.items()},
            "text": self.part("plain"),
            "html": self.part("html"),
        }


def reply(request: Request, folder: Path) -> Response:
    """Accept a raw mail as SES does; the bytes are kept as they came."""
    if request.method != "POST" or request.path != _SEND:
        return Response("{}", status=404, mimetype=_JSON)
    try:
        raw = base64.b64decode(json.loads(request.get_data())["Content"]["Raw"]["Data"], validate=True)
    except (ValueError, KeyError, TypeError):
        headers = {"x-amzn-ErrorType": "BadRequestException"}
        return Response('{"message": "Only raw mails are sent."}', status=400, headers=headers, mimetype=_JSON)
    return Response(json.dumps({"MessageId": keep(raw, folder)}), mimetype=_JSON)


def keep(raw: bytes, folder: Path) -> str:
    """Write a mail to the folder; its id, which sorts by time."""
    folder.mkdir(parents=True, exist_ok=True)
    id_ = f"{time.time_ns() // 1000:017d}-{uuid.uuid4().hex[:8]}"
    unfinished = folder / f".{id_}"
    unfinished.write_bytes(raw)
    os.replace(unfinished, folder / f"{id_}.eml")
    return id_


def list_mails(folder: Path) -> Iterator[Received]:
    """Every mail of the folder, newest first."""
    for path in sorted(folder.glob("*.eml"), reverse=True):
        yield read(path)


def read(path: Path) -> Received:
    """One mail."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    at = datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1_000_000, UTC)
    return Received(id=path.stem, at=at, message=message)
