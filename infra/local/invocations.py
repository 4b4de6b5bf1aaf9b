"""The execute hop: the emulator calls a function, and its handler runs in this process."""

import importlib
import json
import traceback
from collections.abc import Mapping
from typing import Final

from werkzeug.wrappers import Request, Response

from infra.local import chalice_internals

PREFIX: Final = "/_invoke/"
_JSON: Final = "application/json"


def reply(request: Request, handlers: Mapping[str, str]) -> Response:
    """Run the handler of the function named in the path with the event in the body."""
    name = request.path.removeprefix(PREFIX)
    if request.method != "POST" or name not in handlers:
        return Response(status=404)
    module, _, attribute = handlers[name].rpartition(".")
    handler = getattr(importlib.import_module(module), attribute)
    context = chalice_internals.make_context(name, memory_megabytes=512, timeout_seconds=3)
    try:
        result = handler(json.loads(request.get_data()), context)
    except Exception:
        # As Lambda does: whatever a function raises is the failure of this one invocation, for the trigger to retry.
        traceback.print_exc()
        return Response('{"errorType": "HandlerFailed"}', status=500, mimetype=_JSON)
    return Response(json.dumps(result), mimetype=_JSON)
