"""The folder in which a portal on this machine keeps its data: who uses it, where that one listens, its format."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from infra.local.configuration import CannotStart, Configuration, make_command, read

FORMAT: Final = 2
"""Raised by whoever changes what is stored so that older data can't be read: nothing on one machine is migrated."""

_FORMAT: Final = "format"
_LOCK: Final = "lock"
_PORTS: Final = "ports.json"
_LOADING: Final = "loading"
_DATA: Final = ("emulator", "buckets", "mails")


@contextmanager
def lock_state(here: Configuration) -> Iterator[None]:
    """Nobody else runs or clears this portal meanwhile. Raises CannotStart."""
    try:
        here.state.mkdir(parents=True, exist_ok=True)
        lock = (here.state / _LOCK).open("w")
    except OSError as failure:
        another = make_command("run", state=Path("/a/folder/of/yours"), ports=here.ports)
        raise CannotStart(f"{here.state} can't be written ({failure.strerror}). Choose another: {another}") from failure
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(_describe_running(here)) from None
        # Of one that was killed; its ports may be another's by now.
        (here.state / _PORTS).unlink(missing_ok=True)
        yield


def check_format(here: Configuration) -> None:
    """Note the format in a folder without data. Raises CannotStart where older or newer code has stored some."""
    file = here.state / _FORMAT
    found = file.read_text().strip() if file.is_file() else None
    if found is None and not _holds_data(here.state):
        file.write_text(f"{FORMAT}\n")
    elif found != str(FORMAT):
        raise CannotStart(
            f"What is kept in {here.state} was stored by another version of the portal, which this one can't read. "
            f"Clear it: {make_command('reset', state=here.state)}"
        )


@contextmanager
def publish_ports(here: Configuration) -> Iterator[None]:
    """Leave the ports in the folder meanwhile, for who wants to reach this portal."""
    written = here.state / f"{_PORTS}.new"
    written.write_text(json.dumps({name: str(port) for name, port in here.ports.items()}))
    written.replace(here.state / _PORTS)
    try:
        yield
    finally:
        (here.state / _PORTS).unlink(missing_ok=True)


@contextmanager
def mark_loading(here: Configuration) -> Iterator[None]:
    """Say meanwhile that the examples are being filed: figures of half of them would be published, and kept."""
    (here.state / _LOADING).touch()
    try:
        yield
    finally:
        (here.state / _LOADING).unlink(missing_ok=True)


def is_loading(here: Configuration) -> bool:
    """Whether the examples are being filed."""
    return (here.state / _LOADING).exists()


def find_running(environment: Mapping[str, str] = os.environ) -> Configuration:
    """The portal that runs on the folder; what the environment says of its ports goes first. Raises CannotStart.

    Without either, no port is guessed: somebody else's portal may answer there.
    """
    given = {name: value for name, value in environment.items() if value}
    folder = read(given).state
    published = _read_ports(folder) if _is_locked(folder) else {}
    if not published and "EMULATOR_PORT" not in given:
        raise CannotStart(f"No portal runs on {folder}: `{make_command('run', state=folder)}` starts it.")
    return read({**published, **given})


def _describe_running(here: Configuration) -> str:
    published = _read_ports(here.state)
    address = f" at {read(published).url}/" if published else ""
    return f"A portal runs already{address}, on {here.state}. Stop it first: Ctrl-C in its terminal."


def _read_ports(folder: Path) -> dict[str, str]:
    ports: dict[str, str] = {}
    with suppress(FileNotFoundError):
        ports = json.loads((folder / _PORTS).read_text())
    return ports


def _is_locked(folder: Path) -> bool:
    """Whether a portal runs on a folder: what a killed one left there says nothing."""
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _holds_data(folder: Path) -> bool:
    return any((folder / name).is_dir() and any((folder / name).iterdir()) for name in _DATA)
