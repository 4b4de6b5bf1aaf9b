"""What a deployer's commands read and write, and when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.core import clock
from tests.builders import NOON


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Where a table is exported to."""
    return tmp_path / "table.jsonl"


@pytest.fixture
def noon() -> Iterator[None]:
    """It is noon, and stays so."""
    with clock.at(NOON):
        yield
