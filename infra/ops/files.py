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
    """A new file that only its owner may read, on the disk when it is closed; or stdout. Raises Refused.

    What is not written to its end leaves no file.
    """
    if path is None:
        with report_failures():
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
    except OSError as failure:
        raise Refused(f"{path} can't be made: {failure.strerror}.") from failure
    try:
        with open(made, "wb") as file:
            yield file
            file.flush()
            os.fsync(made)
    except BaseException as failure:
        os.unlink(path)
        if isinstance(failure, OSError):
            raise Refused(f"{path} can't be written: {failure.strerror}.") from failure
        raise


@contextmanager
def report_failures() -> Iterator[None]:
    """What is written to stdout meanwhile. Raises Refused: without a word where nobody reads it any more."""
    try:
        yield
    except OSError as failure:
        # What is left in the buffer goes nowhere, or the interpreter would try it again when it ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        is_gone = isinstance(failure, BrokenPipeError)
        raise Refused("" if is_gone else f"stdout can't be written: {failure.strerror}.") from failure
