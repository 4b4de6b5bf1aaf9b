"""The execute hop: the emulator calls a function, and its handler runs in this process."""

import importlib
import json
import traceback
from collections.abc import Mapping
from typing import Final

from chalice.local import LambdaContext

from infra.local.http import Reply, Request

PREFIX: Final = "/_invoke/"
_JSON: Final = (("Content-Type", "application/json"),)


def reply(request: Request, handlers: Mapping[str, str]) -> Reply:
    """Run the handler of the function named in the path with the event in the body."""
    name = request.path.removeprefix(PREFIX)
    if request.method != "POST" or name not in handlers:
        return Reply(status=404)
    module, _, attribute = handlers[name].rpartition(".")
    handler = getattr(importlib.import_module(module), attribute)
    try:
        result = handler(json.loads(request.body), LambdaContext(function_name=name, memory_size=512))
    except Exception:
        # As Lambda does: whatever a function raises is the failure of this one invocation, for the trigger to retry.
        traceback.print_exc()
        return Reply(status=500, headers=_JSON, body=b'{"errorType": "HandlerFailed"}')
    return Reply(status=200, headers=_JSON, body=json.dumps(result).encode())
