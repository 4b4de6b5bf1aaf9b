"""Which scanner looks into files on this machine, and the words for it. Used by what starts the portal here."""

import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from chalicelib.attachments import scanner
from chalicelib.attachments.model import LIMIT_BYTES, ScanVerdict

BY_CLAMAV: Final = "clamav"
BY_SIGNATURE: Final = "signature"
WORDS: Final[Mapping[str, str]] = {
    BY_CLAMAV: "ClamAV of this machine looks into them",
    BY_SIGNATURE: "no antivirus here: only the EICAR sample is found; install ClamAV and it is used",
}
_USELESS: Final = "only the EICAR sample is found: ClamAV is here, but does not find it at the end of a file of 10 MB"
_ZIP_OWN_BYTES: Final = 600


@lru_cache(maxsize=1)
def chosen() -> str:
    """ClamAV where it is installed and works, else the one that knows the sample alone.

    A ClamAV without signatures would hold every file, and one that reads a few megabytes only would let the rest pass.
    """
    works = _is_installed() and scanner.scan_with_clamav(_sample_at_the_end()) is ScanVerdict.INFECTED
    return BY_CLAMAV if works else BY_SIGNATURE


def words() -> str:
    """What a person who starts the portal is told."""
    return _USELESS if chosen() == BY_SIGNATURE and _is_installed() else WORDS[chosen()]


def _is_installed() -> bool:
    return any(shutil.which(each) for each in scanner.CLAMAV)


def _sample_at_the_end() -> bytes:
    """An archive as large as a file may be, whose last part is the sample; scanners only know it as a whole file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("first", os.urandom(LIMIT_BYTES - _ZIP_OWN_BYTES))
        archive.writestr("last", scanner.eicar_sample(), zipfile.ZIP_DEFLATED)
    return written.getvalue()
