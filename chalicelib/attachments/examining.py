"""Judges a file's bytes and makes what may be given out of them. No storage; used by `service`."""

import hashlib

from chalicelib.attachments import documents, sanitising, scanner, sniffing
from chalicelib.attachments.model import Announced, Finding, Kept, Reason, State, Verdict
from chalicelib.attachments.pictures import Refused


def examine(content: bytes, announced: Announced, *, told: Verdict | None = None) -> tuple[Finding, bytes]:
    """What is to be said of a file, and what may be given out of it: nothing unless it is clean.

    `told` is the word of a scanner that has looked at it elsewhere.

    What is certain comes first: malware and wrong content are refused even where a scanner could not tell. Whatever is
    raised says nothing about the file.
    """
    if hashlib.sha256(content).hexdigest() != announced.sha256:
        # S3 checks this itself. The event commits to the digest, so no other bytes may ever be shown under it.
        return _rejected(Reason.ALTERED), b""
    verdict = scanner.scan(content) if told is None else told
    if verdict is Verdict.INFECTED:
        return _rejected(Reason.MALWARE), b""
    if sniffing.type_of(content) != announced.content_type:
        return _rejected(Reason.WRONG_TYPE), b""
    doubt = _doubt(content, announced.content_type, verdict)
    return (Finding(state=State.HELD, reason=doubt), b"") if doubt else _sanitised(content, announced.content_type)


def _doubt(content: bytes, content_type: str, verdict: Verdict) -> Reason | None:
    if content_type == "application/pdf" and documents.is_locked(content):
        return Reason.LOCKED
    return None if verdict is Verdict.CLEAN else Reason.UNCHECKED


def _sanitised(content: bytes, content_type: str) -> tuple[Finding, bytes]:
    try:
        made = sanitising.sanitise(content, content_type)
    except Refused as refusal:
        return _rejected(refusal.reason), b""
    kept = Kept(size_bytes=len(made), sha256=hashlib.sha256(made).hexdigest())
    return Finding(state=State.CLEAN, kept=kept), made


def _rejected(reason: Reason) -> Finding:
    return Finding(state=State.REJECTED, reason=reason)
