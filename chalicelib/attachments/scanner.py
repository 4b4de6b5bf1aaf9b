"""Looks into a file for malware. The setting says with what; whatever is not a clear word is not a clean file.

`guardduty` says its word later, in an event of its own. `clamav` asks ClamAV of this machine. `signature` knows the one
sample that every scanner knows (EICAR): enough to show the way on one machine, no protection. `none`, which a
deployment has unless it says otherwise, can't tell: every file is held.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Final

from chalicelib.attachments.model import Verdict
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
_CLAMAV_SECONDS: Final = 45
_DOUBTS: Final = (b"Heuristics.Limits.Exceeded", b"Heuristics.Encrypted")
"""Found, says ClamAV, and means that it could not look."""
_CUT: Final = b"stream:"
"""How clamdscan names what it sends to clamd piece by piece, up to a limit of clamd's and no further, and then: OK."""
_BY_EXIT: Final[Mapping[int, Verdict]] = {0: Verdict.CLEAN, 1: Verdict.INFECTED}
_BY_STATUS: Final[Mapping[str, Verdict]] = {"NO_THREATS_FOUND": Verdict.CLEAN, "THREATS_FOUND": Verdict.INFECTED}
"""GuardDuty's other words: UNSUPPORTED, ACCESS_DENIED, FAILED."""


def answers_later() -> bool:
    """Whether the verdict comes as an event, so that nothing is to be scanned here."""
    return settings.get().scanner == "guardduty"


def word_of(status: object) -> Verdict:
    """What GuardDuty's `scanResultStatus` says."""
    return _BY_STATUS.get(status, Verdict.UNKNOWN) if isinstance(status, str) else Verdict.UNKNOWN


def scan(content: bytes) -> Verdict:
    """The verdict on a file's bytes. Whatever it raises says nothing about the file: it is to be scanned again."""
    scans = {"signature": _by_signature, "clamav": by_clamav}.get(settings.get().scanner)
    return scans(content) if scans and content else Verdict.UNKNOWN


def _by_signature(content: bytes) -> Verdict:
    return Verdict.INFECTED if eicar() in content else Verdict.CLEAN


def eicar() -> bytes:
    """The sample that every scanner knows."""
    return bytes(reversed(_EICAR))


def by_clamav(content: bytes) -> Verdict:
    """The first clear word of ClamAV's programs: one whose daemon does not run says nothing."""
    programs = [(path, asked) for name, asked in CLAMAV.items() if (path := shutil.which(name))]
    words = (_asked([path, *asked], content) for path, asked in programs)
    return next((each for each in words if each is not Verdict.UNKNOWN), Verdict.UNKNOWN)


def _asked(command: list[str], content: bytes) -> Verdict:
    # Through its input: ClamAV's own user could not open a file of ours, and no name is ever part of a command. A file
    # and no pipe: that one clamdscan hands over whole.
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        try:
            done = subprocess.run(command, stdin=file, capture_output=True, timeout=_CLAMAV_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return Verdict.UNKNOWN
    verdict = _BY_EXIT.get(done.returncode, Verdict.UNKNOWN)
    doubtful = (
        done.stdout.startswith(_CUT) if verdict is Verdict.CLEAN else any(each in done.stdout for each in _DOUBTS)
    )
    return Verdict.UNKNOWN if doubtful else verdict
