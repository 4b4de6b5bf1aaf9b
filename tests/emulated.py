"""The emulator whose transactions are real (ministack), for tests of the portal in process that moto can't carry."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.configuration import Configuration
from infra.local.emulator import Emulator
from tests.running import free_ports


@contextmanager
def emulator_in(folder: Path) -> Iterator[Configuration]:
    """Where it runs, a process of its own on a free port; it forgets everything at its end."""
    port, inbox_port, emulator_port = free_ports(3)
    configuration = Configuration(port=port, inbox_port=inbox_port, emulator_port=emulator_port, state=folder)
    folder.mkdir(parents=True, exist_ok=True)
    emulator = Emulator(configuration)
    emulator.start(PERSIST_STATE="0")
    try:
        emulator.ready()
        yield configuration
    finally:
        emulator.stop()
