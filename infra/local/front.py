"""The front server, a child of the supervisor: `python -m infra.local.front HANDLERS SOCKET INBOX_SOCKET`.

One address for the site, the API, the functions' invocations and SES's endpoint, and one for the inbox. The supervisor
holds the listening sockets, so that this process can be replaced when a source changes without refusing anybody.
"""

import json
import signal
import sys
import traceback
from functools import partial
from typing import Final
from wsgiref.types import WSGIApplication

from werkzeug.wrappers import Request, Response

from infra.local import configuration
from infra.local.server import Server, application

_SIGNALS: Final = {signal.SIGTERM, signal.SIGINT}
_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The server can't start</title>
<p>A source of the portal holds a mistake: see the terminal. The server starts again when a source changes.</p></html>
"""


def main(handlers: str, portal_socket: str, inbox_socket: str) -> None:
    """Serve until SIGTERM."""
    # Before any thread begins: a thread has the signals that are blocked where it was started.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    portal, inbox = _load_applications(handlers)
    with Server(int(portal_socket), portal), Server(int(inbox_socket), inbox):
        signal.sigwait(_SIGNALS)


def _load_applications(handlers: str) -> tuple[WSGIApplication, WSGIApplication]:
    here = configuration.read()
    try:
        # Imported here: a mistake in what a developer has just changed must not leave browsers without an answer.
        from infra.local import inbox, portal

        inbox_view = partial(inbox.reply, folder=here.mails, portal=here.url)
        return portal.application(here, json.loads(handlers)), application(inbox_view)
    except Exception:
        traceback.print_exc()
        print("The portal's server can't start: see above. It starts again when a source changes.", file=sys.stderr)
        return application(explain_mistake), application(explain_mistake)


def explain_mistake(request: Request) -> Response:
    """Answer in the place of an application that could not be loaded."""
    headers = {"Cache-Control": "no-store", "Retry-After": "2"}
    return Response(_PAGE, status=503, headers=headers, mimetype="text/html")


if __name__ == "__main__":
    main(*sys.argv[1:])
