"""A deployer's commands, as they are typed."""

import pytest

from chalicelib.core import settings
from infra.ops.__main__ import main


def test_a_command_without_its_environment_names_the_missing_variable(
    environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TABLE_NAME")
    settings.get.cache_clear()

    status = main(["rebuild-statistics"])

    said = capsys.readouterr().err
    assert status == 1
    assert said.startswith("TABLE_NAME is not set.")
    assert "Traceback" not in said
