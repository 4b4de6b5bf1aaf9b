"""Answers while the front server is not there, because a source holds a mistake: nobody waits for an answer in vain."""

import socket
import threading
from collections.abc import Iterable
from typing import Final

from infra.local.http import Handler, Reply, Request, Server

_PAGE: Final = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The server ended</title>
<p>The portal's server ended: see the terminal. It starts again when a source changes.</p></html>
"""


class _Ended(Handler):
    def reply(self, request: Request) -> Reply:
        headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("Retry-After", "2"))
        return Reply(status=503, headers=headers, body=_PAGE)


class Meanwhile:
    """Serves on the supervisor's sockets, which stay open when it is closed."""

    def __init__(self, sockets: Iterable[socket.socket]) -> None:
        self._servers = [Server(each.dup(), _Ended) for each in sockets]
        for server in self._servers:
            threading.Thread(target=server.serve, daemon=True).start()

    def close(self) -> None:
        """Leave what comes from now on to the front server."""
        for server in self._servers:
            server.close()
