"""What the quarantine bucket's events and the schedule call. Used by `app.py`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from chalicelib.attachments import scanner, service
from chalicelib.attachments.model import Word
from chalicelib.aws import observability, work
from chalicelib.core import clock, settings

_SWEEP_FOR: Final = timedelta(seconds=180)
"""Less than the function's own end, so that no scan is cut off; the next sweep goes on."""


def scan(event: Mapping[str, Any]) -> None:
    """Judge the object an event names: S3's, or GuardDuty's with its word. Raises where that fails: Lambda tries again.

    After those it is the sweep's. EventBridge gives keys as they are, not encoded as in S3's own notifications.
    """
    if event.get("source") == "aws.guardduty":
        _hear(event["detail"])
        return
    created = event["detail"]["object"]
    service.judge(created["key"], version=created.get("version-id"))


def _hear(detail: Mapping[str, Any]) -> None:
    """Take GuardDuty's word, if it is the deployment's scanner and says which object of the quarantine bucket it means.

    Its shape: https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
    """
    object_, result = (_part(detail, name) for name in ("s3ObjectDetails", "scanResultDetails"))
    key, version, etag = (object_.get(name) for name in ("objectKey", "versionId", "eTag"))
    ours = object_.get("bucketName") == settings.get().quarantine_bucket and (version or etag)
    if not ours or not isinstance(key, str) or not scanner.answers_later():
        observability.count("VerdictIgnored")
        return
    verdict = scanner.word_of(result.get("scanResultStatus") if detail.get("scanStatus") == "COMPLETED" else None)
    service.hear(key, Word(verdict=verdict, version=version, etag=etag.strip('"') if etag else None))


def _part(detail: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = detail.get(name)
    return part if isinstance(part, dict) else {}


def sweep() -> int:
    """Look after every upload that waits for a verdict or a complaint; how many were due."""
    return work.run("UploadCheck", service.list_due(), service.look_after, until=clock.now() + _SWEEP_FOR).total
