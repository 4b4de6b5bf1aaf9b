"""The folder of a portal on this machine: who uses it, how a command finds its portal, and which format it holds."""

from pathlib import Path

import pytest

from infra.local import configuration, ops, reset, state
from infra.local.configuration import CannotStart, Configuration
from tests.running import free_ports

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path) -> Configuration:
    ports = {"PORT": "9900", "INBOX_PORT": "9901", "EMULATOR_PORT": "9902"}
    return configuration.read({"PORTAL_STATE": str(tmp_path), **ports})


def test_the_ports_of_the_portal_that_runs_are_found_in_its_folder(here: Configuration) -> None:
    variables = {"PORTAL_STATE": str(here.state)}

    with state.lock_state(here), state.publish_ports(here):
        found = state.find_running(variables)
        told = state.find_running({**variables, "PORT": "", "EMULATOR_PORT": "9903"})

    assert found == here
    assert (told.port, told.emulator_port) == (9900, 9903)
    assert [each.name for each in here.state.iterdir()] == ["lock"]


def test_what_a_killed_portal_left_is_not_believed(here: Configuration) -> None:
    variables = {"PORTAL_STATE": str(here.state)}
    with state.publish_ports(here):
        (here.state / "lock").touch()

        with pytest.raises(CannotStart, match=f"No portal runs on {here.state}"):
            state.find_running(variables)
        with state.lock_state(here), pytest.raises(CannotStart):
            state.find_running(variables)


def test_a_second_portal_is_told_the_address_of_the_first(here: Configuration) -> None:
    told = pytest.raises(CannotStart, match=r"A portal runs already at http://127\.0\.0\.1:9900/")

    with state.lock_state(here), state.publish_ports(here), told, state.lock_state(here):
        pass


def test_a_folder_that_can_not_be_written_is_named_with_what_to_type(here: Configuration) -> None:
    file = here.state / "file"
    file.touch()
    inside = configuration.read({"PORTAL_STATE": str(file / "state")})

    with pytest.raises(CannotStart, match=f"{file}/state can't be written") as refused, state.lock_state(inside):
        pass

    assert "make run PORTAL_STATE=" in str(refused.value)


def test_a_new_folder_is_given_the_format_and_kept_by_later_starts(here: Configuration) -> None:
    state.check_format(here)
    (here.state / "emulator").mkdir()
    (here.state / "emulator" / "dynamodb.json").touch()

    state.check_format(here)

    assert (here.state / "format").read_text() == f"{state.FORMAT}\n"


@pytest.mark.parametrize("noted", [None, "1", str(state.FORMAT + 1), ""])
def test_data_of_another_format_are_refused_until_they_are_cleared(
    here: Configuration, noted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_STATE", str(here.state))
    (here.state / "mails").mkdir()
    (here.state / "mails" / "1.eml").touch()
    if noted is not None:
        (here.state / "format").write_text(noted)

    with pytest.raises(CannotStart, match=f"make reset PORTAL_STATE={here.state}"):
        state.check_format(here)
    reset.main()

    state.check_format(here)


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
