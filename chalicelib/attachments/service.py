"""A file as people and commands handle it: a slot reserved, an upload claimed, a clean file downloaded.

What becomes of it after it has arrived is in `checking`, which the API's function does not import. Both come in any
order: the claim's condition is the state it has read, the assessment's the claim, so each sees the other or fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.attachments import store
from chalicelib.attachments.model import (
    FORM_VALID_FOR,
    Announced,
    Claim,
    File,
    FileState,
    Upload,
    content_disposition,
)
from chalicelib.aws import files
from chalicelib.aws.files import UploadForm
from chalicelib.aws.table import Write, create
from chalicelib.core import clock, ids, settings
from chalicelib.core.errors import FieldError

DOWNLOAD_VALID_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a client sends an announced file."""

    upload_id: str
    form: UploadForm
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Where a client fetches a file."""

    url: str
    expires_at: datetime


def reserve(announced: Announced, *, side: str) -> Slot:
    """A slot for one file: for ten minutes a form that takes these bytes and no others. Raises Unavailable."""
    at = clock.now()
    upload = Upload(id=ids.new_id(), announced=announced, side=side, created_at=at)
    form = files.upload_form(
        settings.get().quarantine_bucket,
        upload.id,
        content_type=announced.content_type,
        size_bytes=announced.size_bytes,
        sha256=announced.sha256,
        expires_after=FORM_VALID_FOR,
    )
    create([store.put(upload)])
    return Slot(upload_id=upload.id, form=form, expires_at=at + FORM_VALID_FOR)


def claim(upload_ids: Sequence[str], *, side: str, at: datetime) -> Claim:
    """Which of these a side may have now; what it may not have is `unknown_upload`, whatever the reason.

    A refused file can be claimed: the complaint is filed, and both sides see what became of the file.
    """
    found = store.get_many(upload_ids) if upload_ids else {}
    taken: dict[str, tuple[Upload, str]] = {}
    wrong: list[FieldError] = []
    for position, upload_id in enumerate(upload_ids):
        upload = found.get(upload_id)
        if upload is None or upload_id in taken or not upload.may_be_claimed_by(side, at) or not _has_arrived(upload):
            wrong.append(FieldError(f"upload_ids.{position}", "unknown_upload"))
        else:
            taken[upload_id] = (upload, ids.new_sortable_id(at, position))
    return Claim(taken=tuple(taken.values()), wrong=tuple(wrong))


def list_claim_writes(claimed: Claim, *, number: str, seq: int, at: datetime) -> list[Write]:
    """The writes of a claim, for the command's own transaction; after a Conflict there it has to be made anew."""
    pairs = zip(claimed.taken, claimed.files(seq), strict=True)
    return [
        write for (upload, _), file in pairs for write in store.list_claim_writes(upload, file, number=number, at=at)
    ]


def read_file(raw: dict[str, Any]) -> File:
    """The file that a raw item of a complaint's partition holds."""
    return store.read_file(raw)


def download(file: File) -> Download:
    """An address, good for a minute, under which a clean file is saved. Raises Unavailable."""
    at = clock.now()
    url = files.download_address(
        settings.get().clean_bucket,
        file.upload_id,
        disposition=content_disposition(file.name),
        content_type=file.content_type,
        expires_after=DOWNLOAD_VALID_FOR,
    )
    return Download(url=url, expires_at=at + DOWNLOAD_VALID_FOR)


def _has_arrived(upload: Upload) -> bool:
    # A verdict is proof. Before it, the bucket's event may be on its way, or the client may not have sent anything.
    return upload.state is not FileState.PENDING or files.exists(settings.get().quarantine_bucket, upload.id)
