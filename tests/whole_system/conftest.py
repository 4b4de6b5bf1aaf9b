"""What the tests of this folder share: the packages, made once for this machine."""

from pathlib import Path

import pytest

from infra.packaging import artefact
from infra.packaging.targets import this_machine


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template, with the zips that it names beside it."""
    return artefact.build(tmp_path_factory.mktemp("packages"), target=this_machine())
