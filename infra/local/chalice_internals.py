"""What the portal on one machine uses of `chalice.local`, which Chalice keeps for its own `chalice local`.

Nothing else of ours imports that module. A new release of Chalice may change it: a test compares the installed release
with `CHECKED_VERSION`, and shows what is relied upon.
"""

from collections.abc import Mapping
from typing import Any, Final

from chalice.local import CustomLocalChalice, LambdaContext, LambdaEventConverter, LocalChalice, RouteMatcher

CHECKED_VERSION: Final = "1.34.0"


def allow_threads(app: Any) -> None:
    """Give each thread a current request of its own, so that an application answers several at the same time."""
    CustomLocalChalice.__bases__ = (LocalChalice, app.__class__)
    app.__class__ = CustomLocalChalice


class EventConverter:
    """Makes API Gateway's events for the routes of an application."""

    def __init__(self, app: Any) -> None:
        self._converter = LambdaEventConverter(RouteMatcher(list(app.routes)), app.api.binary_types)

    def make_event(self, *, method: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """The event without its body; parameters of the path as they stand there. Raises ValueError: no such route."""
        event: dict[str, Any] = self._converter.create_lambda_event(method=method, path=path, headers=dict(headers))
        return event


def make_context(function: str, *, memory_megabytes: int, timeout_seconds: int) -> LambdaContext:
    """The context of one invocation, with an id of its own."""
    return LambdaContext(function, memory_megabytes, timeout_seconds * 1000)
