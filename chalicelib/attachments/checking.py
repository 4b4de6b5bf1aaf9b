"""What becomes of an upload after it has arrived: examined, recorded, taken up again, abandoned.

The bucket's events call `examine_upload`, a scanner's `record_scan_result`, the schedule `check_upload`. They come in
any order, and beside claims: the assessment's condition is the claim it has read, so each sees the other or fails.
"""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.attachments import examining, scanner, store
from chalicelib.attachments.model import (
    ABANDONED_AFTER,
    CLAIM_WITHIN,
    FIRST_CHECK_AFTER,
    UNCHECKED_ASSESSMENT,
    Assessment,
    FileState,
    ScanResult,
    ScanVerdict,
    Upload,
)
from chalicelib.aws import files, observability
from chalicelib.aws.table import Conflict
from chalicelib.core import clock, settings
from chalicelib.core.errors import Unavailable

_ATTEMPTS: Final = 4


def record_scan_result(upload_id: str, result: ScanResult) -> None:
    """Examine by what a scanner reports that works elsewhere. It reports once: that is kept, and the sweep goes on."""
    if not store.record_scan_result(upload_id, result, check_at=clock.now() + FIRST_CHECK_AFTER):
        observability.count("ScanResultIgnored")
    examine_upload(upload_id)


def examine_upload(upload_id: str, *, version: str | None = None) -> FileState | None:
    """Scan what has arrived and record what was found; None where there is nothing to examine, not yet or no more.

    Whatever goes wrong is raised and decides nothing: the event comes again, and the sweep after it.
    """
    upload = store.get(upload_id)
    if upload is None:
        return None
    if upload.must_be_deleted:
        # A scan that died may have written it before.
        files.delete(settings.get().clean_bucket, upload_id)
    if scanner.reports_by_event():
        return _apply_scan_result(upload, upload.scan_result) if upload.scan_result else None
    if upload.is_final:
        return None
    assessment = _examine(upload, version=version)
    return _record_assessment(upload_id, assessment) if assessment else None


def _apply_scan_result(upload: Upload, result: ScanResult) -> FileState | None:
    is_retraction = upload.state is FileState.CLEAN and result.verdict is ScanVerdict.INFECTED
    is_late = upload.is_final and not is_retraction
    assessment = None if is_late else _examine(upload, version=result.version, result=result)
    state = _record_assessment(upload.id, assessment) if assessment else None
    if state is None:
        store.clear_scan_result(upload)
        observability.count("ScanResultIgnored")
    elif assessment == UNCHECKED_ASSESSMENT:
        observability.count("ScanInconclusive")
    return state


def _examine(upload: Upload, *, version: str | None, result: ScanResult | None = None) -> Assessment | None:
    """Assess what arrived, and put what may be given out of it into the clean bucket; None where it is not there."""
    stored = files.read(settings.get().quarantine_bucket, upload.id, version=version)
    if stored is None or (result and result.etag and stored.etag != result.etag):
        return None
    verdict = result.verdict if result else None
    assessment, sanitised = examining.examine(stored.content, upload.announced, verdict=verdict)
    if assessment.state is FileState.CLEAN and upload.state is not FileState.CLEAN:
        # Written, not copied: it is made of the bytes that were scanned, whatever is sent meanwhile.
        files.write(settings.get().clean_bucket, upload.id, sanitised, content_type=upload.announced.content_type)
    return assessment


def list_due() -> list[str]:
    """The ids of the uploads the sweep is to check."""
    return store.list_due(clock.now())


def check_upload(upload_id: str) -> None:
    """Delete an upload that nobody claimed in time, or scan one that has no verdict yet; held after 24 hours.

    Raises what the scan raises.
    """
    upload, at = store.get(upload_id), clock.now()
    if upload is None:
        # The sweep stood still for longer than an upload's item is kept.
        _delete_objects(upload_id)
        return
    if upload.number is None and at >= upload.created_at + ABANDONED_AFTER:
        _abandon(upload, at)
        return
    # First, so that an upload on which the scanner fails does not come back at once.
    store.postpone(upload, until=max(upload.next_check_at(at), at + timedelta(minutes=1)))
    if upload.state is not FileState.PENDING and upload.scan_result is None:
        return
    try:
        examine_upload(upload_id)
    finally:
        # That was the last try; where it failed, nobody shall wait any longer. What nobody claimed may never arrive.
        is_timed_out = upload.number is not None and at >= upload.created_at + CLAIM_WITHIN
        if is_timed_out and _record_assessment(upload_id, UNCHECKED_ASSESSMENT):
            observability.count("ScanTimedOut")


def _record_assessment(upload_id: str, assessment: Assessment) -> FileState | None:
    """Record it if it still counts; None where it does not."""
    for _ in clock.attempts(_ATTEMPTS):
        upload = store.get(upload_id)
        if upload is None:
            return None
        if upload.must_be_deleted:
            # Abandoned or rejected while it was being examined: so is what was just written.
            files.delete(settings.get().clean_bucket, upload_id)
        if not upload.accepts(assessment):
            return None
        if upload.state is FileState.CLEAN:
            # First, so that it is tried again as long as it fails.
            files.delete(settings.get().clean_bucket, upload_id)
        try:
            store.record_assessment(upload, assessment)
        except Conflict:
            continue
        if upload.state is FileState.CLEAN:
            observability.count("FileRetracted")
        observability.count(f"File{assessment.state.capitalize()}")
        return assessment.state
    raise Unavailable


def _abandon(upload: Upload, at: datetime) -> None:
    if not upload.is_abandoned and not store.mark_abandoned(upload):
        return
    _delete_objects(upload.id)
    store.finish_abandoned(upload, at=at)


def _delete_objects(upload_id: str) -> None:
    for bucket in (settings.get().quarantine_bucket, settings.get().clean_bucket):
        files.delete(bucket, upload_id)
