"""Assesses a file's bytes and makes what may be given out of them. No storage; used by `service`."""

import hashlib

from chalicelib.attachments import documents, sanitising, scanner, sniffing
from chalicelib.attachments.model import Announced, Assessment, CleanCopy, FileState, Reason, ScanVerdict
from chalicelib.attachments.pictures import CannotSanitise


def examine(content: bytes, announced: Announced, *, verdict: ScanVerdict | None = None) -> tuple[Assessment, bytes]:
    """The assessment of a file, and what may be given out of it: nothing unless it is clean.

    `verdict` is that of a scanner that has reported it by an event; without one the file is scanned here.

    What is certain comes first: malware and wrong content are refused even where a scanner could not tell. Whatever is
    raised says nothing about the file.
    """
    if hashlib.sha256(content).hexdigest() != announced.sha256:
        # S3 checks this itself. The event commits to the digest, so no other bytes may ever be shown under it.
        return _reject(Reason.ALTERED), b""
    verdict = scanner.scan(content) if verdict is None else verdict
    if verdict is ScanVerdict.INFECTED:
        return _reject(Reason.MALWARE), b""
    if sniffing.detect_type(content) != announced.content_type:
        return _reject(Reason.WRONG_TYPE), b""
    reason = _reason_to_hold(content, announced.content_type, verdict)
    if reason:
        return Assessment(state=FileState.HELD, reason=reason), b""
    return _sanitise(content, announced.content_type)


def _reason_to_hold(content: bytes, content_type: str, verdict: ScanVerdict) -> Reason | None:
    if content_type == "application/pdf" and documents.is_encrypted(content):
        return Reason.LOCKED
    return None if verdict is ScanVerdict.CLEAN else Reason.UNCHECKED


def _sanitise(content: bytes, content_type: str) -> tuple[Assessment, bytes]:
    try:
        sanitised = sanitising.sanitise(content, content_type)
    except CannotSanitise as failure:
        return _reject(failure.reason), b""
    clean_copy = CleanCopy(size_bytes=len(sanitised), sha256=hashlib.sha256(sanitised).hexdigest())
    return Assessment(state=FileState.CLEAN, clean_copy=clean_copy), sanitised


def _reject(reason: Reason) -> Assessment:
    return Assessment(state=FileState.REJECTED, reason=reason)
