"""Scans a file for malware. The setting says with what; whatever is not a clear verdict is not a clean file.

`guardduty` reports its verdict later, in an event of its own. `clamav` asks ClamAV of this machine. `signature` knows
the one sample that every scanner knows (EICAR): enough to show the way on one machine, no protection. `none`, which a
deployment has unless it says otherwise, can't tell: every file is held.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Final

from chalicelib.attachments.model import ScanVerdict
from chalicelib.core import settings

# Backwards, and turned when it is needed: scanners of developers' machines must not find the sample in this source.
_EICAR: Final = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"


CLAMAV: Final[Mapping[str, tuple[str, ...]]] = {
    # It holds its signatures in memory; what it alerts on stands in clamd's own settings.
    "clamdscan": ("--no-summary", "-"),
    # It reads them for each file. Without these two, what it could not look into is "OK".
    "clamscan": ("--no-summary", "--alert-exceeds-max=yes", "--alert-encrypted=yes", "-"),
}
"""ClamAV's programs and what they are asked, the faster one first."""
_TIMEOUT_SECONDS: Final = 45
_INCONCLUSIVE: Final = (b"Heuristics.Limits.Exceeded", b"Heuristics.Encrypted")
"""Found, says ClamAV, and means that it could not look."""
_STREAM: Final = b"stream:"
"""How clamdscan names what it sends to clamd piece by piece, up to a limit of clamd's and no further, and then: OK."""
_BY_EXIT: Final[Mapping[int, ScanVerdict]] = {0: ScanVerdict.CLEAN, 1: ScanVerdict.INFECTED}
_BY_STATUS: Final[Mapping[str, ScanVerdict]] = {
    "NO_THREATS_FOUND": ScanVerdict.CLEAN,
    "THREATS_FOUND": ScanVerdict.INFECTED,
}
"""GuardDuty's other results: UNSUPPORTED, ACCESS_DENIED, FAILED."""


def reports_by_event() -> bool:
    """Whether the verdict comes as an event, so that nothing is to be scanned here."""
    return settings.get().scanner == "guardduty"


def read_guardduty_status(status: object) -> ScanVerdict:
    """The verdict of GuardDuty's `scanResultStatus`."""
    return _BY_STATUS.get(status, ScanVerdict.UNKNOWN) if isinstance(status, str) else ScanVerdict.UNKNOWN


def scan(content: bytes) -> ScanVerdict:
    """The verdict on a file's bytes. Whatever it raises says nothing about the file: it is to be scanned again."""
    scans = {"signature": _scan_for_signature, "clamav": scan_with_clamav}.get(settings.get().scanner)
    return scans(content) if scans and content else ScanVerdict.UNKNOWN


def _scan_for_signature(content: bytes) -> ScanVerdict:
    return ScanVerdict.INFECTED if eicar_sample() in content else ScanVerdict.CLEAN


def eicar_sample() -> bytes:
    """The sample that every scanner knows."""
    return bytes(reversed(_EICAR))


def scan_with_clamav(content: bytes) -> ScanVerdict:
    """The first clear verdict of ClamAV's programs: one whose daemon does not run says nothing."""
    programs = [(path, options) for name, options in CLAMAV.items() if (path := shutil.which(name))]
    verdicts = (_run_clamav([path, *options], content) for path, options in programs)
    return next((each for each in verdicts if each is not ScanVerdict.UNKNOWN), ScanVerdict.UNKNOWN)


def _run_clamav(command: list[str], content: bytes) -> ScanVerdict:
    # Through its input: ClamAV's own user could not open a file of ours, and no name is ever part of a command. A file
    # and no pipe: that one clamdscan hands over whole.
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        try:
            ended = subprocess.run(command, stdin=file, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return ScanVerdict.UNKNOWN
    verdict = _BY_EXIT.get(ended.returncode, ScanVerdict.UNKNOWN)
    is_inconclusive = (
        ended.stdout.startswith(_STREAM)
        if verdict is ScanVerdict.CLEAN
        else any(each in ended.stdout for each in _INCONCLUSIVE)
    )
    return ScanVerdict.UNKNOWN if is_inconclusive else verdict
