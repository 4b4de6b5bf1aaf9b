"""One ministack for all races of a test run."""

from collections.abc import Iterator

import pytest

from infra.local.configuration import Configuration
from tests import emulator
from tests.emulated import emulator_in
from tests.races import environments


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configuration]:
    """An emulator whose transactions are isolated, with secrets and buckets."""
    with emulator_in(tmp_path_factory.mktemp("races")) as configuration:
        with environments.on_ministack(configuration, table="first"):
            emulator.make_secrets()
            environments.make_buckets()
        yield configuration
