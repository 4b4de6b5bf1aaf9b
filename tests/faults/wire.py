"""A bad line between the portal and AWS: microburst, a proxy that speaks AWS's protocols, in a process of its own.

with line_to(endpoint, log=path) as line:  # its address is `line.url`
    line.spoil()
    ...
    line.struck()                  # what it did, by its own account
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.local import children
from tests.running import ROOT, fetch, free_ports, until

SHARES: Final[Mapping[str, float]] = {"throttled": 0.20, "reset": 0.10, "reply lost": 0.05}
"""Shares of all requests that are refused as too many, cut before they arrive, and answered into a dead line."""
_FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "throttled": {"error": {"code": "ThrottlingException"}},
    "reset": {"reset": True},
    "reply lost": {"response": {"abort_bytes": 1}},
}
_READY_SECONDS: Final = 30
_STOP_SECONDS: Final = 10


def _rules() -> list[dict[str, Any]]:
    """The proxy asks one rule after the other, so each takes its share of what the ones before let through."""
    rules, left = [], 1.0
    for name, share in SHARES.items():
        rules.append({"service": "*", "probability": share / left, **_FAULTS[name]})
        left -= share
    return rules


@dataclass
class StoredEvent:
    """The line, good until it is spoiled."""

    url: str
    _good_requests: int = 0

    def spoil(self) -> None:
        """From here on it throttles, resets and loses."""
        self._good_requests = self._control("GET", "stats")["requests"]["total"]
        self._control("POST", "rules", _rules())

    def mend(self) -> None:
        """From here on it is good again."""
        self._control("POST", "rules", [])

    def struck(self) -> Mapping[str, float]:
        """What share of the requests met each fault, by the proxy's own account, since it was spoiled."""
        total = self._control("GET", "stats")["requests"]["total"] - self._good_requests
        fired = [each["fired_count"] / total for each in self._control("GET", "rules")]
        return dict(zip(SHARES, fired, strict=True))

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        reply = fetch(f"{self.url}/_microburst/{path}", method=method, data=data)
        assert reply.status == 200, reply.raw
        return reply.body


@contextmanager
def line_to(endpoint: str, *, log: Path) -> Iterator[StoredEvent]:
    """A line to an AWS endpoint, which `spoil` makes a bad one; what went over it is in the log."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "microburst", "--port", str(port), "--upstream", endpoint, "--no-resign"]
    with log.open("wb") as output:
        process = children.start(command, environment=os.environ, folder=ROOT, output=output)
    line = StoredEvent(f"http://127.0.0.1:{port}")
    try:
        until(lambda: _answers(line), seconds=_READY_SECONDS)
        yield line
    finally:
        children.stop(process, patience_seconds=_STOP_SECONDS)


def _answers(line: StoredEvent) -> bool:
    try:
        return fetch(f"{line.url}/_microburst/health").status == 200
    except OSError:
        return False
