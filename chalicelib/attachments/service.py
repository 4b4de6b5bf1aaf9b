"""The ways of a file: announced, claimed by a command, judged, fetched, given up.

Commands call `claim` and `to_write`, the bucket's events `judge`, the schedule `look_after`. They come in any order:
the claim's condition is the state it has read, the verdict's the claim it has read, so each sees the other or fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.attachments import examining, scanner, store
from chalicelib.attachments.model import (
    CLAIM_WITHIN,
    FIRST_LOOK,
    FORM_VALID_FOR,
    SWEPT_AFTER,
    UNANSWERED,
    Announced,
    Claim,
    File,
    Finding,
    State,
    Upload,
    Verdict,
    Word,
    disposition,
)
from chalicelib.aws import files, observability
from chalicelib.aws.files import Form
from chalicelib.aws.table import Conflict, Write, create
from chalicelib.core import clock, ids, settings
from chalicelib.core.errors import FieldError, Unavailable

CITIZEN: Final = "citizen"
"""The side of uploads that anybody may claim who knows their ids."""
DOWNLOAD_VALID_FOR: Final = timedelta(seconds=60)
_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a client sends an announced file."""

    upload_id: str
    form: Form
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Where a client fetches a file."""

    url: str
    expires_at: datetime


def side_of(agency: str) -> str:
    """The side of an agency's uploads, whichever of its officers sends them."""
    return f"agency#{agency}"


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
        if upload is None or upload_id in taken or not upload.is_free_for(side, at) or not _has_arrived(upload):
            wrong.append(FieldError(f"upload_ids.{position}", "unknown_upload"))
        else:
            taken[upload_id] = (upload, ids.new_sortable_id(at, position))
    return Claim(taken=tuple(taken.values()), wrong=tuple(wrong))


def to_write(claimed: Claim, *, number: str, seq: int, at: datetime) -> list[Write]:
    """The writes of a claim, for the command's own transaction; after a Conflict there it has to be made anew."""
    pairs = zip(claimed.taken, claimed.files(seq), strict=True)
    return [write for (upload, _), file in pairs for write in store.to_claim(upload, file, number=number, at=at)]


def file_of(raw: dict[str, Any]) -> File:
    """The file that a raw item of a complaint's partition holds."""
    return store.file_of(raw)


def download(file: File) -> Download:
    """An address, good for a minute, under which a clean file is saved. Raises Unavailable."""
    at = clock.now()
    url = files.download_address(
        settings.get().clean_bucket,
        file.upload,
        disposition=disposition(file.name),
        content_type=file.content_type,
        expires_after=DOWNLOAD_VALID_FOR,
    )
    return Download(url=url, expires_at=at + DOWNLOAD_VALID_FOR)


def hear(upload_id: str, word: Word) -> None:
    """Judge by what a scanner says that looks elsewhere. It says so once: the word is kept, and the sweep goes on."""
    if not store.hear(upload_id, word, until=clock.now() + FIRST_LOOK):
        observability.count("VerdictIgnored")
    judge(upload_id)


def judge(upload_id: str, *, version: str | None = None) -> State | None:
    """Scan what has arrived and record the verdict; None where there is nothing to judge, not yet or no more.

    Whatever goes wrong is raised and decides nothing: the event comes again, and the sweep after it.
    """
    upload = store.get(upload_id)
    if upload is None:
        return None
    if upload.is_nobodys:
        # A scan that died may have written it before.
        files.delete(settings.get().clean_bucket, upload_id)
    if scanner.answers_later():
        return _judge_by(upload, upload.word) if upload.word else None
    if upload.is_decided:
        return None
    finding = _examined(upload, version=version)
    return _settle(upload_id, finding) if finding else None


def _judge_by(upload: Upload, word: Word) -> State | None:
    is_late = upload.is_decided and not (upload.state is State.CLEAN and word.verdict is Verdict.INFECTED)
    finding = None if is_late else _examined(upload, version=word.version, etag=word.etag, told=word.verdict)
    state = _settle(upload.id, finding) if finding else None
    if state is None:
        store.unhear(upload)
        observability.count("VerdictIgnored")
    elif finding == UNANSWERED:
        observability.count("FileUnchecked")
    return state


def _examined(
    upload: Upload, *, version: str | None, etag: str | None = None, told: Verdict | None = None
) -> Finding | None:
    """What is to be said of what arrived, once what may be given out of it is there; None where that is not there."""
    stored = files.read(settings.get().quarantine_bucket, upload.id, version=version)
    if stored is None or (etag and stored.etag != etag):
        return None
    finding, sanitised = examining.examine(stored.content, upload.announced, told=told)
    if finding.state is State.CLEAN and upload.state is not State.CLEAN:
        # Written, not copied: it is made of the bytes that were looked at, whatever is sent meanwhile.
        files.write(settings.get().clean_bucket, upload.id, sanitised, content_type=upload.announced.content_type)
    return finding


def list_due() -> list[str]:
    """The ids of the uploads the sweep is to look after."""
    return store.list_due(clock.now())


def look_after(upload_id: str) -> None:
    """End an upload that nobody claimed in time, or ask for a verdict that has not come; held after 24 hours.

    Raises what the scan raises.
    """
    upload, at = store.get(upload_id), clock.now()
    if upload is None:
        # The sweep stood still for longer than an upload is kept.
        _remove(upload_id)
        return
    if upload.number is None and at >= upload.created_at + SWEPT_AFTER:
        _give_up(upload, at)
        return
    # First, so that an upload on which the scanner fails does not come back at once.
    store.postpone(upload, until=max(upload.next_look(at), at + timedelta(minutes=1)))
    if upload.state is not State.PENDING and upload.word is None:
        return
    try:
        judge(upload_id)
    finally:
        # That was the last try, and where it failed nobody shall wait any longer. What nobody claimed may never come.
        silent = upload.number is not None and at >= upload.created_at + CLAIM_WITHIN
        if silent and _settle(upload_id, UNANSWERED):
            observability.count("ScannerSilent")


def _has_arrived(upload: Upload) -> bool:
    # A verdict is proof. Before it, the bucket's event may be on its way, or the client may not have sent anything.
    return upload.state is not State.PENDING or files.exists(settings.get().quarantine_bucket, upload.id)


def _settle(upload_id: str, finding: Finding) -> State | None:
    for _ in clock.attempts(_ATTEMPTS):
        upload = store.get(upload_id)
        if upload is None:
            return None
        if upload.is_nobodys:
            # Given up or refused while it was being looked at: so is what was just written.
            files.delete(settings.get().clean_bucket, upload_id)
        if not upload.may_become(finding):
            return None
        if upload.state is State.CLEAN:
            # First, so that it is tried again as long as it fails.
            files.delete(settings.get().clean_bucket, upload_id)
        try:
            store.settle(upload, finding)
        except Conflict:
            continue
        if upload.state is State.CLEAN:
            observability.count("FileTakenBack")
        observability.count(f"File{finding.state.capitalize()}")
        return finding.state
    raise Unavailable


def _give_up(upload: Upload, at: datetime) -> None:
    if not upload.given_up and not store.give_up(upload):
        return
    _remove(upload.id)
    store.forget(upload, at=at)


def _remove(upload_id: str) -> None:
    for bucket in (settings.get().quarantine_bucket, settings.get().clean_bucket):
        files.delete(bucket, upload_id)
