"""Injects faults into whatever runs: at its k-th call of AWS, before the call has any effect or after it.

    for fault in list_faults(record_calls(run)):  # once for each call, moment and kind of fault
        fault.inject_into(run)                    # crashes there, or loses a request or a reply
        run()                                     # and again, to the end

A crash is a BaseException, so no handler of the portal's catches it: as when Lambda takes the machine away.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import botocore.endpoint
from botocore.endpoint import Endpoint
from botocore.exceptions import ConnectionClosedError, ResponseStreamingError


class Crashed(BaseException):
    """The process is gone."""


class FaultKind(StrEnum):
    """What happens at a call."""

    CRASH = "crash"
    LOSS = "loss"
    """One request or one reply is lost; the SDK sends it again."""
    OUTAGE = "outage"
    """From this call on nothing comes back."""
    TRUNCATION = "truncation"
    """From this call on every reply breaks off in its middle, for which the SDK has an exception of its own."""


SAMPLE: Final = 7
"""In `make test` every seventh fault is injected, so that all kinds meet several calls; all are in `make thorough`."""
_LASTING: Final = {FaultKind.OUTAGE, FaultKind.TRUNCATION}


@dataclass(frozen=True)
class Fault:
    """One fault: at which call, whose name is for the messages, and whether that call has its effect first."""

    at: int
    name: str
    after_effect: bool
    kind: FaultKind = FaultKind.CRASH

    def inject_into(self, run: Callable[[], object]) -> bool:
        """Run under the fault; whether the run crashed of it."""
        calls = CallRecord(fault=self)
        with intercept_calls(calls), suppress(Crashed):
            run()
            return False
        return True

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after_effect else 'before'} call {self.at} ({self.name})"


@dataclass
class CallRecord:
    """What has been called so far, and the fault to inject."""

    names: list[str] = field(default_factory=list)
    fault: Fault | None = None

    def current_fault(self) -> Fault | None:
        """The fault of the call that was recorded last."""
        at = len(self.names) - 1
        fault = self.fault
        if fault is None:
            return None
        return fault if at == fault.at or (fault.kind in _LASTING and at > fault.at) else None


@contextmanager
def intercept_calls(calls: CallRecord) -> Iterator[CallRecord]:
    """Record each call of AWS, and inject the fault; every client of the process gets its answers by this method."""
    original = Endpoint._get_response

    def get_response(self: Endpoint, request: Any, operation: Any, context: Any) -> Any:
        calls.names.append(operation.name)
        fault = calls.current_fault()
        if fault is None:
            return original(self, request, operation, context)
        if fault.kind is FaultKind.TRUNCATION or (fault.after_effect and len(calls.names) - 1 == fault.at):
            original(self, request, operation, context)
        if fault.kind is FaultKind.CRASH:
            raise Crashed
        return None, _connection_error(fault.kind, request.url)

    Endpoint._get_response = get_response
    try:
        with skip_retry_delays():
            yield calls
    finally:
        Endpoint._get_response = original


def _connection_error(kind: FaultKind, url: str) -> Exception:
    if kind is FaultKind.TRUNCATION:
        return ResponseStreamingError(error=f"{url} broke off")
    return ConnectionClosedError(endpoint_url=url)


@contextmanager
def skip_retry_delays() -> Iterator[None]:
    """The SDK waits between its attempts; nothing here gets better by waiting."""
    original, botocore.endpoint.time = botocore.endpoint.time, _NoDelay()
    try:
        yield
    finally:
        botocore.endpoint.time = original


class _NoDelay:
    def sleep(self, seconds: float) -> None:
        pass


def list_crashes(names: Sequence[str]) -> Iterator[Fault]:
    """Every crash of a run that makes these calls."""
    for at, name in enumerate(names):
        for after_effect in (False, True):
            yield Fault(at, name, after_effect)


def list_faults(names: Sequence[str], *, every: int = 1) -> Iterator[Fault]:
    """Each crash, loss, outage and truncation of a run that makes these calls; or every n-th of them."""
    return itertools.islice(_all_faults(names), 0, None, every)


def _all_faults(names: Sequence[str]) -> Iterator[Fault]:
    for kind in FaultKind:
        for crash in list_crashes(names):
            if crash.after_effect or kind is not FaultKind.TRUNCATION:
                yield Fault(crash.at, crash.name, crash.after_effect, kind)


def record_calls(run: Callable[[], object]) -> list[str]:
    """The calls that a run makes without a fault."""
    with intercept_calls(CallRecord()) as calls:
        run()
    return calls.names
