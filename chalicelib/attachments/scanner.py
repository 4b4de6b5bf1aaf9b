"""Looks into a file for malware. The setting says with what; whatever is not a clear word is not a clean file.

`signature` knows the one sample that every scanner knows (EICAR): enough to show the way on one machine, no protection.
`none`, which a deployment has unless it says otherwise, can't tell: every file is held.
"""

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


def scan(content: bytes) -> Verdict:
    """The verdict on a file's bytes. Whatever it raises says nothing about the file: it is to be scanned again."""
    if settings.get().scanner != "signature" or not content:
        return Verdict.UNKNOWN
    return Verdict.INFECTED if bytes(reversed(_EICAR)) in content else Verdict.CLEAN
