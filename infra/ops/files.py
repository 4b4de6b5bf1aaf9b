"""Files of the commands: read as lines of bytes, written for their owner alone and never over another."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from infra.ops.refusal import Refused

STREAM: Final = "-"
_OWNER_ALONE: Final = 0o600


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """A file, or stdin for `-`. Raises Refused."""
    if path == STREAM:
        yield sys.stdin.buffer
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 -- opened here, so that only its own errors are translated
    except OSError as failure:
        raise Refused(f"{path} can't be read: {failure.strerror}.") from failure
    with file:
        yield file


@contextmanager
def writing(path: str | None) -> Iterator[BinaryIO]:
    """A new file that only its owner may read, on the disk when it is closed; or stdout. Raises Refused."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
    except OSError as failure:
        raise Refused(f"{path} can't be made: {failure.strerror}.") from failure
    with open(made, "wb") as file:
        yield file
        file.flush()
        os.fsync(made)
