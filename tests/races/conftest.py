"""One ministack for all races of a test run."""

from collections.abc import Iterator

import pytest

from infra.local.configuration import Configuration
from infra.local.emulator import Emulator
from tests import emulator
from tests.races import grounds
from tests.running import free_ports


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configuration]:
    """An emulator whose transactions are isolated, on a free port, with secrets and buckets."""
    port, inbox_port, emulator_port = free_ports(3)
    state = tmp_path_factory.mktemp("races")
    configuration = Configuration(port=port, inbox_port=inbox_port, emulator_port=emulator_port, state=state)
    running = Emulator(configuration)
    running.start(PERSIST_STATE="0")
    try:
        running.ready()
        with grounds.on_ministack(configuration, table="first"):
            emulator.make_secrets()
            grounds.make_buckets()
        yield configuration
    finally:
        running.stop()
