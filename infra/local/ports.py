"""Listens on the ports of the portal on this machine, or says which of them are taken and what to type instead."""

import errno
import http.client
import json
import socket
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from infra.local.configuration import HOST, CannotStart, Configuration, make_command

_FURTHER: Final = 1000


def listen(here: Configuration) -> dict[str, socket.socket]:
    """A listening socket for each port, by its variable. Raises CannotStart, which names all that can't be had."""
    sockets: dict[str, socket.socket] = {}
    failures: dict[str, OSError] = {}
    for name, port in here.ports.items():
        try:
            sockets[name] = _listen_on(port)
        except OSError as failure:
            failures[name] = failure
    if failures:
        for each in sockets.values():
            each.close()
        raise CannotStart(_describe(here, failures))
    return sockets


def _listen_on(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def _describe(here: Configuration, failures: Mapping[str, OSError]) -> str:
    ports = {name: _find_free_port(port) if name in failures else port for name, port in here.ports.items()}
    instead = make_command("run", state=here.state, ports=ports)
    if "PORT" in failures and _is_portal(here.url):
        return f"A portal runs already at {here.url}/, on another folder. Stop it, or run this one beside it: {instead}"
    taken = [here.ports[name] for name, failure in failures.items() if failure.errno == errno.EADDRINUSE]
    others = [
        f"Port {here.ports[name]} can't be used ({failure.strerror})."
        for name, failure in failures.items()
        if failure.errno != errno.EADDRINUSE
    ]
    return " ".join([*_name_taken(taken), *others, f"Stop what uses them, or choose others: {instead}"])


def _name_taken(ports: Sequence[int]) -> list[str]:
    if not ports:
        return []
    *first, last = map(str, ports)
    return [f"Ports {', '.join(first)} and {last} are taken." if first else f"Port {last} is taken."]


def _find_free_port(taken: int) -> int:
    """A port that nobody listens on: one that is easy to remember, else any."""
    for port in (*range(taken + _FURTHER, 65_536, _FURTHER), 0):
        with suppress(OSError), _listen_on(port) as listening:
            found: int = listening.getsockname()[1]
            return found
    return taken


def _is_portal(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError, ValueError, http.client.HTTPException), opener.open(f"{url}/api/health", timeout=2) as reply:
        return bool(json.load(reply).get("status") == "ok")
    return False
