"""The ports of a portal on this machine: every one that is taken is named at once, with what to type instead."""

import json
import re
import socket
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from infra.local import configuration, ports
from infra.local.configuration import CannotStart, Configuration
from infra.local.server import Server, application
from tests.running import free_ports


def test_a_socket_listens_on_each_port(tmp_path: Path) -> None:
    here = _here(tmp_path, free_ports(3))

    sockets = ports.listen(here)

    assert {name: each.getsockname() for name, each in sockets.items()} == {
        name: ("127.0.0.1", port) for name, port in here.ports.items()
    }
    for each in sockets.values():
        each.close()


def test_all_taken_ports_are_named_in_one_sentence_and_free_ones_proposed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        (free,) = free_ports(1)
        taken = [each.getsockname()[1] for each in (one, other)]
        with pytest.raises(CannotStart) as refused:
            ports.listen(_here(tmp_path, [taken[0], free, taken[1]]))

    said = str(refused.value)
    proposed = re.search(rf"make run PORT=(\d+) INBOX_PORT={free} EMULATOR_PORT=(\d+) PORTAL_STATE={tmp_path}$", said)
    assert said.startswith(f"Ports {taken[0]} and {taken[1]} are taken. Stop what uses them, or choose others: ")
    assert proposed
    for port in proposed.groups():
        socket.create_server(("127.0.0.1", int(port))).close()


def test_what_was_refused_for_one_port_leaves_the_others_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = free_ports(2)
        with pytest.raises(CannotStart):
            ports.listen(_here(tmp_path, [*free, other.getsockname()[1]]))

    for port in free:
        socket.create_server(("127.0.0.1", port)).close()


def test_a_portal_that_holds_the_port_is_named_by_its_address(tmp_path: Path) -> None:
    def answer_health(request: Request) -> Response:
        return Response(json.dumps({"status": "ok"}))

    with socket.create_server(("127.0.0.1", 0)) as other, Server(other.fileno(), application(answer_health)):
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"A portal runs already at http://127\.0\.0\.1:{port}/"):
            ports.listen(_here(tmp_path, [port, *free_ports(2)]))


def test_what_is_the_default_is_left_out_of_what_to_type() -> None:
    assert configuration.make_command("run", ports={"PORT": 9000, "INBOX_PORT": 8025}) == "make run PORT=9000"
    assert configuration.make_command("reset") == "make reset"


def _here(folder: Path, numbers: list[int]) -> Configuration:
    port, inbox_port, emulator_port = numbers
    return Configuration(port=port, inbox_port=inbox_port, emulator_port=emulator_port, state=folder)
