"""What a file is, before and after a complaint claims it; which types there are, and how a name is made harmless. Pure.

An upload is what was announced: its slot, later the object under its id in the quarantine bucket. A file is the same
seen from the complaint that claimed it. docs/decisions/0010-attachments.md has every order of what may happen to it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from chalicelib.core import text
from chalicelib.core.errors import FieldError

LIMIT_BYTES: Final = 10 * 1024 * 1024
LIMIT_PIXELS: Final = 40_000_000
NAME_LENGTH: Final = 100

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "audio/webm": ("webm",),
    "audio/mp4": ("m4a", "mp4"),
    "audio/mpeg": ("mp3",),
}
"""The types that are taken, each with the endings its name may have; the first is given to a name that has none."""

OTHER_NAMES: Final[Mapping[str, str]] = {
    "image/jpg": "image/jpeg",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/mp3": "audio/mpeg",
}
"""What some browsers call these types."""

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


class FileState(StrEnum):
    """What is known of a file's harmlessness; part of the API contract."""

    PENDING = "pending"
    """No verdict yet; an upload that nobody has claimed may not even have arrived."""
    CLEAN = "clean"
    HELD = "held"
    """The scanner could not tell, or did not answer in time. A later verdict still counts."""
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a file is held or rejected; part of the API contract, and the site has words for each."""

    WRONG_TYPE = "wrong_type"
    """By its content it is nothing that is taken, or not what it was announced as."""
    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    MALWARE = "malware"
    ALTERED = "altered"
    """Other bytes than were announced."""
    LOCKED = "locked"
    """Held: it is encrypted, and no scanner looks into it."""
    UNCHECKED = "unchecked"
    """Held: the scanner could not tell, or did not answer."""


FINAL_STATES: Final = frozenset({FileState.CLEAN, FileState.REJECTED})
"""States that no later event changes, but for one: malware that a scanner finds in what was clean to it before."""

FORM_VALID_FOR: Final = timedelta(minutes=10)
CLAIM_WITHIN: Final = timedelta(hours=24)
"""How long an upload waits for a complaint, and a file for its verdict."""
FIRST_CHECK_AFTER: Final = timedelta(minutes=15)
ABANDONED_AFTER: Final = CLAIM_WITHIN + timedelta(hours=1)
"""When the sweep deletes what nobody claimed: an hour after the last moment at which somebody could."""
UPLOAD_RETENTION: Final = timedelta(days=7)
"""How long an upload's item outlives its creation and its claim; the quarantine bucket keeps objects no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a client says it is about to send; `sha256` in hexadecimal."""

    name: str
    content_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanCopy:
    """What the clean bucket holds of a file: the sanitised bytes that a download gives, not what was sent."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What is known of a file: `reason` for one that is held or rejected, `clean_copy` for a clean one."""

    state: FileState
    reason: Reason | None = None
    clean_copy: CleanCopy | None = None

    @property
    def is_malware(self) -> bool:
        """Whether a scanner knows what it is, in the very bytes that were announced."""
        return self.reason is Reason.MALWARE


UNCHECKED_ASSESSMENT: Final = Assessment(state=FileState.HELD, reason=Reason.UNCHECKED)


class ScanVerdict(StrEnum):
    """What a scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"
    """It could not look, or could not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What a scanner has reported by an event, and of which object: this version, or else the one with this `etag`."""

    verdict: ScanVerdict
    version: str | None
    etag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One slot. `side` is who may claim it: `citizen`, or `agency#<id>`."""

    id: str
    """The key of its object in both buckets, too."""
    announced: Announced
    side: str
    created_at: datetime
    assessment: Assessment = Assessment(state=FileState.PENDING)
    number: str | None = None
    """The complaint that has claimed it."""
    file_id: str | None = None
    is_abandoned: bool = False
    """Nobody claimed it in time: its objects are being deleted."""
    scan_result: ScanResult | None = None
    """Reported, and not yet acted upon."""

    def may_be_claimed_by(self, side: str, at: datetime) -> bool:
        """Whether this side may still claim it."""
        in_time = at < self.created_at + CLAIM_WITHIN
        return self.side == side and self.number is None and not self.is_abandoned and in_time

    @property
    def state(self) -> FileState:
        """Where it stands."""
        return self.assessment.state

    @property
    def must_be_deleted(self) -> bool:
        """Whether no copy of it may be kept."""
        return self.is_abandoned or self.state is FileState.REJECTED

    @property
    def is_final(self) -> bool:
        """Whether no scan changes it any more, but malware found late."""
        return self.is_abandoned or self.state in FINAL_STATES

    def accepts(self, assessment: Assessment) -> bool:
        """Whether this may still take the place of what is known: until that is final, and malware until it is deleted.

        That no scanner could tell says nothing where something was found already.
        """
        if self.state is FileState.HELD and assessment == UNCHECKED_ASSESSMENT:
            return False
        return not self.is_final or (self.state is FileState.CLEAN and not self.is_abandoned and assessment.is_malware)

    def next_check_at(self, at: datetime) -> datetime:
        """When the sweep checks it again: assessed, when the claim's time is over; else, ever more rarely."""
        if self.state is not FileState.PENDING and self.number is None:
            return self.created_at + ABANDONED_AFTER
        last = ABANDONED_AFTER if at >= self.created_at + CLAIM_WITHIN else CLAIM_WITHIN
        return min(at + max(FIRST_CHECK_AFTER, at - self.created_at), self.created_at + last)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An upload that a complaint has claimed; `seq` is that of the event it came with."""

    id: str
    upload_id: str
    name: str
    content_type: str
    sent_bytes: int
    seq: int
    assessment: Assessment

    @property
    def state(self) -> FileState:
        """Where it stands."""
        return self.assessment.state

    def with_neutral_name(self, place: int) -> "File":
        """The same file under a name that says nothing of who sent it."""
        return replace(self, name=f"document-{place}.{TYPES[self.content_type][0]}")

    @property
    def size_bytes(self) -> int:
        """What a download gives; of a file that can't be fetched, what was sent."""
        return self.assessment.clean_copy.size_bytes if self.assessment.clean_copy else self.sent_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The uploads a command names: those it may have, each with the id its file gets, and which it may not have."""

    taken: tuple[tuple[Upload, str], ...] = ()
    wrong: tuple[FieldError, ...] = ()

    @property
    def details(self) -> Mapping[str, Any]:
        """What the event says of them, hidden from the public and sealed: `{"files": [...]}`, or nothing."""
        listed = [
            {"id": file_id, "name": each.name, "size_bytes": each.size_bytes, "sha256": each.sha256}
            for each, file_id in ((upload.announced, file_id) for upload, file_id in self.taken)
        ]
        return {"files": listed} if listed else {}

    def files(self, seq: int) -> tuple[File, ...]:
        """The files as they are when the event of this number happens."""
        return tuple(_make_file(upload, file_id, seq) for upload, file_id in self.taken)


def _make_file(upload: Upload, file_id: str, seq: int) -> File:
    return File(
        id=file_id,
        upload_id=upload.id,
        name=upload.announced.name,
        content_type=upload.announced.content_type,
        sent_bytes=upload.announced.size_bytes,
        seq=seq,
        assessment=upload.assessment,
    )


def find_media_type(given: str) -> str | None:
    """The type that is meant, without parameters (`audio/webm;codecs=opus`); None where it is not taken."""
    plain = given.partition(";")[0].strip().lower()
    meant = OTHER_NAMES.get(plain, plain)
    return meant if meant in TYPES else None


def clean_name(given: str, content_type: str) -> str:
    """A name that can be shown and saved: no folders, nothing invisible or turning, an ending that fits the type.

    A hostile name is made harmless rather than refused: the file counts, not what a phone calls it.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    visible = "".join(each for each in unicodedata.normalize("NFC", last) if _is_harmless(each))
    stem, ending = _split_name(" ".join(visible.split()).strip(". "), content_type)
    # Cut by what people see: a letter keeps the marks that stand on it, or it would become another one.
    kept = stem[: NAME_LENGTH - len(ending) - 1]
    while kept and len(kept) < len(stem) and unicodedata.combining(stem[len(kept)]):
        kept = kept[:-1]
    plain = kept.rstrip(". ") or "file"
    # Windows opens a device where a name before its first dot is one's, whatever comes after.
    return f"{'_' if _DEVICE.match(plain) else ''}{plain}.{ending}"


def _is_harmless(each: str) -> bool:
    return not text.is_unseen(each)


def _split_name(name: str, content_type: str) -> tuple[str, str]:
    endings = TYPES[content_type]
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot and ending.lower() in endings else (name, endings[0])


def content_disposition(name: str) -> str:
    """The Content-Disposition of a download: always saved, never shown; the name also for old clients (RFC 6266)."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_. ()") else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
