"""Kills whatever runs at its k-th call of AWS, before the call has any effect or after it.

    for killing in every_kill(run):      # run() once whole, to count its calls, then once for each call and moment
        with killing: run()              # dies there
        run()                            # and again, to the end

The death is a BaseException, so no handler of the portal's catches it: as when Lambda takes the machine away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.endpoint import Endpoint


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Calls:
    """What has been called so far, and at which call to die."""

    names: list[str] = field(default_factory=list)
    die_at: int | None = None
    after_effect: bool = False


@contextmanager
def watched(calls: Calls) -> Iterator[Calls]:
    """Every answer of AWS comes by here, for every client of the process: botocore has one way to them."""
    original = Endpoint._get_response

    def get_response(self: Endpoint, request: Any, operation: Any, context: Any) -> Any:
        calls.names.append(operation.name)
        dies = len(calls.names) - 1 == calls.die_at
        if dies and not calls.after_effect:
            raise Killed
        answer = original(self, request, operation, context)
        if dies:
            raise Killed
        return answer

    Endpoint._get_response = get_response
    try:
        yield calls
    finally:
        Endpoint._get_response = original


@dataclass(frozen=True)
class Kill:
    """One death: at which call, whose name is for the messages, and whether the call has had its effect."""

    at: int
    name: str
    after_effect: bool

    def during(self, run: Callable[[], object]) -> bool:
        """Run until death; whether it came."""
        calls = Calls(die_at=self.at, after_effect=self.after_effect)
        with watched(calls), suppress(Killed):
            run()
            return False
        return True

    def __str__(self) -> str:
        return f"{'after' if self.after_effect else 'before'} call {self.at} ({self.name})"


def kills(names: list[str]) -> Iterator[Kill]:
    """Every death of a run that makes these calls."""
    for at, name in enumerate(names):
        for after_effect in (False, True):
            yield Kill(at, name, after_effect)


def calls_of(run: Callable[[], object]) -> list[str]:
    """The calls that a run makes which nobody kills."""
    with watched(Calls()) as calls:
        run()
    return calls.names
