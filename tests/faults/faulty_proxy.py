"""A faulty connection of the portal to AWS: microburst, a proxy that speaks AWS's protocols, in a process of its own.

with faulty_proxy(endpoint, log=path) as proxy:  # its address is `proxy.url`
    proxy.inject_faults()
    ...
    proxy.measure_fault_shares()                 # what it did, by its own account
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
from tests.patience import START_SECONDS, STOP_SECONDS
from tests.running import ROOT, fetch, free_ports, until

SHARES: Final[Mapping[str, float]] = {"throttled": 0.20, "reset": 0.10, "reply lost": 0.05}
"""Shares of all requests that are refused as too many, cut before they arrive, and cut while they are answered."""
_FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "throttled": {"error": {"code": "ThrottlingException"}},
    "reset": {"reset": True},
    "reply lost": {"response": {"abort_bytes": 1}},
}


def _make_rules() -> list[dict[str, Any]]:
    """The proxy asks one rule after the other, so each takes its share of what the ones before let through."""
    rules, left = [], 1.0
    for name, share in SHARES.items():
        rules.append({"service": "*", "probability": share / left, **_FAULTS[name]})
        left -= share
    return rules


@dataclass
class FaultyProxy:
    """The proxy, which passes everything on until faults are injected."""

    url: str
    _good_requests: int = 0

    def inject_faults(self) -> None:
        """From here on it throttles, resets and loses."""
        self._good_requests = self._control("GET", "stats")["requests"]["total"]
        self._control("POST", "rules", _make_rules())

    def clear_faults(self) -> None:
        """From here on it passes everything on again."""
        self._control("POST", "rules", [])

    def measure_fault_shares(self) -> Mapping[str, float]:
        """What share of the requests met each fault, by the proxy's own account, since they are injected."""
        total = self._control("GET", "stats")["requests"]["total"] - self._good_requests
        fired = [each["fired_count"] / total for each in self._control("GET", "rules")]
        return dict(zip(SHARES, fired, strict=True))

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        reply = fetch(f"{self.url}/_microburst/{path}", method=method, data=data)
        assert reply.status == 200, reply.raw
        return reply.body


@contextmanager
def faulty_proxy(endpoint: str, *, log: Path) -> Iterator[FaultyProxy]:
    """A proxy in front of an AWS endpoint; what went through it is in the log."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "microburst", "--port", str(port), "--upstream", endpoint, "--no-resign"]
    with log.open("wb") as output:
        process = children.start(command, environment=os.environ, folder=ROOT, output=output)
    proxy = FaultyProxy(f"http://127.0.0.1:{port}")
    try:
        until(lambda: _answers(proxy), seconds=START_SECONDS)
        yield proxy
    finally:
        children.stop(process, patience_seconds=STOP_SECONDS)


def _answers(proxy: FaultyProxy) -> bool:
    try:
        return fetch(f"{proxy.url}/_microburst/health").status == 200
    except OSError:
        return False
