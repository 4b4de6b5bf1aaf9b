"""Child processes that live no longer than their supervisor. Used by `infra.local`."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

_PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | None = None,
    sockets: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches the supervisor alone.

    Call it from the main thread: the kernel's "my parent died" means the thread that forked.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=tuple(sockets),
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def stop(child: subprocess.Popen[bytes], *, patience_seconds: int) -> bool:
    """Ask a child to end and wait; False where it had to be killed."""
    if child.poll() is not None:
        return True
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        # The whole session: a worker of the child must not outlive it.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return False
    return True


def end(child: subprocess.Popen[bytes]) -> None:
    """End a child at once, with all that it has started: for work that is begun anew the next time."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
