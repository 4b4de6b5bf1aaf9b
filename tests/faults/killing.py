"""Strikes whatever runs at its k-th call of AWS, before the call has any effect or after it.

    for fault in faults(calls_of(run)):  # once for each call, moment and kind of fault
        fault.during(run)                # dies there, or loses a request or a reply
        run()                            # and again, to the end

A death is a BaseException, so no handler of the portal's catches it: as when Lambda takes the machine away.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import botocore.endpoint
from botocore.endpoint import Endpoint
from botocore.exceptions import ConnectionClosedError, ResponseStreamingError


class Killed(BaseException):
    """The process is gone."""


class Kind(StrEnum):
    """What happens at a call."""

    DEATH = "death"
    LOSS = "loss"
    """One request or one reply is lost; the SDK sends it again."""
    OUTAGE = "outage"
    """From this call on nothing comes back."""
    CUT = "cut"
    """From this call on every reply breaks off in its middle, which the SDK tells in a way of its own."""


_LASTING: Final = {Kind.OUTAGE, Kind.CUT}


@dataclass(frozen=True)
class Fault:
    """One fault: at which call, whose name is for the messages, and whether that call has its effect first."""

    at: int
    name: str
    after_effect: bool
    kind: Kind = Kind.DEATH

    def during(self, run: Callable[[], object]) -> bool:
        """Run under the fault; whether the run died of it."""
        calls = Calls(fault=self)
        with watched(calls), suppress(Killed):
            run()
            return False
        return True

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after_effect else 'before'} call {self.at} ({self.name})"


@dataclass
class Calls:
    """What has been called so far, and the fault that is to come."""

    names: list[str] = field(default_factory=list)
    fault: Fault | None = None

    def now(self) -> Fault | None:
        """The fault of the call that was named last."""
        at = len(self.names) - 1
        fault = self.fault
        if fault is None:
            return None
        return fault if at == fault.at or (fault.kind in _LASTING and at > fault.at) else None


@contextmanager
def watched(calls: Calls) -> Iterator[Calls]:
    """Every answer of AWS comes by here, for every client of the process: botocore has one way to them."""
    original = Endpoint._get_response

    def get_response(self: Endpoint, request: Any, operation: Any, context: Any) -> Any:
        calls.names.append(operation.name)
        fault = calls.now()
        if fault is None:
            return original(self, request, operation, context)
        if fault.kind is Kind.CUT or (fault.after_effect and len(calls.names) - 1 == fault.at):
            original(self, request, operation, context)
        if fault.kind is Kind.DEATH:
            raise Killed
        return None, _lost(fault.kind, request.url)

    Endpoint._get_response = get_response
    try:
        with no_waiting():
            yield calls
    finally:
        Endpoint._get_response = original


def _lost(kind: Kind, url: str) -> Exception:
    if kind is Kind.CUT:
        return ResponseStreamingError(error=f"{url} broke off")
    return ConnectionClosedError(endpoint_url=url)


@contextmanager
def no_waiting() -> Iterator[None]:
    """The SDK waits between its attempts; nothing here gets better by waiting."""
    original, botocore.endpoint.time = botocore.endpoint.time, _NoWaiting()
    try:
        yield
    finally:
        botocore.endpoint.time = original


class _NoWaiting:
    def sleep(self, seconds: float) -> None:
        pass


def kills(names: Sequence[str]) -> Iterator[Fault]:
    """Every death of a run that makes these calls."""
    for at, name in enumerate(names):
        for after_effect in (False, True):
            yield Fault(at, name, after_effect)


def faults(names: Sequence[str]) -> Iterator[Fault]:
    """Every death, every lost request or reply, and every outage, of a run that makes these calls."""
    for kind in Kind:
        for kill in kills(names):
            if kill.after_effect or kind is not Kind.CUT:
                yield Fault(kill.at, kill.name, kill.after_effect, kind)


def calls_of(run: Callable[[], object]) -> list[str]:
    """The calls that a run makes which nothing strikes."""
    with watched(Calls()) as calls:
        run()
    return calls.names
