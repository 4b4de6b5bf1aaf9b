"""The front server, a child of the supervisor: `python -m infra.local.front HANDLERS SOCKET INBOX_SOCKET`.

One address for the site, the API, the functions' invocations and SES's endpoint, and one for the inbox. The supervisor
holds the listening sockets, so that this process can be replaced when a source changes without refusing anybody.
"""

import json
import os
import signal
import socket
import sys
import threading
import traceback
from typing import ClassVar

from chalicelib.aws import site as bucket
from chalicelib.core.errors import Malformed, TooLarge
from infra.local import configuration, gateway, inbox, invocations, mailbox, site
from infra.local.configuration import Configuration
from infra.local.http import Handler, Reply, Request, Server


class Portal(Handler):
    """The portal's address."""

    configuration: ClassVar[Configuration]
    api: ClassVar[gateway.Gateway]
    handlers: ClassVar[dict[str, str]]

    def reply(self, request: Request) -> Reply:
        """Send each request to who answers it."""
        path = request.path
        if path.startswith(f"{gateway.PREFIX}/"):
            return self.api.reply(request)
        if path.startswith((invocations.PREFIX, mailbox.PREFIX)):
            return self._for_the_emulator(request)
        return site.reply(request, self.configuration.site, bucket.get, files=self.configuration.emulator_url)

    def refuse(self, request: Request, *, status: int) -> Reply:
        """API Gateway's answer, in the one shape."""
        return gateway.refused(TooLarge() if status == TooLarge.status else Malformed(), request)

    def _for_the_emulator(self, request: Request) -> Reply:
        # Browsers say where a request comes from; neither the emulator nor an AWS client does.
        if "origin" in request.headers or "sec-fetch-site" in request.headers:
            return Reply(status=403)
        if request.path.startswith(invocations.PREFIX):
            return invocations.reply(request, self.handlers)
        return mailbox.reply(request, self.configuration.mails)


class Inbox(Handler):
    """The inbox's address."""

    configuration: ClassVar[Configuration]

    def reply(self, request: Request) -> Reply:
        """Show mails."""
        return inbox.reply(request, folder=self.configuration.mails, portal=self.configuration.url)


def main(handlers: str, portal_socket: str, inbox_socket: str) -> None:
    """Serve until SIGTERM."""
    servers = [_listening(portal_socket, Portal), _listening(inbox_socket, Inbox)]
    Portal.configuration = Inbox.configuration = configuration.read()
    Portal.handlers = json.loads(handlers)
    # The application is imported last: what fails in it is the message a developer waits for.
    from app import app

    Portal.api = gateway.Gateway(app)
    for server in servers:
        threading.Thread(target=server.serve, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    for server in servers:
        server.close()


def _listening(number: str, handler: type[Handler]) -> Server:
    return Server(socket.socket(fileno=int(number)), handler)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        main(*sys.argv[1:])
    except Exception:
        traceback.print_exc()
        os._exit(1)
