"""How a command finds the portal that runs on this machine, and what it says where none does."""

from pathlib import Path

import pytest

from infra.local import configuration, ops
from infra.local.configuration import CannotStart
from tests.running import free_ports

Capture = pytest.CaptureFixture[str]


def test_the_ports_of_the_portal_that_runs_are_found_in_its_folder(tmp_path: Path) -> None:
    state = {"PORTAL_STATE": str(tmp_path)}
    here = configuration.read({**state, "PORT": "9900", "INBOX_PORT": "9901", "EMULATOR_PORT": "9902"})

    with configuration.alone(here), configuration.announced(here):
        found = configuration.of_running(state)
        told = configuration.of_running({**state, "PORT": "", "EMULATOR_PORT": "9903"})

    assert found == here
    assert (told.port, told.emulator_port) == (9900, 9903)
    assert [each.name for each in tmp_path.iterdir()] == ["lock"]


def test_what_a_killed_portal_left_is_not_believed(tmp_path: Path) -> None:
    here = configuration.read({"PORTAL_STATE": str(tmp_path)})
    with configuration.announced(here):
        (tmp_path / "lock").touch()

        with pytest.raises(CannotStart, match=f"No portal runs on {tmp_path}"):
            configuration.of_running({"PORTAL_STATE": str(tmp_path)})
        with configuration.alone(here), pytest.raises(CannotStart):
            configuration.of_running({"PORTAL_STATE": str(tmp_path)})


def test_where_nothing_answers_its_address_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    (port,) = free_ports(1)
    monkeypatch.setenv("EMULATOR_PORT", str(port))

    assert ops.main(["verify"]) == 1
    assert f"No portal answers at http://127.0.0.1:{port}: " in capsys.readouterr().err


def test_help_needs_no_portal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_STATE", str(tmp_path))

    assert ops.main(["verify", "--help"]) == 0
    assert "one complaint's export" in capfd.readouterr().out
