"""The WSGI application of the portal's address: the site, the API, the functions' invocations and SES's endpoint."""

from collections.abc import Mapping
from wsgiref.types import WSGIApplication

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from app import app
from chalicelib.aws import site as bucket
from chalicelib.core.errors import Malformed, TooLarge
from infra.local import gateway, invocations, mailbox, server, site, state
from infra.local.configuration import Configuration


def application(here: Configuration, handlers: Mapping[str, str]) -> WSGIApplication:
    """The application; `handlers` names the handler of each function."""
    api = gateway.Gateway(app)

    def view(request: Request) -> Response:
        if request.path.startswith(f"{gateway.PREFIX}/"):
            return api.reply(request)
        if request.path.startswith((invocations.PREFIX, mailbox.PREFIX)):
            return _answer_emulator(request, here, handlers)
        return site.reply(request, here.site, bucket.get, files=here.emulator_url)

    return server.application(view, refuse=_refuse)


def _refuse(request: Request, error: HTTPException) -> Response:
    """API Gateway's answer, in the one shape."""
    return gateway.refuse(TooLarge() if error.code == TooLarge.status else Malformed(), request)


def _answer_emulator(request: Request, here: Configuration, handlers: Mapping[str, str]) -> Response:
    # Browsers say where a request comes from; neither the emulator nor an AWS client does.
    if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
        return Response(status=403)
    if request.path == f"{invocations.PREFIX}FoldStatistics" and state.is_loading(here):
        # Where a machine is slow the schedule comes before all examples are filed; the loading folds by itself.
        return Response("null", mimetype="application/json")
    if request.path.startswith(invocations.PREFIX):
        return invocations.reply(request, handlers)
    return mailbox.reply(request, here.mails)
