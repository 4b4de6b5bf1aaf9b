"""What the quarantine bucket's events and the schedule call. Used by `app.py`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from chalicelib.attachments import checking, scanner
from chalicelib.attachments.model import ScanResult
from chalicelib.aws import observability, work
from chalicelib.core import clock, settings

_SWEEP_FOR: Final = timedelta(seconds=180)
"""Less than the function's own end, so that no scan is cut off; the next sweep goes on."""


def handle_scan_event(event: Mapping[str, Any]) -> None:
    """Examine the object an event names: S3's, or GuardDuty's with its verdict. Raises where that fails.

    Lambda tries twice more; after those it is the sweep's. EventBridge gives keys as they are, not encoded as in S3's
    own notifications.
    """
    if event.get("source") == "aws.guardduty":
        _handle_guardduty(event["detail"])
        return
    created = event["detail"]["object"]
    checking.examine_upload(created["key"], version=created.get("version-id"))


def _handle_guardduty(detail: Mapping[str, Any]) -> None:
    """Take GuardDuty's result, if it is the deployment's scanner and names an object of the quarantine bucket.

    Its shape: https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
    """
    object_, scan = (_part(detail, name) for name in ("s3ObjectDetails", "scanResultDetails"))
    key, version, etag = (object_.get(name) for name in ("objectKey", "versionId", "eTag"))
    is_ours = object_.get("bucketName") == settings.get().quarantine_bucket and (version or etag)
    if not is_ours or not isinstance(key, str) or not scanner.reports_by_event():
        observability.count("ScanResultIgnored")
        return
    status = scan.get("scanResultStatus") if detail.get("scanStatus") == "COMPLETED" else None
    verdict = scanner.read_guardduty_status(status)
    result = ScanResult(verdict=verdict, version=version, etag=etag.strip('"') if etag else None)
    checking.record_scan_result(key, result)


def _part(detail: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = detail.get(name)
    return part if isinstance(part, dict) else {}


def sweep() -> int:
    """Check every upload that waits for a verdict or a complaint; how many were due."""
    return work.run("UploadCheck", checking.list_due(), checking.check_upload, until=clock.now() + _SWEEP_FOR).total
