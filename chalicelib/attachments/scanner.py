"""Looks into a file for malware. The setting says with what; whatever is not a clear word is not a clean file.

`guardduty` says its word later, in an event of its own. `clamav` asks ClamAV of this machine. `signature` knows the one
sample that every scanner knows (EICAR): enough to show the way on one machine, no protection. `none`, which a
deployment has unless it says otherwise, can't tell: every file is held.
"""

import shutil
import subprocess
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.core import settings


class Verdict(StrEnum):
    """What a scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"
    """It could not look, or could not tell."""


# Backwards, and turned when it is needed: scanners of developers' machines must not find the sample in this source.
_EICAR: Final = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"


_CLAMAV: Final = ("clamdscan", "clamscan")
"""The first one holds its signatures in memory; the other one reads them for each file."""
_CLAMAV_SECONDS: Final = 45
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
    scans = {"signature": _by_signature, "clamav": _by_clamav}.get(settings.get().scanner)
    return scans(content) if scans and content else Verdict.UNKNOWN


def _by_signature(content: bytes) -> Verdict:
    return Verdict.INFECTED if bytes(reversed(_EICAR)) in content else Verdict.CLEAN


def _by_clamav(content: bytes) -> Verdict:
    program = next(filter(None, map(shutil.which, _CLAMAV)), None)
    if program is None:
        return Verdict.UNKNOWN
    try:
        # Through its input: ClamAV's own user could not open a file of ours, and no name is ever part of a command.
        done = subprocess.run(  # noqa: S603
            [program, "--no-summary", "-"], input=content, capture_output=True, timeout=_CLAMAV_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Verdict.UNKNOWN
    return _BY_EXIT.get(done.returncode, Verdict.UNKNOWN)
